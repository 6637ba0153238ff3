"""What the status of a project is read from, read once: production, plan, register, people."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from ecogov.domain.forecast.flow import Flow
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.log.asking import LogFilter, Order
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.projects import Project
from ecogov.domain.risks.appetite import Appetite
from ecogov.domain.risks.exposure import Drawn
from ecogov.domain.schedule.slips import with_slips
from ecogov.domain.workdays import Calendar
from ecogov.services.calendars import project_calendar
from ecogov.services.kpis import kpi_cells
from ecogov.services.log.milestones import PLAN_TERMS
from ecogov.services.log.reading import list_records
from ecogov.services.log.risks import appetites_by_category, drawn_contingency, scored_risks
from ecogov.services.log.setups import log_setup
from ecogov.services.projects import get_project
from ecogov.services.targets import list_targets
from ecogov.services.trail import history
from ecogov.storage.database import Database
from ecogov.storage.log import histories, ratings
from ecogov.storage.production import kpis

_WORKED_DAYS: Final = 35
"""Days of which the rules look at who worked: a week and the four before."""

_DAYS_BACK: Final = 60


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The milestones as they stand on the day of the report, and what they were before."""

    milestones: pd.DataFrame
    forecasts: pd.DataFrame
    promises: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """The risks, closed ones too, their past, and how much of them is wanted."""

    risks: pd.DataFrame
    scores: pd.DataFrame
    states: pd.DataFrame
    appetites: dict[str, Appetite]
    contingency: float | None
    drawn: Drawn


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Everything behind the status of a project.

    Parameters
    ----------
    project : Project
        With its promise.
    calendar : Calendar
        Its working days.
    flow : Flow
        Units accepted day by day until the last day with data.
    data_until : date or None
        That day; None before the first import.
    due_days : tuple of (date or None, date or None)
        From which day on the project was committed to which day; the first pair has no beginning.
    targets : frozenset of str
        Codes of the KPIs that are held to anything.
    issues, escalations : DataFrame
        As `list_records` gives them.
    worked : DataFrame
        Columns ``day`` and ``person``.
    budgets : DataFrame
        Columns ``reported_on, budget, forecast``.
    """

    project: Project
    calendar: Calendar
    flow: Flow
    data_until: date | None
    due_days: tuple[tuple[date | None, date | None], ...]
    targets: frozenset[str]
    plan: Plan
    register: Register
    issues: pd.DataFrame
    escalations: pd.DataFrame
    worked: pd.DataFrame
    budgets: pd.DataFrame

    def due_on(self, day: date) -> date | None:
        """Give the day to which the project was committed on a day."""
        held = [due for since, due in self.due_days if since is None or since <= day]
        return held[-1] if held else None

    @property
    def first_due_on(self) -> date | None:
        """Give the day to which the project was committed first."""
        return next((due for _, due in self.due_days if due is not None), None)


def sources_of(db: Database, project_id: int, as_of: date) -> Sources:
    """Read what the status of a project on a day is made from.

    Records are taken as they stand now; what production says of later days is left out.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    project = get_project(db, project_id)
    calendar = project_calendar(db, project_id)
    daily, data_until = _daily(db, project_id, as_of)
    mine = LogFilter(project_id=project_id)
    targets = list_targets(db, project_id)
    return Sources(
        project=project,
        calendar=calendar,
        flow=Flow.of(daily, data_until or as_of, calendar),
        data_until=data_until,
        due_days=_due_days(db, project),
        targets=frozenset(targets["metric"]),
        plan=_plan(db, mine, as_of),
        register=_register(db, project_id, mine),
        issues=list_records(db, RecordKind.ISSUE, mine),
        escalations=list_records(db, RecordKind.ESCALATION, mine),
        worked=_worked(db, project_id, data_until),
        budgets=_budgets(db, project_id),
    )


def _daily(db: Database, project_id: int, as_of: date) -> tuple[pd.DataFrame, date | None]:
    slice_ = Slice((project_id,), None, as_of)
    cells = kpi_cells(db, Question(slice_, ("accepted_units",), ("day",)))
    last: date | None = cells["day"].max() if len(cells) else None
    return cells[cells["value"].notna()], last


def _due_days(db: Database, project: Project) -> tuple[tuple[date | None, date | None], ...]:
    """Read from the audit trail to which days the project was committed, the first one first."""
    acts = history(db, "project", project.id).iloc[::-1]
    told: list[tuple[date | None, date | None]] = []
    for at, before, after in zip(acts["at"], acts["before"], acts["after"], strict=True):
        if not isinstance(after, dict) or "due_on" not in after:
            continue
        if not told and isinstance(before, dict):
            told.append((None, _day(before.get("due_on"))))
        told.append((at.date() if told else None, _day(after["due_on"])))
    return tuple(told) or ((None, project.due_on),)


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def _plan(db: Database, mine: LogFilter, as_of: date) -> Plan:
    order = Order("forecast_on", is_descending=False)
    stored = list_records(db, RecordKind.MILESTONE, mine, order).rename(columns=PLAN_TERMS)
    rows = with_slips(stored, as_of)
    ids = tuple(int(one) for one in rows["id"])
    with db.read() as session:
        return Plan(
            rows,
            histories.forecasts_frame(session, ids),
            histories.promises_frame(session, ids),
        )


def _register(db: Database, project_id: int, mine: LogFilter) -> Register:
    only = frozenset({project_id})
    with db.read() as session:
        scores = histories.scores_frame(session, only)
        states = histories.statuses_frame(session, only)
    return Register(
        scored_risks(db, mine),
        scores,
        states,
        appetites_by_category(db, project_id),
        log_setup(db, project_id).contingency,
        drawn_contingency(db, project_id),
    )


def _worked(db: Database, project_id: int, until: date | None) -> pd.DataFrame:
    """List who submitted anything on which day of the last weeks; nobody where none is known."""
    if until is None:
        return pd.DataFrame({"day": [], "person": []})
    first = until - timedelta(days=_DAYS_BACK + _WORKED_DAYS)
    with db.read() as session:
        slice_ = Slice((project_id,), first, until)
        sums = kpis.measure_sums(session, slice_, ("annotator", "day"))
    is_somebody = (sums["annotator"] != 0) & (sums["submitted_units"] > 0)
    told = sums.loc[is_somebody, ["day", "annotator"]]
    return told.rename(columns={"annotator": "person"}).reset_index(drop=True)


def _budgets(db: Database, project_id: int) -> pd.DataFrame:
    with db.read() as session:
        rows = ratings.ratings_frame(session, frozenset({project_id}))
    return rows[["reported_on", "budget", "forecast"]].dropna()
