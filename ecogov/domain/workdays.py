"""Working days: weekends, public holidays, make-up days and days of one's own.

A calendar is a small hashable value; the holidays of its country are looked up when a day is
asked for, and kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ecogov.domain.errors import DomainError

DayArray = NDArray[np.datetime64]
IntArray = NDArray[np.int64]

_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2100
_SATURDAY_SUNDAY: Final = frozenset({5, 6})
_DAYS_OF_WEEK: Final = range(7)
_ENGLISH: Final = "en_"
_CHINESE: Final = "zh_"


class DayOff(StrEnum):
    """Why a day is not a working day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class NonWorkingDay:
    """A day off; names are None where nobody gave the day one in that language."""

    day: date
    reason: DayOff
    name_en: str | None = None
    name_zh: str | None = None


class _Names(NamedTuple):
    english: str | None
    chinese: str | None


class _Schedule(NamedTuple):
    """What numpy counts with: its calendar, and the days that work although it says no."""

    days: np.busdaycalendar
    made_up: DayArray


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a project.

    Parameters
    ----------
    country : str or None
        ISO 3166-1 alpha-2 code whose public holidays are off; None for none.
    weekend : frozenset of int
        Weekdays off, Monday 0 to Sunday 6.
    days_off, days_worked : frozenset of date
        The project's own exceptions; they win over the country's.
    """

    country: str | None = None
    weekend: frozenset[int] = _SATURDAY_SUNDAY
    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()

    @classmethod
    def of_country(
        cls,
        country: str | None,
        *,
        weekend: Iterable[int] | None = None,
        days_off: Iterable[date] = (),
        days_worked: Iterable[date] = (),
    ) -> Self:
        """Build the calendar of a country, with its own weekend unless another is given.

        Raises
        ------
        DomainError
            ``calendar.country`` for an unknown country, ``calendar.weekend`` for weekdays
            outside 0 to 6 or a week without a working day, ``calendar.contradiction`` for a day
            that is both off and worked.
        """
        code = country.strip().upper() if country else None
        own_weekend = _weekend_of(code)
        off, worked = frozenset(days_off), frozenset(days_worked)
        rest = own_weekend if weekend is None else frozenset(weekend)
        if not rest < frozenset(_DAYS_OF_WEEK):
            raise DomainError("calendar.weekend")
        if off & worked:
            raise DomainError("calendar.contradiction", day=min(off & worked).isoformat())
        return cls(code, rest, off, worked)

    def is_working(self, day: date) -> bool:
        """Tell whether people work on a day."""
        return self.working_days(day, day) == 1

    def working_days(self, start: date, end: date) -> int:
        """Count the working days from `start` to `end`, both included; 0 if `end` is earlier."""
        if end < start:
            return 0
        return int(self.count_working_days(np.datetime64(start), np.datetime64(end)))

    def count_working_days(self, starts: ArrayLike, ends: ArrayLike) -> IntArray:
        """Count working days for many spans at once, both ends included.

        Parameters
        ----------
        starts, ends : array-like
            Dates that broadcast against each other.

        Returns
        -------
        IntArray
            0 where the end is earlier than the start.
        """
        first, last = np.broadcast_arrays(_days(starts), _days(ends))
        after = np.maximum(last + 1, first)
        if not first.size:
            return np.zeros(first.shape, dtype=np.int64)
        schedule = _schedule(self, _year(first.min()), _year(after.max()))
        return _counted(schedule, first, after)

    def non_working(self, start: date, end: date) -> list[NonWorkingDay]:
        """List the days off from `start` to `end`, both included, in order."""
        days = [start + timedelta(n) for n in range((end - start).days + 1)]
        return [self._day_off(day) for day in days if not self.is_working(day)]

    def _day_off(self, day: date) -> NonWorkingDay:
        if day in self.days_off:
            return NonWorkingDay(day, DayOff.OWN)
        names = _holidays(self.country, day.year).get(day)
        if names is None:
            return NonWorkingDay(day, DayOff.WEEKEND)
        return NonWorkingDay(day, DayOff.HOLIDAY, names.english, names.chinese)


def _days(values: ArrayLike) -> DayArray:
    return np.asarray(values).astype("datetime64[D]")


def _year(day: np.datetime64) -> int:
    year = int(day.astype("datetime64[Y]").astype(np.int64)) + _FIRST_YEAR
    return min(max(year, _FIRST_YEAR), _LAST_YEAR)


def _counted(schedule: _Schedule, first: DayArray, after: DayArray) -> IntArray:
    """Count from `first` to the day before `after`."""
    usual = np.busday_count(first, after, busdaycal=schedule.days)
    made_up = np.searchsorted(schedule.made_up, after) - np.searchsorted(schedule.made_up, first)
    return np.asarray(usual + made_up, dtype=np.int64)


@lru_cache(maxsize=128)
def _schedule(calendar: Calendar, first_year: int, last_year: int) -> _Schedule:
    years = range(first_year, last_year + 1)
    holidays = {day for year in years for day in _holidays(calendar.country, year)}
    off = (holidays - calendar.days_worked) | calendar.days_off
    days = np.busdaycalendar(
        weekmask=[weekday not in calendar.weekend for weekday in _DAYS_OF_WEEK],
        holidays=np.array(sorted(off), dtype="datetime64[D]"),
    )
    shifted = {day for year in years for day in _worked_weekends(calendar.country, year)}
    worked = (shifted - off) | calendar.days_worked
    candidates = np.array(sorted(worked), dtype="datetime64[D]")
    return _Schedule(days, candidates[~np.is_busday(candidates, busdaycal=days)])


@lru_cache(maxsize=64)
def _weekend_of(country: str | None) -> frozenset[int]:
    if country is None:
        return _SATURDAY_SUNDAY
    import holidays  # noqa: PLC0415  # the import is slow

    if country not in holidays.list_supported_countries(include_aliases=False):
        raise DomainError("calendar.country", country=country)
    return frozenset(holidays.country_holidays(country).weekend)


@lru_cache(maxsize=1024)
def _worked_weekends(country: str | None, year: int) -> frozenset[date]:
    """Look up the weekend days that a government turned into working days."""
    if country is None:
        return frozenset()
    import holidays  # noqa: PLC0415  # the import is slow

    worked = holidays.country_holidays(country, years=year).weekend_workdays
    return frozenset(day for day in worked if day.year == year)


@lru_cache(maxsize=1024)
def _holidays(country: str | None, year: int) -> dict[date, _Names]:
    """Look up the public holidays of a year; callers must not modify what they get."""
    if country is None:
        return {}
    import holidays  # noqa: PLC0415  # the import is slow

    spoken = holidays.country_holidays(country).supported_languages
    english = next((code for code in spoken if code.startswith(_ENGLISH)), None)
    chinese = next((code for code in spoken if code.startswith(_CHINESE)), None)
    named = holidays.country_holidays(country, years=year, language=english)
    translated = holidays.country_holidays(country, years=year, language=chinese) if chinese else {}
    return {day: _Names(name, translated.get(day)) for day, name in named.items()}
