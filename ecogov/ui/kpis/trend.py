"""The trend of the chosen KPI: what it says in words, the picture, the table under it."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from ecogov.charts.kpis import last_day, period_name, trend_chart
from ecogov.charts.looks import Look, Specification
from ecogov.charts.trend_layers import Backdrop
from ecogov.domain.kpi.cells import change
from ecogov.domain.kpi.metrics import METRICS, metric_of
from ecogov.domain.kpi.questions import PERIODS
from ecogov.domain.rootcause.questions import EXPLAINED
from ecogov.domain.scope import custom_period
from ecogov.i18n import formats
from ecogov.i18n.figures import finding
from ecogov.i18n.translator import Translator
from ecogov.services.kpi_rows import DaySpan
from ecogov.services.kpis import Question, Slice
from ecogov.ui.kpis.choices import METRIC, STEP, choose
from ecogov.ui.kpis.options import FILTERS
from ecogov.ui.kpis.reads import Key, Reads
from ecogov.ui.kpis.tables import Download, cells_table, downloads, percent_headings, table
from ecogov.ui.kpis.view import LookKey, View, look_of
from ecogov.ui.links import link_to


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a trend is of; part of the key under which it is kept."""

    slice: Slice
    before: Slice | None
    metric: str
    step: str
    days: DaySpan
    project_id: int | None

    @property
    def day_count(self) -> int:
        return (self.days.last - self.days.first).days + 1


@dataclass(frozen=True, slots=True)
class _Content:
    """A trend as it is drawn; `specification` is None where no period has a figure."""

    finding: str
    subtitle: str
    specification: Specification | None
    shown: pd.DataFrame
    download: Download


def trend(view: View, metric: str) -> None:
    """Draw the trend of a KPI under a heading that says what was found."""
    t = view.page.t
    _pickers(view, metric)
    asked = _Asked(view.slice, view.before, metric, view.step, view.days, view.project_id)
    content = _content(view.reads.key, asked, view.look_key, view.reads)
    st.header(content.finding, anchor=False)
    st.caption(content.subtitle)
    _way_to_causes(view, metric)
    if content.specification is not None:
        days = formats.days(t, *view.days)
        st.vega_lite_chart(
            spec=content.specification,
            theme=None,
            key="kpi.trend",
            alt=t("kpi.trend_alt", finding=content.finding, days=days),
        )
    with st.expander(t("kpi.trend_table")):
        alt = t("kpi.table_alt", metric=t(f"metric.{metric}"))
        table(content.shown, content.download.percents, key="kpi.trend.table", alt=alt)
        downloads(content.download, t, key="trend")


def _way_to_causes(view: View, metric: str) -> None:
    """Lead to what explains the change since the days before, where there is such a thing."""
    if view.before is None or view.project_id is None or metric not in EXPLAINED:
        return
    before, after = view.before, view.days
    if before.first_day is None or before.last_day is None:
        return
    told = {
        "metric": metric,
        "before": custom_period(before.first_day, before.last_day),
        "after": custom_period(after.first, after.last),
    }
    chosen = {name: getattr(view.choices, f"{name}s") for name in FILTERS}
    told |= {name: codes[0] for name, codes in chosen.items() if len(codes) == 1}
    link_to("rootcause", view.page.t("kpi.why"), icon=":material/account_tree:", **told)


def _pickers(view: View, metric: str) -> None:
    t = view.page.t
    with st.container(key="kpi-bar-trend", horizontal=True, gap="small"):
        st.session_state["kpi.metric"] = metric
        st.selectbox(
            t("kpi.metric"),
            list(METRICS),
            format_func=lambda code: t(f"metric.{code}"),
            key="kpi.metric",
            label_visibility="collapsed",
            on_change=_picked,
            args=(METRIC,),
            width=270,
        )
        st.session_state["kpi.step"] = view.step
        st.segmented_control(
            t("kpi.step"),
            PERIODS,
            format_func=lambda step: t(f"kpi.step.{step}"),
            key="kpi.step",
            required=True,
            label_visibility="collapsed",
            on_change=_picked,
            args=(STEP,),
        )


def _picked(name: str) -> None:
    choose(name, st.session_state[f"kpi.{name}"])


@st.cache_data(max_entries=128, ttl="1h", show_spinner=False, hash_funcs={_Asked: repr})
def _content(
    key: Key,  # noqa: ARG001 - the revision that the reads see
    asked: _Asked,
    look_key: LookKey,
    _reads: Reads,
) -> _Content:
    look = look_of(look_key)
    t = look.t
    points = _points(_reads, asked)
    has_figures = points["value"].notna().any()
    backdrop = _backdrop(_reads, asked, t)
    named = points.assign(period=[period_name(t, day, asked.step) for day in points[asked.step]])
    dated = cells_table(named, asked.step, t("kpi.column.from_day"), t)
    percents = percent_headings(metric_of(asked.metric).unit, t)
    title = t(f"metric.{asked.metric}")
    return _Content(
        _finding(_reads, asked, look),
        _subtitle(asked, points, t),
        trend_chart(points, asked.step, look, backdrop) if has_figures else None,
        cells_table(named, "period", t("kpi.column.period"), t),
        Download(dated, f"{asked.metric}-{asked.step}", title, percents),
    )


def _points(reads: Reads, asked: _Asked) -> pd.DataFrame:
    """Compute the cells by period; a period that the days cut off is told as such."""
    step, days = asked.step, asked.days
    found = reads.cells(Question(asked.slice, (asked.metric,), (step,)))
    is_cut = [start < days.first or last_day(start, step) > days.last for start in found[step]]
    return found.assign(is_partial=is_cut)


def _finding(reads: Reads, asked: _Asked, look: Look) -> str:
    metric = asked.metric
    cell = reads.totals(asked.slice, (metric,))[metric]
    moved = None
    if asked.before is not None:
        moved = change(cell, reads.totals(asked.before, (metric,))[metric])
    return finding(look.t, cell, moved, days=asked.day_count, currency=look.currency)


def _backdrop(reads: Reads, asked: _Asked, t: Translator) -> Backdrop:
    if asked.project_id is None:
        return Backdrop()
    first, last = asked.days
    off = reads.days_off(asked.project_id, (first, last)) if asked.step == "day" else ()
    titles = ("title_en", "title_zh")[:: -1 if t.language == "zh-Hans" else 1]
    marks = tuple(
        (row["day"], next((str(row[name]) for name in titles if row[name]), ""))
        for row in reads.marks(asked.project_id).to_dict("records")
        if first <= row["day"] <= last
    )
    return Backdrop(off, marks)


def _subtitle(asked: _Asked, points: pd.DataFrame, t: Translator) -> str:
    parts = [
        t(f"kpi.drawn.{asked.step}", metric=t(f"metric.{asked.metric}")),
        formats.days(t, *asked.days),
    ]
    if points["low"].notna().any():
        parts.append(t("kpi.drawn.interval"))
    if (points["is_partial"] & points["value"].notna()).any():
        parts.append(t(f"kpi.drawn.partial.{asked.step}"))
    if asked.step == "day" and asked.project_id is not None:
        parts.append(t("kpi.drawn.days_off"))
    return " · ".join(parts)
