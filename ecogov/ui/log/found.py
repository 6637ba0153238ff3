"""Records of several kinds as a list: each a reference that opens it, and what tells it apart."""

from datetime import date
from typing import Final

import pandas as pd
import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.ui.log.columns import OPENS, REF, WIDTHS, lateness
from ecogov.ui.log.place import open_record

_MOST_ROWS_SHOWN: Final = 12


def records_table(t: Translator, rows: pd.DataFrame, today: date, *, key: str, alt: str) -> None:
    """Draw records of any kinds; a click on a reference opens the record.

    `rows` has the columns ``kind, ref, title, owner, status, due_on, project_code``; it is not
    modified.
    """
    columns = st.column_config
    opener = columns.ButtonColumn(
        t("log.column.ref"),
        type="tertiary",
        width=WIDTHS[REF],
        pinned=True,
        key=f"{key}.open",
        on_click=_clicked,
        args=(f"{key}.open", tuple(zip(rows["ref"], rows["project_code"], strict=True))),
    )
    told = list(zip(*(rows[name] for name in ("kind", "status", "due_on")), strict=True))
    frame = pd.DataFrame(
        {
            "ref": OPENS + rows["ref"],
            "title": rows["title"],
            "kind": [t(f"new.{kind}") for kind in rows["kind"]],
            "status": [t(f"{kind}.status.{status}") for kind, status, _ in told],
            "due_on": pd.to_datetime(rows["due_on"]),
            "late": [
                _late(t, RecordKind(kind), (status, due_on), today) for kind, status, due_on in told
            ],
            "project_code": rows["project_code"],
            "owner": rows["owner"],
        }
    )
    st.dataframe(
        frame,
        hide_index=True,
        height="content" if len(rows) <= _MOST_ROWS_SHOWN else 460,
        placeholder=formats.NOTHING,
        column_config={
            "ref": opener,
            "title": columns.TextColumn(t("log.column.title"), width=310),
            "kind": columns.TextColumn(t("log.column.kind"), width=120),
            "status": columns.TextColumn(t("log.filter.status"), width=110),
            "due_on": columns.DateColumn(t("log.filter.due"), format="YYYY-MM-DD", width=110),
            "late": columns.TextColumn(t("log.column.late"), width=130),
            "project_code": columns.TextColumn(t("shell.project"), width=110),
            "owner": columns.TextColumn(t("log.filter.owner"), width=130),
        },
        alt=alt,
        key=key,
    )


def _clicked(key: str, records: tuple[tuple[str, str], ...]) -> None:
    open_record(*records[st.session_state[key].row])


def _late(t: Translator, kind: RecordKind, told: tuple[str, date | None], today: date) -> str:
    status, due_on = told
    return lateness(t, due_on, today) if status in KINDS[kind].open_statuses else ""
