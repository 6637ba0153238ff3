"""Links between records, and from records to KPIs and imports."""

from typing import Any, Final

import pandas as pd

from ecogov.domain.errors import NotFoundError
from ecogov.domain.log.kinds import RecordKind, Reference, right_to_write
from ecogov.domain.log.links import LinkDraft, Outside, Relation
from ecogov.domain.people import Right
from ecogov.services import editing
from ecogov.services.log.visibility import check_visible
from ecogov.services.people.rights import admit
from ecogov.storage.anomalies import cards
from ecogov.storage.database import Database
from ecogov.storage.log import hanging
from ecogov.storage.log.hanging import LINKS
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.registers import Session, is_hidden, now

_NAMES: Final = ("ref", "title", "status", "project_code", "archived_at")


def link_records(db: Database, draft: LinkDraft, *, actor: str) -> int:
    """Let a record point at something and give the link's id.

    Raises
    ------
    NotFoundError
        ``<kind>.unknown`` for either record.
    DomainError
        ``record_link.taken`` when the two are linked like that already.
    """
    with db.write(actor) as session:
        return stored_link(session, draft)


def stored_link(session: Session, draft: LinkDraft) -> int:
    """Store a link inside a transaction.

    Raises
    ------
    DomainError
        As `link_records`.
    """
    source = REGISTERS[draft.from_kind].get(session, draft.from_id)
    admit(session, right_to_write(draft.from_kind), source["project_id"])
    if isinstance(draft.to_kind, RecordKind):
        REGISTERS[draft.to_kind].get(session, _id(draft))
    elif draft.to_kind is Outside.ANOMALY:
        cards.ANOMALIES.get(session, _id(draft))
    values = {
        "project_id": source["project_id"],
        "from_kind": draft.from_kind.value,
        "from_id": draft.from_id,
        "relation": draft.relation.value,
        "to_kind": draft.to_kind.value,
        "to_id": draft.to_key,
        "created_at": now(),
        "created_by": session.info["actor"],
    }
    return editing.add(session, LINKS, values)


def became(session: Session, first: tuple[RecordKind, int], second: tuple[RecordKind, int]) -> None:
    """Keep that a record came out of another one."""
    stored_link(
        session,
        LinkDraft(
            from_kind=first[0],
            from_id=first[1],
            relation=Relation.BECAME,
            to_kind=second[0],
            to_key=str(second[1]),
        ),
    )


def came_out_of(
    session: Session, source: tuple[str, int, int], record: tuple[RecordKind, int]
) -> None:
    """Keep that a record came out of something outside of the log.

    `source` is its kind (an `Outside`), its id and its project.
    """
    values = {
        "project_id": source[2],
        "from_kind": source[0],
        "from_id": source[1],
        "relation": Relation.BECAME.value,
        "to_kind": record[0].value,
        "to_id": str(record[1]),
        "created_at": now(),
        "created_by": session.info["actor"],
    }
    editing.add(session, LINKS, values)


def unlink(db: Database, link_id: int, *, actor: str) -> None:
    """Take a link away.

    Raises
    ------
    NotFoundError
        ``record_link.unknown``.
    """
    with db.write(actor) as session:
        stored = editing.remove(session, LINKS, link_id)
        kind = stored["from_kind"]
        is_record = kind in set(RecordKind)
        right = right_to_write(RecordKind(kind)) if is_record else Right.TRIAGE
        admit(session, right, stored["project_id"])


def links_of(db: Database, kind: RecordKind, record_id: int) -> pd.DataFrame:
    """List what a record points at and what points at it, in the order of linking.

    Returns
    -------
    DataFrame, shape (n_links, 12)
        Columns ``id, relation, is_outward`` (whether this record is the first of the two),
        ``kind, key`` (of the other one), ``created_at, created_by``; and where the other one is a
        record ``ref, title, status, project_code, archived_at``, else None; of an anomaly ``ref``
        and ``project_code``.
    """
    with db.read() as session:
        check_visible(session, kind, (record_id,))
        return hanging_on(session, kind.value, record_id)


def hanging_on(session: Session, kind: str, key: int) -> pd.DataFrame:
    """List what hangs on a record, or on what stands outside of the log, as `links_of` does."""
    links = hanging.links_frame(session, kind, key)
    inside = [
        (other, int(number))
        for other, number in zip(links["kind"], links["key"], strict=True)
        if other in set(RecordKind)
    ]
    names = hanging.names(session, inside)
    strange = links.loc[links["kind"] == Outside.ANOMALY, "key"].astype("int64")
    numbers = cards.numbers_of(session, list(strange))
    hidden = {one for one, row in names.items() if is_hidden(session, row.project_id)} | {
        (Outside.ANOMALY, one) for one, row in numbers.items() if is_hidden(session, row.project_id)
    }
    ends = zip(links["kind"], map(_number, links["key"]), strict=True)
    kept = pd.Series([one not in hidden for one in ends], links.index, dtype=bool)
    links = links[kept].reset_index(drop=True)
    told = [
        _anomaly(numbers.get(int(number)))
        if other == Outside.ANOMALY
        else _told(names.get((other, int(number))) if other in set(RecordKind) else None, other)
        for other, number in zip(links["kind"], links["key"], strict=True)
    ]
    return links.join(pd.DataFrame(told, columns=list(_NAMES), index=links.index, dtype=object))


def _told(row: Any, kind: str) -> tuple[object, ...]:  # noqa: ANN401 - a row of any kind
    if row is None:
        return (None,) * len(_NAMES)
    ref = str(Reference(RecordKind(kind), row.number))
    return ref, row.title, row.status, row.code, row.archived_at


def _anomaly(row: cards.Numbered | None) -> tuple[object, ...]:
    if row is None:
        return (None,) * len(_NAMES)
    return f"AN-{row.number}", None, None, row.code, None


def _number(key: str) -> int | None:
    return int(key) if key.isdecimal() else None


def _id(draft: LinkDraft) -> int:
    if not draft.to_key.isdecimal():
        raise NotFoundError(f"{draft.to_kind.value}.unknown", code=draft.to_key)
    return int(draft.to_key)
