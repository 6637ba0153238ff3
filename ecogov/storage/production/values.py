"""Values behind quantiles and promises: one block of doubles per day and slice, exact and quick.

Handling seconds stand one after the other; a turnaround is a pair, the instant at which the work
came in (seconds since 1970) and the seconds until it was submitted, so that any clock can judge it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, Final

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, not_, select
from sqlalchemy.orm import Session

from ecogov.domain.kpi.intervals import FloatArray
from ecogov.domain.production import Stage
from ecogov.storage.production.derivation import elapsed_seconds, epoch_seconds
from ecogov.storage.production.events import EVENT
from ecogov.storage.production.rollup_facts import RollupValuesRow

VALUES: Final[Any] = RollupValuesRow.__table__  # type: ignore[attr-defined]
HANDLE: Final = "handle"
TURNAROUND: Final = "turnaround"
_KEYS: Final = ("kind", "day", "queue_id", "vendor_id", "locale")
_ROWS_AT_ONCE: Final = 50_000
_DAYS_AT_ONCE: Final = 500
_IS_DONE: Final = and_(
    EVENT.c.stage == Stage.ANNOTATE,
    EVENT.c.units == 1,
    not_(func.coalesce(EVENT.c.is_skipped, False)),
    not_(func.coalesce(EVENT.c.is_cancelled, False)),
)
IS_TIMED: Final = and_(_IS_DONE, EVENT.c.worked_seconds.is_not(None))
"""Rows whose handling time is a value of its own (daily totals have none)."""

IS_TURNED_AROUND: Final = and_(
    _IS_DONE,
    EVENT.c.units_received.is_(None),
    EVENT.c.assigned_at.is_not(None),
    EVENT.c.submitted_at.is_not(None),
)
"""Rows of which is known when they came in and when they were submitted."""


@dataclass(frozen=True, slots=True)
class _Plan:
    kind: str
    values: tuple[ColumnElement[Any], ...]
    where: ColumnElement[bool]


def block_values(session: Session, project_id: int, days: Select[Any]) -> None:
    """Rebuild the blocks of a project's `days`."""
    session.execute(delete(VALUES).where(VALUES.c.project_id == project_id, VALUES.c.day.in_(days)))
    for blocks in _fresh_blocks(session, project_id, days):
        session.execute(insert(VALUES), blocks)


def wrong_blocks(session: Session, project_id: int) -> list[dict[str, object]]:
    """Name the blocks of a project that do not hold exactly the values of its rows."""
    days = select(EVENT.c.day).where(EVENT.c.project_id == project_id).distinct()
    fresh = {
        tuple(block[name] for name in _KEYS): hash(block["block"])
        for blocks in _fresh_blocks(session, project_id, days)
        for block in blocks
    }
    columns = [VALUES.c[name] for name in _KEYS]
    rows = session.execute(
        select(*columns, VALUES.c.block).where(VALUES.c.project_id == project_id)
    )
    stored = {tuple(row[:-1]): hash(row[-1]) for row in rows}
    differing = [key for key in fresh.keys() | stored.keys() if fresh.get(key) != stored.get(key)]
    return [dict(zip(_KEYS, key, strict=True)) for key in sorted(differing, key=str)]


def _fresh_blocks(
    session: Session, project_id: int, days: Select[Any]
) -> Iterator[list[dict[str, Any]]]:
    for plan in _plans(session):
        for some in _days_at_once(session, project_id, days, plan.where):
            yield _blocks(session, project_id, plan, some)


def _plans(session: Session) -> tuple[_Plan, ...]:
    e = EVENT.c
    return (
        _Plan(HANDLE, (e.worked_seconds.label("first"),), IS_TIMED),
        _Plan(
            TURNAROUND,
            (
                epoch_seconds(session, e.assigned_at).label("first"),
                elapsed_seconds(session, e.assigned_at, e.submitted_at).label("second"),
            ),
            IS_TURNED_AROUND,
        ),
    )


def _days_at_once(
    session: Session, project_id: int, days: Select[Any], where: ColumnElement[bool]
) -> Iterator[list[date]]:
    query = (
        select(EVENT.c.day, func.count())
        .where(EVENT.c.project_id == project_id, EVENT.c.day.in_(days), where)
        .group_by(EVENT.c.day)
    )
    counted: Sequence[Any] = session.execute(query).all()
    some: list[date] = []
    height = 0
    for day, n_rows in counted:
        some.append(day)
        height += n_rows
        if height >= _ROWS_AT_ONCE or len(some) >= _DAYS_AT_ONCE:
            yield some
            some, height = [], 0
    if some:
        yield some


def _blocks(
    session: Session, project_id: int, plan: _Plan, days: Sequence[date]
) -> list[dict[str, Any]]:
    """Read the values in the order of their cells, and cut the line where a cell ends."""
    e = EVENT.c
    cell = {
        "day": e.day,
        "queue_id": func.coalesce(e.queue_id, 0),
        "vendor_id": func.coalesce(e.vendor_id, 0),
        "locale": func.coalesce(e.locale, ""),
    }
    where = and_(e.project_id == project_id, e.day.in_(days), plan.where)
    keys = list(cell.values())
    counted = select(*keys, func.count()).where(where).group_by(*keys).order_by(*keys)
    cells: Sequence[Any] = session.execute(counted).all()
    ordered = select(*plan.values).where(where).order_by(*keys)
    numbers = chain.from_iterable(session.execute(ordered))
    line = np.fromiter(numbers, dtype="<f8").reshape(-1, len(plan.values))
    ends = np.cumsum([row[-1] for row in cells])
    return [
        {
            "project_id": project_id,
            "kind": plan.kind,
            **dict(zip(cell, row[:-1], strict=True)),
            "n": row[-1],
            "block": block_of(line[end - row[-1] : end]),
        }
        for row, end in zip(cells, ends, strict=True)
    ]


def block_of(values: FloatArray) -> bytes:
    """Write rows of values as a block, sorted so that the order of a file leaves no trace."""
    return values[np.lexsort(values.T[::-1])].tobytes()
