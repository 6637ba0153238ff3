"""Targets: what a project's KPIs are held to, with the names of their scopes."""

from typing import Any, Final

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from ecogov.domain.people import Right
from ecogov.storage.records import TargetRow
from ecogov.storage.registers import Register, frame
from ecogov.storage.vendors import QUEUE, VENDOR

TARGET: Final[Any] = TargetRow.__table__  # type: ignore[attr-defined]
TARGETS: Final = Register("target", TARGET, key="id", right=Right.SET_UP)

_KINDS: Final = {
    "id": "int64",
    "value": "float64",
    "vendor_id": "Int64",
    "queue_id": "Int64",
    "hours": "float64",
    "version": "int64",
}


def targets_frame(session: Session, project_id: int, *, archived: bool) -> pd.DataFrame:
    """List the targets of a project, or those put away, in the order in which they were given.

    Returns
    -------
    DataFrame, shape (n_targets, 20)
        See `ecogov.services.targets.list_targets`.
    """
    t = TARGET.c
    scopes = TARGET.outerjoin(VENDOR, VENDOR.c.id == t.vendor_id).outerjoin(
        QUEUE, QUEUE.c.id == t.queue_id
    )
    query = (
        select(
            t.id, t.kind, t.metric, t.comparator, t.value, t.window, t.vendor_id,
            VENDOR.c.code.label("vendor_code"),
            VENDOR.c.name_en.label("vendor_name_en"),
            VENDOR.c.name_zh.label("vendor_name_zh"),
            t.queue_id,
            QUEUE.c.code.label("queue_code"),
            QUEUE.c.name_en.label("queue_name_en"),
            QUEUE.c.name_zh.label("queue_name_zh"),
            t.locale, t.contract_clause, t.effective_from, t.hours, t.clock, t.version,
        )
        .select_from(scopes)
        .where(
            t.project_id == project_id,
            t.archived_at.is_not(None) if archived else t.archived_at.is_(None),
        )
        .order_by(t.id)
    )  # fmt: skip
    return frame(session, query, _KINDS)
