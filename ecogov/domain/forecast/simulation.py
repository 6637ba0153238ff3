"""Many futures of a flow: when so many units are reached, and how many are reached by a day."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecogov.domain.forecast.flow import Booleans, Flow, Rhythm, rhythm, working
from ecogov.domain.kpi.intervals import FloatArray

IntArray = NDArray[np.int64]

RUNS: Final = 10_000
SEED: Final = 20_260_101
NEVER: Final = np.iinfo(np.int64).max // 4
"""Offset of a run that does not end before the horizon."""

_WEEK: Final = 7
_MOST_WEEKS: Final = 1040
_FEWEST_WEEKS: Final = 4
_LOWEST_LEVEL: Final = 0.1


@dataclass(frozen=True, slots=True)
class Luck:
    """How many runs, and from which seed."""

    runs: int = RUNS
    seed: int = SEED


USUAL: Final = Luck()


@dataclass(frozen=True, slots=True, eq=False)
class _Futures:
    """What all draws of one simulation share."""

    flow: Flow
    rhythm: Rhythm
    level: FloatArray
    generator: np.random.Generator

    @classmethod
    def of(cls, flow: Flow, luck: Luck) -> "_Futures":
        generator = np.random.Generator(np.random.PCG64(luck.seed))
        found = rhythm(flow, luck.seed)
        noise = generator.standard_t(max(found.freedom, 1), luck.runs)
        level = np.maximum(1 + found.error * noise, _LOWEST_LEVEL)
        return cls(flow, found, level, generator)

    def days(self, week: int, count: int) -> FloatArray:
        """Give what each past week would bring in `count` weeks from `week` on.

        Returns
        -------
        FloatArray, shape (count, n_past_weeks, 7)
        """
        first = np.datetime64(self.flow.last, "D") + 1 + week * _WEEK
        is_working: Booleans = working(self.flow.calendar, first + np.arange(count * _WEEK))
        works = is_working.reshape(count, 1, _WEEK)
        return np.where(works, self.rhythm.worked, self.rhythm.idle)

    def draw(self, count: int) -> NDArray[np.int64]:
        """Draw past weeks for `count` weeks of every run."""
        size = (self.level.size, count)
        return self.generator.integers(len(self.rhythm.worked), size=size, dtype=np.int64)


def finish_offsets(flow: Flow, remaining: float, luck: Luck = USUAL) -> IntArray:
    """Simulate on which day the remainder is gone.

    Every run draws its own level, because the mean of a few weeks is not the true one, and then
    whole weeks of the past, because days of one week hang together. Days off are those of the
    calendar to come.

    Parameters
    ----------
    flow : Flow
        With at least `ecogov.domain.forecast.flow.FEWEST_DAYS` working days, and with units.
    remaining : float
        Units that are missing; above 0.
    luck : Luck
        The same gives the same runs.

    Returns
    -------
    IntArray, shape (runs,)
        Days after the last one of the flow, 1 or more; `NEVER` beyond twenty years.

    References
    ----------
    .. [1] B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, 8.6 (blocks).
    .. [2] T. Magennis, "Forecasting and Simulating Software Development Projects", 2011.
    """
    futures = _Futures.of(flow, luck)
    offsets = np.full(luck.runs, NEVER, dtype=np.int64)
    reached = np.zeros(luck.runs)
    week, step = 0, _weeks_needed(futures, remaining)
    while week < _MOST_WEEKS and (offsets == NEVER).any():
        count = min(step, _MOST_WEEKS - week)
        days = futures.days(week, count)
        drawn = futures.draw(count)
        weekly = days.sum(axis=2)[np.arange(count), drawn] * futures.level[:, None]
        total = reached[:, None] + np.cumsum(weekly, axis=1)
        ends = (offsets == NEVER) & (total[:, -1] >= remaining)
        place = np.argmax(total[ends] >= remaining, axis=1)
        before = (total - weekly)[ends, place]
        within = days[place, drawn[ends, place]] * futures.level[ends, None]
        day = _first_reaching(before[:, None] + np.cumsum(within, axis=1), remaining)
        offsets[ends] = (week + place) * _WEEK + day + 1
        reached, week = total[:, -1], week + count
    return offsets


def units_by(flow: Flow, day: date, luck: Luck = USUAL) -> FloatArray:
    """Simulate how many more units are accepted until a day, that day included.

    Parameters
    ----------
    flow, luck
        As for `finish_offsets`.
    day : date
        Not before the last day of the flow, else nothing more is accepted.

    Returns
    -------
    FloatArray, shape (runs,)
        Units.
    """
    ahead = (day - flow.last).days
    if ahead <= 0:
        return np.zeros(luck.runs)
    futures = _Futures.of(flow, luck)
    count = min(-(-ahead // _WEEK), _MOST_WEEKS)
    days = futures.days(0, count)
    days[-1, :, ahead - (count - 1) * _WEEK :] = 0.0
    weekly = days.sum(axis=2)[np.arange(count), futures.draw(count)]
    return np.asarray(weekly.sum(axis=1) * futures.level, dtype=np.float64)


def _weeks_needed(futures: _Futures, remaining: float) -> int:
    """Guess how many weeks most runs take, so that few rounds are needed."""
    mean = float(futures.rhythm.worked.sum(axis=1).mean())
    guess = remaining / mean * 1.3 if mean > 0 else _MOST_WEEKS
    return int(min(max(guess, _FEWEST_WEEKS), 260)) + 2


def _first_reaching(total: FloatArray, remaining: float) -> NDArray[np.int64]:
    # The week as a whole reaches it; by the order of sums the last day may miss it by a bit.
    is_there = total >= remaining
    last = total.shape[1] - 1
    return np.asarray(np.where(is_there.any(axis=1), np.argmax(is_there, axis=1), last))
