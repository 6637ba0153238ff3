"""The pictures of a status report, as findings and lines; every format draws them its own way."""

from ecogov.domain.status.report import StatusReport
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.reports.status.content import Picture, Scale, Series

_MOST_LINES = 8
_FEWEST = 2


def flow_picture(t: Translator, report: StatusReport) -> Picture | None:
    """Draw units accepted against the plan; None before the first unit."""
    points = report.forecast.flow
    accepted = tuple((one.day, one.accepted) for one in points if one.accepted is not None)
    if len(accepted) < _FEWEST:
        return None
    planned = tuple((one.day, one.planned) for one in points if one.planned is not None)
    share = report.forecast.share
    finding = t("status.flow")
    if share is not None:
        finding = t(
            "status.flow.finding",
            share=formats.percent(t, share, digits=0),
            day=formats.day(t, report.forecast.data_until),
        )
    lines = [Series(t("burn_up.accepted"), accepted)]
    if planned:
        lines.append(Series(t("burn_up.plan"), planned, is_plan=True))
    return Picture(finding, Scale.UNITS, tuple(lines))


def drift_picture(t: Translator, report: StatusReport) -> Picture | None:
    """Draw how P50 and P80 moved from week to week, beside the committed day."""
    told = report.forecast.drift
    p50 = tuple((one.day, one.p50) for one in told if one.p50 is not None)
    p80 = tuple((one.day, one.p80) for one in told if one.p80 is not None)
    if len(p80) < _FEWEST:
        return None
    finding = t(
        "status.drift.finding",
        first=formats.day(t, p80[0][1]),
        last=formats.day(t, p80[-1][1]),
        weeks=t("status.weeks", count=(p80[-1][0] - p80[0][0]).days // 7),
    )
    lines = [Series("P50", p50), Series("P80", p80)]
    committed = report.forecast.committed
    if committed is not None:
        ends = tuple((day, committed) for day in (p80[0][0], p80[-1][0]))
        lines.append(Series(t("status.committed"), ends, is_plan=True))
    return Picture(finding, Scale.DAYS, tuple(lines))


def trend_picture(t: Translator, report: StatusReport) -> Picture | None:
    """Draw what was expected of each milestone from report to report."""
    lines = []
    for milestone in report.milestones:
        points = tuple(
            (one.reported_on, one.forecast) for one in report.trend if one.ref == milestone.ref
        )
        if len(points) >= _FEWEST:
            lines.append(Series(milestone.ref, points))
    return Picture(t("status.trend"), Scale.DAYS, tuple(lines[:_MOST_LINES])) if lines else None
