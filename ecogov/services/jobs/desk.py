"""Looking after the background: what waits, runs, failed; start, stop, try again."""

from typing import Any

import pandas as pd

from ecogov.domain.errors import DomainError, NotFoundError
from ecogov.domain.jobs.states import ENDED, JobStatus
from ecogov.domain.people import Right
from ecogov.services.jobs.kinds import KINDS
from ecogov.services.people.rights import require
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.jobs import listing, queue
from ecogov.storage.registers import Session, now


def list_jobs(db: Database, *, limit: int = 100) -> pd.DataFrame:
    """List the newest jobs: those that run first, then those that wait, then those that ended.

    Returns
    -------
    DataFrame, shape (n_jobs, 15)
        Columns ``id, kind, status`` (`JobStatus` values), ``run_at, attempts, max_attempts,
        is_cancel_wanted, n_done, n_total`` (int or None), ``result, error`` (dict or None),
        ``created_at, created_by, started_at, ended_at`` (UTC).

    Raises
    ------
    NotAllowedError
        ``right.missing``.
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        return listing.jobs_frame(session, limit)


def get_job(db: Database, job_id: int) -> dict[str, Any]:
    """Read a job with all that is stored of it.

    Raises
    ------
    NotFoundError
        ``job.unknown``.
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        return _stored(session, job_id)


def start_job(db: Database, kind: str, *, actor: str) -> int:
    """Ask for a job of a kind that needs nothing to be told, and give its id.

    Raises
    ------
    NotFoundError
        ``job.kind_unknown`` when people cannot start such a job.
    """
    require(db, Right.ADMINISTER)
    if kind not in KINDS or not KINDS[kind].is_offered:
        raise NotFoundError("job.kind_unknown", kind=kind, kinds=", ".join(offered()))
    with db.write(actor) as session:
        number = queue.enqueue(session, kind)
        audit.note(session, "job.start", ("job", number), after={"kind": kind})
    return int(number or 0)


def offered() -> tuple[str, ...]:
    """Name the kinds that people can start by hand."""
    return tuple(kind for kind, known in KINDS.items() if known.is_offered)


def cancel_job(db: Database, job_id: int, *, actor: str) -> None:
    """Take a job out of the queue, or ask its worker to stop at the next occasion.

    Raises
    ------
    NotFoundError
        ``job.unknown``.
    DomainError
        ``job.ended`` when there is nothing to stop any more.
    """
    require(db, Right.ADMINISTER)
    with db.write(actor) as session:
        stored = _stored(session, job_id)
        if stored["status"] in ENDED:
            raise DomainError("job.ended", job=str(job_id))
        queue.want_stop(session, job_id, at=now())
        audit.note(session, "job.cancel", ("job", job_id), after={"kind": stored["kind"]})


def retry_job(db: Database, job_id: int, *, actor: str) -> None:
    """Do a job again that failed or was cancelled.

    Raises
    ------
    NotFoundError
        ``job.unknown``.
    DomainError
        ``job.not_failed`` when it waits, runs or is done.
    """
    require(db, Right.ADMINISTER)
    with db.write(actor) as session:
        stored = _stored(session, job_id)
        if stored["status"] not in {JobStatus.FAILED, JobStatus.CANCELLED}:
            raise DomainError("job.not_failed", job=str(job_id))
        queue.try_again(session, job_id)
        audit.note(session, "job.retry", ("job", job_id), after={"kind": stored["kind"]})


def _stored(session: Session, job_id: int) -> dict[str, Any]:
    found = listing.find(session, job_id)
    if found is None:
        raise NotFoundError("job.unknown", job=str(job_id))
    return found
