"""The forecast of a project: dates with their confidence, or the reason why there are none."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import numpy as np

from ecogov.domain.forecast.flow import FEWEST_DAYS, Flow
from ecogov.domain.forecast.simulation import (
    NEVER,
    USUAL,
    IntArray,
    Luck,
    finish_offsets,
    units_by,
)

QUANTILES: Final = (0.5, 0.8, 0.95)
CAUTIOUS: Final = 0.15
"""Quantile that tells with 85 % confidence how many units are reached by a day."""


class ForecastGap(StrEnum):
    """Why a date, or one of them, cannot be told."""

    NO_UNITS = "no_units"
    FEW_DAYS = "few_days"
    NONE_ACCEPTED = "none_accepted"
    BEYOND_HORIZON = "beyond_horizon"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Goal:
    """What was promised: so many units, by a day."""

    units: int | None
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """When it will be there.

    Parameters
    ----------
    as_of : date or None
        Last day of which anything is known; everything later is simulated.
    accepted, remaining : float
        Units accepted until then, and those that are missing.
    n_days : int
        Working days of data.
    p50, p80, p95 : date or None
        Days by which so many of the runs have ended; None where they end beyond the horizon.
    confidence : float or None
        Share of the runs that end by the committed day; None where no day was committed or
        nothing could be simulated.
    by_committed : float or None
        Units that are accepted by the committed day in at least 85 % of the runs.
    gap : ForecastGap or None
        Why some of it is missing.
    finish : IntArray
        The runs, in days after `as_of`.
    """

    goal: Goal
    as_of: date | None
    accepted: float = 0.0
    remaining: float = 0.0
    n_days: int = 0
    p50: date | None = None
    p80: date | None = None
    p95: date | None = None
    confidence: float | None = None
    by_committed: float | None = None
    gap: ForecastGap | None = None
    finish: IntArray

    @property
    def is_simulated(self) -> bool:
        """Whether there are runs."""
        return self.finish.size > 0


def forecast(flow: Flow, goal: Goal, luck: Luck = USUAL) -> Outlook:
    """Simulate when the units that are missing will have been accepted.

    Nothing is forecast from less than `FEWEST_DAYS` working days.
    """
    gap = _gap(flow, goal)
    accepted = flow.total
    remaining = max((goal.units or 0) - accepted, 0.0)
    as_of = flow.last if flow.units.size else None
    if gap is ForecastGap.DELIVERED:
        reached = reached_on(flow, float(goal.units or 0))
        kept = None if goal.due_on is None or reached is None else float(reached <= goal.due_on)
        return Outlook(
            goal=goal, as_of=as_of, accepted=accepted, n_days=flow.n_days, p50=reached,
            p80=reached, p95=reached, confidence=kept, by_committed=accepted, gap=gap,
            finish=_no_runs(),
        )  # fmt: skip
    if gap is not None:
        return Outlook(
            goal=goal, as_of=as_of, accepted=accepted, remaining=remaining,
            n_days=flow.n_days, gap=gap, finish=_no_runs(),
        )  # fmt: skip
    finish = finish_offsets(flow, remaining, luck)
    days = dates(finish, flow.last)
    return Outlook(
        goal=goal, as_of=as_of, accepted=accepted, remaining=remaining, n_days=flow.n_days,
        p50=days[0], p80=days[1], p95=days[2],
        confidence=confidence(finish, flow.last, goal.due_on),
        by_committed=_by_committed(flow, goal, luck),
        gap=None if days[-1] else ForecastGap.BEYOND_HORIZON,
        finish=finish,
    )  # fmt: skip


def dates(finish: IntArray, last: date) -> tuple[date | None, ...]:
    """Give the days by which `QUANTILES` of the runs have ended; None beyond the horizon."""
    found = np.quantile(finish, QUANTILES, method="inverted_cdf")
    return tuple(None if one >= NEVER else last + timedelta(days=int(one)) for one in found)


def confidence(finish: IntArray, last: date, due_on: date | None) -> float | None:
    """Give the share of the runs that end by a day; None without a day."""
    if due_on is None:
        return None
    return float(np.mean(finish <= (due_on - last).days))


def reached_on(flow: Flow, units: float) -> date | None:
    """Give the day on which so many units had been accepted; None where they are not yet."""
    total = np.cumsum(flow.units)
    if not total.size or total[-1] < units:
        return None
    return flow.first + timedelta(days=int(np.argmax(total >= units)))


def _gap(flow: Flow, goal: Goal) -> ForecastGap | None:
    if not goal.units:
        return ForecastGap.NO_UNITS
    if not flow.units.size:
        return ForecastGap.NONE_ACCEPTED
    if flow.total >= goal.units:
        return ForecastGap.DELIVERED
    if flow.n_days < FEWEST_DAYS:
        return ForecastGap.FEW_DAYS
    return None


def _by_committed(flow: Flow, goal: Goal, luck: Luck) -> float | None:
    if goal.due_on is None:
        return None
    more = np.quantile(units_by(flow, goal.due_on, luck), CAUTIOUS, method="inverted_cdf")
    return flow.total + float(more)


def _no_runs() -> IntArray:
    return np.zeros(0, dtype=np.int64)
