"""The status of a project as of a day: everything that page, link and files show."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from ecogov.domain.kpi.cells import Cell
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.domain.projects import Project
from ecogov.domain.status.differences import changes
from ecogov.domain.status.parts import ForecastPart, MetricPart
from ecogov.domain.status.report import ReportKind, Since, StatusReport, Subject, parsed
from ecogov.services.kpis import kpi_cells
from ecogov.services.people.rights import require
from ecogov.services.status import records
from ecogov.services.status.facts import WINDOW_DAYS, Moment, moment
from ecogov.services.status.lights import light_parts, moments
from ecogov.services.status.outlooks import bought_days, forecast_part
from ecogov.services.status.overrides import list_overrides, overrides_on
from ecogov.services.status.sources import Sources, sources_of
from ecogov.services.status.thresholds import light_thresholds
from ecogov.storage.database import Database
from ecogov.storage.registers import Session
from ecogov.storage.status import reports

_SHOWN_METRICS: Final = (
    "throughput_units_per_day", "qa_accuracy", "gold_accuracy", "rework_rate", "tat_attainment",
    "cost_per_accepted_unit",
)  # fmt: skip
_FIRST_PERIOD: Final = timedelta(days=14)
_RHYTHM: Final = timedelta(days=7)
_PROJECT: Final = "project:"


def project_status(db: Database, project_id: int, as_of: date) -> StatusReport:
    """Compute the status of a project on a day; nothing of it is stored.

    Records are taken as they stand now, and `as_of` decides which days have passed. What changed
    is told against the last report that was published for that day or an earlier one.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    require(db, Right.READ, project_id)
    sources = sources_of(db, project_id, as_of)
    told = moments(db, sources, as_of)
    now = told[-1]
    log = records.read_log(db, project_id)
    compared = tuple(records.compared_records(log, sources.register.risks))
    with db.read() as session:
        last = last_report(session, project_subject(project_id), as_of)
    last_number, last_report_ = last or (0, None)
    since = last_report_.as_of if last_report_ else as_of - _FIRST_PERIOD
    overrides = overrides_on(list_overrides(db, project_id), as_of)
    thresholds = light_thresholds(db, sources.project.programme).thresholds
    return StatusReport(
        subject=_subject(sources.project),
        as_of=as_of,
        next_update_on=as_of + _RHYTHM,
        lights=light_parts(told, thresholds, overrides, last_report_),
        forecast=forecast_part(now, sources),
        metrics=_metrics(db, sources, now),
        decisions=records.asks(log[RecordKind.DECISION]),
        path=records.steps(log[RecordKind.ACTION]),
        since=Since(number=last_number, as_of=since) if last_report_ else None,
        changes=changes(last_report_.records, compared) if last_report_ else (),
        milestones=records.milestone_parts(now, sources),
        trend=records.trend_parts(now, sources),
        risks=records.risk_parts(now, bought_days(now, sources)),
        escalations=records.escalation_parts(db, sources, log[RecordKind.ESCALATION], as_of),
        done=records.done_lines(log, since, as_of),
        upcoming=records.upcoming_lines(log, as_of),
        records=compared,
    )


def project_forecast(db: Database, project_id: int, as_of: date) -> ForecastPart:
    """Forecast when a project will be done, from what is known on a day.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    require(db, Right.READ, project_id)
    sources = sources_of(db, project_id, as_of)
    return forecast_part(moment(db, sources, as_of, is_past=False), sources)


def project_subject(project_id: int) -> str:
    """Name the subject under which the reports of a project are kept."""
    return f"{_PROJECT}{project_id}"


def project_of(subject: str) -> int | None:
    """Tell which project a subject is about; None for a programme, which is of no single one."""
    number = subject.removeprefix(_PROJECT)
    return int(number) if number != subject and number.isdecimal() else None


def last_report(session: Session, subject: str, as_of: date) -> tuple[int, StatusReport] | None:
    """Read number and content of the last report published for this day or an earlier one."""
    found = reports.latest(session, subject, as_of + timedelta(days=1))
    return None if found is None else (found.number, parsed(found.content))


def _subject(project: Project) -> Subject:
    return Subject(
        kind=ReportKind.PROJECT,
        code=project.code,
        name_en=project.name_en,
        name_zh=project.name_zh or project.name_en,
        programme=project.programme,
        pm=project.pm,
        requester=project.requester,
        unit_name=project.unit_name,
        currency=project.currency,
        timezone=project.timezone,
    )


def _metrics(db: Database, sources: Sources, now: Moment) -> tuple[MetricPart, ...]:
    """Give the KPIs with a target and, of the usual ones, those that are known."""
    judged = {cell.metric: cell for cell in now.cells}
    others = [code for code in _SHOWN_METRICS if code not in judged]
    slice_ = Slice((sources.project.id,), now.day - timedelta(days=WINDOW_DAYS - 1), now.day)
    rows = kpi_cells(db, Question(slice_, tuple(others))).to_dict("records") if others else []
    told = {**judged, **{str(row["metric"]): Cell.of(row) for row in rows}}
    return tuple(_metric(told[code]) for code in _in_order(list(told)) if _is_told(told[code]))


def _in_order(codes: Sequence[str]) -> list[str]:
    usual = [code for code in _SHOWN_METRICS if code in codes]
    return [*usual, *(code for code in codes if code not in usual)]


def _is_told(cell: Cell) -> bool:
    return cell.is_known or cell.has_target


def _metric(cell: Cell) -> MetricPart:
    return MetricPart(
        metric=cell.metric,
        unit=cell.unit,
        value=cell.value if cell.is_known else None,
        low=cell.low if cell.has_interval else None,
        high=cell.high if cell.has_interval else None,
        n=cell.n if cell.is_known else None,
        target=cell.target if cell.has_target else None,
        comparator=cell.comparator,
        evidence=cell.evidence,
        null_reason=cell.null_reason,
    )
