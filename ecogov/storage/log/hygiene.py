"""What the X-ray of the register reads: narrow columns of every kind, each in one statement."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
from sqlalchemy import func, select

from ecogov.domain.log.kinds import RecordKind
from ecogov.storage.log.hanging import LINK
from ecogov.storage.log.listing import dtypes
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.log.setups import APPETITE
from ecogov.storage.projects import PROJECT
from ecogov.storage.records import AuditRow
from ecogov.storage.registers import Session, frame, within
from ecogov.storage.targets import TARGET

_AUDIT: Final[Any] = AuditRow.__table__  # type: ignore[attr-defined]
_EVERY: Final = ("id", "number", "project_id", "title", "owner", "status", "created_at")


def records_frame(
    session: Session,
    kind: RecordKind,
    statuses: Sequence[str],
    columns: Sequence[str],
    *,
    projects: frozenset[int] | None,
) -> pd.DataFrame:
    """List the records of a kind that have one of some statuses, those put away left out.

    Returns
    -------
    DataFrame, shape (n_records, n_columns + 8)
        ``id, number, project_id, title, owner, status, created_at`` (UTC), `columns`, and
        ``project_code``; of projects that are not put away, in the order of their ids.
    """
    table = REGISTERS[kind].table
    t = table.c
    query = (
        select(*(t[name] for name in (*_EVERY, *columns)), PROJECT.c.code.label("project_code"))
        .join(PROJECT, PROJECT.c.id == t.project_id)
        .where(
            t.archived_at.is_(None), PROJECT.c.archived_at.is_(None), t.status.in_(tuple(statuses))
        )
        .order_by(t.id)
    )
    query = query.where(*within(t.project_id, projects))
    known = dtypes(kind)
    kinds = {name: known[name] for name in (*_EVERY, *columns) if name in known}
    return frame(session, query, kinds)


def links_frame(session: Session, projects: frozenset[int] | None) -> pd.DataFrame:
    """List which records point at which.

    Returns
    -------
    DataFrame, shape (n_links, 4)
        Columns ``from_kind, from_id, to_kind`` and ``to_id`` (Int64, a record's).
    """
    k = LINK.c
    kinds = tuple(kind.value for kind in RecordKind)
    query = select(k.from_kind, k.from_id, k.to_kind, k.to_id).where(k.to_kind.in_(kinds))
    query = query.where(*within(k.project_id, projects))
    return frame(session, query, {"from_id": "int64"}).astype({"to_id": "int64"})


def appetites_frame(session: Session, projects: frozenset[int] | None) -> pd.DataFrame:
    """List how much risk projects take on: ``project_id, category, appetite, tolerance``."""
    a = APPETITE.c
    query = select(a.project_id, a.category, a.appetite, a.tolerance)
    query = query.where(*within(a.project_id, projects))
    return frame(session, query, dict.fromkeys(("project_id", "appetite", "tolerance"), "int64"))


def activity_frame(session: Session, projects: frozenset[int] | None) -> pd.DataFrame:
    """Tell when something was first and last done in projects.

    Returns
    -------
    DataFrame, shape (n_projects, 3)
        Columns ``project_id, first_at, last_at`` (UTC).
    """
    a = _AUDIT.c
    query = (
        select(a.project_id, func.min(a.at).label("first_at"), func.max(a.at).label("last_at"))
        .where(a.project_id.is_not(None))
        .group_by(a.project_id)
    )
    query = query.where(*within(a.project_id, projects))
    stamps = dict.fromkeys(("first_at", "last_at"), "datetime64[us, UTC]")
    return frame(session, query, {"project_id": "int64", **stamps})


def targets_frame(session: Session, projects: frozenset[int] | None) -> pd.DataFrame:
    """List the targets of projects that are not put away.

    Returns
    -------
    DataFrame, shape (n_targets, 7)
        Columns ``id, project_id, metric, vendor_id, queue_id`` (Int64), ``locale`` and
        ``effective_from``.
    """
    t = TARGET.c
    query = (
        select(t.id, t.project_id, t.metric, t.vendor_id, t.queue_id, t.locale, t.effective_from)
        .join(PROJECT, PROJECT.c.id == t.project_id)
        .where(t.archived_at.is_(None), PROJECT.c.archived_at.is_(None))
        .order_by(t.id)
    )
    query = query.where(*within(t.project_id, projects))
    kinds = {"id": "int64", "project_id": "int64", "vendor_id": "Int64", "queue_id": "Int64"}
    return frame(session, query, kinds)
