"""How far milestones have slipped, what state each is in, and how many came on time.

Positive days are late. What is not defined is missing, never 0.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Days = NDArray[np.datetime64]
Booleans = NDArray[np.bool_]
Baseline = Literal["current", "original"]

_DAY: Final = np.timedelta64(1, "D")


class MilestoneStatus(StrEnum):
    """What people say of a milestone; everything else follows from its days."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class MilestoneState(StrEnum):
    """Where a milestone stands on a day: exactly one of these, decided in this order.

    ``CANCELLED``
        Will never be: neither late nor on time.
    ``DONE_UNDATED``
        Done, but nobody noted the day.
    ``STALE_FORECAST``
        Not done, and its forecast lies in the past, with a baseline or without.
    ``NOT_BASELINED``
        Never promised: neither late nor on time, whether done or not.
    ``DONE_ON_TIME``, ``DONE_LATE``
        Done on or before the day promised, or after it.
    ``LATE_UNFORECAST``
        The day promised has passed; not done, and no forecast says when.
    ``UNFORECAST``
        Not due yet, and no forecast says when.
    ``LATE_REFORECAST``
        Due, not done, and forecast for a later day that has not passed.
    ``SLIDING``
        Not due yet, but forecast for later than promised.
    ``EARLY``
        Not due yet, and forecast for earlier than promised.
    ``ON_PLAN``
        Forecast for the day promised; also on that day itself, until it is over.
    """

    CANCELLED = "cancelled"
    DONE_UNDATED = "done_undated"
    STALE_FORECAST = "stale_forecast"
    NOT_BASELINED = "not_baselined"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    LATE_UNFORECAST = "late_unforecast"
    UNFORECAST = "unforecast"
    LATE_REFORECAST = "late_reforecast"
    SLIDING = "sliding"
    EARLY = "early"
    ON_PLAN = "on_plan"


class OnTimeGap(StrEnum):
    """Why there is no on-time share."""

    NONE_DUE = "none_due"


@dataclass(frozen=True, slots=True)
class OnTime:
    """Share of the milestones due that were done by the day promised.

    Parameters
    ----------
    value : float or None
        0 to 1; None where none was due.
    numerator, denominator : int
        Done on or before their day; due on or before `as_of`.
    against : {"current", "original"}
        Whose days count.
    as_of : date
        The last day that may be due.
    cancelled, undated : tuple
        Ids of those due but left out because they were cancelled, and of those due and done on a
        day that nobody noted: they count as due and not as on time.
    null_reason : OnTimeGap or None
        Why `value` is None.
    """

    value: float | None
    numerator: int
    denominator: int
    against: Baseline
    as_of: date
    cancelled: tuple[object, ...]
    undated: tuple[object, ...]
    null_reason: OnTimeGap | None


@dataclass(frozen=True, slots=True)
class _Facts:
    """The columns of a frame of milestones as arrays; a day counts only where it may."""

    original: Days
    current: Days
    forecast: Days
    actual: Days
    is_done: Booleans
    is_cancelled: Booleans

    @classmethod
    def of(cls, milestones: pd.DataFrame) -> "_Facts":
        status = milestones["status"].astype("str")
        is_done = (status == MilestoneStatus.DONE).to_numpy(dtype=bool)
        actual = days_of(milestones["actual"])
        return cls(
            days_of(milestones["baseline_original"]),
            days_of(milestones["baseline_current"]),
            days_of(milestones["forecast"]),
            np.where(is_done, actual, np.datetime64("NaT", "D")),
            is_done,
            (status == MilestoneStatus.CANCELLED).to_numpy(dtype=bool),
        )

    @property
    def finish(self) -> Days:
        """The day that a slip is measured to: actual where done, else forecast."""
        finish = np.where(self.is_done, self.actual, self.forecast)
        return np.where(self.is_cancelled, np.datetime64("NaT", "D"), finish)


def days_of(values: "pd.Series[date]") -> Days:
    """Read a column of days, whatever it holds them as; what is missing becomes NaT."""
    return pd.to_datetime(values).to_numpy().astype("datetime64[D]")


def with_slips(milestones: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Measure how far each milestone has slipped, and tell its state on a day.

    Parameters
    ----------
    milestones : DataFrame, shape (n_milestones, >= 6)
        Columns ``status`` (`MilestoneStatus`), ``baseline_original``, ``baseline_current``,
        ``forecast`` and ``actual`` (days, None or NaT where unknown). An ``actual`` counts only
        where the status is done. Not modified.
    as_of : date
        The data date.

    Returns
    -------
    DataFrame, shape (n_milestones, >= 10)
        `milestones` in the same order with ``slip_now_days`` (actual or forecast less the
        current baseline), ``total_slip_days`` (the same less the original baseline),
        ``absorbed_days`` (current less original baseline) as Int64, positive = late, missing
        where an end is unknown or the milestone is cancelled, and ``state`` (`MilestoneState`).
        Where all three are known the total is the sum of the other two.
    """
    facts = _Facts.of(milestones)
    finish = facts.finish
    is_live = ~facts.is_cancelled
    absorbed = np.where(is_live, facts.current - facts.original, np.timedelta64("NaT", "D"))
    return milestones.assign(
        slip_now_days=_whole_days(finish - facts.current),
        total_slip_days=_whole_days(finish - facts.original),
        absorbed_days=_whole_days(absorbed),
        state=pd.array(_states(facts, np.datetime64(as_of, "D")), dtype="str"),
    )


def _whole_days(spans: NDArray[np.timedelta64]) -> "pd.arrays.IntegerArray":
    is_unknown = np.isnat(spans)
    counts = np.where(is_unknown, 0 * _DAY, spans) // _DAY
    return pd.arrays.IntegerArray(counts.astype(np.int64), is_unknown)


def _states(facts: _Facts, today: np.datetime64) -> NDArray[np.str_]:
    has_forecast = ~np.isnat(facts.forecast)
    has_passed = facts.current < today
    slides = facts.forecast > facts.current
    rules = [
        (facts.is_cancelled, MilestoneState.CANCELLED),
        (facts.is_done & np.isnat(facts.actual), MilestoneState.DONE_UNDATED),
        (~facts.is_done & (facts.forecast < today), MilestoneState.STALE_FORECAST),
        (np.isnat(facts.current), MilestoneState.NOT_BASELINED),
        (facts.is_done & (facts.actual <= facts.current), MilestoneState.DONE_ON_TIME),
        (facts.is_done, MilestoneState.DONE_LATE),
        (~has_forecast & has_passed, MilestoneState.LATE_UNFORECAST),
        (~has_forecast, MilestoneState.UNFORECAST),
        (slides & (facts.current <= today), MilestoneState.LATE_REFORECAST),
        (slides, MilestoneState.SLIDING),
        (facts.forecast < facts.current, MilestoneState.EARLY),
    ]
    conditions = [condition for condition, _ in rules]
    values = [state.value for _, state in rules]
    return np.select(conditions, values, MilestoneState.ON_PLAN.value)


def on_time(milestones: pd.DataFrame, as_of: date, *, against: Baseline = "current") -> OnTime:
    """Tell which share of the milestones due was done by the day promised.

    Parameters
    ----------
    milestones : DataFrame, shape (n_milestones, >= 7)
        As for `with_slips`, with ``id``. Not modified.
    as_of : date
        Due are those whose day lies on or before it, so that a milestone due today and not done
        counts as due.
    against : {"current", "original"}
        The baseline in force, or the first one: show both, so that a moved date hides nothing.

    Returns
    -------
    OnTime
        Cancelled milestones are left out of both counts and listed.
    """
    facts = _Facts.of(milestones)
    promised = facts.current if against == "current" else facts.original
    is_due = promised <= np.datetime64(as_of, "D")
    counts = is_due & ~facts.is_cancelled
    due = int(counts.sum())
    kept = int((counts & (facts.actual <= promised)).sum())
    ids = milestones["id"].to_numpy()
    return OnTime(
        value=kept / due if due else None,
        numerator=kept,
        denominator=due,
        against=against,
        as_of=as_of,
        cancelled=tuple(ids[is_due & facts.is_cancelled].tolist()),
        undated=tuple(ids[counts & facts.is_done & np.isnat(facts.actual)].tolist()),
        null_reason=None if due else OnTimeGap.NONE_DUE,
    )
