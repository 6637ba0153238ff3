"""Webhooks, and the entries of the audit trail that each has not been told of yet."""

from collections.abc import Collection
from typing import Any, Final

import pandas as pd
from sqlalchemy import func, select, true, update

from ecogov.storage.interface.tables import WebhookRow
from ecogov.storage.projects import PROJECT
from ecogov.storage.records import AuditRow
from ecogov.storage.registers import Register, Session, frame

WEBHOOK: Final[Any] = WebhookRow.__table__  # type: ignore[attr-defined]
WEBHOOKS: Final = Register("webhook", WEBHOOK, key="url")
_AUDIT: Final[Any] = AuditRow.__table__  # type: ignore[attr-defined]


def webhooks_frame(session: Session) -> pd.DataFrame:
    """List the webhooks in use; see `ecogov.services.interface.webhooks.list_webhooks`."""
    w = WEBHOOK.c
    query = (
        select(w.id, w.url, w.events, PROJECT.c.code.label("project"), w.created_at, w.created_by)
        .select_from(WEBHOOK.outerjoin(PROJECT, PROJECT.c.id == w.project_id))
        .where(w.revoked_at.is_(None))
        .order_by(w.id.desc())
    )
    return frame(session, query, {"id": "int64", "created_at": "datetime64[us, UTC]"})


def in_use(session: Session) -> list[dict[str, Any]]:
    """Read the webhooks in use."""
    query = select(WEBHOOK).where(WEBHOOK.c.revoked_at.is_(None))
    return [dict(row) for row in session.execute(query).mappings()]


def newest_entry(session: Session) -> int:
    """Give the number of the newest entry of the trail; 0 without any."""
    return int(session.execute(select(func.coalesce(func.max(_AUDIT.c.id), 0))).scalar_one())


def untold(
    session: Session, after: int, kinds: Collection[str], project_id: int | None
) -> list[dict[str, Any]]:
    """Read the entries after one that are about some kinds of records, at most a thousand."""
    a = _AUDIT.c
    mine = a.project_id == project_id if project_id is not None else true()
    query = (
        select(a.id, a.at, a.action, a.record_type, a.record_id, PROJECT.c.code.label("project"))
        .select_from(_AUDIT.outerjoin(PROJECT, PROJECT.c.id == a.project_id))
        .where(a.id > after, a.record_type.in_(sorted(kinds)), mine)
        .order_by(a.id)
        .limit(1000)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def told_until(session: Session, webhook_id: int, entry_id: int) -> None:
    """Remember up to which entry a webhook was told; never less than before."""
    later = (WEBHOOK.c.id == webhook_id) & (WEBHOOK.c.last_audit_id < entry_id)
    session.execute(update(WEBHOOK).where(later).values(last_audit_id=entry_id))
