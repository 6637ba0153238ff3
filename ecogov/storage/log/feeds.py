"""Calendar feeds: which there are, and whose milestones a token reads."""

from typing import Any, Final

import pandas as pd
from sqlalchemy import select

from ecogov.domain.people import Right
from ecogov.storage.log.attachments import CalendarFeedRow
from ecogov.storage.projects import PROJECT
from ecogov.storage.registers import Register, Session, frame

FEED: Final[Any] = CalendarFeedRow.__table__  # type: ignore[attr-defined]
FEEDS: Final = Register("calendar_feed", FEED, key="id", right=Right.PUBLISH)


def feeds_frame(session: Session, project_id: int) -> pd.DataFrame:
    """List the feeds of a project that are in use, newest first.

    Returns
    -------
    DataFrame, shape (n_feeds, 4)
        Columns ``id, language, created_at, created_by``.
    """
    f = FEED.c
    query = (
        select(f.id, f.language, f.created_at, f.created_by)
        .where(f.project_id == project_id, f.revoked_at.is_(None))
        .order_by(f.id.desc())
    )
    return frame(session, query, {"id": "int64", "created_at": "datetime64[us, UTC]"})


def feed_by_hash(session: Session, token_hash: str) -> tuple[int, str] | None:
    """Give project and language of a feed in use, of a project at work; None without one."""
    f = FEED.c
    query = (
        select(f.project_id, f.language)
        .join(PROJECT, PROJECT.c.id == f.project_id)
        .where(f.token_hash == token_hash, f.revoked_at.is_(None), PROJECT.c.archived_at.is_(None))
    )
    row = session.execute(query).first()
    return None if row is None else (int(row.project_id), str(row.language))
