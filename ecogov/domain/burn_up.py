"""Burn-up of a project: units accepted so far against a straight line to what was promised."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.kpi.intervals import FloatArray
from ecogov.domain.workdays import Calendar

POINT_COLUMNS: Final = ("day", "accepted", "planned")
_PRECISION: Final = 9


class PlanGap(StrEnum):
    """Why units cannot be held against a plan."""

    NO_UNITS = "no_units"
    NO_START = "no_start"
    NO_DUE = "no_due"
    NO_WORKING_DAYS = "no_working_days"


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised: so many units in even steps over the working days of a calendar."""

    start_on: date | None
    due_on: date | None
    target_units: int | None
    calendar: Calendar

    @property
    def gap(self) -> PlanGap | None:
        """Why this is no plan; None where it is one."""
        if not self.target_units:
            return PlanGap.NO_UNITS
        if self.start_on is None:
            return PlanGap.NO_START
        if self.due_on is None:
            return PlanGap.NO_DUE
        return None if self.working_days else PlanGap.NO_WORKING_DAYS

    @property
    def working_days(self) -> int:
        """Count the working days from start to committed date; 0 where a day is missing."""
        if self.start_on is None or self.due_on is None:
            return 0
        return self.calendar.working_days(self.start_on, self.due_on)


@dataclass(frozen=True, slots=True, eq=False)
class BurnUp:
    """How far a project has come.

    Parameters
    ----------
    points : DataFrame, shape (n_days, 3)
        Columns ``day`` (every day from the first of plan and data to the last), ``accepted``
        (units so far; NaN after the data end) and ``planned`` (units by then; NaN without plan).
    accepted : float
        Units accepted until `as_of`.
    target_units : int or None
        Units promised.
    as_of : date or None
        Last day with data; None before the first.
    planned : float or None
        Units that the plan wants by `as_of`.
    days_behind : int or None
        Whole working days between the plan and what is reached, positive = behind.
    gap : PlanGap or None
        Why there is no plan.
    """

    points: pd.DataFrame
    accepted: float
    target_units: int | None
    as_of: date | None
    planned: float | None
    days_behind: int | None
    gap: PlanGap | None

    @property
    def share(self) -> float | None:
        """Accepted units as a share of those promised; it may exceed 1."""
        return self.accepted / self.target_units if self.target_units else None


def burn_up(daily: pd.DataFrame, promise: Promise) -> BurnUp:
    """Add up accepted units and hold them against the plan.

    By the end of each working day the plan wants an equal part more. The distance is counted in
    working days, so that weekends make nobody late, and cut to whole ones towards the plan.

    Parameters
    ----------
    daily : DataFrame, shape (n_days_with_data, >= 2)
        Columns ``day`` (date) and ``value`` (units accepted on it), in any order. Not modified.
    promise : Promise
        What was promised.

    References
    ----------
    .. [1] A. Cockburn, "Earned-value and burn charts", in Crystal Clear, Addison-Wesley, 2004.
    """
    accepted = daily.groupby("day")["value"].sum().sort_index()
    as_of = None if accepted.empty else accepted.index[-1]
    total = float(accepted.sum())
    planned, behind = _distance(promise, as_of, total)
    return BurnUp(
        points=_points(accepted, promise, as_of),
        accepted=total,
        target_units=promise.target_units,
        as_of=as_of,
        planned=planned,
        days_behind=behind,
        gap=promise.gap,
    )


def _distance(
    promise: Promise, as_of: date | None, accepted: float
) -> tuple[float | None, int | None]:
    start, units = promise.start_on, promise.target_units
    if promise.gap is not None or as_of is None or start is None or not units:
        return None, None
    all_days = promise.working_days
    gone = min(promise.calendar.working_days(start, as_of), all_days)
    reached = min(accepted / units, 1.0) * all_days
    # Rounded first: three tenths of ten days are three days, not 2.9999.
    behind = int(np.trunc(round(gone - reached, _PRECISION)))
    overdue = 0
    if promise.due_on is not None and reached < all_days:
        overdue = promise.calendar.working_days(promise.due_on + timedelta(days=1), as_of)
    return units * gone / all_days, behind + overdue


def _points(accepted: "pd.Series[float]", promise: Promise, as_of: date | None) -> pd.DataFrame:
    has_plan = promise.gap is None
    plan = (promise.start_on, promise.due_on) if has_plan else ()
    ends: list[date] = [day for day in (*plan, *accepted.index[:1], as_of) if day is not None]
    if not ends:
        return pd.DataFrame(columns=list(POINT_COLUMNS))
    first, last = min(ends), max(ends)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    so_far = accepted.cumsum().reindex(days).ffill().fillna(0.0).astype("float64").to_numpy()
    is_known = np.array([as_of is not None and day <= as_of for day in days])
    planned = _planned(promise, days) if has_plan else np.full(len(days), np.nan)
    return pd.DataFrame(
        {"day": days, "accepted": np.where(is_known, so_far, np.nan), "planned": planned}
    )


def _planned(promise: Promise, days: list[date]) -> FloatArray:
    starts = np.datetime64(promise.start_on or days[0], "D")
    ends = np.array(days, dtype="datetime64[D]")
    gone = promise.calendar.count_working_days(starts, ends)
    share = np.minimum(gone / promise.working_days, 1.0)
    return np.asarray(share * float(promise.target_units or 0), dtype=np.float64)
