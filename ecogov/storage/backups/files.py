"""An embedded database as one file: copied while others write, checked before it is trusted."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from ecogov.domain.errors import DomainError

MAGIC: Final = b"SQLite format 3\x00"
_PAGES: Final = 2000

Progress = Callable[[int, int], None]


def copy_out(path: Path, target: Path, progress: Progress) -> None:
    """Copy a database that is in use; the copy is how it stood when the copying began.

    Raises
    ------
    DomainError
        ``backup.failed``, with the reason, when the disk is full or cannot be written.
    """
    try:
        with (
            closing(sqlite3.connect(path, isolation_level=None)) as live,
            closing(sqlite3.connect(target, isolation_level=None)) as copy,
        ):
            # Without a snapshot of its own the copying starts over whenever somebody writes.
            live.execute("BEGIN")
            live.execute("SELECT count(*) FROM sqlite_master")
            live.backup(
                copy, pages=_PAGES, progress=lambda _, left, total: progress(total - left, total)
            )
            # One file, which needs no other beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise DomainError("backup.failed", reason=str(error)) from error
    check(target)


def copy_in(file: Path, target: Path) -> None:
    """Put a copy where a database will be, and check it there.

    Raises
    ------
    DomainError
        ``backup.failed`` or ``backup.damaged``.
    """
    try:
        shutil.copyfile(file, target)
    except OSError as error:
        raise DomainError("backup.failed", reason=str(error.strerror)) from error
    check(target)


def check(path: Path) -> None:
    """Refuse a file that is not a whole database.

    Raises
    ------
    DomainError
        ``backup.damaged``.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            told = [row[0] for row in copy.execute("PRAGMA integrity_check(3)")]
            strays = copy.execute("PRAGMA foreign_key_check").fetchmany(3)
    except sqlite3.Error as error:
        raise DomainError("backup.damaged", file=path.name, reason=str(error)) from error
    if told != ["ok"]:
        raise DomainError("backup.damaged", file=path.name, reason="; ".join(told))
    if strays:
        tables = ", ".join(sorted({str(row[0]) for row in strays}))
        raise DomainError("backup.damaged", file=path.name, reason=tables)


def is_empty(path: Path) -> bool:
    """Tell whether nothing is stored at a place: no file, or one without a table.

    Raises
    ------
    DomainError
        ``restore.not_empty`` when something else than a database is there.
    """
    if not path.exists():
        return True
    try:
        with closing(sqlite3.connect(path)) as found:
            return not found.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.Error as error:
        raise DomainError("restore.not_empty", place=str(path)) from error
