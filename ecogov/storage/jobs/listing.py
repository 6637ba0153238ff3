"""The queue as people look at it."""

from typing import Any, Final

import pandas as pd
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from ecogov.domain.jobs.states import JobStatus
from ecogov.storage.jobs.queue import JOB
from ecogov.storage.registers import frame

_LISTED: Final = (
    "id", "kind", "status", "run_at", "attempts", "max_attempts", "is_cancel_wanted", "n_done",
    "n_total", "result", "error", "created_at", "created_by", "started_at", "ended_at",
)  # fmt: skip
_MOMENT: Final = "datetime64[us, UTC]"
_KINDS: Final = {
    "id": "int64",
    "attempts": "int64",
    "max_attempts": "int64",
    "is_cancel_wanted": "bool",
    **dict.fromkeys(("run_at", "created_at", "started_at", "ended_at"), _MOMENT),
}
_FIRST: Final = {JobStatus.RUNNING.value: 0, JobStatus.WAITING.value: 1}


def jobs_frame(session: Session, limit: int) -> pd.DataFrame:
    """List the newest jobs; see `ecogov.services.jobs.desk.list_jobs`."""
    query = (
        select(*(JOB.c[name] for name in _LISTED))
        .order_by(case(_FIRST, value=JOB.c.status, else_=2), JOB.c.id.desc())
        .limit(limit)
    )
    return frame(session, query, _KINDS)


def find(session: Session, job_id: int) -> dict[str, Any] | None:
    """Read a job; inside a write nobody else can change it until the end."""
    query = select(JOB).where(JOB.c.id == job_id).with_for_update()
    row = session.execute(query).mappings().first()
    return None if row is None else dict(row)


def count_by_status(session: Session) -> dict[str, int]:
    """Count the jobs in each state that occurs."""
    query = select(JOB.c.status, func.count().label("n")).group_by(JOB.c.status)
    return {str(row.status): int(row.n) for row in session.execute(query)}
