import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from ecogov.domain.errors import DomainError
from ecogov.storage import migrate
from ecogov.storage.base import Base
from ecogov.storage.database import Database, sqlite_path
from tests.builders import stored_project


def run(url, verb, target):
    """Run Alembic's `verb` as the program does."""
    config = migrate._config()
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        verb(config, target)
        connection.commit()


def tables(url):
    engine = create_engine(url, poolclass=NullPool)
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_down_up(empty_database_url):
    url = empty_database_url
    assert migrate.upgrade(url)
    assert tables(url) == set(Base.metadata.tables)
    run(url, command.downgrade, "base")
    assert tables(url) == set()
    assert migrate.upgrade(url)
    assert tables(url) == set(Base.metadata.tables)
    db = Database.open(url)
    assert stored_project(db) == 1
    db.close()


def test_every_step_goes_down_and_up_again(empty_database_url):
    url = empty_database_url
    migrate.upgrade(url)
    run(url, command.downgrade, "-1")
    assert migrate.upgrade(url)
    assert tables(url) == set(Base.metadata.tables)


def test_tables_and_migrations_do_not_drift_apart(empty_database_url):
    migrate.upgrade(empty_database_url)
    engine = create_engine(empty_database_url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_second_start_has_nothing_to_do(empty_database_url):
    assert migrate.upgrade(empty_database_url)
    assert not migrate.upgrade(empty_database_url)


def test_several_starters_wait_for_one_another(empty_database_url):
    with ThreadPoolExecutor(4) as starters:
        done = list(starters.map(migrate.upgrade, [empty_database_url] * 4))
    assert sorted(done) == [False, False, False, True]


def test_schema_of_a_newer_program_is_refused(empty_database_url):
    migrate.upgrade(empty_database_url)
    engine = create_engine(empty_database_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DomainError) as caught:
        migrate.upgrade(empty_database_url)
    assert caught.value.code == "database.newer"


def test_server_that_is_behind_is_refused_and_a_file_is_brought_up(empty_database_url):
    url = empty_database_url
    if sqlite_path(url) is not None:
        migrate.prepare(url)
        assert tables(url) == set(Base.metadata.tables)
        return
    with pytest.raises(DomainError) as caught:
        migrate.prepare(url)
    assert caught.value.code == "database.behind"
    migrate.upgrade(url)
    migrate.prepare(url)


def test_file_is_backed_up_before_it_is_changed(tmp_path):
    path = tmp_path / "ecogov.db"
    url = f"sqlite:///{path.as_posix()}"
    migrate.upgrade(url)
    db = Database.open(url)
    stored_project(db)
    db.close()
    migrate._back_up(path, "0001")
    with sqlite3.connect(tmp_path / "backups" / "ecogov-before-0001.db") as copy:
        assert copy.execute("SELECT code FROM project").fetchall() == [("TS-VIDEO",)]
