"""Days of a plan as whole numbers of working days, and back.

Convention. The instant ``k`` is the boundary between two working days: the end of one and the
start of the next; instant 0 is the start of the first working day on or after the anchor. Work
begins at the start of its first day and ends at the end of its last, so that work of five days
from Monday ends on Friday, at the same instant at which the Monday after begins. A milestone takes
no time and is reached at the *end* of its day: one that waits for that work is reached on Friday,
and work that waits for the milestone begins on Monday.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecogov.domain.errors import DomainError
from ecogov.domain.schedule.slips import Days
from ecogov.domain.workdays import Calendar

LONGEST_PLAN_DAYS: Final = 36_525
"""A plan of more working days than a century has days is a slip of the pen."""

UNKNOWN: Final = -(2**62)
"""Instant of a day that is not known."""

Instants = NDArray[np.int64]

_DAY: Final = np.timedelta64(1, "D")
_NEVER: Final = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class Ruler:
    """Counts working days of a calendar from a day on, backwards in negative numbers."""

    calendar: Calendar
    anchor: np.datetime64

    @classmethod
    def from_days(cls, calendar: Calendar, days: list[Days]) -> "Ruler":
        """Lay the ruler at the earliest of some days; NaT is passed over.

        Raises
        ------
        DomainError
            ``schedule.span`` when the days are further apart than `LONGEST_PLAN_DAYS`.
        """
        known = np.concatenate(days)
        known = known[~np.isnat(known)]
        if not known.size:
            return cls(calendar, np.datetime64(date(1970, 1, 1), "D"))
        if (known.max() - known.min()) / _DAY > LONGEST_PLAN_DAYS:
            raise DomainError("schedule.span", first=known.min().item(), last=known.max().item())
        return cls(calendar, known.min())

    def starts(self, days: Days) -> Instants:
        """Give the start of each day; of a day off, the start of the next working day."""
        known = np.where(np.isnat(days), self.anchor, days)
        ahead = self.calendar.count_working_days(self.anchor, known - _DAY)
        behind = self.calendar.count_working_days(known, self.anchor - _DAY)
        return np.where(np.isnat(days), UNKNOWN, ahead - behind)

    def ends(self, days: Days) -> Instants:
        """Give the end of each day; of a day off, the end of the working day before."""
        return self.starts(days + _DAY)

    def days_that_start(self, instants: Instants) -> Days:
        """Give the working day that starts at each instant; NaT where unknown.

        Raises
        ------
        DomainError
            ``schedule.long`` when the instants are further apart than `LONGEST_PLAN_DAYS`.
        """
        is_known = instants != UNKNOWN
        if not is_known.any():
            return np.full(instants.shape, _NEVER)
        low, high = int(instants[is_known].min()), int(instants[is_known].max())
        if max(high, 0) - min(low, 0) > LONGEST_PLAN_DAYS:
            raise DomainError("schedule.long", most=LONGEST_PLAN_DAYS)
        working, first = self._working_days(low, high)
        return np.where(is_known, working[np.where(is_known, instants - first, 0)], _NEVER)

    def days_that_end(self, instants: Instants) -> Days:
        """Give the working day that ends at each instant; NaT where unknown."""
        return self.days_that_start(np.where(instants == UNKNOWN, UNKNOWN, instants - 1))

    def _working_days(self, low: int, high: int) -> tuple[Days, int]:
        """List the working days around instants, with the instant that the first one starts."""
        before, after = max(-low, 0) + 1, max(high, 0) + 1
        reach = 2
        while True:
            days = np.arange(
                self.anchor - (before * reach + 30) * _DAY,
                self.anchor + (after * reach + 30) * _DAY,
            )
            working = days[self.calendar.count_working_days(days, days) == 1]
            first = -int(np.searchsorted(working, self.anchor))
            if -first >= before and len(working) + first >= after:
                return working, first
            reach *= 2
