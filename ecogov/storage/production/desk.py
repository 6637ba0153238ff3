"""The staging desk: a file's canonical rows beside the database, in the same transaction.

SQLite attaches a side file that ADBC filled; PostgreSQL fills temporary tables by COPY. What
happens on the desk is set-based SQL that runs the same on both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import polars as pl
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Float,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Subquery,
    Table,
    case,
    cast,
    delete,
    insert,
    null,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from ecogov.storage.base import UtcDateTime
from ecogov.storage.production.bulk import SideFile, copy_rows
from ecogov.storage.production.staged import StagedFile

_TYPES: Final[dict[Any, Any]] = {
    pl.Int64: BigInteger,
    pl.Float64: Float,
    pl.Boolean: Boolean,
    pl.String: String,
    pl.Date: Date,
    pl.Datetime: UtcDateTime,
}


@dataclass(frozen=True, slots=True)
class Desk:
    """The tables of one import on its desk.

    ``told`` names every column that a file may have; those without a value in it are null and
    do not stand in ``staged``.
    """

    session: Session
    staged: Table
    told: Mapping[str, ColumnElement[Any]]
    matched: Table
    items: Table
    shared: Table
    days: Table
    people: Table
    settled: Table

    def add(self, table: Table, query: Select[Any]) -> None:
        """Insert the rows of `query` that `table` does not hold yet; one column, never null."""
        fresh = query.distinct().subquery()
        column = fresh.c[0]
        held = select(table.c[0])
        self.session.execute(
            insert(table).from_select(
                [table.c[0].name],
                select(column).where(column.is_not(None), column.not_in(held)),
            )
        )

    def count_rows(self, *tables: Table, n_new: int = 0) -> None:
        """Tell PostgreSQL how large tables are that it has not looked at yet.

        Within the transaction that fills them nothing else does, and a plan for empty tables is
        no plan for full ones. A stored table is looked at again when it grew by a fifth.
        """
        if self.session.get_bind().dialect.name == "sqlite":
            return
        known = text("SELECT reltuples FROM pg_class WHERE oid = CAST(:name AS regclass)")
        for table in tables:
            rows: float = self.session.execute(known, {"name": table.name}).scalar_one()
            if n_new == 0 or n_new > rows / 5:
                self.session.execute(text(f'ANALYZE "{table.name}"'))

    def settle(self, events: Table, column: ColumnElement[Any], verdicts: Subquery) -> None:
        """Write derived values to events and name the days that they move.

        Parameters
        ----------
        events : Table
            The events; `column` is the derived one of them.
        verdicts : Subquery
            Columns ``pk``, ``stored`` (what the row says now) and ``value``; rows that say
            nothing new are left alone.
        """
        is_flag = isinstance(column.type, Boolean)
        stored = cast(verdicts.c.stored, Integer) if is_flag else verdicts.c.stored
        moved = select(verdicts.c.pk, verdicts.c.value).where(
            stored.is_distinct_from(verdicts.c.value)
        )
        self.session.execute(delete(self.settled))
        self.session.execute(insert(self.settled).from_select(["pk", "value"], moved))
        self.count_rows(self.settled)
        is_mine = events.c.id == self.settled.c.pk
        for day in (events.c.day, events.c.received_day):
            self.add(self.days, select(day).where(is_mine))
        value: ColumnElement[Any] = self.settled.c.value
        if is_flag:
            value = case((self.settled.c.value.is_(None), None), else_=self.settled.c.value > 0)
        self.session.execute(update(events).where(is_mine).values({column.name: value}))


def lay_out(
    session: Session, schema: Mapping[str, pl.DataType], empty: Mapping[str, pl.DataType]
) -> Desk:
    """Lay a desk; on SQLite `attach` must have named the side file before.

    ``schema`` are the columns that have values, ``empty`` those that have none.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    staged, *others = _tables(tuple(schema.items()), is_sqlite=is_sqlite)
    for each in others if is_sqlite else (staged, *others):
        session.execute(CreateTable(each))
    nothing = {name: cast(null(), _TYPES[dtype.base_type()]) for name, dtype in empty.items()}
    return Desk(session, staged, {**nothing, **staged.c}, *others)


@lru_cache(maxsize=128)
def _tables(schema: tuple[tuple[str, pl.DataType], ...], *, is_sqlite: bool) -> tuple[Table, ...]:
    # The same tables for the same columns, so that their statements are compiled once.
    metadata = MetaData(schema="staging" if is_sqlite else None)
    prefixes = [] if is_sqlite else ["TEMPORARY"]
    staged = [Column(name, _TYPES[dtype.base_type()]) for name, dtype in schema]
    columns: dict[str, Sequence[Column[Any]]] = {
        "staged": staged,
        "matched": (Column("n", BigInteger), Column("id", BigInteger), Column("state", String)),
        "touched_item": (Column("item_id", String, primary_key=True),),
        "shared_item": (Column("item_id", String, primary_key=True),),
        "touched_day": (Column("day", Date, primary_key=True),),
        "touched_person": (Column("annotator_id", Integer, primary_key=True),),
        "settled": (Column("pk", BigInteger, primary_key=True), Column("value", Float)),
    }
    tables = {
        name: Table(name, metadata, *told, prefixes=prefixes) for name, told in columns.items()
    }
    if "event_id" in tables["staged"].c:
        Index("ix_staged_key", tables["staged"].c.event_id)
    return tuple(tables.values())


def load(session: Session, file: StagedFile) -> Desk:
    """Put the rows of a staged file on the desk, piece by piece."""
    empty = {name: dtype for name, dtype in file.schema.items() if name not in file.filled}
    present = {name: file.schema[name] for name in file.schema if name in file.filled}
    if session.get_bind().dialect.name == "sqlite":
        side = SideFile(file.side)
        side.put("staged", pl.DataFrame(schema=present))
        for piece in file.pieces(present):
            side.put("staged", piece)
        side.attach(session)
        desk = lay_out(session, present, empty)
    else:
        desk = lay_out(session, present, empty)
        for piece in file.pieces(present):
            copy_rows(session, desk.staged.name, piece)
    for index in desk.staged.indexes:
        session.execute(CreateIndex(index))
    desk.count_rows(desk.staged)
    return desk
