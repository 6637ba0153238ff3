"""The queue: put a job in, take one out, say what became of it.

Many workers share it. A claim is one statement, so no two get the same job; it holds for a lease
that the worker renews, and whoever lost it cannot finish the job any more. An instant is handed
in, so that a test can say what time it is.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ecogov.domain.jobs.states import ENDED, LEASE, LONGEST_PAUSE, JobStatus, pause_after
from ecogov.storage.jobs.tables import JobRow
from ecogov.storage.registers import now

JOB: Final[Any] = JobRow.__table__  # type: ignore[attr-defined]

_LOST: Final = {"code": "job.worker_lost", "params": {}}


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that a worker holds; `attempt` tells its claim from any later one."""

    id: int
    kind: str
    payload: dict[str, Any]
    actor: str
    attempt: int
    max_attempts: int
    worker: str


def enqueue(
    session: Session,
    kind: str,
    payload: Mapping[str, object] | None = None,
    *,
    dedupe: str | None = None,
    run_at: datetime | None = None,
) -> int | None:
    """Ask for a job in the transaction of the act that needs it: both happen or neither.

    Parameters
    ----------
    session : Session
        A write session; its actor is who asked.
    kind : str
        One of `ecogov.services.jobs.kinds.KINDS`.
    payload : mapping, optional
        What JSON can hold.
    dedupe : str, optional
        A name of the job: as long as one of that name is known, done or not, another is not
        taken in.
    run_at : datetime, optional
        Not before; without it, as soon as a worker is free.

    Returns
    -------
    int or None
        Id of the job; None where there was one of the same name.
    """
    values = {
        "kind": kind,
        "payload": dict(payload or {}),
        "dedupe": dedupe,
        "status": JobStatus.WAITING,
        "run_at": run_at,
        "created_at": now(),
        "created_by": session.info["actor"],
    }
    is_file = session.get_bind().dialect.name == "sqlite"
    put: Any = sqlite.insert(JOB) if is_file else postgresql.insert(JOB)
    statement = put.values(**values).on_conflict_do_nothing(index_elements=["dedupe"])
    number: int | None = session.execute(statement.returning(JOB.c.id)).scalar_one_or_none()
    return number


def is_known(session: Session, dedupe: str) -> bool:
    """Tell whether a job of that name is known."""
    return bool(session.execute(select(exists().where(JOB.c.dedupe == dedupe))).scalar_one())


def is_open(session: Session, kind: str, at: datetime) -> bool:
    """Tell whether a job of a kind runs, or waits and is due."""
    is_due = or_(JOB.c.run_at.is_(None), JOB.c.run_at <= at)
    is_it = or_(JOB.c.status == JobStatus.RUNNING, and_(JOB.c.status == JobStatus.WAITING, is_due))
    return bool(session.execute(select(exists().where(JOB.c.kind == kind, is_it))).scalar_one())


def has_due(session: Session, kinds: Collection[str], at: datetime) -> bool:
    """Tell whether a claim would find something: asked first, because it locks nothing."""
    return bool(session.execute(select(exists().where(_of(kinds), _due(at)))).scalar_one())


def claim(
    session: Session, attempts: Mapping[str, int], worker: str, *, at: datetime
) -> Claim | None:
    """Take the job that has been due for longest; None when nothing is.

    `attempts` says which kinds the worker can do, and how often each of them is tried.

    A job whose worker vanished is taken over; one that took all its workers with it fails.
    """
    _bury(session, attempts, at)
    first = (
        select(JOB.c.id)
        .where(_of(attempts), _due(at))
        .order_by(func.coalesce(JOB.c.run_at, JOB.c.created_at), JOB.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(JOB)
        .where(JOB.c.id == first.scalar_subquery())
        .values(
            status=JobStatus.RUNNING,
            attempts=JOB.c.attempts + 1,
            max_attempts=case(dict(attempts), value=JOB.c.kind),
            claimed_by=worker,
            claimed_until=at + LEASE,
            started_at=at,
            n_done=None,
            n_total=None,
        )
        .returning(
            JOB.c.id,
            JOB.c.kind,
            JOB.c.payload,
            JOB.c.created_by.label("actor"),
            JOB.c.attempts.label("attempt"),
            JOB.c.max_attempts,
        )
    )
    row = session.execute(statement).mappings().first()
    return None if row is None else Claim(**row, worker=worker)


def renew(
    session: Session, claim: Claim, progress: tuple[int, int] | None, *, at: datetime
) -> bool | None:
    """Hold on to a job and store how far it is.

    Returns
    -------
    bool or None
        Whether somebody wants it to stop; None when it is another worker's by now.
    """
    values: dict[str, Any] = {"claimed_until": at + LEASE}
    if progress is not None:
        values["n_done"], values["n_total"] = progress
    statement = update(JOB).where(_held(claim)).values(values).returning(JOB.c.is_cancel_wanted)
    wanted: bool | None = session.execute(statement).scalar_one_or_none()
    return wanted


def finish(session: Session, claim: Claim, result: object, *, at: datetime) -> bool:
    """Say that a job is done; False when it is another worker's by now, and nothing is stored."""
    return _leave(session, claim, status=JobStatus.DONE, result=result, error=None, ended_at=at)


def stop(session: Session, claim: Claim, *, at: datetime) -> bool:
    """Say that a job was stopped because somebody wanted that; False as in `finish`."""
    return _leave(session, claim, status=JobStatus.CANCELLED, ended_at=at)


def give_back(session: Session, claim: Claim) -> bool:
    """Put a job back as if nobody had taken it, because the worker has to go."""
    attempts = claim.attempt - 1
    return _leave(session, claim, status=JobStatus.WAITING, attempts=attempts, run_at=None)


def fail(
    session: Session, claim: Claim, error: Mapping[str, object], *, at: datetime, is_final: bool
) -> bool:
    """Say why a job failed; unless that is final, it is tried again after a pause."""
    told = dict(error)
    if is_final or claim.attempt >= claim.max_attempts:
        return _leave(session, claim, status=JobStatus.FAILED, error=told, ended_at=at)
    again = at + pause_after(claim.attempt)
    return _leave(session, claim, status=JobStatus.WAITING, error=told, run_at=again)


def want_stop(session: Session, job_id: int, *, at: datetime) -> None:
    """Cancel a job that waits; ask the worker of one that runs."""
    waiting = and_(JOB.c.id == job_id, JOB.c.status == JobStatus.WAITING)
    session.execute(update(JOB).where(waiting).values(status=JobStatus.CANCELLED, ended_at=at))
    running = and_(JOB.c.id == job_id, JOB.c.status == JobStatus.RUNNING)
    session.execute(update(JOB).where(running).values(is_cancel_wanted=True))


def try_again(session: Session, job_id: int) -> None:
    """Make a job that failed or was cancelled wait once more, as if it were new."""
    ended = and_(JOB.c.id == job_id, JOB.c.status.in_([JobStatus.FAILED, JobStatus.CANCELLED]))
    fresh = {
        "status": JobStatus.WAITING,
        "attempts": 0,
        "run_at": None,
        "is_cancel_wanted": False,
        "error": None,
        "ended_at": None,
        "n_done": None,
        "n_total": None,
    }
    session.execute(update(JOB).where(ended).values(fresh))


def forget(session: Session, before: datetime) -> int:
    """Remove jobs that ended before an instant, and count them."""
    statement = delete(JOB).where(JOB.c.status.in_(ENDED), JOB.c.ended_at < before)
    return len(session.execute(statement.returning(JOB.c.id)).all())


def _of(kinds: Collection[str]) -> ColumnElement[bool]:
    return JOB.c.kind.in_(sorted(kinds))  # type: ignore[no-any-return]


def _lapsed(at: datetime) -> ColumnElement[bool]:
    # A lease longer than any that is given was given while the clock was ahead.
    until = JOB.c.claimed_until
    return and_(JOB.c.status == JobStatus.RUNNING, or_(until < at, until > at + 2 * LEASE))


def _due(at: datetime) -> ColumnElement[bool]:
    # The same for the pause after a failure.
    is_time = or_(
        JOB.c.run_at.is_(None),
        JOB.c.run_at <= at,
        and_(JOB.c.attempts > 0, JOB.c.run_at > at + LONGEST_PAUSE),
    )
    return or_(and_(JOB.c.status == JobStatus.WAITING, is_time), _lapsed(at))


def _bury(session: Session, kinds: Collection[str], at: datetime) -> None:
    gone = and_(_of(kinds), _lapsed(at))
    left = {"ended_at": at, "claimed_by": None, "claimed_until": None}
    unwanted = and_(gone, JOB.c.is_cancel_wanted)
    session.execute(update(JOB).where(unwanted).values(status=JobStatus.CANCELLED, **left))
    spent = and_(gone, JOB.c.attempts >= JOB.c.max_attempts)
    failed = {"status": JobStatus.FAILED, "error": _LOST, **left}
    session.execute(update(JOB).where(spent).values(failed))


def _held(claim: Claim) -> ColumnElement[bool]:
    return and_(
        JOB.c.id == claim.id,
        JOB.c.status == JobStatus.RUNNING,
        JOB.c.claimed_by == claim.worker,
        JOB.c.attempts == claim.attempt,
    )


def _leave(session: Session, claim: Claim, **values: object) -> bool:
    free = {"claimed_by": None, "claimed_until": None, **values}
    statement = update(JOB).where(_held(claim)).values(free).returning(JOB.c.id)
    return session.execute(statement).first() is not None
