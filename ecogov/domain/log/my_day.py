"""What a person has to look at today, and in which order."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

_WEEK: Final = timedelta(days=6)


class PartOfDay(StrEnum):
    """Why a record stands in somebody's day; the most pressing first."""

    OVERDUE = "overdue"
    WEEK = "week"
    WAITING = "waiting"


def end_of_week(today: date) -> date:
    """Give the last of the seven days that begin today."""
    return today + _WEEK


def part_of_day(due_on: date | None, today: date) -> PartOfDay:
    """Tell why an open record is shown: it is late, it is due within seven days, or it waits.

    What waits has no day, or a later one while somebody expects an answer.
    """
    if due_on is None or due_on > end_of_week(today):
        return PartOfDay.WAITING
    return PartOfDay.OVERDUE if due_on < today else PartOfDay.WEEK
