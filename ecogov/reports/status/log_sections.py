"""The sections of a status report that come from the log, in the order in which they are read."""

from ecogov.domain.status.records import EscalationPart, LinePart
from ecogov.domain.status.report import ReportKind, StatusReport
from ecogov.i18n import formats
from ecogov.i18n import status as words
from ecogov.i18n.log.slips import standing
from ecogov.i18n.translator import Translator
from ecogov.reports.status import cells
from ecogov.reports.status.content import Cell, Section
from ecogov.reports.status.pictures import trend_picture


def log_sections(t: Translator, report: StatusReport) -> tuple[Section, ...]:
    """Say what is needed, what is done about it, what changed, what threatens, what comes next.

    Milestones are those of a project: a programme has one line for each of its projects.
    """
    is_programme = report.subject.kind is ReportKind.PROGRAMME
    return (
        decisions(t, report),
        path(t, report),
        changes(t, report),
        *(() if is_programme else (milestones(t, report),)),
        risks(t, report),
        escalations(t, report),
        lines(t, "done", report.done),
        lines(t, "next", report.upcoming),
    )


def decisions(t: Translator, report: StatusReport) -> Section:
    """Say what is needed from whom, by when, and what waiting costs."""
    rows = [
        (
            cells.text(one.ref),
            cells.text(one.ask),
            cells.text(one.recommendation),
            cells.day(t, one.needed_by),
            cells.text(one.cost_of_delay),
            cells.text(one.decider),
        )
        for one in report.decisions
    ]
    keys = ("record", "decision", "recommendation", "needed_by", "cost_of_delay", "decider")
    grid = cells.grid(t, keys, rows, (1, 2))
    empty = t("status.decisions.none")
    return Section("decisions", t("status.decisions"), grid=grid, empty=empty)


def path(t: Translator, report: StatusReport) -> Section:
    """Say who does what by when to get back to green."""
    rows = [
        (
            cells.text(one.ref),
            cells.text(one.action),
            cells.text(one.owner),
            cells.day(t, one.due_on),
            cells.text(one.effect),
        )
        for one in report.path
    ]
    keys = ("record", "step", "owner", "due", "effect")
    grid = cells.grid(t, keys, rows, (1, 4))
    return Section("path", t("status.path"), grid=grid, empty=t("status.path.none"))


def changes(t: Translator, report: StatusReport) -> Section:
    """Say what changed since the report before."""
    rows = [
        (
            cells.text(t(f"status.change.{one.what}")),
            cells.text(one.ref),
            cells.text(one.title),
            cells.text(words.change_text(t, one)),
        )
        for one in report.changes
    ]
    grid = cells.grid(t, ("what", "record", "title", "difference"), rows, (2, 3))
    if report.since is None:
        return Section("changes", t("status.changes"), empty=t("status.changes.first"))
    day = formats.day(t, report.since.as_of)
    since = t("status.changes.since", number=report.since.number, day=day)
    empty = t("status.changes.none")
    return Section("changes", t("status.changes"), (since,), grid=grid, empty=empty)


def milestones(t: Translator, report: StatusReport) -> Section:
    """Say what was promised, what is expected, and by how much each milestone has slipped."""
    rows = [
        (
            cells.text(one.ref),
            cells.text(one.title),
            cells.day(t, one.baseline_first),
            cells.day(t, one.baseline),
            cells.day(t, one.actual or one.forecast),
            cells.text(standing(t, one.state, one.slip_now, one.total_slip)),
            cells.late(t, one.total_slip),
        )
        for one in report.milestones
    ]
    keys = (
        "record", "milestone", "first_promised", "promised", "expected", "standing", "total_slip",
    )  # fmt: skip
    picture = trend_picture(t, report)
    return Section(
        "milestones",
        t("status.milestones"),
        grid=cells.grid(t, keys, rows, (1,)),
        empty=t("status.milestones.none"),
        pictures=() if picture is None else (picture,),
    )


def risks(t: Translator, report: StatusReport) -> Section:
    """Say the highest threats from inherent over current to target."""
    rows = [
        (
            cells.text(one.ref),
            cells.text(one.title),
            Cell(words.levels_text(t, one.inherent, one.current, one.target), one.current),
            cells.text(t(f"risk.appetite.{one.appetite}") if one.appetite else ""),
            cells.text(one.owner),
            cells.day(t, one.due_on),
            cells.number(t, one.days),
            Cell(formats.short_money(t, one.money, report.subject.currency), one.money),
        )
        for one in report.risks
    ]
    keys = ("record", "risk", "levels", "standing", "owner", "due", "days_bought", "money")
    grid = cells.grid(t, keys, rows, (1,))
    return Section("risks", t("status.risks"), grid=grid, empty=t("status.risks.none"))


def escalations(t: Translator, report: StatusReport) -> Section:
    """Say what is escalated to whom, and how its clocks stand."""
    rows = [
        (
            cells.text(one.ref),
            cells.text(one.title),
            cells.text(one.level),
            cells.text(one.raised_to),
            cells.text(_clocks(t, one)),
        )
        for one in report.escalations
    ]
    keys = ("record", "escalation", "level", "owner", "clocks")
    grid = cells.grid(t, keys, rows, (1, 4))
    empty = t("status.escalations.none")
    return Section("escalations", t("status.escalations"), grid=grid, empty=empty)


def _clocks(t: Translator, one: EscalationPart) -> str:
    told = [words.clock_text(t, clock) for clock in one.clocks]
    if one.is_with_vendor:
        told.append(t("status.with_vendor"))
    return t("value.list_separator").join(told)


def lines(t: Translator, key: str, told: tuple[LinePart, ...]) -> Section:
    """Say what was done, or comes next."""
    rows = [
        (
            cells.text(one.ref),
            cells.text(one.title),
            cells.day(t, one.day),
            cells.text(one.owner),
        )
        for one in told
    ]
    grid = cells.grid(t, ("record", "title", "day", "owner"), rows, (1,))
    return Section(key, t(f"status.{key}"), grid=grid, empty=t(f"status.{key}.none"))
