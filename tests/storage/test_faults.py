"""What keeps a database from working is said in words, nothing is stored, and later it works."""

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from ecogov.domain.errors import UnavailableError
from ecogov.i18n.refusals import refusal
from ecogov.i18n.translator import translator
from ecogov.services.projects import add_project, list_projects
from ecogov.services.trail import verify_trail
from ecogov.storage.database import Database, sqlite_path
from tests.builders import ACTOR, a_project, stored_project

LANGUAGES = [translator("en"), translator("zh-Hans")]


def refused(act):
    with pytest.raises(UnavailableError) as caught:
        act()
    assert len({refusal(t, caught.value) for t in LANGUAGES}) == 2
    return caught.value.code


def configured(url, pragma):
    """Open a database whose every connection lives under a pragma."""
    db = Database.open(url)
    event.listen(db.engine, "connect", lambda connection, _: connection.execute(pragma))
    return db


@pytest.mark.parametrize(
    ("pragma", "code"),
    [
        ("PRAGMA max_page_count = 1", "database.full"),
        ("PRAGMA query_only = ON", "database.read_only"),
    ],
)
def test_disk_that_takes_nothing_is_said_and_nothing_is_stored(sqlite_url, pragma, code):
    stuck = configured(sqlite_url, pragma)
    drafts = [a_project(code=f"P{n}", name_en="x" * 100) for n in range(30)]
    assert refused(lambda: [add_project(stuck, draft, actor=ACTOR) for draft in drafts]) == code
    stuck.close()
    healthy = Database.open(sqlite_url)
    assert verify_trail(healthy) == []
    n_stored = len(list_projects(healthy))
    add_project(healthy, a_project(code="NEXT"), actor=ACTOR)
    assert len(list_projects(healthy)) == n_stored + 1
    healthy.close()


def test_writer_that_does_not_let_go_is_said(sqlite_db):
    impatient = configured(sqlite_db.url, "PRAGMA busy_timeout = 50")
    with sqlite_db.write(ACTOR) as session:
        session.execute(text("SELECT 1"))
        assert refused(lambda: stored_project(impatient)) == "database.busy"
    stored_project(impatient)
    impatient.close()


def test_damaged_file_is_said(sqlite_url):
    sqlite_path(sqlite_url).write_bytes(b"not a database at all, " * 1000)
    db = Database.open(sqlite_url)
    assert refused(lambda: list_projects(db)) == "database.damaged"
    db.close()


def test_vanished_folder_is_said(tmp_path):
    db = Database.open(f"sqlite:///{(tmp_path / 'gone' / 'ecogov.db').as_posix()}")
    assert refused(lambda: list_projects(db)) == "database.gone"


@pytest.mark.postgresql
def test_lost_connection_loses_the_transaction_and_the_next_one_works(postgres_url):
    db, killer = Database.open(postgres_url), Database.open(postgres_url)

    def cut_off():
        with db.write(ACTOR) as session:
            number = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with killer.engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:n)"), {"n": number})
            session.execute(text("SELECT 1"))

    assert refused(cut_off) == "database.lost"
    stored_project(db)
    assert verify_trail(db) == []
    db.close()
    killer.close()


def test_server_that_is_not_there_is_said():
    db = Database.open("postgresql+psycopg://postgres@127.0.0.1:1/nothing")
    assert refused(lambda: list_projects(db)) == "database.lost"


def test_wrong_statement_stays_a_bug(db):
    with pytest.raises(DBAPIError, match="no_such_table"), db.read() as session:
        session.execute(text("SELECT * FROM no_such_table"))
