"""The weekly business review of a programme, gathered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from ecogov.detection.rootcause.localising import Cause
from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.cells import Cell, change
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.rootcause.questions import EXPLAINED, ChangeQuestion, Period
from ecogov.domain.status.report import StatusReport
from ecogov.domain.status.reviews import (
    INPUTS,
    OUTPUTS,
    QUALITY,
    WEEKS_BACK,
    Move,
    ProjectWeek,
    Review,
    SliceCause,
    Week,
    is_beyond_usual,
    last_whole_week,
)
from ecogov.services.kpis import kpi_cells
from ecogov.services.rootcause.explaining import explain_change
from ecogov.services.status.programmes import joined, last_seen, projects_of
from ecogov.services.status.reporting import project_status
from ecogov.storage.database import Database
from ecogov.storage.production import kpis

Progress = Callable[[float, str], None]

_METRICS: Final = (*INPUTS, *OUTPUTS, *QUALITY)
_NAMED: Final = ("vendor", "queue", "annotator")


def weekly_review(
    db: Database, programme: str, today: date, *, progress: Progress = lambda _share, _code: None
) -> Review:
    """Gather what moved in the last whole week of a programme, and why.

    Raises
    ------
    NotFoundError
        ``status.no_programme``; ``project.unknown`` for who may not see one of its projects.
    """
    week = last_whole_week(today)
    projects = projects_of(db, programme)
    told: list[ProjectWeek] = []
    for place, (project_id, code) in enumerate(projects):
        progress(place / len(projects), code)
        report = project_status(db, project_id, today)
        told.append(_week(db, project_id, report, week))
    reports = [one.report for one in told]
    last = last_seen(db, programme, today, {code for _, code in projects})
    return Review(week, joined(programme, today, reports, last), tuple(told))


def _week(db: Database, project_id: int, report: StatusReport, week: Week) -> ProjectWeek:
    now, before = (_cells(db, project_id, one) for one in (week, week.before))
    earlier = _earlier(db, project_id, week)
    moves = {
        code: _move(db, project_id, week, (now[code], before[code], earlier.get(code, [])))
        for code in _METRICS
        if any(cell.is_known and cell.value for cell in (now[code], before[code]))
    }
    return ProjectWeek(report, moves, _names(db, project_id))


def _cells(db: Database, project_id: int, week: Week) -> dict[str, Cell]:
    rows = kpi_cells(db, Question(Slice((project_id,), week.first, week.last), _METRICS))
    return {str(row["metric"]): Cell.of(row) for row in rows.to_dict("records")}


def _earlier(db: Database, project_id: int, week: Week) -> dict[str, list[float]]:
    """List what the KPIs were in the whole weeks before, by KPI, oldest first."""
    first = week.first - timedelta(weeks=WEEKS_BACK)
    slice_ = Slice((project_id,), first, week.before.last)
    rows = kpi_cells(db, Question(slice_, _METRICS, ("week",)))
    known = rows[rows["value"].notna()].sort_values("week")
    return {str(code): part["value"].tolist() for code, part in known.groupby("metric")}


def _move(
    db: Database, project_id: int, week: Week, told: tuple[Cell, Cell, Sequence[float]]
) -> Move:
    now, before, earlier = told
    moved = change(now, before)
    if moved is not None and moved.is_real is None:
        moved = replace(moved, is_real=is_beyond_usual(earlier, now.value))
    if moved is None or moved.is_real is not True or now.metric not in EXPLAINED:
        return Move(now, before, moved)
    question = ChangeQuestion(
        Slice((project_id,)),
        now.metric,
        Period(week.before.first, week.before.last),
        Period(week.first, week.last),
    )
    try:
        found = explain_change(db, question)
    except DomainError:
        # A week without enough to cut has moved all the same.
        return Move(now, before, moved)
    cause = next(iter(found.named), None)
    return Move(now, before, moved, None if cause is None else _told(cause), found.looked_at)


def _told(cause: Cause) -> SliceCause:
    return SliceCause(**{name: getattr(cause, name) for name in SliceCause.__dataclass_fields__})


def _names(db: Database, project_id: int) -> Mapping[str, Mapping[str, tuple[str, str]]]:
    with db.read() as session:
        return {
            dimension: {
                str(row["code"]): (str(row["name_en"] or ""), str(row["name_zh"] or ""))
                for row in kpis.names_of(session, dimension, (project_id,)).to_dict("records")
            }
            for dimension in _NAMED
        }
