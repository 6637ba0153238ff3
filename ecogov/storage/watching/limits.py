"""Frozen control limits: those in force, and those that were."""

from typing import Any, Final

from sqlalchemy import select

from ecogov.domain.people import Right
from ecogov.storage.registers import Register, Session
from ecogov.storage.watching.tables import ControlLimitRow

LIMIT: Final[Any] = ControlLimitRow.__table__  # type: ignore[attr-defined]
LIMITS: Final = Register("control_limit", LIMIT, key="id", right=Right.SET_UP)


def in_force(
    session: Session, project_id: int, metric: str, slice_key: str
) -> dict[str, Any] | None:
    """Read the limits that a series is held to now; None where they are not frozen."""
    c = LIMIT.c
    query = select(LIMIT).where(
        c.project_id == project_id,
        c.metric == metric,
        c.slice_key == slice_key,
        c.archived_at.is_(None),
    )
    row = session.execute(query.order_by(c.id.desc()).limit(1)).mappings().first()
    return None if row is None else dict(row)
