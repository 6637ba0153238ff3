"""Which of many backups to keep: all recent ones, then one a week."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

WEEKS: Final = 8
"""For how many weeks one backup a week is kept."""


def expired(taken: Collection[datetime], at: datetime, *, days: int) -> frozenset[datetime]:
    """Choose the backups that can go.

    Parameters
    ----------
    taken : collection of datetime
        When each backup was taken.
    at : datetime
        Now.
    days : int
        For how many days every backup is kept.

    Returns
    -------
    frozenset of datetime
        Those older than `days` that are not the newest of their ISO week, or older than
        `WEEKS` weeks. Never the newest of all: an old backup is better than none.
    """
    ordered = sorted(taken)
    newest_of_week = {one.isocalendar()[:2]: one for one in ordered}
    kept = {one for one in ordered if at - one <= timedelta(days=days)}
    kept |= {one for one in newest_of_week.values() if at - one <= timedelta(weeks=WEEKS)}
    kept |= set(ordered[-1:])
    return frozenset(ordered) - kept
