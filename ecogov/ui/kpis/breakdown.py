"""The chosen KPI side by side, and the way into the rows behind each figure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.charts.kpi_breakdown import PICKED, breakdown_chart
from ecogov.charts.looks import Specification
from ecogov.domain.kpi.metrics import metric_of
from ecogov.domain.kpi.standing import with_standing
from ecogov.i18n.translator import Translator
from ecogov.services.kpis import Question, Slice
from ecogov.ui.kpis.breakdown_text import breakdown_finding, breakdown_subtitle
from ecogov.ui.kpis.choices import BY, DIMENSIONS, choose, open_rows
from ecogov.ui.kpis.drilldown import drilldown
from ecogov.ui.kpis.options import slice_name
from ecogov.ui.kpis.reads import BY_TEXT, Key, Reads
from ecogov.ui.kpis.tables import Download, cells_table, downloads, percent_headings, table
from ecogov.ui.kpis.view import LookKey, View, look_of
from ecogov.ui.visitors import rechecked

_FEWEST: Final = 2
_TRIED: Final = ("vendor", "queue", "locale", "annotator")


@dataclass(frozen=True, slots=True)
class _Content:
    """A breakdown as it is drawn; `specification` is None where no slice has a figure."""

    finding: str
    subtitle: str
    alt: str
    specification: Specification | None
    rows: pd.DataFrame
    download: Download


@st.fragment
@rechecked
def breakdown(view: View, metric: str) -> None:
    """Draw a KPI by vendor, queue, locale, person or label, and the rows that were asked for."""
    t = view.page.t
    by = _dimension(view, metric)
    _picker(view, by)
    asked = (view.slice, metric, by)
    content = _content(view.reads.key, asked, view.look_key, view.reads)
    st.header(content.finding, anchor=False)
    if content.specification is not None:
        st.caption(content.subtitle)
        key = f"kpi.breakdown.{metric}.{by}"
        st.vega_lite_chart(
            spec=content.specification,
            theme=None,
            key=key,
            on_select=_opener(key),
            selection_mode=PICKED,
            alt=content.alt,
        )
        with st.expander(t("kpi.breakdown_table")):
            alt = t("kpi.table_alt", metric=t(f"metric.{metric}"))
            download = content.download
            table(download.frame, download.percents, key="kpi.breakdown.table", alt=alt)
            downloads(download, t, key="breakdown")
    drilldown(view, metric, by, content.rows)


def _dimension(view: View, metric: str) -> str:
    """Choose what is compared: as asked, else the first dimension with several members."""
    if view.choices.by:
        return view.choices.by
    return _telling_dimension(view.reads.key, view.slice, metric, view.reads)


@st.cache_data(max_entries=128, ttl="1h", show_spinner=False, hash_funcs=BY_TEXT)
def _telling_dimension(
    key: Key,  # noqa: ARG001 - the revision that the reads see
    slice_: Slice,
    metric: str,
    _reads: Reads,
) -> str:
    if len(slice_.project_ids) > 1:
        return "project"
    for by in (name for name in _TRIED if name in metric_of(metric).dimensions):
        if len(_reads.cells(Question(slice_, ("submitted_units",), (by,)))) >= _FEWEST:
            return by
    return _TRIED[0]


def _picker(view: View, by: str) -> None:
    t = view.page.t
    offered = DIMENSIONS if view.project_id is None else DIMENSIONS[1:]
    st.session_state["kpi.by"] = by
    st.segmented_control(
        t("kpi.by"),
        offered,
        format_func=lambda name: t(f"dimension.{name}"),
        key="kpi.by",
        required=True,
        label_visibility="collapsed",
        on_change=_picked,
    )


def _picked() -> None:
    choose(BY, st.session_state["kpi.by"])


def _opener(key: str) -> Callable[[], None]:
    """Make the callback of a chart: it opens the slice that was clicked."""

    def opened() -> None:
        points: list[dict[str, Any]] = st.session_state[key]["selection"].get(PICKED, [])
        open_rows(str(points[-1]["key"]) if points else None)

    return opened


@st.cache_data(max_entries=128, ttl="1h", show_spinner=False, hash_funcs=BY_TEXT)
def _content(
    key: Key,  # noqa: ARG001 - the revision that the reads see
    asked: tuple[Slice, str, str],
    look_key: LookKey,
    _reads: Reads,
) -> _Content:
    _, metric, by = asked
    look = look_of(look_key)
    t = look.t
    rows = _rows(_reads, asked, t)
    known = rows[rows["value"].notna()]
    title = t(f"metric.{metric}")
    shown = cells_table(rows, "name", t(f"dimension.{by}"), t)
    if rows["is_decided"].notna().any():
        words = {True: t("kpi.differs"), False: t("kpi.differs_not")}
        shown[t("kpi.column.standing")] = [words.get(state, "") for state in rows["is_decided"]]
    has_figures = not known.empty
    ends = known["name"].iloc[[0, -1]].tolist() if has_figures else ["", ""]
    word = t(f"kpi.dimension.{by}")
    return _Content(
        breakdown_finding(look, rows, metric, by),
        breakdown_subtitle(t, known, metric, by) if has_figures else "",
        t("kpi.breakdown_alt", metric=title, dimension=word, first=ends[0], last=ends[1]),
        breakdown_chart(known, look) if has_figures else None,
        rows,
        Download(shown, f"{metric}-{by}", title, percent_headings(metric_of(metric).unit, t)),
    )


def _rows(reads: Reads, asked: tuple[Slice, str, str], t: Translator) -> pd.DataFrame:
    slice_, metric, by = asked
    found = reads.cells(Question(slice_, (metric,), (by,)))
    told = found.to_dict("records")
    keys = [str(row[by]) for row in told]
    names = pd.Series([slice_name(row, by, t) for row in told], dtype="object")
    # Slices of the same name are told apart by their code: a chart would pile them up.
    is_shared = names.duplicated(keep=False).tolist()
    unique = [
        f"{name} ({key})" if shared else name
        for name, key, shared in zip(names, keys, is_shared, strict=True)
    ]
    return with_standing(found.assign(key=keys, name=unique)).reset_index(drop=True)
