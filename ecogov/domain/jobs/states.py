"""What becomes of a job: its states, how long a claim holds, how long to wait after a failure."""

from datetime import timedelta
from enum import StrEnum
from typing import Final


class JobStatus(StrEnum):
    """Where a job stands; the value is what the database stores."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED: Final = frozenset({JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED})

LEASE: Final = timedelta(minutes=2)
"""How long a claim holds unless its worker renews it; then the job is anybody's."""

_FIRST_PAUSE: Final = timedelta(seconds=10)
LONGEST_PAUSE: Final = timedelta(minutes=30)


def pause_after(attempts: int) -> timedelta:
    """Give the time to wait before a job is tried again: four times as long after each failure.

    Parameters
    ----------
    attempts : int
        How often it was tried, the failure included; at least 1.

    Returns
    -------
    timedelta
        10 s, 40 s, 160 s, …, never more than `LONGEST_PAUSE`.
    """
    # Beyond the eighth power the pause is the longest one anyway, and a timedelta would overflow.
    return min(_FIRST_PAUSE * int(4 ** min(attempts - 1, 8)), LONGEST_PAUSE)
