"""Links that show reports, and how often they were looked at."""

from datetime import date, datetime
from typing import NamedTuple

import pandas as pd
from sqlalchemy import or_, select, update

from ecogov.storage.projects import PROJECT
from ecogov.storage.registers import Session, frame, within
from ecogov.storage.status.tables import LINK


class Shown(NamedTuple):
    """What a link shows; no report means the latest of its subject."""

    id: int
    subject: str
    report_id: int | None
    language: str
    is_redacted: bool
    expires_on: date


def links_frame(session: Session, subject: str, projects: frozenset[int] | None) -> pd.DataFrame:
    """List the links of a subject that were not revoked, newest first.

    Returns
    -------
    DataFrame, shape (n_links, 9)
        See `ecogov.services.status.links.list_links`.
    """
    names = (
        "id", "report_id", "language", "is_redacted", "expires_on", "created_at", "created_by",
        "views", "viewed_at",
    )  # fmt: skip
    query = (
        select(*(LINK.c[name] for name in names))
        .where(
            LINK.c.subject == subject,
            LINK.c.revoked_at.is_(None),
            *within(LINK.c.project_id, projects),
        )
        .order_by(LINK.c.id.desc())
    )
    utc = "datetime64[us, UTC]"
    kinds = {"id": "int64", "report_id": "Int64", "created_at": utc, "viewed_at": utc}
    return frame(session, query, {**kinds, "views": "int64", "is_redacted": "bool"})


def link_by_hash(session: Session, token_hash: str, today: date) -> Shown | None:
    """Give what a link shows; None for one that ended or belongs to a project put away."""
    t = LINK.c
    query = (
        select(*(t[name] for name in Shown._fields))
        .outerjoin(PROJECT, PROJECT.c.id == t.project_id)
        .where(
            t.token_hash == token_hash,
            t.revoked_at.is_(None),
            t.expires_on >= today,
            or_(t.project_id.is_(None), PROJECT.c.archived_at.is_(None)),
        )
    )
    row = session.execute(query).first()
    return None if row is None else Shown._make(row)


def add_views(session: Session, link_id: int, count: int, at: datetime) -> None:
    """Count how often a link was looked at."""
    session.execute(
        update(LINK).where(LINK.c.id == link_id).values(views=LINK.c.views + count, viewed_at=at)
    )
