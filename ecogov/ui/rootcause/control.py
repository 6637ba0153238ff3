"""The control chart of the series that is looked at: signals, limits, freezing, capability."""

from functools import partial
from math import isnan
from typing import Final

import pandas as pd
import streamlit as st

from ecogov.charts.rootcause.control import Lines, range_chart
from ecogov.charts.rootcause.control import control_chart as picture
from ecogov.domain.control_charts.limits import ChartKind
from ecogov.domain.control_charts.signals import RuleSet
from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.metrics import Unit
from ecogov.domain.people import Right
from ecogov.domain.rootcause.questions import Period
from ecogov.i18n import formats
from ecogov.i18n.refusals import refusal
from ecogov.services.control_charts.charting import ChartQuestion, ControlChart
from ecogov.services.control_charts.freezing import (
    freeze_limits,
    refreeze_limits,
    unfreeze_limits,
)
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.kpis.tables import Download, downloads, table
from ecogov.ui.literal import literal
from ecogov.ui.log.logged import Logged, say
from ecogov.ui.rootcause import reads
from ecogov.ui.rootcause.choices import KIND, RULES, picker
from ecogov.ui.rootcause.view import Case

_SLOT: Final = "rootcause-control-refusal"
_SHARES: Final = frozenset({Unit.SHARE})
_DIGITS: Final = 2
_DIGITS_OF_SHARES: Final = 6


def control(case: Case) -> None:
    """Draw the chart under a heading that says whether the process is stable."""
    t, question = case.page.t, case.question
    first = min(question.before.first, question.after.first)
    last = max(question.before.last, question.after.last)
    kind, rules = case.asked.kind, case.asked.rules
    asked = ChartQuestion(
        question.slice, question.metric, question.before, Period(first, last), kind, rules
    )
    try:
        chart = reads.charted(case.page, asked)
    except DomainError as error:
        _pickers(case, None)
        st.info(refusal(t, error), icon=":material/search_off:")
        return
    _pickers(case, chart)
    if not chart.points["value"].notna().any():
        st.info(t("rootcause.too_short"), icon=":material/hourglass_empty:")
        return
    _drawn(case, chart)


def _drawn(case: Case, chart: ControlChart) -> None:
    t = case.page.t
    st.header(_finding(case, chart), anchor=False)
    st.caption("  \n".join(_details(case, chart)))
    _freezing(case, chart)
    limits = chart.limits
    points = chart.points.assign(unit=chart.unit, broken=_words(case, chart))
    lines = Lines(chart.unit, limits.center, limits.range_limit, chart.target)
    st.vega_lite_chart(
        spec=picture(points, lines, case.look),
        theme=None,
        key="rootcause.control.picture",
        alt=t("control_chart.alt", finding=_finding(case, chart)),
    )
    if limits.kind is ChartKind.XMR:
        st.vega_lite_chart(
            spec=range_chart(points, lines, case.look),
            theme=None,
            key="rootcause.control.ranges",
            alt=t("control_chart.moving_range"),
        )
    _signals(case, chart)


def _finding(case: Case, chart: ControlChart) -> str:
    t = case.page.t
    metric = t(f"metric.{chart.question.metric}")
    days = chart.signal_days
    if not days:
        return t("control_chart.stable", metric=metric)
    last = formats.day(t, days[-1][0])
    return t("control_chart.signals", metric=metric, count=len(days), day=last)


def _details(case: Case, chart: ControlChart) -> list[str]:
    t, limits = case.page.t, chart.limits
    values = {
        "kind": t(f"control_chart.kind.{limits.kind}"),
        "rules": t(f"control_chart.rules.{chart.rules}"),
        "center": case.reader.figure(limits.center),
        "days": formats.days(t, limits.first, limits.last),
        "points": formats.number(t, limits.points),
    }
    told = [t("control_chart.drawn", **values)]
    if limits.kind is ChartKind.LANEY:
        told.append(
            t("control_chart.overdispersed", factor=formats.number(t, limits.sigma, digits=2))
        )
    if limits.is_provisional:
        told.append(t("control_chart.provisional", points=values["points"]))
    told.append(_capability(case, chart))
    return told


def _capability(case: Case, chart: ControlChart) -> str:
    t, found = case.page.t, chart.capability
    if found.null_reason is not None:
        reason = t(f"control_chart.null.{found.null_reason}")
        return t("control_chart.no_capability", reason=reason)
    numbers = {
        name: formats.number(t, getattr(found, name), digits=2)
        for name in ("cp", "cpk", "pp", "ppk")
    }
    key = "one_sided" if isnan(found.cp) else "capability"
    return t(f"control_chart.{key}", **numbers)


def _pickers(case: Case, chart: ControlChart | None) -> None:
    t = case.page.t
    is_frozen = chart is not None and chart.frozen is not None
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        shown = chart.limits.kind if chart is not None else case.asked.kind
        st.session_state["rootcause.kind"] = shown.value if shown else None
        st.segmented_control(
            t("control_chart.kind"),
            [kind.value for kind in ChartKind],
            format_func=lambda kind: t(f"control_chart.kind.{kind}"),
            key="rootcause.kind",
            on_change=picker(KIND),
            disabled=is_frozen,
        )
        st.session_state["rootcause.rules"] = (chart.rules if chart else case.asked.rules).value
        st.segmented_control(
            t("control_chart.rules"),
            [rules.value for rules in RuleSet],
            format_func=lambda rules: t(f"control_chart.rules.{rules}"),
            key="rootcause.rules",
            required=True,
            on_change=picker(RULES),
            disabled=is_frozen,
        )


def _freezing(case: Case, chart: ControlChart) -> None:
    t, page = case.page.t, case.page
    may_freeze = page.may(Right.SET_UP, case.question.project_id)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if chart.frozen is None and may_freeze:
            st.button(
                t("control_chart.freeze"),
                key="rootcause.freeze",
                icon=":material/lock:",
                help=t("control_chart.freeze_help"),
                on_click=partial(_freeze, case, chart),
            )
        elif chart.frozen is not None:
            who = literal(chart.frozen.who)
            at = formats.moment(t, chart.frozen.at, page.timezone)
            st.markdown(
                f":material/lock: {t('control_chart.frozen_by', who=who, when=at)}",
                width="content",
            )
        if chart.frozen is not None and may_freeze:
            st.button(
                t("control_chart.unfreeze"),
                key="rootcause.unfreeze",
                icon=":material/lock_open:",
                on_click=partial(_unfreeze, case, chart.frozen.id),
            )
    with st.container(key=_SLOT):
        refusal_at(t, _SLOT)


def _freeze(case: Case, chart: ControlChart) -> None:
    page, question = case.page, chart.question
    stored: list[int] = []

    def act() -> None:
        told = {"limits": chart.limits, "rules": chart.rules, "actor": page.actor}
        stored.append(freeze_limits(page.db, question.slice, question.metric, **told))  # type: ignore[arg-type]

    if attempted(_SLOT, act):
        undo = partial(unfreeze_limits, page.db, stored[0], actor=page.actor)
        say(Logged("control_chart.frozen", undo=undo))


def _unfreeze(case: Case, limit_id: int) -> None:
    page = case.page
    if attempted(_SLOT, partial(unfreeze_limits, page.db, limit_id, actor=page.actor)):
        undo = partial(refreeze_limits, page.db, limit_id, actor=page.actor)
        say(Logged("control_chart.unfrozen", undo=undo))


def _words(case: Case, chart: ControlChart) -> list[str]:
    """Say at each point which rules it breaks."""
    t = case.page.t
    by_day = dict(chart.signal_days)
    separator = t("value.list_separator")
    return [
        separator.join(
            t(f"control_chart.rule.{chart.rules}.{number}") for number in by_day.get(day, [])
        )
        for day in chart.points["day"]
    ]


def _signals(case: Case, chart: ControlChart) -> None:
    t = case.page.t
    words = _words(case, chart)
    points = chart.points
    names = ("value", "low", "high")
    is_share = chart.unit in _SHARES
    digits = _DIGITS_OF_SHARES if is_share else _DIGITS
    shown = pd.DataFrame(
        {
            t("control_chart.column.day"): points["day"],
            **{t(f"control_chart.column.{name}"): points[name].round(digits) for name in names},
            t("control_chart.column.n"): points["n"],
            t("control_chart.column.standing"): points["standing"].round(2),
            t("control_chart.column.broken"): words,
        }
    ).dropna(axis="columns", how="all")
    percents = tuple(t(f"control_chart.column.{name}") for name in names)
    metric = chart.question.metric
    download = Download(
        shown, f"{metric}-control-chart", t(f"metric.{metric}"), percents if is_share else ()
    )
    if any(words):
        st.subheader(t("control_chart.signals_title"), anchor=False)
        flagged = shown[[bool(word) for word in words]]
        alt = t("control_chart.signals_title")
        table(flagged, download.percents, key="rootcause.control.signals", alt=alt)
    downloads(download, t, key="rootcause-control")
