"""Records that are forgotten for good: what points at them, and what would keep them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, delete, or_, select, update

from ecogov.domain.log.kinds import RecordKind
from ecogov.storage.log.hanging import LINK, NOTE, WATCH
from ecogov.storage.log.histories import BASELINE
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.registers import Session


def ids_by_prefix(session: Session, kind: RecordKind, project_id: int, prefix: str) -> list[int]:
    """Give the records of a project whose external key begins with a prefix, archived or not."""
    t = REGISTERS[kind].table.c
    query: Select[Any] = select(t.id).where(
        t.project_id == project_id, t.external_key.startswith(prefix, autoescape=True)
    )
    return [int(row.id) for row in session.execute(query.order_by(t.id))]


def link_ids(session: Session, kind: RecordKind, ids: Collection[int]) -> list[int]:
    """Give the links from and to records."""
    query: Select[Any] = select(LINK.c.id).where(
        or_(
            (LINK.c.from_kind == kind.value) & LINK.c.from_id.in_(ids),
            (LINK.c.to_kind == kind.value) & LINK.c.to_id.in_([str(one) for one in ids]),
        )
    )
    return [int(row.id) for row in session.execute(query.order_by(LINK.c.id))]


def note_ids(session: Session, kind: RecordKind, ids: Collection[int]) -> list[int]:
    """Give the notes on records."""
    query: Select[Any] = select(NOTE.c.id).where(
        NOTE.c.kind == kind.value, NOTE.c.record_id.in_(ids)
    )
    return [int(row.id) for row in session.execute(query.order_by(NOTE.c.id))]


def let_go(session: Session, kind: RecordKind, ids: Collection[int]) -> None:
    """Let nobody watch records any more, and no promise to others name them as its reason."""
    session.execute(delete(WATCH).where(WATCH.c.kind == kind.value, WATCH.c.record_id.in_(ids)))
    if kind is RecordKind.CHANGE:
        held = update(BASELINE).where(BASELINE.c.change_id.in_(ids))
        session.execute(held.values(change_id=None))
