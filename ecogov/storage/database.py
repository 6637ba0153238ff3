"""One database: its engine, its short sessions, its revision."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, Pool

from ecogov.domain.people import LOCAL, Person
from ecogov.storage import audit
from ecogov.storage.faults import faults_told
from ecogov.storage.people.visits import check_visit
from ecogov.storage.records import RevisionRow

_PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "cache_size=-65536",
)

_NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


def sqlite_path(url: str) -> Path | None:
    """Name the file of an embedded database; None for PostgreSQL."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    return Path(parsed.database or "")


def make_engine(url: str, poolclass: type[Pool] | None = None) -> Engine:
    """Open an engine whose SQLite connections lock before they read what they will write."""
    is_server = make_url(url).get_backend_name() != "sqlite"
    engine = create_engine(url, pool_pre_ping=is_server, poolclass=poolclass, hide_parameters=True)
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


def _key(engine: Engine, person: Person) -> str:
    return "|".join((engine.url.render_as_string(hide_password=True), person.reach()))


def _seal(session: Session) -> None:
    session.execute(update(RevisionRow).values(value=RevisionRow.value + 1))
    audit.chain(session)


@dataclass(frozen=True, slots=True)
class Database:
    """Handle that services take; `person` is who asks, and services check what they may.

    `key` tells apart in a cache what is not the same: two databases, and people who may see
    different things of one.

    Connections of `alone` are opened for one use, so that what is attached to them goes with
    them; its compiled statements stay.
    """

    key: str
    url: str = field(repr=False)
    engine: Engine = field(repr=False)
    alone: Engine = field(repr=False)
    person: Person = LOCAL

    @classmethod
    def open(cls, url: str) -> "Database":
        """Open a database that is already migrated."""
        engine = make_engine(url)
        return cls(_key(engine, LOCAL), url, engine, make_engine(url, poolclass=NullPool))

    def for_person(self, person: Person) -> "Database":
        """Give a handle on the same connections under which `person` asks."""
        return replace(self, person=person, key=_key(self.engine, person))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a short session that never writes."""
        info = {"person": self.person}
        with (
            faults_told(),
            Session(self.engine, expire_on_commit=False, autoflush=False, info=info) as session,
        ):
            yield session

    @contextmanager
    def write(self, actor: str) -> Iterator[Session]:
        """Give a session that is one transaction: all of it or nothing, and one revision.

        Raises
        ------
        NotAllowedError
            ``session.ended`` when the person was signed out or got other roles since they asked.
        """
        visit = self.person.visit
        info = {"actor": actor, "address": visit.address if visit else None}
        with self.touch(info) as session:
            if visit is not None:
                check_visit(session, visit)
            yield session
            _seal(session)

    @contextmanager
    def touch(self, info: Mapping[str, object] = _NOTHING) -> Iterator[Session]:
        """Give a transaction that no reader of a page has to notice: no revision, no trail."""
        engine = self.engine.execution_options(write=True)
        told = {"actor": "-", "person": self.person, **info}
        with (
            faults_told(),
            Session(engine, expire_on_commit=False, info=told) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def bulk(self, actor: str) -> Iterator[Session]:
        """Give a write transaction on a connection of its own, to attach a staging file to."""
        with replace(self, engine=self.alone).write(actor) as session:
            yield session

    @contextmanager
    def rehearse(self) -> Iterator[Session]:
        """Give a session on a connection of its own whose every change is thrown away."""
        info = {"actor": "-", "person": self.person}
        with faults_told(), Session(self.alone, info=info) as session:
            yield session
            session.rollback()

    def revision(self) -> int:
        """Count the write transactions so far; any process sees every other's."""
        with faults_told(), self.engine.connect() as connection:
            return int(connection.execute(select(RevisionRow.value)).scalar_one())  # type: ignore[call-overload]

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
        self.alone.dispose()
