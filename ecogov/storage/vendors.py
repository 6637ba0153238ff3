"""Vendors, and the queues of projects: who does the work, and the streams it comes in."""

from typing import Any, Final

import pandas as pd
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ecogov.domain.people import Right
from ecogov.storage.records import QueueRow, VendorRow
from ecogov.storage.registers import Register, frame

VENDOR: Final[Any] = VendorRow.__table__  # type: ignore[attr-defined]
QUEUE: Final[Any] = QueueRow.__table__  # type: ignore[attr-defined]
VENDORS: Final = Register("vendor", VENDOR)
QUEUES: Final = Register("queue", QUEUE, right=Right.SET_UP)

_KINDS: Final = {"id": "int64", "created_by_import": "Int64", "version": "int64"}


def vendors_frame(session: Session, *, archived: bool) -> pd.DataFrame:
    """List the vendors at work, or those put away, by code.

    Returns
    -------
    DataFrame, shape (n_vendors, 7)
        See `ecogov.services.vendors.list_vendors`.
    """
    v = VENDOR.c
    query = (
        select(v.id, v.code, v.name_en, v.name_zh, v.is_inhouse, v.created_by_import, v.version)
        .where(v.archived_at.is_not(None) if archived else v.archived_at.is_(None))
        .order_by(v.code)
    )
    return frame(session, query, {**_KINDS, "is_inhouse": "bool"})


def queues_frame(session: Session, project_id: int, *, archived: bool) -> pd.DataFrame:
    """List the queues of a project, or those put away, by code.

    Returns
    -------
    DataFrame, shape (n_queues, 6)
        See `ecogov.services.queues.list_queues`.
    """
    q = QUEUE.c
    query = (
        select(q.id, q.code, q.name_en, q.name_zh, q.created_by_import, q.version)
        .where(
            q.project_id == project_id,
            q.archived_at.is_not(None) if archived else q.archived_at.is_(None),
        )
        .order_by(q.code)
    )
    return frame(session, query, _KINDS)


def has_vendor(session: Session, vendor_id: int) -> bool:
    """Tell whether there is such a vendor at work."""
    query = select(VENDOR.c.id).where(VENDOR.c.id == vendor_id, VENDOR.c.archived_at.is_(None))
    return session.execute(query).first() is not None


def has_queue(session: Session, project_id: int, queue_id: int) -> bool:
    """Tell whether a project has such a queue at work."""
    query = select(QUEUE.c.id).where(
        QUEUE.c.id == queue_id, QUEUE.c.project_id == project_id, QUEUE.c.archived_at.is_(None)
    )
    return session.execute(query).first() is not None


def keep(session: Session, register: Register, record_id: int) -> None:
    """Let a record outlive the import that brought it, because people refer to it now."""
    table = register.table
    session.execute(update(table).where(table.c.id == record_id).values(created_by_import=None))
