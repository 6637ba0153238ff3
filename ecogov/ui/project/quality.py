"""Quality at a glance: the tiles of the KPI page for one project; each leads to its trend."""

from typing import Final

import streamlit as st

from ecogov.charts.sparklines import sparkline
from ecogov.domain.kpi.cells import Cell
from ecogov.domain.projects import Project
from ecogov.i18n import formats
from ecogov.services.kpi_rows import DaySpan
from ecogov.services.kpis import Question, Slice
from ecogov.ui.kpis.reads import Reads
from ecogov.ui.kpis.style import tile_style
from ecogov.ui.kpis.tile_text import Companions, Tile, tile_html, unknown_html
from ecogov.ui.links import open_page
from ecogov.ui.page import Page

_METRICS: Final = (
    "throughput_units_per_day", "qa_accuracy", "rework_rate", "tat_attainment", "backlog_units",
)  # fmt: skip
_NO_METRIC: Final = "none"


def quality(page: Page, project: Project) -> None:
    """Draw the tiles of the chosen days; where these hold nothing, of all days, and say so."""
    t, reads = page.t, Reads.of(page)
    span = reads.span((project.id,))
    if span is None:
        return
    slice_ = _slice(page, project.id, span)
    cells = reads.totals(slice_, _METRICS)
    found = reads.cells(Question(slice_, _METRICS, ("week",)))
    trends = {str(code): rows for code, rows in found.groupby("metric")}
    st.html(tile_style(page.theme, _NO_METRIC))
    with st.container(key="kpi-tiles"):
        for code in _METRICS:
            if cells[code].is_known:
                rows = trends.get(code)
                values = [] if rows is None else rows["value"].tolist()
                target = float("nan") if rows is None else float(rows["target"].iloc[-1])
                picture = sparkline(values, target, page.theme)
                _tile(page, cells[code], picture, project.currency)
    unknown = unknown_html(t, [cells[code] for code in _METRICS if not cells[code].is_known])
    if unknown:
        st.html(unknown)


def _slice(page: Page, project_id: int, span: DaySpan) -> Slice:
    first, last = page.scope.first_day, page.scope.last_day
    if (first is None or first <= span.last) and (last is None or last >= span.first):
        return Slice((project_id,), first, last)
    st.caption(page.t("kpi.shows_all", days=formats.days(page.t, *span)))
    return Slice((project_id,))


def _tile(page: Page, cell: Cell, picture: str, currency: str) -> None:
    t = page.t
    with st.container(key=f"kpi-tile-{cell.metric}", gap=None):
        st.html(tile_html(t, Tile(cell, Companions(()), picture, currency)))
        if st.button(
            t("kpi.show_trend", metric=t(f"metric.{cell.metric}")),
            key=f"kpi-pick-{cell.metric}",
            width="stretch",
        ):
            open_page("kpis", metric=cell.metric)
