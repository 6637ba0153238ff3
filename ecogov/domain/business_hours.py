"""Working hours: how many of them lie in a span, by the wall clock of a zone and its calendar."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.intervals import FloatArray
from ecogov.domain.workdays import Calendar, DayArray

_HOURS_OF_DAY: Final = 24
_NEVER: Final = np.datetime64("9999-12-31", "D")
_HOUR: Final = np.timedelta64(1, "h")


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When a team works.

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
        return float(self.count(pd.Series([start]), pd.Series([end]))[0])

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
            Hours of the wall clock; negative where the end comes first, NaN where an end is
            missing.
        """
        first, last = _wall_clock(starts, self.timezone), _wall_clock(ends, self.timezone)
        is_known = ~(np.isnat(first) | np.isnat(last))
        hours = np.full(first.shape, np.nan)
        stamps = np.stack([first[is_known], last[is_known]])
        days = stamps.astype("datetime64[D]")
        origin = days.min() if days.size else _NEVER
        since = stamps - days
        into = np.clip(since / _HOUR - self.day_start, 0, self.day_end - self.day_start)
        before = self.calendar.count_working_days(origin, days - 1)
        whole = before * (self.day_end - self.day_start)
        elapsed = whole + into * self.calendar.count_working_days(days, days)
        hours[is_known] = elapsed[1] - elapsed[0]
        return hours


def _wall_clock(stamps: "pd.Series[pd.Timestamp]", tz: str) -> DayArray:
    local = pd.to_datetime(stamps, utc=True).dt.tz_convert(ZoneInfo(tz)).dt.tz_localize(None)
    return local.to_numpy(dtype="datetime64[us]")
