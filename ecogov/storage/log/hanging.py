"""What hangs on records: links, notes, who watches."""

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd
from sqlalchemy import Select, delete, func, insert, literal, select, union_all

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.storage.log.attachments import RecordLinkRow, RecordNoteRow, RecordWatchRow
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.projects import PROJECT
from ecogov.storage.registers import Register, Session, frame

LINK: Final[Any] = RecordLinkRow.__table__  # type: ignore[attr-defined]
NOTE: Final[Any] = RecordNoteRow.__table__  # type: ignore[attr-defined]
WATCH: Final[Any] = RecordWatchRow.__table__  # type: ignore[attr-defined]
LINKS: Final = Register("record_link", LINK, key="to_id", right=Right.TRIAGE)
NOTES: Final = Register("record_note", NOTE, key="id", right=Right.TRIAGE)


def links_frame(session: Session, kind: str, record_id: int) -> pd.DataFrame:
    """List the links of a record in both directions.

    Returns
    -------
    DataFrame, shape (n_links, 7)
        See `ecogov.services.log.links.links_of`.
    """
    here = literal(value=True)
    outward = select(
        LINK.c.id, LINK.c.relation, here.label("is_outward"), LINK.c.to_kind.label("kind"),
        LINK.c.to_id.label("key"), LINK.c.created_at, LINK.c.created_by,
    ).where(LINK.c.from_kind == kind, LINK.c.from_id == record_id)  # fmt: skip
    inward = select(
        LINK.c.id, LINK.c.relation, ~here, LINK.c.from_kind,
        func.cast(LINK.c.from_id, LINK.c.to_id.type), LINK.c.created_at, LINK.c.created_by,
    ).where(LINK.c.to_kind == kind, LINK.c.to_id == str(record_id))  # fmt: skip
    both = union_all(outward, inward).subquery()
    query = select(both).order_by(both.c.id)
    return frame(session, query, {"id": "int64", "is_outward": "bool"})


def names(session: Session, records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """Give number, title, status, project and archiving of records, by kind and id."""
    wanted: dict[str, set[int]] = {}
    for kind, record_id in records:
        wanted.setdefault(kind, set()).add(record_id)
    found: dict[tuple[str, int], Any] = {}
    for kind, ids in wanted.items():
        t = REGISTERS[RecordKind(kind)].table.c
        query = (
            select(t.id, t.number, t.title, t.status, t.archived_at, t.project_id, PROJECT.c.code)
            .join(PROJECT, PROJECT.c.id == t.project_id)
            .where(t.id.in_(ids))
        )
        found |= {(kind, row.id): row for row in session.execute(query)}
    return found


def notes_frame(session: Session, kind: str, record_id: int) -> pd.DataFrame:
    """List the notes on a record, newest first.

    Returns
    -------
    DataFrame, shape (n_notes, 5)
        Columns ``id, at`` (UTC), ``actor, text, url``.
    """
    n = NOTE.c
    query = (
        select(n.id, n.at, n.actor, n.text, n.url)
        .where(n.kind == kind, n.record_id == record_id)
        .order_by(n.id.desc())
    )
    return frame(session, query, {"id": "int64", "at": "datetime64[us, UTC]"})


def is_watched(session: Session, actor: str, kind: str, record_id: int) -> bool:
    """Tell whether somebody watches a record."""
    return (
        session.execute(select(WATCH.c.id).where(*_watching(actor, kind, record_id))).first()
        is not None
    )


def watch(session: Session, actor: str, kind: str, record_id: int) -> None:
    """Let somebody watch a record."""
    session.execute(insert(WATCH).values(actor=actor, kind=kind, record_id=record_id))


def unwatch(session: Session, actor: str, kind: str, record_id: int) -> None:
    """Let somebody watch a record no more."""
    session.execute(delete(WATCH).where(*_watching(actor, kind, record_id)))


def watched(session: Session, actor: str) -> list[tuple[str, int]]:
    """Name the records that somebody watches."""
    query: Select[Any] = select(WATCH.c.kind, WATCH.c.record_id).where(WATCH.c.actor == actor)
    return [(row.kind, row.record_id) for row in session.execute(query)]


def _watching(actor: str, kind: str, record_id: int) -> tuple[Any, ...]:
    return WATCH.c.actor == actor, WATCH.c.kind == kind, WATCH.c.record_id == record_id
