"""Published reports: added once, never changed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import func, insert, select

from ecogov.domain.errors import NotFoundError
from ecogov.storage.registers import Session, frame, within
from ecogov.storage.status.tables import REPORT

_HISTORY = ("id", "number", "as_of", "overall", "content_hash", "published_at", "published_by")


class Frozen(NamedTuple):
    """A published report as stored."""

    id: int
    project_id: int | None
    subject: str
    number: int
    content: str
    content_hash: str
    published_at: datetime
    published_by: str


def next_number(session: Session, subject: str) -> int:
    """Give the number of the next report of a subject."""
    held = select(func.coalesce(func.max(REPORT.c.number), 0)).where(REPORT.c.subject == subject)
    return int(session.execute(held).scalar_one()) + 1


def add(session: Session, values: Mapping[str, Any]) -> int:
    """Store a published report and give its id."""
    statement = insert(REPORT).values(**values).returning(REPORT.c.id)
    return int(session.execute(statement).scalar_one())


def history_frame(session: Session, subject: str, projects: frozenset[int] | None) -> pd.DataFrame:
    """List the published reports of a subject, newest first.

    Returns
    -------
    DataFrame, shape (n_reports, 7)
        See `ecogov.services.status.publishing.published_reports`.
    """
    columns = (REPORT.c[name] for name in _HISTORY)
    query = (
        select(*columns)
        .where(REPORT.c.subject == subject, *within(REPORT.c.project_id, projects))
        .order_by(REPORT.c.number.desc())
    )
    kinds = {"id": "int64", "number": "int64", "published_at": "datetime64[us, UTC]"}
    return frame(session, query, kinds)


def get(session: Session, report_id: int) -> Frozen:
    """Read a published report.

    Raises
    ------
    NotFoundError
        ``status_report.unknown``.
    """
    query = select(*(REPORT.c[name] for name in Frozen._fields)).where(REPORT.c.id == report_id)
    row = session.execute(query).first()
    if row is None:
        raise NotFoundError("status_report.unknown", code=str(report_id))
    return Frozen._make(row)


def latest(session: Session, subject: str, before: date | None = None) -> Frozen | None:
    """Read the report of a subject that was published last; `before` asks for an older day."""
    query = select(*(REPORT.c[name] for name in Frozen._fields)).where(REPORT.c.subject == subject)
    if before is not None:
        query = query.where(REPORT.c.as_of < before)
    row = session.execute(query.order_by(REPORT.c.number.desc()).limit(1)).first()
    return None if row is None else Frozen._make(row)


def every(session: Session) -> list[Frozen]:
    """Read every published report, by id."""
    query = select(*(REPORT.c[name] for name in Frozen._fields)).order_by(REPORT.c.id)
    return [Frozen._make(row) for row in session.execute(query)]
