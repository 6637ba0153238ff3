"""What a plan says about its project: hours and days of work."""

from dataclasses import dataclass
from datetime import date
from typing import Final

_MINUTES: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What a file of a project says about the project itself.

    Parameters
    ----------
    code, name : str
        Of the project.
    weekend : frozenset of int
        Days of the week without work, Monday being 0.
    days_off : tuple of date
        Other days without work.
    day_start, day_end : float
        Working hours of a day.
    """

    code: str
    name: str
    weekend: frozenset[int] = frozenset({5, 6})
    days_off: tuple[date, ...] = ()
    day_start: float = 9.0
    day_end: float = 18.0

    @property
    def minutes(self) -> int:
        """Minutes of a working day."""
        return round((self.day_end - self.day_start) * _MINUTES)
