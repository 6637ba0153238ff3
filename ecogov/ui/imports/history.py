"""All imports of a project, newest first; a row opens its receipt."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.projects import Project
from ecogov.i18n.translator import Translator
from ecogov.ui.imports.counts import FATES
from ecogov.ui.imports.receipts import show_receipts
from ecogov.ui.imports.stored import imports_of
from ecogov.ui.imports.wording import format_name
from ecogov.ui.page import Page

_COLUMNS: Final = ("id", "at", "actor", "file", "format", *FATES, "state")


def history(page: Page, project: Project) -> None:
    """Draw the table of the imports of a project."""
    t = page.t
    imports = imports_of(page.db, project.id)
    st.header(t("import.history", project=project.code), anchor=False)
    if imports.empty:
        st.info(t("import.history_empty"), icon=":material/inbox:")
        return
    st.caption(t("import.history_text"))
    key = f"imports.history.{len(imports)}"  # a new import moves the rows: none stays selected
    st.dataframe(
        _shown(imports, t),
        hide_index=True,
        column_config=_config(t, project.timezone),
        on_select=_opener(key, imports["id"].tolist()),
        selection_mode="single-row",
        alt=t("import.history", project=project.code),
        key=key,
    )


def _shown(imports: pd.DataFrame, t: Translator) -> pd.DataFrame:
    states = {True: t("import.state.undone"), False: t("import.state.standing")}
    return imports.assign(
        format=[format_name(t, code) for code in imports["format"]],
        state=imports["undone_at"].notna().map(states),
    )[list(_COLUMNS)]


def _config(t: Translator, timezone: str) -> dict[str, Any]:
    columns = st.column_config
    names = {name: t(f"import.history.{name}") for name in ("id", "at", "actor", "file", "format")}
    counts = {
        name: columns.NumberColumn(t(f"import.count.{name}"), format="localized") for name in FATES
    }
    return {
        "id": columns.NumberColumn(names["id"], format="%d", width=60),
        "at": columns.DatetimeColumn(names["at"], format="YYYY-MM-DD HH:mm", timezone=timezone),
        "actor": names["actor"],
        "file": columns.TextColumn(names["file"], width="medium"),
        "format": columns.TextColumn(names["format"], width="medium"),
        **counts,
        "state": t("import.history.state"),
    }


def _opener(key: str, import_ids: Sequence[int]) -> Callable[[], None]:
    def open_selected() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        show_receipts([import_ids[row] for row in rows])

    return open_selected
