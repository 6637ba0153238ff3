"""Values behind quantiles and promises: one block of doubles per day and slice, exact and quick.

Handling seconds stand one after the other; a turnaround is a pair, the instant at which the work
came in (seconds since 1970) and the seconds until it was submitted, so that any clock can judge it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from sqlalchemy import ColumnElement, Float, Select, and_, cast, delete, func, insert, not_, select
from sqlalchemy.orm import Session

from ecogov.domain.production import Stage
from ecogov.storage.production.derivation import elapsed_seconds
from ecogov.storage.production.events import EVENT
from ecogov.storage.production.rollup_facts import RollupValuesRow

VALUES: Final[Any] = RollupValuesRow.__table__  # type: ignore[attr-defined]
HANDLE: Final = "handle"
TURNAROUND: Final = "turnaround"
_ROWS_AT_ONCE: Final = 200_000
_DAYS_AT_ONCE: Final = 500
_IS_DONE: Final = and_(
    EVENT.c.stage == Stage.ANNOTATE,
    EVENT.c.units == 1,
    not_(func.coalesce(EVENT.c.is_skipped, False)),
    not_(func.coalesce(EVENT.c.is_cancelled, False)),
)
IS_TIMED: Final = and_(_IS_DONE, EVENT.c.worked_seconds.is_not(None))
"""Rows whose handling time is a value of its own (daily totals have none)."""


@dataclass(frozen=True, slots=True)
class _Plan:
    kind: str
    values: tuple[ColumnElement[Any], ...]
    where: ColumnElement[bool]


def block_values(session: Session, project_id: int, days: Select[Any]) -> None:
    """Rebuild the blocks of a project's `days`."""
    e = EVENT.c
    plans = (
        _Plan(HANDLE, (e.worked_seconds.label("first"),), IS_TIMED),
        _Plan(
            TURNAROUND,
            (
                _epoch(session, e.assigned_at).label("first"),
                elapsed_seconds(session, e.assigned_at, e.submitted_at).label("second"),
            ),
            and_(_IS_DONE, e.assigned_at.is_not(None), e.submitted_at.is_not(None)),
        ),
    )
    session.execute(delete(VALUES).where(VALUES.c.project_id == project_id, VALUES.c.day.in_(days)))
    for plan in plans:
        for some in _days_at_once(session, project_id, days, plan.where):
            _store(session, project_id, plan, some)


def _epoch(session: Session, stamp: ColumnElement[Any]) -> ColumnElement[float]:
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.round((func.julianday(stamp) - 2440587.5) * 86_400.0, 3), Float)
    return cast(func.extract("epoch", stamp), Float)


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


def _store(session: Session, project_id: int, plan: _Plan, days: Sequence[date]) -> None:
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
    line = np.array(
        [
            tuple(row)
            for row in session.execute(
                select(*plan.values).where(where).order_by(*keys, *plan.values)
            )
        ],
        dtype="<f8",
    )
    ends = np.cumsum([row[-1] for row in cells])
    blocks = [
        {
            "project_id": project_id,
            "kind": plan.kind,
            **dict(zip(cell, row[:-1], strict=True)),
            "n": row[-1],
            "block": line[end - row[-1] : end].tobytes(),
        }
        for row, end in zip(cells, ends, strict=True)
    ]
    session.execute(insert(VALUES), blocks)
