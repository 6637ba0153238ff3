"""What was forecast in a project's own past, and how often it held."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from ecogov.domain.forecast.flow import FEWEST_DAYS, Flow
from ecogov.domain.forecast.outlook import Goal, dates, forecast, reached_on
from ecogov.domain.forecast.simulation import Luck, finish_offsets

_WEEK: Final = timedelta(days=7)
_RUNS: Final = 1000
_CHECKPOINTS: Final = 25
_FEWEST_AHEAD: Final = 0.1
FEWEST_JUDGED: Final = 5
"""Forecasts without which it is not told how often they held."""


@dataclass(frozen=True, slots=True)
class PastForecast:
    """What was said on a day: P50 and P80 of what was promised."""

    day: date
    p50: date | None
    p80: date | None


@dataclass(frozen=True, slots=True)
class BackTest:
    """How many of the P80 days that have passed had been kept."""

    held: int
    judged: int

    @property
    def share(self) -> float | None:
        """Share of P80 days that held; None where too few can be judged."""
        return self.held / self.judged if self.judged >= FEWEST_JUDGED else None


def origins(flow: Flow, weeks: int | None = None) -> list[date]:
    """List the days a week apart, the last of the flow among them, on which it could be forecast.

    Parameters
    ----------
    weeks : int or None
        How many at most, the latest; None for all.
    """
    found: list[date] = []
    day = flow.last
    while flow.units.size and flow.until(day).n_days >= FEWEST_DAYS:
        found.append(day)
        if weeks is not None and len(found) == weeks:
            break
        day -= _WEEK
    return found[::-1]


def drift(flow: Flow, goal: Goal, luck: Luck, weeks: int = 12) -> list[PastForecast]:
    """Forecast the whole from week to week as it would have been then."""
    told = []
    for day in origins(flow, weeks):
        outlook = forecast(flow.until(day), goal, Luck(_RUNS, luck.seed))
        told.append(PastForecast(day, outlook.p50, outlook.p80))
    return told


def back_test(flow: Flow, luck: Luck) -> BackTest:
    """Forecast, from every week of the past, the next checkpoint, and see whether P80 held.

    Checkpoints lie at every 25th part of what was accepted, so that they are chosen by amount
    and not by luck; only P80 days that have passed are judged.
    """
    total = flow.total
    amounts = total * np.arange(1, _CHECKPOINTS + 1) / _CHECKPOINTS
    held = judged = 0
    for day in origins(flow)[:-1]:
        then = flow.until(day)
        ahead = amounts[amounts >= then.total + _FEWEST_AHEAD * total]
        if then.total <= 0 or not ahead.size:
            continue
        finish = finish_offsets(then, float(ahead[0]) - then.total, Luck(_RUNS, luck.seed))
        p80 = dates(finish, day)[1]
        if p80 is None or p80 > flow.last:
            continue
        reached = reached_on(flow, float(ahead[0]))
        judged += 1
        held += reached is not None and reached <= p80
    return BackTest(held, judged)
