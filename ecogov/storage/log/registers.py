"""The registers of the log: one for each kind of record, numbered within project and kind."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Select, func, select

from ecogov.domain.errors import NotFoundError
from ecogov.domain.log.kinds import RecordKind, right_to_write
from ecogov.storage.log import tables
from ecogov.storage.projects import PROJECT
from ecogov.storage.registers import Register, Session

_ROWS: Final[dict[RecordKind, Any]] = {
    RecordKind.RISK: tables.RiskRow,
    RecordKind.MILESTONE: tables.MilestoneRow,
    RecordKind.ISSUE: tables.IssueRow,
    RecordKind.ASSUMPTION: tables.AssumptionRow,
    RecordKind.DEPENDENCY: tables.DependencyRow,
    RecordKind.DECISION: tables.DecisionRow,
    RecordKind.ACTION: tables.ActionRow,
    RecordKind.CHANGE: tables.ChangeRequestRow,
    RecordKind.ESCALATION: tables.EscalationRow,
}

REGISTERS: Final = {
    kind: Register(kind.value, row.__table__, key="number", right=right_to_write(kind))
    for kind, row in _ROWS.items()
}


def next_number(session: Session, kind: RecordKind, project_id: int) -> int:
    """Give the number of the next record; nobody else gets it until the transaction ends."""
    # On a server two transactions would otherwise count the same records.
    session.execute(select(PROJECT.c.id).where(PROJECT.c.id == project_id).with_for_update())
    t = REGISTERS[kind].table.c
    highest = select(func.coalesce(func.max(t.number), 0)).where(t.project_id == project_id)
    return int(session.execute(highest).scalar_one()) + 1


def id_of(session: Session, kind: RecordKind, project_id: int, number: int) -> int:
    """Find a record by its number.

    Raises
    ------
    NotFoundError
        ``<kind>.unknown``.
    """
    t = REGISTERS[kind].table.c
    query = select(t.id).where(t.project_id == project_id, t.number == number)
    found = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFoundError(f"{kind.value}.unknown", code=str(number))
    return int(found)


def projects_of(session: Session, kind: RecordKind, ids: Collection[int]) -> set[int]:
    """Give the projects that records belong to."""
    t = REGISTERS[kind].table.c
    query: Select[Any] = select(t.project_id).where(t.id.in_(ids)).distinct()
    return {int(row.project_id) for row in session.execute(query)}


def identities(session: Session, kind: RecordKind, project_id: int) -> list[Any]:
    """Give ``id, number, title, external_key`` of every record of a project, archived or not."""
    t = REGISTERS[kind].table.c
    query: Select[Any] = (
        select(t.id, t.number, t.title, t.external_key)
        .where(t.project_id == project_id)
        .order_by(t.number)
    )
    return list(session.execute(query))


def versions(session: Session, kind: RecordKind, ids: tuple[int, ...]) -> dict[int, int]:
    """Give the versions of records as they stand."""
    t = REGISTERS[kind].table.c
    query: Select[Any] = select(t.id, t.version).where(t.id.in_(ids))
    return {row.id: row.version for row in session.execute(query)}
