"""The rows behind a figure: which ones, how many there are, and the file to take away."""

from dataclasses import replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.kpi.drilling import BEHIND
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.services.kpi_rows import BehindFigure
from ecogov.services.kpis import Slice
from ecogov.ui.kpis.choices import ALL_ROWS, open_rows, opened_rows
from ecogov.ui.kpis.tables import Download, downloads
from ecogov.ui.kpis.view import View
from ecogov.ui.page import Page

_CLOSED: Final = ""
_NARROWING: Final = {
    "project": "project_ids",
    "vendor": "vendor_ids",
    "queue": "queue_ids",
    "locale": "locales",
    "annotator": "annotator_ids",
    "label": "labels",
}
_BY_CODE: Final = frozenset({"locale", "label"})
_WORDS: Final = ("time_basis", "review_result")
_FLAGS: Final = ("is_overlapping", "gold_ok", "is_tainted", "is_skipped", "is_cancelled")


def drilldown(view: View, metric: str, by: str, rows: pd.DataFrame) -> None:
    """Offer the rows behind the whole figure or one slice, and show those that are open."""
    t = view.page.t
    names = dict(zip(rows["key"], rows["name"], strict=True))
    opened = opened_rows()
    if opened is not None and opened not in {ALL_ROWS, *names}:
        open_rows(None)
        opened = None
    _picker(t, names, opened)
    if opened is None:
        return
    slice_ = view.slice
    if opened != ALL_ROWS:
        slice_ = _narrowed(slice_, by, rows[rows["key"] == opened])
    found = view.reads.rows(slice_, metric)
    rows_behind_figure(found, metric, view.page, keys=("kpi.rows.table", "rows"))


def rows_behind_figure(
    found: BehindFigure, metric: str, page: Page, *, keys: tuple[str, str]
) -> None:
    """Draw the rows behind a figure, and let them be taken away.

    `keys` are those of the table and of the downloads.
    """
    t = page.t
    if found.rows.empty:
        st.info(t("kpi.rows.none"))
        return
    behind = t(f"kpi.rows.behind.{BEHIND[metric]}")
    said = t("kpi.rows.count", count=found.total, behind=behind)
    if found.total > len(found.rows):
        said = t("kpi.rows.newest", shown=formats.number(t, len(found.rows)), said=said)
    st.caption(said)
    shown = rows_table(found.rows, t, page.timezone)
    st.dataframe(
        shown,
        hide_index=True,
        placeholder=formats.NOTHING,
        column_config={
            t("kpi.row.source_row"): st.column_config.NumberColumn(format="plain"),
        },
        alt=said,
        key=keys[0],
    )
    downloads(Download(shown, f"{metric}-rows", t(f"metric.{metric}")), t, key=keys[1])


def rows_table(rows: pd.DataFrame, t: Translator, timezone: str) -> pd.DataFrame:
    """Prepare rows for a reader: headings and words translated, empty columns left out.

    Instants are shown on the clock of `timezone`.
    """
    told = rows.dropna(axis="columns", how="all").copy()
    for name in told.columns.intersection(list(_FLAGS)):
        told[name] = [
            "" if pd.isna(flag) else t("value.yes" if flag else "value.no") for flag in told[name]
        ]
    for name in told.columns.intersection(list(_WORDS)):
        told[name] = ["" if pd.isna(code) else t(f"kpi.word.{code}") for code in told[name]]
    for name in told.columns[told.columns.str.endswith("_at")]:
        told[name] = (
            pd.to_datetime(told[name], utc=True).dt.tz_convert(timezone).dt.tz_localize(None)
        )
    for name in told.columns[told.columns.str.startswith("units")]:
        told[name] = told[name].astype("Int64")
    return told.rename(columns={name: t(f"kpi.row.{name}") for name in told.columns})


def _picker(t: Translator, names: dict[str, str], opened: str | None) -> None:
    st.session_state["kpi.rows"] = opened or _CLOSED
    special = {_CLOSED: t("kpi.rows.closed"), ALL_ROWS: t("kpi.rows.all")}
    st.selectbox(
        t("kpi.rows.title"),
        [_CLOSED, ALL_ROWS, *names],
        format_func=lambda key: special.get(key) or names[key],
        key="kpi.rows",
        on_change=_picked,
        width=330,
    )


def _picked() -> None:
    open_rows(st.session_state["kpi.rows"] or None)


def _narrowed(slice_: Slice, by: str, row: pd.DataFrame) -> Slice:
    name = _NARROWING[by]
    value: Any = str(row["key"].iloc[0])
    if by not in _BY_CODE:
        value = int(row[f"{by}_id"].iloc[0])
    told: dict[str, Any] = {name: (value,)}
    return replace(slice_, **told)
