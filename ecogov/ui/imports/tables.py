"""Rows of a file as tables: those that would be stored, and those that were refused."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import pandas as pd
import streamlit as st

from ecogov.domain.imports import RejectedRow
from ecogov.domain.production import LabelSource, ReviewResult, SourceFormat, Stage, TimeBasis
from ecogov.i18n.translator import Translator
from ecogov.services.staging import Staged
from ecogov.ui.imports.wording import column_name, reason

SHOWN_ROWS: Final = 50
SHOWN_REFUSALS: Final = 200

_WORDS: Final[dict[str, tuple[str, type[StrEnum]]]] = {
    "stage": ("import.stage", Stage),
    "time_basis": ("import.basis", TimeBasis),
    "label_source": ("import.label_source", LabelSource),
    "review_result": ("import.review", ReviewResult),
}
_SAME_IN_SHEETS: Final = (
    "event_id",
    "stage",
    "assigned_at",
    "reviewed_at",
    "time_basis",
    "label_source",
)
_DAY: Final = "YYYY-MM-DD"
_MOMENT: Final = "YYYY-MM-DD HH:mm:ss"
_ROW_HEIGHT: Final = 35
_MOST_ROWS: Final = 8


def sample_table(t: Translator, staged: Staged, timezone: str, key: str) -> None:
    """Draw the first rows as the program understands them; empty columns are left out."""
    is_sheet = staged.format is SourceFormat.PRODUCTION_SHEET
    rows = staged.sample.head(SHOWN_ROWS).to_pandas().dropna(axis="columns", how="all")
    if is_sheet:
        rows = rows.drop(columns=[name for name in _SAME_IN_SHEETS if name in rows])
    for name, (prefix, kind) in _WORDS.items():
        if name in rows:
            rows[name] = rows[name].map({word.value: t(f"{prefix}.{word.value}") for word in kind})
    columns = st.column_config
    headings = {name: column_name(t, name) for name in rows.columns}
    settings = {
        name: columns.DatetimeColumn(
            heading, format=_DAY if is_sheet else _MOMENT, timezone=timezone
        )
        if isinstance(rows[name].dtype, pd.DatetimeTZDtype)
        else columns.Column(heading)
        for name, heading in headings.items()
    }
    st.dataframe(
        rows,
        hide_index=True,
        height=_height(len(rows)),
        placeholder="",
        column_config=settings,
        alt=t("import.sample_alt", name=staged.file),
        key=f"{key}.sample",
    )


def refusals_frame(t: Translator, refused: Sequence[RejectedRow]) -> pd.DataFrame:
    """Put refused rows into words.

    Returns
    -------
    DataFrame, shape (len(refused), 4)
        Columns in the reader's language: row, field, reason, the row as it stands in the file.
    """
    told = [
        (row.row, column_name(t, row.field) if row.field else "", reason(t, row), row.raw)
        for row in refused
    ]
    names = ("row", "field", "reason", "raw")
    return pd.DataFrame(told, columns=[t(f"import.refused.{name}") for name in names])


def refusals_table(t: Translator, refused: Sequence[RejectedRow], n_all: int, key: str) -> None:
    """Draw the first refused rows, each with its reason; `n_all` says how many there are."""
    first = sorted(refused, key=lambda row: row.row)[:SHOWN_REFUSALS]
    shown = refusals_frame(t, first)
    row, field, why, raw = shown.columns
    columns = st.column_config
    st.dataframe(
        shown,
        hide_index=True,
        height=_height(len(shown)),
        column_config={
            row: columns.NumberColumn(row, width=70),
            field: columns.TextColumn(field, width=120),
            why: columns.TextColumn(why, width=560),
            raw: columns.TextColumn(raw, width="medium"),
        },
        alt=t("import.refused_alt"),
        key=f"{key}.refused",
    )
    if n_all > len(shown):
        st.caption(t("import.refused_more", shown=len(shown), count=n_all))


def _height(n_rows: int) -> int:
    return (min(max(n_rows, 1), _MOST_ROWS) + 1) * _ROW_HEIGHT + 3
