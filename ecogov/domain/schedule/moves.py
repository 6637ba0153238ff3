"""What moves if something slips: the plan as it is, and the plan with one item later."""

from datetime import date, timedelta
from typing import Final

import pandas as pd

from ecogov.domain.schedule.network import Placing, critical_path
from ecogov.domain.workdays import Calendar

MOST_SLIP_DAYS: Final = 500
_DAY: Final = timedelta(days=1)
_FIRM: Final = frozenset({Placing.ACTUAL, Placing.UNSCHEDULED})


def moved_by_slip(
    items: pd.DataFrame,
    links: pd.DataFrame,
    calendar: Calendar,
    *,
    slip: tuple[object, int],
) -> pd.DataFrame:
    """Find which items finish later if one of them comes some working days later than now.

    Parameters
    ----------
    items, links, calendar
        As for `ecogov.domain.schedule.network.critical_path`. Not modified.
    slip : tuple
        Id of the item, and by how many working days it comes later; at most `MOST_SLIP_DAYS`
        count.

    Returns
    -------
    DataFrame, shape (n_moved, 4)
        Columns ``id``, ``finish`` and ``finish_then`` (datetime64) and ``moved_days`` (Int64,
        days of the calendar), the earliest finish first; the item itself is not among them. Empty
        where the item is done or has no day: nothing can be said to slip.

    Raises
    ------
    DomainError
        As `critical_path`.
    """
    item, days = slip
    now = critical_path(items, links, calendar)
    own = now[now["id"] == item]
    later = now
    if not own.empty and own["placing"].iloc[0] not in _FIRM:
        start = own["early_start"].iloc[0].date()
        is_own = items["id"] == item
        day = _later(calendar, start, min(days, MOST_SLIP_DAYS))
        starts = items["earliest_start"].astype(object)
        starts = starts.where(~is_own, day)
        begun = items["actual_start"].astype(object)
        moved = items.assign(earliest_start=starts, actual_start=begun.where(~is_own, None))
        later = critical_path(moved, links, calendar)
    told = pd.DataFrame(
        {"id": now["id"], "finish": now["early_finish"], "finish_then": later["early_finish"]}
    )
    told["moved_days"] = (told["finish_then"] - told["finish"]).dt.days.astype("Int64")
    is_moved = (told["moved_days"] > 0).fillna(value=False) & (told["id"] != item)
    return told[is_moved].sort_values(["finish_then", "id"], ignore_index=True)


def _later(calendar: Calendar, day: date, working_days: int) -> date:
    """Count working days on from a day."""
    left = working_days
    while left > 0:
        day += _DAY
        left -= calendar.is_working(day)
    return day
