"""Questions to an embedded database: opened for reading, watched, stopped in time."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from ecogov.domain.errors import DomainError
from ecogov.storage.asking.limits import Answer, Limits, is_secret, once_each, one_query

_LONGEST_VALUE: Final = 1_000_000
_OPERATIONS_BETWEEN_LOOKS: Final = 5_000
_HARMLESS: Final = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_TRANSACTION}
)
_READABLE: Final = frozenset({"sqlite_master", "sqlite_schema", "json_each", "json_tree"})
_FORBIDDEN_FUNCTIONS: Final = frozenset({"load_extension", "fts3_tokenizer", "edit", "writefile"})


class _Guard:
    """Says to each thing that a statement would do whether it may; remembers what it refused."""

    def __init__(self, tables: frozenset[str]) -> None:
        self._tables = tables | _READABLE
        self.secret: str | None = None
        self.is_writing = False

    def __call__(self, act: int, first: str | None, second: str | None, *_where: str | None) -> int:
        if act in _HARMLESS:
            return sqlite3.SQLITE_OK
        if act == sqlite3.SQLITE_FUNCTION and second not in _FORBIDDEN_FUNCTIONS:
            return sqlite3.SQLITE_OK
        if act == sqlite3.SQLITE_READ and first in self._tables:
            if not is_secret(first or "", second or ""):
                return sqlite3.SQLITE_OK
            self.secret = f"{first}.{second}"
            return sqlite3.SQLITE_DENY
        self.is_writing = act != sqlite3.SQLITE_READ
        return sqlite3.SQLITE_DENY


def ask(path: Path, statement: str, limits: Limits) -> Answer:
    """Ask one question of an embedded database.

    Three locks, each enough: the file is opened for reading, the connection refuses to write, and
    nothing but reading is let through.

    Raises
    ------
    DomainError
        ``sql.only_select``, ``sql.secret``, ``sql.one_statement``, ``sql.too_slow``, or
        ``sql.refused`` with what the database said.
    """
    query = one_query(statement)
    uri = f"{path.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        guard = _Guard(_tables(connection))
        connection.set_authorizer(guard)
        stopped = _stop_in_time(connection, limits.seconds)
        try:
            cursor = connection.execute(query)
            rows = cursor.fetchmany(limits.rows + 1)
        except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
            raise _refusal(error, guard, limits, is_late=stopped()) from error
        names = [column[0] for column in cursor.description or ()]
    return Answer(once_each(names), rows[: limits.rows], len(rows) > limits.rows)


def _tables(connection: sqlite3.Connection) -> frozenset[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    return frozenset(row[0] for row in found)


def _stop_in_time(connection: sqlite3.Connection, seconds: float) -> Callable[[], bool]:
    deadline = time.monotonic() + seconds

    def is_late() -> bool:
        return time.monotonic() > deadline

    connection.set_progress_handler(is_late, _OPERATIONS_BETWEEN_LOOKS)
    return is_late


def _refusal(error: Exception, guard: _Guard, limits: Limits, *, is_late: bool) -> DomainError:
    if guard.secret is not None:
        return DomainError("sql.secret", what=guard.secret)
    if guard.is_writing:
        return DomainError("sql.only_reads")
    if "one statement" in str(error):
        return DomainError("sql.one_statement")
    if is_late:
        return DomainError("sql.too_slow", seconds=limits.seconds)
    return DomainError("sql.refused", reason=str(error))
