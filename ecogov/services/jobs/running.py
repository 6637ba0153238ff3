"""What a job is while it runs: its kind's function, and what that function speaks through."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Any, TypeAlias

from ecogov.domain.errors import DomainError
from ecogov.domain.jobs.schedules import Every
from ecogov.storage.database import Database


class StoppedError(Exception):
    """The job was asked to stop, and did; not a failure."""


@dataclass(slots=True)
class Run:
    """One attempt at a job, as its function sees it.

    Parameters
    ----------
    job_id : int
        Which job.
    actor : str
        Who asked for it, for the audit trail.
    attempt : int
        1 at first; more when it failed or its worker vanished.
    """

    job_id: int
    actor: str
    attempt: int = 1
    how_far: tuple[int, int] | None = None
    stopping: Event = field(default_factory=Event)

    def progress(self, done: int, total: int) -> None:
        """Say how far the work is; say it often, for here alone a job can be stopped.

        Raises
        ------
        StoppedError
            When somebody cancelled the job or the worker has to go; let it pass.
        """
        self.how_far = (done, total)
        if self.stopping.is_set():
            raise StoppedError


Work: TypeAlias = Callable[[Database, Mapping[str, Any], Run], Mapping[str, object] | None]
"""Does a job, given its payload, and answers what JSON can hold.

It may be called again after it was killed half-way, so its second call has to find what the first
one left. A refusal (`DomainError`) is final and is shown in words; what the database cannot do
right now, and bugs, are tried again.
"""


@dataclass(frozen=True, slots=True)
class JobKind:
    """What the queue knows of a kind of job.

    Parameters
    ----------
    work : callable
        Does it, see `Work`.
    every : Every or None
        When it is due by itself; None for jobs that somebody asks for.
    attempts : int
        How often it is tried before it counts as failed.
    is_offered : bool
        Whether people may start it by hand: it needs no payload then.
    """

    work: Work
    every: Every | None = None
    attempts: int = 3
    is_offered: bool = False


def as_told(error: DomainError) -> dict[str, object]:
    """Write a refusal as the queue stores it."""
    params: dict[str, object] = json.loads(json.dumps(error.params, default=str))
    return {"code": error.code, "params": params}
