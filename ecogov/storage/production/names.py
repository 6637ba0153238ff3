"""People, vendors and queues that files name: stored when they first appear."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, TypeAlias

from sqlalchemy import Select, Table, and_, delete, exists, func, or_, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ecogov.storage.production.events import BEFORE
from ecogov.storage.production.facts import AnnotatorRow, EventRow
from ecogov.storage.records import QueueRow, TargetRow, VendorRow

_ANNOTATOR: Final[Any] = AnnotatorRow.__table__  # type: ignore[attr-defined]
_VENDOR: Final[Any] = VendorRow.__table__  # type: ignore[attr-defined]
_QUEUE: Final[Any] = QueueRow.__table__  # type: ignore[attr-defined]
_EVENT: Final[Any] = EventRow.__table__  # type: ignore[attr-defined]
_TARGET: Final[Any] = TargetRow.__table__  # type: ignore[attr-defined]
_ROWS: Final = (_EVENT, BEFORE)
_USERS: Final = (*_ROWS, _TARGET)

Told: TypeAlias = Mapping[str, Collection[str]]
"""The names that a file tells, by ``annotator``, ``reviewer``, ``vendor`` and ``queue``."""

_LOCK_ID: Final = 0x45636F4E


def hold_names(session: Session, *, alone: bool = False) -> None:
    """Keep vendors and queues in place while an import uses them; `alone` waits for all imports.

    SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name != "sqlite":
        lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
        session.execute(select(lock(_LOCK_ID)))


def new_names(session: Session, told: Told, project_id: int) -> tuple[list[str], list[str]]:
    """Tell which of the vendors and queues that a file names are not stored yet."""
    held = select(_QUEUE.c.code).where(_QUEUE.c.project_id == project_id)
    return (
        _fresh(session, told.get("vendor", ()), select(_VENDOR.c.code)),
        _fresh(session, told.get("queue", ()), held),
    )


def add_names(
    session: Session, told: Told, project_id: int, import_id: int
) -> tuple[list[str], list[str]]:
    """Store the people, vendors and queues that a file names for the first time.

    Returns
    -------
    (list of str, list of str)
        Codes of the new vendors and of the new queues.
    """
    hold_names(session)
    held = select(_ANNOTATOR.c.external_id).where(_ANNOTATOR.c.project_id == project_id)
    people = {*told.get("annotator", ()), *told.get("reviewer", ())}
    fresh = _fresh(session, people, held)
    _insert_all(
        session, _ANNOTATOR, ({"project_id": project_id, "external_id": name} for name in fresh)
    )
    vendors, queues = new_names(session, told, project_id)
    for table, codes, more in (
        (_VENDOR, vendors, {}),
        (_QUEUE, queues, {"project_id": project_id}),
    ):
        _insert_all(
            session,
            table,
            (
                {"code": code, "name_en": code, "created_by_import": import_id, **more}
                for code in codes
            ),
        )
    return vendors, queues


def numbers_of(session: Session, project_id: int) -> dict[str, dict[str, int]]:
    """Look up the numbers of all people, vendors and queues that a file of a project may name."""
    found: dict[str, dict[str, int]] = {}
    for name, table, key in (
        ("annotator", _ANNOTATOR, "external_id"),
        ("vendor", _VENDOR, "code"),
        ("queue", _QUEUE, "code"),
    ):
        query = select(table.c[key], table.c.id)
        if "project_id" in table.c:
            query = query.where(table.c.project_id == project_id)
        found[name] = dict(session.execute(query).all())
    return found


def drop_names(session: Session, import_id: int) -> None:
    """Remove the vendors and queues that came with an import, unless edited or used since.

    Those whose rows another import still holds go over to it, to leave with the last of them.
    """
    for table, column in ((_VENDOR, "vendor_id"), (_QUEUE, "queue_id")):
        is_mine = and_(table.c.created_by_import == import_id, table.c.version == 1)
        if not session.execute(select(table.c.id).where(is_mine).limit(1)).all():
            continue
        hold_names(session, alone=True)
        is_used = or_(*(exists().where(user.c[column] == table.c.id) for user in _USERS))
        session.execute(delete(table).where(is_mine, ~is_used))
        held = union_all(
            *(select(rows.c[column].label("name_id"), rows.c.import_id) for rows in _ROWS)
        ).subquery()
        heir = select(func.min(held.c.import_id)).where(held.c.name_id == table.c.id)
        session.execute(
            update(table).where(is_mine).values(created_by_import=heir.scalar_subquery())
        )


def _fresh(session: Session, told: Collection[str], held: Select[Any]) -> list[str]:
    return sorted({*told}.difference(session.execute(held).scalars())) if told else []


def _insert_all(session: Session, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    # Another project's import may store the same vendor at the same time.
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    many = list(rows)
    if many:
        session.execute(dialect.insert(table).on_conflict_do_nothing(), many)
