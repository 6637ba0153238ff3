"""Many rows into tables at once: by COPY, or through a side file that SQLite reads."""

from pathlib import Path
from typing import Any, Final

import adbc_driver_sqlite.dbapi as adbc
import polars as pl
from sqlalchemy import text
from sqlalchemy.orm import Session

_STAMP: Final = "%Y-%m-%d %H:%M:%S%.6f"


class SideFile:
    """A new database of SQLite that ADBC fills by column, for a transaction to read from."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._path = path
        self._connection = adbc.connect(str(path), autocommit=True)
        self._cursor = self._connection.cursor()
        self._columns: dict[str, list[str]] = {}
        for setting in ("journal_mode=OFF", "synchronous=OFF"):
            self._cursor.execute(f"PRAGMA {setting}")

    def put(self, table: str, rows: pl.DataFrame) -> None:
        """Add rows to a table, which comes to be with its first rows."""
        told = rows.select(_for_sqlite(name, dtype) for name, dtype in rows.schema.items())
        self._columns.setdefault(table, rows.columns)
        self._cursor.adbc_ingest(table, told.to_arrow(), mode="create_append")

    def attach(self, session: Session) -> None:
        """Close the file and name it ``staging`` in a session."""
        self._cursor.close()
        self._connection.close()
        attach(session, self._path)

    def pour(self, session: Session) -> None:
        """Attach the file, and add its rows to the tables of the same names."""
        self.attach(session)
        for table, columns in self._columns.items():
            names = ", ".join(f'"{name}"' for name in columns)
            session.execute(
                text(f'INSERT INTO main."{table}" ({names}) SELECT {names} FROM staging."{table}"')  # noqa: S608  # nosec B608 - names of ours
            )


class Copies:
    """The same for PostgreSQL, where nothing has to stand in between."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, table: str, rows: pl.DataFrame) -> None:
        """Add rows to a table."""
        copy_rows(self._session, table, rows)

    def pour(self, session: Session) -> None:
        """Do nothing: all is in its table already."""


def attach(session: Session, side: Path | None = None) -> None:
    """Name the side file (or a private temporary one) that holds a SQLite desk."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("ATTACH :file AS staging"), {"file": str(side) if side else ""})


def copy_rows(session: Session, table: str, rows: pl.DataFrame) -> None:
    """Add rows to a table of PostgreSQL."""
    raw: Any = session.connection().connection
    names = ", ".join(f'"{name}"' for name in rows.columns)
    with (
        raw.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({names}) FROM STDIN (FORMAT CSV)') as copy,
    ):
        copy.write(
            rows.write_csv(
                include_header=False,
                datetime_format=f"{_STAMP}+00",
                quote_style="non_numeric",
                null_value="",
            ).encode()
        )


def _for_sqlite(name: str, dtype: pl.DataType) -> pl.Expr:
    """Write a column as SQLAlchemy does on SQLite."""
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime):
        return column.dt.strftime(_STAMP)
    if dtype == pl.Date:
        return column.cast(pl.String)
    return column.cast(pl.Int64) if dtype == pl.Boolean else column
