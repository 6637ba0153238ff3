"""Bring a schema to this version: safe with several starters, backed up when it is a file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from ecogov.domain.errors import DomainError
from ecogov.storage.database import sqlite_path

_LOCK_ID: Final = 0x45636F47


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def head() -> str:
    """Name the newest revision that this version knows."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if newest is None:
        raise DomainError("database.no_migrations")
    return newest


def current(connection: Connection) -> str | None:
    """Name the revision that a database stands at; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def _engine(url: str) -> Engine:
    # Foreign keys stay off while tables are rebuilt: a rebuild drops the table and would cascade.
    return create_engine(url, poolclass=NullPool)


@contextmanager
def _alone(engine: Engine, url: str) -> Iterator[None]:
    path = sqlite_path(url)
    if path is None:
        with engine.connect() as holder:
            holder.execute(text("SELECT pg_advisory_lock(:id)"), {"id": _LOCK_ID})
            yield
        return
    lock = sqlite3.connect(f"{path}.migrate-lock", timeout=120, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()


def _back_up(path: Path, revision: str) -> None:
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    copy = folder / f"{path.stem}-before-{revision}.db"
    with sqlite3.connect(path) as live, sqlite3.connect(copy) as kept:
        live.backup(kept)
    live.close()
    kept.close()


def upgrade(url: str) -> bool:
    """Create the schema or bring it to `head`; several starters wait for one another.

    Returns
    -------
    bool
        Whether anything had to be done.

    Raises
    ------
    DomainError
        ``database.newer`` when the schema comes from a newer version of the program.
    """
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(url)
    try:
        if _stands_at(engine) == head():
            return False
        with _alone(engine, url):
            revision = _stands_at(engine)
            if revision == head():
                return False
            if path is not None and revision is not None:
                _back_up(path, revision)
            _run(engine)
    finally:
        engine.dispose()
    return True


def _stands_at(engine: Engine) -> str | None:
    with engine.connect() as connection:
        revision = current(connection)
    known = {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise DomainError("database.newer", revision=revision)
    return revision


def _run(engine: Engine) -> None:
    config = _config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def prepare(url: str) -> None:
    """Make a database ready to serve: embedded ones are migrated, a team's must be up to date.

    Raises
    ------
    DomainError
        ``database.behind`` when a PostgreSQL database needs ``python -m ecogov migrate`` first.
    """
    if sqlite_path(url) is not None:
        upgrade(url)
    else:
        check(url)


def check(url: str) -> None:
    """Refuse a database that does not stand where this version needs it.

    Raises
    ------
    DomainError
        ``database.behind`` or ``database.newer``.
    """
    engine = _engine(url)
    try:
        revision = _stands_at(engine)
    finally:
        engine.dispose()
    if revision != head():
        raise DomainError("database.behind", revision=revision or "-", head=head())
