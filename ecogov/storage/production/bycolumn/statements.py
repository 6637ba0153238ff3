"""Statements of the database, answered from frames: one formula for both ways."""

from datetime import date, datetime
from typing import Any, Final

import polars as pl
from sqlalchemy import Select, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

_DIALECT: Final = postgresql.dialect()  # type: ignore[no-untyped-call]  # what polars speaks
_TYPES: Final[dict[type, pl.DataType]] = {
    int: pl.Int64(),
    float: pl.Float64(),
    bool: pl.Boolean(),
    str: pl.String(),
    date: pl.Date(),
    datetime: pl.Datetime("us", "UTC"),
}


def answered(query: Select[Any], **tables: pl.DataFrame) -> pl.DataFrame:
    """Run a statement over frames that stand for the tables it names."""
    text = str(query.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))
    with pl.SQLContext(frames=tables) as context:
        return context.execute(text, eager=True)


def seconds(microseconds: pl.Series) -> pl.Series:
    """Turn whole microseconds into seconds, to the nearest double as the database does.

    polars divides by a number as it multiplies by its inverse, and the last digit differs.
    """
    return pl.Series(microseconds.name, microseconds.cast(pl.Float64).to_numpy() / 1e6)


def empty_of(table: Table) -> pl.DataFrame:
    """Make a frame with the columns of a table and no rows."""
    return pl.DataFrame(schema={column.name: _dtype(column.type) for column in table.columns})


def _dtype(told: TypeEngine[Any]) -> pl.DataType:
    plain = told.impl_instance if isinstance(told, TypeDecorator) else told
    return _TYPES[plain.python_type]
