"""What a plan comes to: how many milestones are late, slide or are stale, and the largest slips."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import pandas as pd

from ecogov.domain.schedule.slips import MilestoneState, OnTime, on_time

ENDED_STATES: Final = frozenset(
    {
        MilestoneState.CANCELLED,
        MilestoneState.DONE_UNDATED,
        MilestoneState.DONE_ON_TIME,
        MilestoneState.DONE_LATE,
    }
)
_DUE_STATES: Final = frozenset({MilestoneState.LATE_REFORECAST, MilestoneState.LATE_UNFORECAST})


class Standing(StrEnum):
    """Which milestones a person looks at.

    ``OPEN``
        Neither done nor cancelled.
    ``LATE``
        Open, and forecast for later than promised or due without a forecast.
    ``SLIDING``
        Late, but not due yet.
    ``STALE``
        Open, with a forecast that lies in the past.
    ``DONE``
        Done, on whatever day.
    ``ALL``
        Every one.
    """

    OPEN = "open"
    LATE = "late"
    SLIDING = "sliding"
    STALE = "stale"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class LargestSlip:
    """The milestone that has slipped most since it was first promised."""

    id: int
    days: int


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """What a plan comes to on a day.

    Parameters
    ----------
    now, first : OnTime
        Share done by the day promised: against the baselines in force, and the first ones.
    counts : mapping
        Number of milestones by `Standing`.
    largest : LargestSlip or None
        Among those not cancelled; None where no total slip is known or none is late.
    absorbed_days, absorbed_count : int
        Days by which re-baselining moved milestones later, in sum, and how many it moved so.
    """

    now: OnTime
    first: OnTime
    counts: Mapping[Standing, int]
    largest: LargestSlip | None
    absorbed_days: int
    absorbed_count: int


def standing(milestones: pd.DataFrame, which: Standing) -> "pd.Series[bool]":
    """Tell which milestones stand so.

    Parameters
    ----------
    milestones : DataFrame, shape (n_milestones, >= 2)
        Columns ``state`` and ``slip_now_days`` as `ecogov.domain.schedule.slips.with_slips` tells
        them. Not modified.
    which : Standing
        How they are to stand.

    Returns
    -------
    Series of bool
        By the index of `milestones`.
    """
    return _STANDINGS[which](milestones).astype("bool")


def plan_figures(milestones: pd.DataFrame, as_of: date) -> PlanFigures:
    """Count what a plan comes to on a day.

    Parameters
    ----------
    milestones : DataFrame, shape (n_milestones, n_columns)
        As `ecogov.domain.schedule.slips.with_slips` returns it, with ``id``. Not modified.
    as_of : date
        The day of which the states are told.
    """
    absorbed = milestones["absorbed_days"].fillna(0).clip(lower=0)
    return PlanFigures(
        now=on_time(milestones, as_of),
        first=on_time(milestones, as_of, against="original"),
        counts={which: int(standing(milestones, which).sum()) for which in Standing},
        largest=_largest(milestones),
        absorbed_days=int(absorbed.sum()),
        absorbed_count=int((absorbed > 0).sum()),
    )


def _largest(milestones: pd.DataFrame) -> LargestSlip | None:
    slips = milestones["total_slip_days"].fillna(0).to_numpy(dtype="int64")
    if not slips.size or slips.max() <= 0:
        return None
    place = int(slips.argmax())
    return LargestSlip(int(milestones["id"].iloc[place]), int(slips[place]))


def _open(milestones: pd.DataFrame) -> "pd.Series[bool]":
    return ~milestones["state"].isin(ENDED_STATES)


def _late(milestones: pd.DataFrame) -> "pd.Series[bool]":
    has_slipped = milestones["slip_now_days"].fillna(0) > 0
    return _open(milestones) & (has_slipped | milestones["state"].isin(_DUE_STATES))


def _done(milestones: pd.DataFrame) -> "pd.Series[bool]":
    return milestones["status"] == "done"


_STANDINGS: Final[Mapping[Standing, Callable[[pd.DataFrame], "pd.Series[bool]"]]] = (
    MappingProxyType(
        {
            Standing.OPEN: _open,
            Standing.LATE: _late,
            Standing.SLIDING: lambda rows: rows["state"] == MilestoneState.SLIDING,
            Standing.STALE: lambda rows: rows["state"] == MilestoneState.STALE_FORECAST,
            Standing.DONE: _done,
            Standing.ALL: lambda rows: rows["state"].notna(),
        }
    )
)
