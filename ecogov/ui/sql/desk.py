"""Asking in SQL: the question, its answer, what is kept, what there is to ask about."""

import time
from collections.abc import Callable
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from ecogov.domain.people import Right
from ecogov.i18n import formats
from ecogov.reports.tables import csv_table, xlsx_table
from ecogov.services.asking.questions import as_frame, ask, note_export, schema
from ecogov.storage.database import Database
from ecogov.ui.feedback import reported
from ecogov.ui.page import Page
from ecogov.ui.sql.saved import keep, saved_picker

_STATEMENT: Final = "sql.statement"
_NO_FORMATS: Final[dict[str, str]] = {}
_FIRST: Final = """SELECT p.code, count(*) AS events, sum(e.units) AS units
FROM event AS e JOIN project AS p ON p.id = e.project_id
GROUP BY p.code ORDER BY units DESC"""


def sql_desk(page: Page) -> None:
    """Draw the whole page, for those who may see everything."""
    t = page.t
    if not page.db.person.may(Right.ADMINISTER):
        st.info(t("sql.not_yours"), icon=":material/lock:")
        return
    st.session_state.setdefault(_STATEMENT, _FIRST)
    saved_picker(page, _STATEMENT)
    with st.form("sql.form", border=False):
        st.text_area(t("sql.statement"), key=_STATEMENT, height=180)
        is_asked = st.form_submit_button(
            t("sql.ask"), icon=":material/play_arrow:", type="primary", key="sql.ask"
        )
    if is_asked:
        with reported(t):
            _answer(page, st.session_state[_STATEMENT])
    keep(page, _STATEMENT)
    _schema(page)


def _answer(page: Page, statement: str) -> None:
    t = page.t
    begun = time.monotonic()
    with st.spinner(t("sql.ask")):
        answer = ask(page.db, statement)
    took = t("sql.took", seconds=formats.number(t, time.monotonic() - begun, digits=2))
    found = as_frame(answer)
    if found.empty:
        st.info(t("sql.nothing"), icon=":material/search_off:")
        return
    key = "sql.cut" if answer.is_cut else "sql.rows"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{t(key, count=len(found))}** · {took}", width="content")
        st.space("stretch")
        _download(page, statement, found)
    st.dataframe(found, hide_index=True, height="auto", alt=t(key, count=len(found)))


def _download(page: Page, statement: str, found: pd.DataFrame) -> None:
    t = page.t
    files: dict[str, Callable[[pd.DataFrame], bytes]] = {
        "csv": csv_table,
        "xlsx": partial(xlsx_table, title="SQL", formats=_NO_FORMATS),
    }
    for kind, write in files.items():
        st.download_button(
            t(f"sql.{kind}"),
            data=partial(_written, page, statement, found, write),
            file_name=f"answer.{kind}",
            key=f"sql.{kind}",
            icon=":material/download:",
            on_click="ignore",
        )


def _written(
    page: Page, statement: str, found: pd.DataFrame, write: Callable[[pd.DataFrame], bytes]
) -> bytes:
    note_export(page.db, statement, n_rows=len(found), actor=page.actor)
    return write(found)


def _schema(page: Page) -> None:
    t = page.t
    with st.expander(t("sql.schema"), icon=":material/schema:"):
        columns = _columns(page.db.key, page.db)
        wanted = st.text_input(
            t("sql.find"),
            key="sql.find",
            placeholder=t("sql.find"),
            label_visibility="collapsed",
            icon=":material/search:",
        )
        text = columns["table"] + "." + columns["column"]
        st.dataframe(
            columns[text.str.contains(wanted.strip().lower(), regex=False)],
            column_config={name: t(f"sql.{name}") for name in columns.columns},
            hide_index=True,
            height=420,
            alt=t("sql.schema"),
            key="sql.columns",
        )


@st.cache_data(max_entries=4, ttl="1h", show_spinner=False)
def _columns(database_key: str, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return schema(_db)
