"""A project at a glance: its light with the reason, the date, the quality, what waits."""

from collections.abc import Iterator
from html import escape
from typing import Final, Literal, TypeAlias

import streamlit as st

from ecogov.domain.lights.words import Light
from ecogov.domain.status.parts import ForecastPart, MetricPart
from ecogov.domain.status.report import StatusReport
from ecogov.i18n import formats
from ecogov.i18n.status import (
    SYMBOLS,
    chance,
    light_reason,
    light_word,
    metric_target,
    metric_value,
    subject_name,
    verdict,
)
from ecogov.i18n.translator import Translator
from ecogov.ui.links import link_to
from ecogov.ui.literal import literal
from ecogov.ui.navigation import is_listed
from ecogov.ui.page import Page

_Colour: TypeAlias = Literal["green", "orange", "red", "gray"]

_STYLE: Final = """<style>
.eg-chips { display: flex; flex-wrap: wrap; gap: .3rem .4rem; margin: .1rem 0 .55rem; }
.eg-chip { border: 1px solid; border-radius: 6px; padding: .05rem .45rem; font-size: .87rem;
  white-space: nowrap; }
.eg-green { color: light-dark(#1f7a3d, #62c486); }
.eg-amber { color: light-dark(#9a5b00, #e5b455); }
.eg-red { color: light-dark(#b42318, #ff8a7a); }
.eg-grey { color: light-dark(#5b6770, #9aa7b0); }
.eg-facts { display: flex; flex-wrap: wrap; gap: .35rem 1.6rem; margin: 0;
  padding: 0 !important; }
.eg-facts div { min-width: 6rem; }
.eg-facts dt, .eg-facts dd { margin: 0; padding: 0; }
.eg-facts dt { font-size: .8rem; font-weight: 400; color: light-dark(#5b6770, #9aa7b0); }
[class*="st-key-overview-project-"] { padding: .7rem 1rem .8rem; }
</style>"""

_COLOURS: Final[dict[Light, _Colour]] = {
    Light.GREEN: "green", Light.AMBER: "orange", Light.RED: "red", Light.GREY: "gray",
}  # fmt: skip
_QUALITY: Final = ("qa_accuracy", "gold_accuracy", "agreement_percent", "rework_rate")


def card_style() -> None:
    """Bring the look of the cards; once a page."""
    st.html(_STYLE)


def project_card(page: Page, project_id: int, report: StatusReport, *, n_new: int) -> None:
    """Draw how a project stands."""
    t = page.t
    subject = report.subject
    with st.container(border=True, key=f"overview-project-{project_id}", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            name = f"**{subject.code}** {literal(subject_name(t, subject))}"
            link_to("project", name, project=subject.code)
            st.badge(light_word(t, report.overall), color=_COLOURS[report.overall])
            st.space("stretch")
            _waiting(page, report, n_new)
        st.markdown(literal(verdict(t, report)))
        st.html(_chips(t, report) + _facts(t, report))


def unknown_card(page: Page, project_id: int, code: str, name: str) -> None:
    """Draw a project whose standing is being worked out."""
    with st.container(border=True, key=f"overview-project-{project_id}", gap="xxsmall"):
        link_to("project", f"**{code}** {literal(name)}", project=code)
        st.caption(page.t("overview.working"))


def _waiting(page: Page, report: StatusReport, n_new: int) -> None:
    t, code = page.t, report.subject.code
    if n_new and is_listed("standup"):
        text = t("overview.new_anomalies", count=n_new)
        link_to("standup", text, icon=":material/notifications:", project=code)
    if report.escalations:
        text = t("overview.escalations", count=len(report.escalations))
        link_to("log", text, icon=":material/campaign:", project=code, kind="escalation")
    if report.decisions:
        text = t("overview.decisions", count=len(report.decisions))
        link_to("log", text, icon=":material/gavel:", project=code, kind="decision")


def _chips(t: Translator, report: StatusReport) -> str:
    told = []
    for part in report.lights:
        reason = escape(light_reason(t, part, report.subject.currency), quote=True)
        name = escape(t(f"light_dimension.{part.dimension}"))
        word = escape(t(f"light.{part.light}"))
        told.append(
            f'<span class="eg-chip eg-{part.light}" title="{word}: {reason}">'
            f"{SYMBOLS[part.light]} {name}</span>"
        )
    return f'<div class="eg-chips">{"".join(told)}</div>'


def _facts(t: Translator, report: StatusReport) -> str:
    pairs = [*_dates(t, report.forecast), *_progress(t, report), *_quality(t, report)]
    told = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in pairs
    )
    return f'<dl class="eg-facts">{told}</dl>'


def _dates(t: Translator, forecast: ForecastPart) -> Iterator[tuple[str, str]]:
    yield t("overview.committed"), formats.day(t, forecast.committed)
    yield t("overview.p80"), formats.day(t, forecast.dates.p80)
    yield t("overview.confidence"), chance(t, forecast.dates.confidence)


def _progress(t: Translator, report: StatusReport) -> Iterator[tuple[str, str]]:
    share = report.forecast.share
    if share is not None:
        of = formats.number(t, report.forecast.target_units)
        done = formats.percent(t, share, digits=0)
        yield t("overview.done"), t("overview.done_of", share=done, units=of)


def _quality(t: Translator, report: StatusReport) -> Iterator[tuple[str, str]]:
    part = _held_to_most(report)
    if part is not None:
        currency = report.subject.currency
        value = metric_value(t, part, currency)
        if part.target is not None:
            value = f"{value} ({metric_target(t, part, currency)})"
        yield t(f"metric.{part.metric}"), value


def _held_to_most(report: StatusReport) -> MetricPart | None:
    """Choose the KPI of quality to show: one with a target, else one that is known."""
    told = [part for code in _QUALITY for part in report.metrics if part.metric == code]
    held = [part for part in told if part.target is not None]
    return next(iter([*held, *told]), None)
