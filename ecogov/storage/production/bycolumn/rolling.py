"""Roll-ups and value blocks by column: the statements of the database on pieces, summed up."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import polars as pl
from sqlalchemy import ColumnElement, Select, Table, func, select

from ecogov.domain.kpi.intervals import FloatArray
from ecogov.domain.kpi.measures import MEASURES
from ecogov.storage.production.bycolumn.statements import answered, empty_of, seconds
from ecogov.storage.production.events import EVENT
from ecogov.storage.production.items import AGREEMENT, REVIEW
from ecogov.storage.production.rollups import Terms, plans
from ecogov.storage.production.values import (
    HANDLE,
    IS_TIMED,
    IS_TURNED_AROUND,
    TURNAROUND,
    block_of,
)

_CELL: Final = ("day", "queue_id", "vendor_id", "locale")
_SUMS: Final = frozenset({*MEASURES, "items", "self_pairs", "self_agreeing", "open_units"})
_HELD_AT_ONCE: Final = 8


class Figures:
    """The roll-ups of one project, fed piece by piece."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._plans = plans(terms)
        self._parts: dict[Table, list[pl.DataFrame]] = {table: [] for table, _ in self._plans}
        self._values: dict[str, list[pl.DataFrame]] = {HANDLE: [], TURNAROUND: []}

    def add(self, **pieces: pl.DataFrame) -> None:
        """Count rows of ``event``, ``item_review`` or ``item_agreement`` rows into the sums."""
        told = {table.name: empty_of(table) for table in (EVENT, REVIEW, AGREEMENT)}
        for table, query in self._plans:
            held = self._parts[table]
            held.append(answered(query, **{**told, **pieces}))
            if len(held) >= _HELD_AT_ONCE:
                self._parts[table] = [_summed(held)]

    def count(self, events: pl.DataFrame) -> None:
        """Count events into the sums, and keep their handling times and turnarounds."""
        self.add(event=events)
        for kind, query in _VALUES.items():
            told = answered(query, event=events)
            values = told if kind == HANDLE else told.select(*_CELL, *_TURNED_AROUND)
            self._values[kind].append(values.group_by(_CELL).agg(pl.all()))

    def sums(self) -> Iterator[tuple[Table, pl.DataFrame]]:
        """Yield the rows of every roll-up."""
        for table, held in self._parts.items():
            yield table, _summed(held)

    def blocks(self) -> list[dict[str, Any]]:
        """List the value blocks."""
        return [
            {
                "project_id": self._terms.project_id,
                "kind": kind,
                **dict(zip(_CELL, key, strict=True)),
                "n": len(values),
                "block": block_of(values),
            }
            for kind, held in self._values.items()
            for key, values in _by_cell(held)
        ]


def _summed(held: list[pl.DataFrame]) -> pl.DataFrame:
    rows = pl.concat(held, how="vertical_relaxed")
    keys = [name for name in rows.columns if name not in _SUMS]
    return rows.group_by(keys).sum().sort(keys)


def _by_cell(held: list[pl.DataFrame]) -> Iterator[tuple[tuple[object, ...], FloatArray]]:
    for key, lists in pl.concat(held).group_by(_CELL):
        columns = [told.explode(empty_as_null=True).to_numpy() for told in lists.drop(_CELL)]
        yield key, np.column_stack(columns).astype("<f8")


def _values_of(*columns: ColumnElement[Any]) -> Select[Any]:
    e = EVENT.c
    return select(
        e.day,
        func.coalesce(e.queue_id, 0).label("queue_id"),
        func.coalesce(e.vendor_id, 0).label("vendor_id"),
        func.coalesce(e.locale, "").label("locale"),
        *columns,
    ).where(e.day.is_not(None))


_VALUES: Final[dict[str, Select[Any]]] = {
    HANDLE: _values_of(EVENT.c.worked_seconds).where(IS_TIMED),
    TURNAROUND: _values_of(EVENT.c.assigned_at, EVENT.c.submitted_at).where(IS_TURNED_AROUND),
}
_TURNED_AROUND: Final = (
    pl.col("assigned_at").dt.epoch("us").map_batches(seconds, pl.Float64).alias("first"),
    (pl.col("submitted_at") - pl.col("assigned_at"))
    .dt.total_microseconds()
    .map_batches(seconds, pl.Float64)
    .alias("second"),
)
