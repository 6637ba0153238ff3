"""The tiles: every KPI with its evidence; a click on one shows its trend."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from ecogov.charts.sparklines import sparkline
from ecogov.domain.kpi.cells import Cell
from ecogov.services.kpi_rows import Timing
from ecogov.services.kpis import Question, Slice
from ecogov.ui.kpis.choices import METRIC, choose
from ecogov.ui.kpis.reads import BY_TEXT, Key, Reads
from ecogov.ui.kpis.style import tile_style
from ecogov.ui.kpis.tile_text import Companions, Tile, tile_html, unknown_html
from ecogov.ui.kpis.view import LookKey, View, look_of

TILES: Final[Mapping[str, tuple[str, ...]]] = {
    "accepted_units": ("submitted_units",),
    "throughput_units_per_day": (),
    "aht_seconds": ("aht_median_seconds", "aht_p90_seconds"),
    "qa_accuracy": (),
    "gold_accuracy": ("gold_accuracy_tainted",),
    "first_pass_yield": (),
    "rework_rate": (),
    "agreement_percent": ("agreement_alpha", "agreement_ac1"),
    "tat_attainment": (),
    "backlog_units": (),
    "skip_rate": (),
    "cost_per_accepted_unit": (),
}
"""KPIs that have a tile, each with those that are told beside it."""

_TIMED: Final = "aht_seconds"
_ALL: Final = tuple(code for main, beside in TILES.items() for code in (main, *beside))
_MOST_DAYS_BY_DAY: Final = 31
_MOST_DAYS_BY_WEEK: Final = 200
_Bodies = tuple[dict[str, str], str]


def tile_cells(view: View) -> dict[str, Cell]:
    """Compute what the tiles say, by KPI."""
    return view.reads.totals(view.slice, _ALL)


def is_empty(cells: Mapping[str, Cell]) -> bool:
    """Tell whether the slice has not a single observation, not even open work."""
    return not any(cell.n > 0 for cell in cells.values())


def default_metric(cells: Mapping[str, Cell]) -> str:
    """Choose the KPI to begin with: one that is held to a target, else one that is known."""
    known = [code for code in TILES if cells[code].is_known]
    rates = ("qa_accuracy", "gold_accuracy", "agreement_percent")
    preferred = [code for code in rates if code in known]
    return next(iter([*preferred, *known]), "accepted_units")


def tiles(view: View, metric: str) -> None:
    """Draw the tiles, at most six in a row; KPIs without a figure take one line together."""
    t = view.page.t
    asked = (view.slice, _spark_step(view))
    bodies, unknown = _bodies(view.reads.key, asked, view.look_key, view.reads)
    st.html(tile_style(view.page.theme, metric))
    with st.container(key="kpi-tiles"):
        for code, body in bodies.items():
            with st.container(key=f"kpi-tile-{code}", gap=None):
                st.html(body)
                st.button(
                    t("kpi.show_trend", metric=t(f"metric.{code}")),
                    key=f"kpi-pick-{code}",
                    on_click=choose,
                    args=(METRIC, code),
                    width="stretch",
                )
    if unknown:
        st.html(unknown)


@st.cache_data(max_entries=128, ttl="1h", show_spinner=False, hash_funcs=BY_TEXT)
def _bodies(
    key: Key,  # noqa: ARG001 - the revision that the reads see
    asked: tuple[Slice, str],
    look_key: LookKey,
    _reads: Reads,
) -> _Bodies:
    slice_, step = asked
    look = look_of(look_key)
    t = look.t
    cells = _reads.totals(slice_, _ALL)
    trends = _trends(_reads, slice_, step)
    known = {}
    for code, beside in TILES.items():
        if cells[code].is_known:
            values, target = trends.get(code, ([], float("nan")))
            tile = Tile(
                cells[code],
                Companions(tuple(cells[name] for name in beside), _timing(_reads, slice_, code)),
                sparkline(values, target, look.theme),
                look.currency,
            )
            known[code] = tile_html(t, tile)
    return known, unknown_html(t, [cells[code] for code in TILES if code not in known])


def _timing(reads: Reads, slice_: Slice, code: str) -> Timing | None:
    return reads.timing(slice_) if code == _TIMED else None


def _trends(reads: Reads, slice_: Slice, step: str) -> dict[str, tuple[list[float], float]]:
    found = reads.cells(Question(slice_, tuple(TILES), (step,)))
    return {
        str(code): (rows["value"].tolist(), float(rows["target"].iloc[-1]))
        for code, rows in found.groupby("metric")
    }


def _spark_step(view: View) -> str:
    if view.day_count <= _MOST_DAYS_BY_DAY:
        return "day"
    return "week" if view.day_count <= _MOST_DAYS_BY_WEEK else "month"
