"""The scan of the database: what is due is read, looked at, stored; a day once, unless it changes.

A day is judged by what was known up to it: series are cut at the day asked for, and what later days
bring changes nothing that was said before. A day is due when it was never scanned, or when any of
its figures is not what it was then; the days after a changed one are due with it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from ecogov.domain.anomalies.triage import BudgetDraft, yearly_budget
from ecogov.domain.people import Right
from ecogov.domain.workdays import Calendar
from ecogov.services.anomalies.budgets import stored_budget
from ecogov.services.anomalies.keeping import Keeper, picture_from
from ecogov.services.anomalies.looking import Looked, Task
from ecogov.services.anomalies.series import fingerprints, project_series
from ecogov.services.anomalies.side_by_side import all_looked_at
from ecogov.services.calendars import project_calendar
from ecogov.services.people.rights import require, visible
from ecogov.services.projects import list_projects
from ecogov.storage.anomalies import cards, feedback, reading, scans
from ecogov.storage.database import Database
from ecogov.storage.production.imports import lock_project
from ecogov.storage.registers import rows_of

Tell = Callable[[float], None]


def _nobody(_share: float) -> None:
    """Listen to no progress."""


@dataclass(frozen=True, slots=True)
class ProjectScan:
    """What a scan did in one project; `days` is 0 where nothing was due.

    `failures` are series (as `ecogov.domain.anomalies.watched.series_name` names them, empty for
    all of a project) with the code of the reason.
    """

    project: str
    as_of: date | None
    series: int
    days: int
    flagged: int
    new_cards: int
    failures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Due:
    """A project with days that are due."""

    project: Any
    table: pd.DataFrame
    calendar: Calendar
    told: dict[date, str]
    due_from: date
    as_of: date
    last_day: date
    budget: BudgetDraft


def scan_database(
    db: Database,
    project_id: int | None = None,
    *,
    as_of: date | None = None,
    actor: str,
    tell: Tell = _nobody,
) -> list[ProjectScan]:
    """Look for strange days in everything that is due.

    Parameters
    ----------
    project_id : int, optional
        Only this project; by default all those at work in which the person may triage.
    as_of : date, optional
        Last day that is judged; by default yesterday in each project's time zone: today's figures
        are not complete.
    tell : callable
        Hears how far the work is, 0 to 1.

    Returns
    -------
    list of ProjectScan
        One for each project, by code.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    DomainError
        ``scan.dask_unreachable`` and its like when a cluster is named that does not answer.
    """
    require_any = visible(db, Right.TRIAGE)
    if project_id is not None:
        require(db, Right.TRIAGE, project_id)
    started = perf_counter()
    projects = [
        row
        for row in rows_of(list_projects(db))
        if (project_id is None or row.id == project_id)
        and (require_any is None or row.id in require_any)
    ]
    read = [_due(db, row, as_of) for row in projects]
    due = [one for one in read if one is not None]
    tell(0.2)
    found = {one.project_id: one for one in all_looked_at(_tasks(db, due))}
    tell(0.8)
    seconds = (perf_counter() - started) / max(len(due), 1)
    done = {
        one.project.id: _kept(db, one, found[one.project.id], actor=actor, seconds=seconds)
        for one in due
    }
    tell(1.0)
    return [done.get(row.id, ProjectScan(row.code, None, 0, 0, 0, 0)) for row in projects]


def _due(db: Database, project: Any, as_of: date | None) -> _Due | None:  # noqa: ANN401 - a row
    """Read a project's series, and tell from which day on they are due."""
    until = as_of or datetime.now(ZoneInfo(project.timezone)).date() - timedelta(days=1)
    calendar = project_calendar(db, int(project.id))
    with db.read() as session:
        last = reading.last_day(session, int(project.id))
        known = scans.fingerprints(session, int(project.id))
        if last is None and not known:
            return None
        until = min(until, max([*known, last or until]))
        table = project_series(session, int(project.id), until)
        budget = stored_budget(session, int(project.id))
    told = fingerprints(table)
    changed = [day for day, text in told.items() if known.get(day) != text]
    changed += [day for day in known if day <= until and day not in told]
    if not changed:
        return None
    last_day = max(told) if told else until
    return _Due(project, table, calendar, told, min(changed), until, last_day, budget)


def _tasks(db: Database, due: Iterable[_Due]) -> list[Task]:
    due = list(due)
    with db.read() as session:
        counts = scans.series_counts(session)
        counts |= {one.project.id: one.table["series"].nunique() for one in due}
        total = sum(counts.values())
        return [
            Task(
                project_id=int(one.project.id),
                table=one.table,
                calendar=one.calendar,
                due_from=one.due_from,
                budget=yearly_budget(one.budget, total),
                steps=feedback.steps(session, int(one.project.id)),
                wanted=_wanted(
                    cards.cards_seen_since(
                        session, int(one.project.id), picture_from(one.due_from)
                    ).values()
                ),
            )
            for one in due
        ]


def _wanted(live: Iterable[dict[str, Any]]) -> frozenset[str]:
    """Name the series that cards still show."""
    return frozenset(card["lead"]["series"] for card in live if card["lead"])


def _kept(db: Database, due: _Due, looked: Looked, *, actor: str, seconds: float) -> ProjectScan:
    at = datetime.now(UTC)
    days = {day: text for day, text in due.told.items() if day >= due.due_from}
    with db.write(actor) as session:
        lock_project(session, looked.project_id)
        new = 0
        if not _broke(looked):
            keeper = Keeper(
                session,
                looked,
                due.calendar,
                due.due_from,
                due.as_of,
                due.last_day,
                at,
                due.budget.is_marked_planned,
            )
            new = keeper.keep()
            span = (due.due_from, due.as_of)
            scans.keep_fingerprints(session, looked.project_id, span, days)
        receipt = {
            "project_id": looked.project_id,
            "at": at,
            "actor": actor,
            "as_of": due.as_of,
            "series": looked.series,
            "days": len(days),
            "flagged": len(looked.found),
            "seconds": seconds,
            "budget": looked.budget,
            "failures": [{"series": name, "code": code} for name, code in looked.failures],
        }
        scans.add_scan(session, receipt)
    return ProjectScan(
        due.project.code,
        due.as_of,
        looked.series,
        len(days),
        len(looked.found),
        new,
        looked.failures,
    )


def _broke(looked: Looked) -> bool:
    return any(not name for name, _ in looked.failures)


def last_scans(db: Database) -> pd.DataFrame:
    """List the last scan of every project that the person may see.

    Returns
    -------
    DataFrame, shape (n_projects, 10)
        See `ecogov.storage.anomalies.scans.last_scans`.
    """
    seen = visible(db)
    with db.read() as session:
        found = scans.last_scans(session)
    return found if seen is None else found[found["project_id"].isin(seen)].reset_index(drop=True)
