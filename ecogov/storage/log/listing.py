"""Lists of the log: filtered, sorted and cut in the database, never in memory."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import ColumnElement, Date, Float, Integer, Select, and_, false, func, or_, select
from sqlalchemy.types import Boolean

from ecogov.domain.log.asking import SCORE, Cell, LogFilter, Order
from ecogov.domain.log.kinds import RecordKind, parsed_reference
from ecogov.domain.log.register import KINDS
from ecogov.domain.projects import is_storable
from ecogov.domain.risks.words import Stage
from ecogov.storage.base import UtcDateTime
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.projects import PROJECT
from ecogov.storage.registers import Session, frame, within
from ecogov.storage.vendors import VENDOR

_LONGEST_WORD: Final = 1000
"""SQLite takes patterns of up to 50 000 bytes."""

_SEARCHED: Final = ("title", "description", "owner", "external_key")


def records_frame(
    session: Session,
    kind: RecordKind,
    wanted: LogFilter,
    order: Order,
    *,
    window: tuple[int, int | None] = (0, None),
    left_out: Collection[str] = (),
) -> pd.DataFrame:
    """List the records that `wanted` lets through; `window` is how many to leave out and to take.

    Returns
    -------
    DataFrame
        See `ecogov.services.log.reading.list_records`.
    """
    table = REGISTERS[kind].table
    sources = table.join(PROJECT, PROJECT.c.id == table.c.project_id)
    own = [column for column in table.c if column.name not in left_out]
    columns = [*own, PROJECT.c.code.label("project_code")]
    if "vendor_id" in table.c:
        sources = sources.outerjoin(VENDOR, VENDOR.c.id == table.c.vendor_id)
        columns.append(VENDOR.c.code.label("vendor_code"))
    query = (
        select(*columns)
        .select_from(sources)
        .where(*conditions(kind, wanted))
        .order_by(*_sorted(table, order))
        .offset(window[0])
        .limit(window[1])
    )
    kinds = {name: dtype for name, dtype in dtypes(kind).items() if name not in left_out}
    return frame(session, query, kinds)


def count(session: Session, kind: RecordKind, wanted: LogFilter) -> int:
    """Count the records that `wanted` lets through."""
    return int(session.execute(_counting(kind, wanted)).scalar_one())


def people(session: Session, projects: frozenset[int] | None) -> list[str]:
    """Name those who own something, most recent first; of some projects, or of all."""
    seen: dict[str, int] = {}
    for register in REGISTERS.values():
        t = register.table.c
        query: Select[Any] = select(t.owner, func.count()).where(t.owner != "").group_by(t.owner)
        query = query.where(*within(t.project_id, projects))
        for row in session.execute(query):
            seen[row[0]] = seen.get(row[0], 0) + row[1]
    return sorted(seen, key=lambda owner: (-seen[owner], owner))


def conditions(kind: RecordKind, wanted: LogFilter) -> list[ColumnElement[bool]]:
    """Write a filter as conditions on the table of a kind joined with its projects."""
    table, spec = REGISTERS[kind].table, KINDS[kind]
    t = table.c
    told: list[ColumnElement[bool]] = [
        *within(t.project_id, wanted.within),
        t.archived_at.is_not(None) if wanted.archived else t.archived_at.is_(None),
        PROJECT.c.archived_at.is_(None)
        if wanted.project_id is None
        else t.project_id == wanted.project_id,
    ]
    if wanted.is_open is not None:
        is_open = t.status.in_(spec.open_statuses)
        told.append(is_open if wanted.is_open else ~is_open)
    told += [_holds(t[name], values) for name, values in wanted.equal]
    told += [_mentions(kind, t, word) for word in wanted.text.split()]
    if wanted.due_before is not None:
        told.append(_due(kind, wanted.due_before))
    if wanted.cell is not None:
        told.append(_in_cell(t, wanted.cell))
    if wanted.unscored is not None:
        told.append(or_(*(level.is_(None) for level in _levels(t, wanted.unscored))))
    return told


def is_searchable(word: str) -> bool:
    """Tell whether a word can be looked for; no record is found by any other."""
    return len(word) <= _LONGEST_WORD and is_storable(word)


def dtypes(kind: RecordKind) -> dict[str, str]:
    """Tell the pandas types of a kind's columns; days and texts stay objects."""
    kinds = {column.name: _dtype(column) for column in REGISTERS[kind].table.c}
    return {name: dtype for name, dtype in kinds.items() if dtype}


def _dtype(column: Any) -> str:  # noqa: ANN401 - columns of tables are untyped
    if isinstance(column.type, Boolean):
        return "bool"
    if isinstance(column.type, Integer):
        return "Int64" if column.nullable else "int64"
    if isinstance(column.type, Float):
        return "Float64" if column.nullable else "float64"
    return "datetime64[us, UTC]" if isinstance(column.type, UtcDateTime) else ""


def _counting(kind: RecordKind, wanted: LogFilter) -> Select[Any]:
    table = REGISTERS[kind].table
    sources = table.join(PROJECT, PROJECT.c.id == table.c.project_id)
    return select(func.count()).select_from(sources).where(*conditions(kind, wanted))


def _sorted(table: Any, order: Order) -> list[Any]:  # noqa: ANN401 - tables are untyped
    first = _score(table.c) if order.column == SCORE else table.c[order.column]
    directed = first.desc() if order.is_descending else first.asc()
    return [directed.nulls_last(), table.c.project_id, table.c.number.desc()]


def _holds(column: Any, values: tuple[str | int | None, ...]) -> ColumnElement[bool]:  # noqa: ANN401
    given = [value for value in values if isinstance(value, int) or (value and is_storable(value))]
    empty = [column.is_(None)] if None in values else []
    if None in values and _is_text(column):
        empty.append(column == "")
    return or_(column.in_(given), *empty) if given else or_(false(), *empty)


def _is_text(column: Any) -> bool:  # noqa: ANN401 - columns of tables are untyped
    return not isinstance(column.type, Integer | Float | Date | UtcDateTime | Boolean)


def _mentions(kind: RecordKind, t: Any, word: str) -> ColumnElement[bool]:  # noqa: ANN401
    if not is_searchable(word):
        return false()
    lowered = word.lower()
    told = [func.lower(t[name]).contains(lowered, autoescape=True) for name in _SEARCHED]
    reference = parsed_reference(word)
    if reference is not None and reference.kind is kind:
        told.append(t.number == reference.number)
    return or_(*told)


def _due(kind: RecordKind, day: date) -> ColumnElement[bool]:
    column = REGISTERS[kind].table.c[KINDS[kind].due]
    return and_(column.is_not(None), column < day)


def _in_cell(t: Any, cell: Cell) -> ColumnElement[bool]:  # noqa: ANN401
    probability, impact = _levels(t, cell.stage)
    return and_(probability == cell.probability, impact == cell.impact)


def _levels(t: Any, stage: Stage) -> tuple[Any, Any]:  # noqa: ANN401 - columns of tables are untyped
    if stage is Stage.CURRENT:
        return (
            func.coalesce(t.residual_probability, t.probability),
            func.coalesce(t.residual_impact, t.impact),
        )
    if stage is Stage.TARGET:
        return t.target_probability, t.target_impact
    return t.probability, t.impact


def _score(t: Any) -> Any:  # noqa: ANN401 - columns of tables are untyped
    probability, impact = _levels(t, Stage.CURRENT)
    return probability * impact
