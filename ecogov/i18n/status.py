"""What a status report says in words: verdict, lights, rules, changes."""

from datetime import date
from typing import Final

from ecogov.domain.kpi.metrics import METRICS, Unit
from ecogov.domain.lights.readings import ReadingUnit
from ecogov.domain.lights.words import Light
from ecogov.domain.status.parts import ForecastPart, LightPart, MetricPart, ReadingPart
from ecogov.domain.status.records import ChangePart, ClockPart
from ecogov.domain.status.report import ReportKind, StatusReport, Subject
from ecogov.i18n import formats
from ecogov.i18n.figures import figure
from ecogov.i18n.log.slips import slip
from ecogov.i18n.translator import Translator

SYMBOLS: Final = {Light.GREEN: "●", Light.AMBER: "▲", Light.RED: "■", Light.GREY: "○"}
"""A shape for every light, so that none is told by its colour alone."""

_SURE_DIGITS: Final = 0
_COUNTED: Final = frozenset({ReadingUnit.COUNT, ReadingUnit.WORKING_DAYS})


def light_word(t: Translator, light: Light) -> str:
    """Name a light with its shape: ``▲ Amber``."""
    return f"{SYMBOLS[light]} {t(f'light.{light}')}"


def subject_name(t: Translator, subject: Subject) -> str:
    """Name a project or programme in the reader's language."""
    return subject.name_zh if t.language == "zh-Hans" else subject.name_en


def chance(t: Translator, share: float | None) -> str:
    """Show a simulated share: no more exact than it is, and never rounded to certainty."""
    if share is None:
        return formats.NOTHING
    if share < 0.01:  # noqa: PLR2004 - one percent
        return f"< {formats.percent(t, 0.01, digits=_SURE_DIGITS)}"
    if share > 0.99:  # noqa: PLR2004 - ninety-nine percent
        return f"> {formats.percent(t, 0.99, digits=_SURE_DIGITS)}"
    return formats.percent(t, share, digits=_SURE_DIGITS)


def verdict(t: Translator, report: StatusReport) -> str:
    """Say in a line how it stands: the date, and what makes the whole as it is."""
    if report.subject.kind is ReportKind.PROGRAMME:
        return _programme_verdict(t, report)
    first = _date_verdict(t, report.forecast)
    part = report.worst_light
    if part is None or part.light is Light.GREEN or part.deciding is None:
        return t("sentence.whole", text=first)
    second = t(
        "status.verdict.worst",
        dimension=t(f"light_dimension.{part.dimension}"),
        reason=reading_text(t, part.deciding, report.subject.currency),
    )
    return t("status.verdict.joined", first=first, second=second)


def _programme_verdict(t: Translator, report: StatusReport) -> str:
    counts = {
        light: sum(one.overall is light for one in report.projects)
        for light in (Light.RED, Light.AMBER, Light.GREY)
    }
    text = t(
        "status.verdict.programme",
        count=len(report.projects),
        red=counts[Light.RED],
        amber=counts[Light.AMBER],
        grey=counts[Light.GREY],
    )
    return t("sentence.whole", text=text)


def _date_verdict(t: Translator, forecast: ForecastPart) -> str:
    p80, committed = forecast.dates.p80, forecast.committed
    told = {"p80": formats.day(t, p80), "committed": formats.day(t, committed)}
    if forecast.null_reason == "delivered":
        return t("status.verdict.delivered", day=formats.day(t, p80), committed=told["committed"])
    if p80 is None:
        return t("status.verdict.unknown", reason=gap(t, forecast.null_reason))
    if committed is None:
        return t("status.verdict.open", p80=told["p80"])
    late = forecast.slip or 0
    if late > 0:
        return t("status.verdict.late", **told, days=formats.whole_days(t, late))
    return t("status.verdict.kept", **told)


def gap(t: Translator, reason: str) -> str:
    """Say why there is no figure."""
    if not reason:
        return t("light_missing.no_figure")
    key = f"light_missing.{reason}"
    return t(key) if t.has(key) else t(f"kpi.null.{reason}")


def reading_text(t: Translator, reading: ReadingPart, currency: str = "") -> str:
    """Say what a rule found, or why it found nothing."""
    if reading.value is None:
        name = _rule_name(t, reading)
        return t("light_told.missing", rule=name, reason=gap(t, reading.null_reason))
    told = _told_value(t, reading, reading.value, currency)
    if reading.null_reason:
        return t("light_told.missing", rule=told, reason=gap(t, reading.null_reason))
    return told


def _told_value(t: Translator, reading: ReadingPart, value: float, currency: str) -> str:
    key = f"light_value.{reading.rule}"
    if reading.unit in _COUNTED:
        return t(key, count=int(value))
    said = _value(t, reading, value, currency)
    if reading.subject:
        return t(key, value=said, metric=t(f"metric.{reading.subject}"))
    return t(key, value=said)


def limits_text(t: Translator, reading: ReadingPart, currency: str = "") -> str:
    """Say what a rule allows."""
    if reading.green is None or reading.amber is None:
        return ""
    if reading.green == reading.amber == 0:
        return t("light_limits.none")
    way = "high" if reading.is_high_good else "low"
    kind = f"target_{way}" if reading.unit == ReadingUnit.METRIC else way
    return t(
        f"light_limits.{kind}",
        green=_value(t, reading, reading.green, currency),
        amber=_value(t, reading, reading.amber, currency),
    )


def _rule_name(t: Translator, reading: ReadingPart) -> str:
    return t(f"metric.{reading.subject}") if reading.subject else t(f"light_rule.{reading.rule}")


def _value(t: Translator, reading: ReadingPart, value: float, currency: str) -> str:
    match reading.unit:
        case ReadingUnit.SHARE:
            return chance(t, value)
        case ReadingUnit.DAYS:
            return slip(t, value) if value == reading.value else formats.whole_days(t, value)
        case ReadingUnit.METRIC:
            return figure(t, value, METRICS[reading.subject].unit, currency)
    return formats.number(t, value)


def light_reason(t: Translator, part: LightPart, currency: str = "") -> str:
    """Say why a light is as it is; an override says so first."""
    reading = part.deciding
    text = "" if reading is None else reading_text(t, reading, currency)
    if part.project and text:
        text = t("light_told.missing", rule=part.project, reason=text)
    if part.override is None:
        return text
    told = t(
        "light_told.override",
        light=t(f"light.{part.override.light}"),
        name=part.override.set_by or formats.NOTHING,
        day=formats.day(t, part.override.expires_on),
        reason=part.override.reason,
    )
    if part.override.is_greener:
        word = t(f"light.{part.rule_light}")
        told = f"{told} {t('light_told.greener', light=word)}"
    return f"{told} ({text})" if text else told


def metric_value(t: Translator, part: MetricPart, currency: str = "") -> str:
    """Show a KPI, or say why there is none."""
    if part.value is None:
        return f"{formats.NOTHING} ({gap(t, part.null_reason)})"
    return figure(t, part.value, part.unit, currency)


def metric_target(t: Translator, part: MetricPart, currency: str = "") -> str:
    """Show what a KPI is held to: ``≥ 95%``."""
    if part.target is None:
        return formats.NOTHING
    sign = "≥" if part.comparator == "ge" else "≤"
    if part.unit == Unit.SHARE:
        percent = part.target * 100
        digits = 0 if round(percent, 6).is_integer() else 2
        return f"{sign} {formats.percent(t, part.target, digits=digits)}"
    return f"{sign} {figure(t, part.target, part.unit, currency)}"


def metric_bounds(t: Translator, part: MetricPart, currency: str = "") -> str:
    """Show the interval of a KPI."""
    if part.low is None or part.high is None:
        return formats.NOTHING
    ends = (figure(t, end, part.unit, currency) for end in (part.low, part.high))
    low, high = ends
    return t("kpi.bounds", low=low, high=high)


def change_text(t: Translator, change: ChangePart) -> str:
    """Say what a change moved from where to where; nothing for what is new or put away."""
    if not change.before and not change.after:
        return ""
    before, after = (_told(t, change, text) for text in (change.before, change.after))
    if change.days is not None:
        return t("status.change.days", before=before, after=after, slip=slip(t, change.days))
    return t("status.change.values", before=before, after=after)


def _told(t: Translator, change: ChangePart, text: str) -> str:
    if not text:
        return formats.NOTHING
    if change.what in {"moved", "rebaselined"}:
        return formats.day(t, date.fromisoformat(text))
    key = f"{change.kind}.status.{text}"
    return t(key) if t.has(key) else text


def clock_text(t: Translator, clock: ClockPart) -> str:
    """Say how a clock stands: ``Resolve: 3 h left``."""
    name = t(f"escalation.clock.{clock.kind}")
    if clock.is_done:
        return t("status.clock.done", clock=name)
    way = "over" if clock.left_hours < 0 or clock.is_breached else "left"
    hours = formats.number(t, abs(clock.left_hours), digits=1)
    return t(f"status.clock.{way}", clock=name, hours=hours)


def levels_text(t: Translator, *scores: float | None) -> str:
    """Show scores on their way: ``16 → 9 → 4``."""
    return " → ".join(formats.number(t, score) for score in scores)


def weeks_text(t: Translator, part: LightPart) -> str:
    """Say for how long a light has been shown."""
    return t("status.weeks", count=part.weeks) if part.weeks else formats.NOTHING
