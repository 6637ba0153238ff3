"""The figures that the rules read about a project, as they stood on a day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from ecogov.domain.forecast.outlook import ForecastGap, Goal, Outlook, forecast
from ecogov.domain.forecast.simulation import SEED, Luck
from ecogov.domain.kpi.cells import Cell
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.lights.facts import (
    CostFacts,
    Facts,
    FlowFacts,
    PeopleFacts,
    RiskFacts,
    ScheduleFacts,
)
from ecogov.domain.lights.rules import COST_METRICS, FLOW_METRICS, QUALITY_METRICS
from ecogov.domain.log.drafts import Category
from ecogov.domain.log.drafts import Severity as IssueSeverity
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.people import Right
from ecogov.domain.risks.appetite import AppetiteStanding, with_appetite
from ecogov.domain.risks.simulation import contingency_outlook, simulate
from ecogov.domain.risks.words import LIVE, Nature, RiskStatus
from ecogov.domain.schedule.slips import MilestoneState, MilestoneStatus, days_of, with_slips
from ecogov.domain.status.past import milestones_on, risks_on, staffing_on
from ecogov.services.kpis import kpi_cells
from ecogov.services.log.escalations import clocks_of
from ecogov.services.people.rights import require
from ecogov.services.status.sources import Sources
from ecogov.storage.database import Database

WINDOW_DAYS: Final = 28
"""Over how many days KPIs are computed for a light."""

_PAST_RUNS: Final = 1000
_PACE_DAYS: Final = 28
_ABOUT_PEOPLE: Final = frozenset({Category.PEOPLE.value, Category.WELLBEING.value})
_GRAVE: Final = frozenset({IssueSeverity.CRITICAL.value, IssueSeverity.MAJOR.value})


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """Everything that is known of a project on a day.

    `is_past` says that it is an earlier day than the one the records stand for.
    """

    day: date
    is_past: bool
    outlook: Outlook
    cells: tuple[Cell, ...]
    milestones: pd.DataFrame
    risks: pd.DataFrame
    facts: Facts


def moment(db: Database, sources: Sources, day: date, *, is_past: bool) -> Moment:
    """Gather what is known on a day and what the rules read in it.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    require(db, Right.READ, sources.project.id)
    outlook = _outlook(sources, day, is_past=is_past)
    cells = _cells(db, sources, day)
    milestones = _milestones(sources, day, is_past=is_past)
    risks = _live_threats(sources, day, is_past=is_past)
    facts = Facts(
        schedule=_schedule(sources, outlook, milestones, day),
        quality=_of(cells, QUALITY_METRICS),
        flow=_flow(sources, outlook, cells, day),
        cost=_cost(sources, cells, risks, day),
        risk=_risk(db, sources, risks, day),
        people=_people(sources, day),
    )
    return Moment(day, is_past, outlook, cells, milestones, risks, facts)


def end_of(sources: Sources, day: date) -> datetime:
    """Give the last instant of a day where the project is."""
    zone = ZoneInfo(sources.project.timezone)
    return datetime.combine(day, time(23, 59, 59), zone)


def pace(sources: Sources, outlook: Outlook, day: date) -> tuple[float | None, float | None]:
    """Give the units accepted a working day over four weeks, and those needed from now on.

    What is needed is None without a promise, and where the committed day has passed.
    """
    flow = sources.flow.until(min(day, sources.flow.last))
    first = max(flow.units.size - _PACE_DAYS, 0)
    days = int(flow.is_working()[first:].sum())
    actual = float(flow.units[first:].sum()) / days if days else None
    due_on = outlook.goal.due_on
    if due_on is None or not outlook.goal.units:
        return actual, None
    left = sources.calendar.working_days(flow.last + timedelta(days=1), due_on)
    return actual, outlook.remaining / left if left else None


def _outlook(sources: Sources, day: date, *, is_past: bool) -> Outlook:
    goal = Goal(sources.project.target_units, sources.due_on(day))
    flow = sources.flow
    known = flow.until(day) if day < flow.last else flow
    return forecast(known, goal, Luck(_PAST_RUNS, SEED) if is_past else Luck())


def _cells(db: Database, sources: Sources, day: date) -> tuple[Cell, ...]:
    wanted = [
        code for code in (*QUALITY_METRICS, *FLOW_METRICS, *COST_METRICS) if code in sources.targets
    ]
    if not wanted:
        return ()
    first = day - timedelta(days=WINDOW_DAYS - 1)
    slice_ = Slice((sources.project.id,), first, day)
    rows = kpi_cells(db, Question(slice_, tuple(wanted)), now=end_of(sources, day))
    return tuple(Cell.of(row) for row in rows.to_dict("records"))


def _of(cells: tuple[Cell, ...], codes: tuple[str, ...]) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if cell.metric in codes)


def _milestones(sources: Sources, day: date, *, is_past: bool) -> pd.DataFrame:
    plan = sources.plan
    if not is_past:
        return plan.milestones
    known = plan.milestones.drop(
        columns=["slip_now_days", "total_slip_days", "absorbed_days", "state"]
    )
    return with_slips(milestones_on(known, plan.forecasts, plan.promises, day), day)


def _live_threats(sources: Sources, day: date, *, is_past: bool) -> pd.DataFrame:
    register = sources.register
    rows = register.risks
    if is_past:
        rows = risks_on(rows, register.scores, register.states, day)
    is_live = rows["status"].isin(LIVE) & (rows["nature"] == Nature.THREAT.value)
    return with_appetite(rows[is_live].reset_index(drop=True), register.appetites)


def _schedule(
    sources: Sources, outlook: Outlook, milestones: pd.DataFrame, day: date
) -> ScheduleFacts:
    is_open = milestones["status"] == MilestoneStatus.PLANNED.value
    open_ones = milestones[is_open]
    state = open_ones["state"]
    now, total = _project_slips(sources, outlook)
    is_delivered = outlook.gap is ForecastGap.DELIVERED
    return ScheduleFacts(
        confidence=outlook.confidence,
        confidence_gap=_confidence_gap(outlook),
        slip_now=_largest([*_overdue(open_ones, "baseline_current", day), now]),
        total_slip=_largest([*_overdue(open_ones, "baseline_original", day), total]),
        stale_forecasts=int((state == MilestoneState.STALE_FORECAST.value).sum())
        if len(milestones)
        else None,
        unbaselined=int(open_ones["baseline_current"].isna().sum()),
        data_age=_data_age(sources, day),
        is_delivered=is_delivered,
    )


def _confidence_gap(outlook: Outlook) -> str:
    if outlook.gap is not None and outlook.gap is not ForecastGap.BEYOND_HORIZON:
        return outlook.gap.value
    return "no_committed_date" if outlook.goal.due_on is None else ""


def _project_slips(sources: Sources, outlook: Outlook) -> tuple[int | None, int | None]:
    """Hold the middle forecast of the whole against the days committed now and first."""
    if outlook.p50 is None:
        return None, None
    promised = (outlook.goal.due_on, sources.first_due_on)
    now, first = (None if day is None else (outlook.p50 - day).days for day in promised)
    return now, first


def _overdue(milestones: pd.DataFrame, baseline: str, day: date) -> list[int]:
    """Measure slips in days; without a forecast what is due is as late as the day says."""
    today = np.datetime64(day, "D")
    expected = days_of(milestones["forecast"])
    promised = days_of(milestones[baseline])
    until = np.where(np.isnat(expected) | (expected < today), np.maximum(today, expected), expected)
    until = np.where(np.isnat(until), np.maximum(promised, today), until)
    slips = (until - promised).astype("timedelta64[D]")
    known = slips[~np.isnat(promised)]
    return [int(one) for one in known.astype(np.int64)]


def _largest(slips: list[int | None]) -> int | None:
    return max((slip for slip in slips if slip is not None), default=None)


def _data_age(sources: Sources, day: date) -> int | None:
    if sources.data_until is None:
        return None
    return sources.calendar.working_days(sources.data_until + timedelta(days=1), day)


def _flow(sources: Sources, outlook: Outlook, cells: tuple[Cell, ...], day: date) -> FlowFacts:
    told = _of(cells, FLOW_METRICS)
    if outlook.gap is ForecastGap.DELIVERED:
        return FlowFacts(pace=1.0, cells=told)
    actual, needed = pace(sources, outlook, day)
    if actual is None:
        return FlowFacts(pace_gap="no_data", cells=told)
    if needed is None:
        has_promise = outlook.goal.due_on is not None and outlook.goal.units
        if has_promise:
            return FlowFacts(pace=0.0, cells=told)
        return FlowFacts(pace_gap="no_promise", cells=told)
    return FlowFacts(pace=actual / needed if needed else 1.0, cells=told)


def _cost(sources: Sources, cells: tuple[Cell, ...], risks: pd.DataFrame, day: date) -> CostFacts:
    told = _of(cells, COST_METRICS)
    given = sources.register.contingency
    budget = _budget(sources, day)
    if given is None:
        return CostFacts(cells=told, budget=budget)
    cost = simulate(risks).cost()
    if not cost.size:
        return CostFacts(cells=told, contingency_gap="none_quantified", budget=budget)
    outlook = contingency_outlook(cost, given, spent=sources.register.drawn.amount)
    return CostFacts(cells=told, contingency=outlook.suffices, budget=budget)


def _budget(sources: Sources, day: date) -> float | None:
    told = sources.budgets
    known = told[[one <= day for one in told["reported_on"]]]
    if known.empty or not float(known["budget"].iloc[-1]):
        return None
    planned, expected = float(known["budget"].iloc[-1]), float(known["forecast"].iloc[-1])
    return (expected - planned) / planned


def _risk(db: Database, sources: Sources, risks: pd.DataFrame, day: date) -> RiskFacts:
    standing = risks["appetite"].value_counts()
    is_overdue = [due is not None and due < day for due in risks["due_on"]]
    is_open = risks["status"] != RiskStatus.ACCEPTED.value
    return RiskFacts(
        known=len(sources.register.risks),
        live=len(risks),
        outside_tolerance=int(standing.get(AppetiteStanding.OUTSIDE_TOLERANCE.value, 0)),
        outside_appetite=int(standing.get(AppetiteStanding.OUTSIDE_APPETITE.value, 0)),
        without_appetite=int(standing.get(AppetiteStanding.NOT_SET.value, 0)),
        unscored=int(standing.get(AppetiteStanding.UNSCORED.value, 0)),
        overdue_responses=int(
            (pd.Series(is_overdue, index=risks.index, dtype=bool) & is_open).sum()
        ),
        breached_clocks=_breached(db, sources, day),
    )


def _breached(db: Database, sources: Sources, day: date) -> int:
    """Count the escalations that were open on a day with a clock that had run out."""
    at = end_of(sources, day)
    rows = sources.escalations
    mine = rows[rows["raised_at"] <= at]
    if mine.empty:
        return 0
    states = clocks_of(db, sources.project.id, mine, at=at).values()
    clocks = [
        (state.acknowledge, state.next_update, state.resolve)
        for state in states
        if state.resolved_at is None
    ]
    return sum(any(clock.is_breached and clock.done_at is None for clock in of) for of in clocks)


def _people(sources: Sources, day: date) -> PeopleFacts:
    issues = sources.issues
    is_open = issues["status"].isin(KINDS[RecordKind.ISSUE].open_statuses)
    mine = issues[is_open & issues["category"].isin(_ABOUT_PEOPLE)]
    until = min(day, sources.data_until) if sources.data_until else day
    staffing = staffing_on(sources.worked, until)
    return PeopleFacts(
        staffing=staffing,
        staffing_gap="" if staffing is not None else "few_weeks",
        grave_issues=int(mine["severity"].isin(_GRAVE).sum()),
        critical_issues=int((mine["severity"] == IssueSeverity.CRITICAL.value).sum()),
    )
