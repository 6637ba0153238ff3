"""What a project has accepted day by day, and what of it says something about the days to come."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecogov.domain.kpi.intervals import FloatArray
from ecogov.domain.workdays import Calendar

Booleans = NDArray[np.bool_]

FEWEST_DAYS: Final = 10
"""Working days of data without which nothing is forecast."""

_WEEK: Final = 7
_MOST_WEEKS: Final = 12
_FEWEST_WEEKS: Final = 4
_SMALLEST_SPREAD: Final = 0.05
_RAMP_SPREADS: Final = 1.5
_DRAWN_WEEKS: Final = 64


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Units accepted on every calendar day from the first one with any until `last`.

    `last` is the last day of which anything is known; days without units count as zero.
    """

    last: date
    units: FloatArray
    calendar: Calendar

    @classmethod
    def of(cls, daily: pd.DataFrame, last: date, calendar: Calendar) -> Self:
        """Lay out daily units.

        Parameters
        ----------
        daily : DataFrame, shape (n_days_with_data, >= 2)
            Columns ``day`` (date) and ``value`` (units accepted on it), in any order; what lies
            after `last` is passed over. Not modified.
        """
        days = np.asarray(daily["day"], dtype="datetime64[D]")
        values = daily["value"].to_numpy(dtype=np.float64)
        end = np.datetime64(last, "D")
        is_known = (days <= end) & (values > 0)
        if not is_known.any():
            return cls(last, np.zeros(0), calendar)
        first = days[is_known].min()
        places = (days[is_known] - first).astype(np.int64)
        length = int((end - first).astype(np.int64)) + 1
        units = np.bincount(places, values[is_known], length).astype(np.float64)
        return cls(last, units, calendar)

    @property
    def total(self) -> float:
        """Units accepted until the last day."""
        return float(self.units.sum())

    @property
    def first(self) -> date:
        """First day with units."""
        return self.last - timedelta(days=self.units.size - 1)

    @property
    def n_days(self) -> int:
        """Working days between the first and the last day."""
        return int(self.is_working().sum())

    def is_working(self) -> Booleans:
        """Tell which of the days are working days."""
        days = self._end - np.arange(self.units.size)[::-1]
        return working(self.calendar, days)

    def until(self, last: date) -> "Flow":
        """Give what was known on an earlier day."""
        later = (self.last - last).days
        return Flow(last, self.units[: max(self.units.size - later, 0)], self.calendar)

    @property
    def _end(self) -> np.datetime64:
        return np.datetime64(self.last, "D")


def working(calendar: Calendar, days: NDArray[np.datetime64]) -> Booleans:
    """Tell which days are working days."""
    return np.asarray(calendar.count_working_days(days, days) == 1)


@dataclass(frozen=True, slots=True, eq=False)
class Rhythm:
    """Weeks of the past from which weeks of the future are drawn.

    Parameters
    ----------
    worked, idle : FloatArray, shape (n_weeks, 7)
        Units by day of the week, beginning with the weekday after the last day of the flow: as on
        a working day, and as on one off.
    error : float
        Relative standard error of the level: how little is known of the mean from so few weeks.
    freedom : int
        Degrees of freedom of that error.
    """

    worked: FloatArray
    idle: FloatArray
    error: float
    freedom: int


def rhythm(flow: Flow, seed: int) -> Rhythm:
    """Read the weekly rhythm and the present level of a flow.

    Whole weeks ending on the last day are kept, so that each brings its own rhythm, its bad days
    and its outages along. The weeks of a ramp at the beginning, and those long ago, are left out.
    With less than four weeks, single days are drawn instead of weeks.

    Parameters
    ----------
    flow : Flow
        With at least `FEWEST_DAYS` working days.
    seed : int
        For the draw of single days.
    """
    is_working = flow.is_working()
    n_weeks = flow.units.size // _WEEK
    if n_weeks >= _FEWEST_WEEKS:
        units = _whole(flow.units, n_weeks)
        works = _whole(is_working, n_weeks).astype(bool)
        start = max(_ramp_end(units, works), n_weeks - _MOST_WEEKS)
        return _weekly(units[start:], works[start:])
    return _daily(flow.units, is_working, seed)


def _whole(values: NDArray[np.generic], n_weeks: int) -> FloatArray:
    return np.asarray(values[values.size - n_weeks * _WEEK :], dtype=np.float64).reshape(-1, _WEEK)


def _rates(units: FloatArray, works: Booleans) -> FloatArray:
    """Give the units of each week per working day; a week off has none."""
    days = works.sum(axis=1)
    return np.asarray(np.where(days > 0, units.sum(axis=1) / np.maximum(days, 1), np.nan))


def _ramp_end(units: FloatArray, works: Booleans) -> int:
    """Count the first weeks that lie far below all that follow."""
    rates = _rates(units, works)
    start = 0
    while rates.size - start > _FEWEST_WEEKS:
        rest = rates[start + 1 :]
        rest = rest[~np.isnan(rest)]
        if rest.size < _FEWEST_WEEKS - 1:
            break
        level = float(rest.mean())
        spread = max(float(rest.std()), _SMALLEST_SPREAD * level)
        # A week off at the beginning is no level either.
        if rates[start] >= level - _RAMP_SPREADS * spread:
            break
        start += 1
    return start


def _weekly(units: FloatArray, works: Booleans) -> Rhythm:
    rates = _rates(units, works)
    known = rates[~np.isnan(rates)]
    mean = float(known.mean()) if known.size else 0.0
    spread = float(known.std(ddof=1)) if known.size > 1 else 0.0
    error = spread / mean / np.sqrt(known.size) if mean else 0.0
    return Rhythm(_filled(units, works), _filled(units, ~works), float(error), known.size - 1)


def _daily(units: FloatArray, is_working: Booleans, seed: int) -> Rhythm:
    generator = np.random.Generator(np.random.PCG64([seed, units.size]))
    worked, idle = units[is_working], units[~is_working]
    mean = float(worked.mean())
    error = float(worked.std(ddof=1)) / mean / np.sqrt(worked.size) if mean else 0.0
    shape = (_DRAWN_WEEKS, _WEEK)
    return Rhythm(
        generator.choice(worked, shape),
        generator.choice(idle, shape) if idle.size else np.zeros(shape),
        float(error),
        worked.size - 1,
    )


def _filled(units: FloatArray, is_kind: Booleans) -> FloatArray:
    """Fill days of the other kind with the mean of their weekday, else with that of all days."""
    overall = units[is_kind].mean() if is_kind.any() else 0.0
    counts = is_kind.sum(axis=0)
    sums = np.where(is_kind, units, 0.0).sum(axis=0)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), overall)
    return np.asarray(np.where(is_kind, units, means), dtype=np.float64)
