"""What a page is given: words, data, who looks at what."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ecogov.domain.people import Right
from ecogov.domain.scope import Scope
from ecogov.i18n.translator import Translator
from ecogov.storage.database import Database


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """Answer of `ecogov.ui.shell.enter`.

    Parameters
    ----------
    key : str
        Which page this is.
    t : Translator
        The reader's language.
    db : Database
        Handle for services and cached reads.
    revision : int
        The one that this run sees; what is kept is kept by it.
    actor : str
        Who acts; services write it into the audit trail.
    scope : Scope
        The chosen project and days.
    timezone : str
        Zone of the chosen project, else of the reader; what days and times are shown in.
    theme : {"light", "dark"}
        For charts.
    projects : DataFrame
        As `ecogov.services.projects.list_projects` gives it, and ``name`` in the reader's
        language.
    """

    key: str
    t: Translator
    db: Database
    revision: int
    actor: str
    scope: Scope
    timezone: str
    theme: Literal["light", "dark"]
    projects: pd.DataFrame

    @property
    def chosen_id(self) -> int | None:
        """Id of the chosen project; None means all of them."""
        found = self.projects.loc[self.projects["code"] == self.scope.project, "id"]
        return None if found.empty else int(found.iloc[0])

    def may(self, right: Right, project_id: int | None = None) -> bool:
        """Tell whether whoever looks has a right: in a project, or with None in all of them."""
        return self.db.person.may(right, project_id)

    def may_here(self, right: Right) -> bool:
        """Tell whether whoever looks has a right in the chosen project; in any, if none is."""
        chosen = self.chosen_id
        return self.may(right, chosen) if chosen else self.db.person.may_somewhere(right)
