"""What an open record shows, read once per revision; nothing with language."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from ecogov.domain.log.asking import LogFilter, Order
from ecogov.domain.log.kinds import RecordKind, right_to_write
from ecogov.services.log.escalations import events_of
from ecogov.services.log.links import links_of
from ecogov.services.log.milestones import baseline_history, forecast_history, milestone_links
from ecogov.services.log.notes import notes_of, record_history
from ecogov.services.log.reading import get_record, list_records
from ecogov.services.receipts import list_imports
from ecogov.services.targets import list_targets
from ecogov.storage.database import Database
from ecogov.ui.page import Page


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A record with everything that hangs on it.

    Parameters
    ----------
    kind : RecordKind
        What it is.
    stored : dict
        Its columns and ``ref``, as `ecogov.services.log.reading.get_record` gives them.
    links, notes, history : DataFrame
        As `links_of`, `notes_of` and `record_history` give them.
    events : DataFrame or None
        Of an escalation, as `events_of` gives them.
    """

    kind: RecordKind
    stored: dict[str, Any]
    links: pd.DataFrame
    notes: pd.DataFrame
    history: pd.DataFrame
    events: pd.DataFrame | None = None

    @property
    def id(self) -> int:
        """Its id."""
        return int(self.stored["id"])

    @property
    def project_id(self) -> int:
        """Id of its project."""
        return int(self.stored["project_id"])

    @property
    def version(self) -> int:
        """Its version, as it is on the screen."""
        return int(self.stored["version"])

    @property
    def ref(self) -> str:
        """What people call it within its project."""
        return str(self.stored["ref"])

    @property
    def is_archived(self) -> bool:
        """Whether it was put away."""
        return self.stored["archived_at"] is not None


def may_write(page: Page, opened: Opened) -> bool:
    """Tell whether whoever looks may change a record."""
    return page.may(right_to_write(opened.kind), opened.project_id)


def opened_record(db: Database, kind: RecordKind, record_id: int) -> Opened:
    """Read a record with everything that hangs on it.

    Raises
    ------
    NotFoundError
        ``<kind>.unknown``.
    """
    return _opened(db.key, db.revision(), (kind, record_id), db)


def milestones(db: Database, project_id: int) -> pd.DataFrame:
    """List the milestones of a project by number, those put away left out."""
    return _milestones(db.key, db.revision(), project_id, db)


def targets(db: Database, project_id: int) -> pd.DataFrame:
    """List the targets of a project."""
    return _targets(db.key, db.revision(), project_id, db)


def imports(db: Database, project_id: int) -> pd.DataFrame:
    """List the imports of a project, newest first."""
    return _imports(db.key, db.revision(), project_id, db)


def plan_of(db: Database, project_id: int, milestone_id: int) -> tuple[pd.DataFrame, ...]:
    """Read what was promised, what was expected, and what waits for what in the project."""
    return _plan(db.key, db.revision(), (project_id, milestone_id), db)


def project_of(page: Page, opened: Opened) -> dict[str, Any]:
    """Give the row of the record's project; empty where the project was put away."""
    return row_of(page.projects, opened.project_id)


def row_of(rows: pd.DataFrame, record_id: int | None) -> dict[str, Any]:
    """Give one row of a list by its id; empty where it is not there."""
    found = rows.loc[rows["id"] == record_id]
    return {} if found.empty else {str(name): found[name].iloc[0] for name in found}


@st.cache_data(max_entries=128, ttl="1h", show_spinner=False)
def _opened(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    asked: tuple[RecordKind, int],
    _db: Database,
) -> Opened:
    return Opened(
        asked[0],
        get_record(_db, *asked),
        links_of(_db, *asked),
        notes_of(_db, *asked),
        record_history(_db, *asked),
        events_of(_db, asked[1]) if asked[0] is RecordKind.ESCALATION else None,
    )


@st.cache_data(max_entries=32, ttl="1h", show_spinner=False)
def _milestones(database_key: str, revision: int, project_id: int, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    wanted = LogFilter(project_id=project_id)
    return list_records(_db, RecordKind.MILESTONE, wanted, Order("number", is_descending=False))


@st.cache_data(max_entries=32, ttl="1h", show_spinner=False)
def _targets(database_key: str, revision: int, project_id: int, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return list_targets(_db, project_id)


@st.cache_data(max_entries=32, ttl="1h", show_spinner=False)
def _imports(database_key: str, revision: int, project_id: int, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return list_imports(_db, project_id)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _plan(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    asked: tuple[int, int],
    _db: Database,
) -> tuple[pd.DataFrame, ...]:
    project_id, milestone_id = asked
    return (
        baseline_history(_db, milestone_id),
        forecast_history(_db, (milestone_id,)),
        milestone_links(_db, project_id),
    )
