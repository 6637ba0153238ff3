"""One database: its engine, its short sessions, its revision."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, Pool

from ecogov.domain.people import LOCAL, Person
from ecogov.storage import audit
from ecogov.storage.records import RevisionRow

_PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "cache_size=-65536",
)


def sqlite_path(url: str) -> Path | None:
    """Name the file of an embedded database; None for PostgreSQL."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    return Path(parsed.database or "")


def make_engine(url: str, poolclass: type[Pool] | None = None) -> Engine:
    """Open an engine whose SQLite connections lock before they read what they will write."""
    is_server = make_url(url).get_backend_name() != "sqlite"
    engine = create_engine(url, pool_pre_ping=is_server, poolclass=poolclass)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _configure(connection: sqlite3.Connection, _record: object) -> None:
            connection.isolation_level = None
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            write = connection.get_execution_options().get("write")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _seal(session: Session) -> None:
    session.execute(update(RevisionRow).values(value=RevisionRow.value + 1))
    audit.chain(session)


@dataclass(frozen=True, slots=True)
class Database:
    """Handle that services take; `key` tells two databases apart in a cache.

    `person` is who asks: services check what they may.
    """

    key: str
    url: str = field(repr=False)
    engine: Engine = field(repr=False)
    person: Person = LOCAL

    @classmethod
    def open(cls, url: str) -> "Database":
        """Open a database that is already migrated."""
        engine = make_engine(url)
        return cls(engine.url.render_as_string(hide_password=True), url, engine)

    def for_person(self, person: Person) -> "Database":
        """Give a handle on the same connections under which `person` asks."""
        return replace(self, person=person)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a short session that never writes."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self, actor: str) -> Iterator[Session]:
        """Give a session that is one transaction: all of it or nothing, and one revision."""
        engine = self.engine.execution_options(write=True)
        with (
            Session(engine, expire_on_commit=False, info={"actor": actor}) as session,
            session.begin(),
        ):
            yield session
            _seal(session)

    @contextmanager
    def tally(self) -> Iterator[Session]:
        """Give a write transaction for mere counters: no page is drawn anew because of it."""
        engine = self.engine.execution_options(write=True)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def bulk(self, actor: str) -> Iterator[Session]:
        """Give a write transaction on a connection of its own, to attach a staging file to."""
        engine = make_engine(self.url, poolclass=NullPool)
        try:
            with replace(self, engine=engine).write(actor) as session:
                yield session
        finally:
            engine.dispose()

    @contextmanager
    def rehearse(self) -> Iterator[Session]:
        """Give a session on a connection of its own whose every change is thrown away."""
        engine = make_engine(self.url, poolclass=NullPool)
        try:
            with Session(engine, info={"actor": "-"}) as session:
                yield session
                session.rollback()
        finally:
            engine.dispose()

    def revision(self) -> int:
        """Count the write transactions so far; any process sees every other's."""
        with self.engine.connect() as connection:
            return int(connection.execute(select(RevisionRow.value)).scalar_one())  # type: ignore[call-overload]

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
