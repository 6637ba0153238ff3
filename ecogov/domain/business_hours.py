"""Working hours: how many of them lie in a span, and when so many of them have passed.

Hours are hours of real time inside the working day. Where clocks change within it, that day is
shorter or longer; a repeated hour counts from its first, a skipped one is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.intervals import FloatArray
from ecogov.domain.workdays import Calendar, IntArray

MICROSECONDS_PER_HOUR: Final = 3_600_000_000

_HOURS_OF_DAY: Final = 24
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2100
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

Side = Literal["left", "right"]


class _Timetable(NamedTuple):
    """The working days as instants (microseconds since 1970), and the work before and after each.

    ``before[n]`` is the working time from the first opening up to the opening of day ``n``.
    """

    opens: IntArray
    closes: IntArray
    before: IntArray
    after: IntArray


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When a team works, in the years 1970 to 2100; beyond them it never does.

    Parameters
    ----------
    calendar : Calendar
        Its working days.
    timezone : str
        IANA zone whose wall clock the working hours follow.
    day_start, day_end : float
        Working hours of every working day, 0 to 24.

    Raises
    ------
    DomainError
        ``calendar.hours`` when the working day does not start before it ends.
    """

    calendar: Calendar
    timezone: str
    day_start: float = 9
    day_end: float = 18

    def __post_init__(self) -> None:
        if not 0 <= self.day_start < self.day_end <= _HOURS_OF_DAY:
            raise DomainError("calendar.hours", day_start=self.day_start, day_end=self.day_end)

    def between(self, start: datetime, end: datetime) -> float:
        """Measure one span; see `count` for the rule."""
        [worked] = self.elapsed([instant_of(start)], [instant_of(end)])
        return float(worked / MICROSECONDS_PER_HOUR)

    def after(self, start: datetime, hours: float) -> datetime:
        """Find when so many business hours have passed since `start`; see `add` for the rule."""
        moments = self.add(pd.Series([start]), [hours])
        return moments[0].to_pydatetime()

    def count(
        self, starts: "pd.Series[pd.Timestamp]", ends: "pd.Series[pd.Timestamp]"
    ) -> FloatArray:
        """Measure how many business hours lie within many spans.

        Parameters
        ----------
        starts, ends : Series of datetime, tz-aware, shape (n_spans,)
            Taken by position; NaT is allowed. Not modified.

        Returns
        -------
        FloatArray, shape (n_spans,)
            Hours; negative where the end comes first, NaN where an end is missing.
        """
        is_known = (starts.notna().to_numpy()) & (ends.notna().to_numpy())
        hours = np.full(is_known.shape, np.nan)
        worked = self.elapsed(_instants(starts[is_known]), _instants(ends[is_known]))
        hours[is_known] = worked / MICROSECONDS_PER_HOUR
        return hours

    def add(self, starts: "pd.Series[pd.Timestamp]", hours: ArrayLike) -> "pd.Series[pd.Timestamp]":
        """Find for many starts the first instant at which so many business hours have passed.

        The inverse of `count`: nine hours from the opening of a day end at its close, not at the
        next opening, and no hours end where they start, at night and on holidays too.

        Parameters
        ----------
        starts : Series of datetime, tz-aware, shape (n_starts,)
            Taken by position; NaT is allowed. Not modified.
        hours : array-like of float
            Hours to add, 0 or more, one for each start or one for all; exact to a microsecond.

        Returns
        -------
        Series of datetime, UTC, shape (n_starts,)
            NaT where the start is missing.

        Raises
        ------
        DomainError
            ``calendar.hours_negative`` for hours below zero or none at all (NaN),
            ``calendar.too_far`` where the hours do not pass before 2101.
        """
        amounts = np.broadcast_to(np.asarray(hours, dtype="float64"), starts.shape)
        is_known = starts.notna().to_numpy()
        moments = np.full(starts.shape, np.datetime64("NaT", "us"))
        found = self.passed(_instants(starts[is_known]), microseconds_of(amounts[is_known]))
        moments[is_known] = found.astype("datetime64[us]")
        ends: pd.Series[pd.Timestamp] = pd.Series(moments).dt.tz_localize("UTC")
        return ends

    def elapsed(self, starts: ArrayLike, ends: ArrayLike) -> IntArray:
        """Measure working time in whole microseconds between instants since 1970."""
        first, last = np.asarray(starts, dtype=np.int64), np.asarray(ends, dtype=np.int64)
        if not first.size:
            return np.zeros(first.shape, dtype=np.int64)
        table = _timetable(self, *_years(np.concatenate([first, last])))
        return _worked(table, last) - _worked(table, first)

    def passed(self, starts: ArrayLike, amounts: ArrayLike, side: Side = "left") -> IntArray:
        """Find the instants at which amounts of working time (microseconds) have passed.

        Parameters
        ----------
        starts, amounts : array-like of int, the same shape
            Instants since 1970 and working time to add, 0 or more.
        side : {"left", "right"}
            The first such instant, or the last: they differ where an amount ends at a close, and
            nothing is worked until the next opening.

        Raises
        ------
        DomainError
            ``calendar.too_far`` where the time does not pass before 2101.
        """
        first, more = np.asarray(starts, dtype=np.int64), np.asarray(amounts, dtype=np.int64)
        if not first.size:
            return np.zeros(first.shape, dtype=np.int64)
        table = self._reaching(first, more)
        goal = _worked(table, first) + more
        if side == "left":
            day = np.searchsorted(table.after, goal, side="left")
            return np.where(more == 0, first, table.opens[day] + goal - table.before[day])
        day = np.searchsorted(table.after, goal, side="right")
        return np.maximum(first, table.opens[day] + goal - table.before[day])

    def _reaching(self, starts: IntArray, amounts: IntArray) -> _Timetable:
        """Lay out the years until all amounts have passed, first those that a week suggests."""
        first, last = _years(starts)
        span = 1
        while True:
            table = _timetable(self, first, min(last + span, _LAST_YEAR))
            if (_worked(table, starts) + amounts < table.after[-1]).all():
                return table
            if last + span >= _LAST_YEAR:
                raise DomainError("calendar.too_far", year=_LAST_YEAR)
            span *= 2


def instant_of(moment: datetime) -> int:
    """Count the microseconds since 1970 of a moment that has a zone."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(instant: int) -> datetime:
    """Give the moment, UTC, that lies so many microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=int(instant))


def microseconds_of(hours: Sequence[float] | FloatArray) -> IntArray:
    """Turn hours that can pass into whole microseconds.

    Raises
    ------
    DomainError
        ``calendar.hours_negative`` for hours below zero or none at all (NaN),
        ``calendar.too_far`` for more of them than a calendar holds.
    """
    amounts = np.asarray(hours, dtype="float64")
    if not (amounts >= 0).all():
        raise DomainError("calendar.hours_negative")
    if (amounts > (_LAST_YEAR - _FIRST_YEAR) * 366 * _HOURS_OF_DAY).any():
        raise DomainError("calendar.too_far", year=_LAST_YEAR)
    microseconds: IntArray = np.rint(amounts * MICROSECONDS_PER_HOUR).astype(np.int64)
    return microseconds


def _instants(stamps: "pd.Series[pd.Timestamp]") -> IntArray:
    utc = pd.to_datetime(stamps, utc=True).dt.tz_localize(None)
    return np.asarray(utc, dtype="datetime64[us]").astype(np.int64)


def _years(instants: IntArray) -> tuple[int, int]:
    """Name the years that some instants lie in, and one more on each side for any zone."""
    edges = np.array([instants.min(), instants.max()]).astype("datetime64[us]")
    first, last = edges.astype("datetime64[Y]").astype(np.int64) + _FIRST_YEAR
    inside = np.clip([first - 1, last + 1], _FIRST_YEAR, _LAST_YEAR)
    return int(inside[0]), int(inside[1])


def _worked(table: _Timetable, instants: IntArray) -> IntArray:
    """Tell the working time from the first opening of a timetable up to some instants."""
    day = np.searchsorted(table.opens, instants, side="right") - 1
    known = np.maximum(day, 0)
    today = np.minimum(instants, table.closes[known]) - table.opens[known]
    return np.where(day < 0, 0, table.before[known] + today)


@lru_cache(maxsize=64)
def _timetable(hours: BusinessHours, first_year: int, last_year: int) -> _Timetable:
    days = np.arange(f"{first_year}-01-01", f"{last_year + 1}-01-01", dtype="datetime64[D]")
    working: list[date] = days[hours.calendar.count_working_days(days, days) > 0].tolist()
    opens, closes = (_shown(working, at, hours.timezone) for at in (hours.day_start, hours.day_end))
    after = np.cumsum(closes - opens)
    return _Timetable(opens, closes, after - (closes - opens), after)


def _shown(days: list[date], hour: float, timezone: str) -> IntArray:
    """Find when a clock on the wall shows an hour on some days."""
    zone, into = ZoneInfo(timezone), timedelta(hours=hour)
    walls = (datetime.combine(day, time.min) + into for day in days)
    return np.array([_first_shown(wall, zone) for wall in walls], dtype=np.int64)


def _first_shown(wall: datetime, zone: ZoneInfo) -> int:
    """Find the first instant at which a clock shows `wall` or, where that is skipped, more."""
    late, early = (instant_of(wall.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    # Only in a gap does the later reading come first: the clock jumps between the two.
    while late - early > 1:
        middle = (early + late) // 2
        is_before = moment_of(middle).astimezone(zone).replace(tzinfo=None) < wall
        early, late = (middle, late) if is_before else (early, middle)
    return late
