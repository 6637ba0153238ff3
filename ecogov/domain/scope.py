"""What a person is looking at: one project or all, and which days.

The code of a period is what links and caches hold: it means the same in every language.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ecogov.domain.errors import DomainError

DEFAULT_PERIOD: Final = "last-28-days"

PERIODS: Final = (
    "last-7-days",
    "last-28-days",
    "this-month",
    "last-month",
    "quarter",
    "all",
)
"""Codes of the periods with a name; any other is two days, ``2026-01-01..2026-03-31``."""

_MONTHS_IN_QUARTER: Final = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """Filter that every figure of a page obeys; hashable, so that caches key on it.

    Parameters
    ----------
    project : str or None
        Code of the project; None means all of them.
    first_day, last_day : date or None
        Both ends belong to the scope; None means without end.
    """

    project: str | None = None
    first_day: date | None = None
    last_day: date | None = None


def days_of(period: str, today: date) -> tuple[date | None, date | None]:
    """Tell the first and last day of a period; `today` belongs to those that run until now.

    Raises
    ------
    DomainError
        ``period.invalid`` when `period` is neither in `PERIODS` nor two days in order.
    """
    month = today.replace(day=1)
    last_month = month - timedelta(days=1)
    named: dict[str, tuple[date | None, date | None]] = {
        "last-7-days": (today - timedelta(days=6), today),
        "last-28-days": (today - timedelta(days=27), today),
        "this-month": (month, today),
        "last-month": (last_month.replace(day=1), last_month),
        "quarter": (month.replace(month=_first_month_of_quarter(month.month)), today),
        "all": (None, None),
    }
    return named[period] if period in named else _custom(period)


def custom_period(first_day: date, last_day: date) -> str:
    """Give the code of a period between two days."""
    return f"{first_day.isoformat()}..{last_day.isoformat()}"


def _first_month_of_quarter(month: int) -> int:
    return month - (month - 1) % _MONTHS_IN_QUARTER


def _custom(period: str) -> tuple[date, date]:
    first, separator, last = period.partition("..")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise DomainError("period.invalid", period=period) from None
    if not separator or days[0] > days[1]:
        raise DomainError("period.invalid", period=period)
    return days
