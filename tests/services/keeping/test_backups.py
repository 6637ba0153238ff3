"""The restore drill: what was stored is there again, and what does not hold is not let in."""

import sqlite3
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from ecogov.domain.errors import DomainError
from ecogov.domain.jobs.retention import WEEKS, expired
from ecogov.domain.people import NotAllowedError, Person, Role
from ecogov.services.jobs.kinds import KINDS
from ecogov.services.jobs.working import Worker
from ecogov.services.keeping.backups import back_up, restore
from ecogov.services.projects import add_project
from ecogov.services.verification import verify
from ecogov.settings import Settings
from ecogov.storage.database import Database, sqlite_path
from tests.builders import ACTOR, a_project, an_answer, answers_file, stored_project, take_in
from tests.harness.dumping import tools_of

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAYS = st.lists(st.integers(0, 200).map(lambda n: NOON - timedelta(days=n, hours=n % 5)))


def settings_of(url):
    return Settings(database_url=url, pg_tools=tools_of(url) if sqlite_path(url) is None else None)


def fill(db):
    """Store a project and three production rows."""
    project_id = stored_project(db)
    answers = [an_answer(_task_hash=n, _timestamp=1_772_438_400 + n * 60) for n in range(3)]
    take_in(db, project_id, answers_file(*answers), name="x.jsonl")
    return db


@pytest.fixture
def filled(db):
    """Database on either engine with something in it."""
    return fill(db)


@pytest.fixture
def filled_file(sqlite_db):
    """Embedded database with something in it."""
    return fill(sqlite_db)


def test_drill_destroyed_database_is_restored_with_the_same_rows(
    filled, tmp_path, empty_database_url
):
    copy = tmp_path / "kept" / "all.backup"
    made = back_up(filled, copy, settings_of(filled.url), actor=ACTOR)
    assert (copy.stat().st_size, len(made.sha256)) == (made.n_bytes, 64)
    if ("sqlite" in filled.url) != ("sqlite" in empty_database_url):
        with pytest.raises(DomainError, match=r"restore\.other_engine"):
            restore(copy, settings_of(empty_database_url), actor=ACTOR)
        return
    before = rows_of(filled)
    restored = restore(copy, settings_of(empty_database_url), actor=ACTOR)
    again = Database.open(empty_database_url)
    assert restored.n_projects == 1
    assert rows_of(again) == before
    assert verify(again).is_clean
    add_project(again, a_project(code="NEXT"), actor=ACTOR)
    again.close()
    with pytest.raises(DomainError, match=r"restore\.not_empty"):
        restore(copy, settings_of(empty_database_url), actor=ACTOR)


def rows_of(db):
    with db.read() as session:
        return {
            table: sorted(map(str, session.execute(text(f"SELECT * FROM {table}"))))  # noqa: S608
            for table in ("project", "event", "import", "annotator", "source")
        }


def test_copy_is_whole_though_others_write_meanwhile(sqlite_db, tmp_path):
    stored_project(sqlite_db)
    with sqlite_db.write(ACTOR) as session:
        session.execute(text("CREATE TABLE filler AS SELECT zeroblob(4000000) AS content"))
    turns = iter(range(1000))

    def somebody_writes(_done, _total):
        with sqlite3.connect(sqlite_path(sqlite_db.url)) as other:
            other.execute("INSERT INTO filler VALUES (?)", (str(next(turns)),))

    back_up(
        sqlite_db, tmp_path / "a.db", settings_of(sqlite_db.url),
        actor=ACTOR, progress=somebody_writes,
    )  # fmt: skip
    written = next(turns)
    assert written >= 1
    with sqlite3.connect(tmp_path / "a.db") as copy:
        assert copy.execute("SELECT count(*) FROM filler").fetchone() == (1,)


def test_only_administrators_take_a_copy_of_everything(sqlite_db, tmp_path):
    pm = sqlite_db.for_person(Person("pm", Role.PM))
    with pytest.raises(NotAllowedError):
        back_up(pm, tmp_path / "a.db", Settings(), actor="pm")


def test_nothing_is_overwritten(sqlite_db, tmp_path):
    (tmp_path / "a.db").write_text("mine")
    with pytest.raises(DomainError, match=r"backup\.exists"):
        back_up(sqlite_db, tmp_path / "a.db", Settings(), actor=ACTOR)
    assert (tmp_path / "a.db").read_text() == "mine"


def _cut(content):
    return content[: len(content) // 2]


def _scribbled(content):
    return content[:6000] + b"\xff" * 3000 + content[9000:]


def _foreign(_content):
    return b"PK\x03\x04 some other file"


@pytest.mark.parametrize(
    ("harm", "code"),
    [(_cut, "backup.damaged"), (_scribbled, "backup.damaged"), (_foreign, "restore.no_backup")],
)
def test_damaged_file_is_refused_and_nothing_is_left(filled_file, tmp_path, harm, code):
    copy, place = tmp_path / "a.backup", tmp_path / "new" / "ecogov.db"
    back_up(filled_file, copy, Settings(), actor=ACTOR)
    copy.write_bytes(harm(copy.read_bytes()))
    with pytest.raises(DomainError) as caught:
        restore(copy, settings_of(f"sqlite:///{place.as_posix()}"), actor=ACTOR)
    assert caught.value.code == code
    assert not place.parent.exists() or not list(place.parent.iterdir())


def test_backup_whose_trail_was_tampered_with_is_refused(filled_file, tmp_path):
    copy = tmp_path / "a.backup"
    back_up(filled_file, copy, Settings(), actor=ACTOR)
    with sqlite3.connect(copy) as tampered:
        tampered.execute("UPDATE audit_entry SET actor = 'mallory' WHERE id = 1")
    with pytest.raises(DomainError, match=r"restore\.unclean"):
        restore(copy, settings_of(f"sqlite:///{tmp_path / 'b.db'}"), actor=ACTOR)


@pytest.mark.postgresql
def test_missing_tool_is_said(postgres_url, tmp_path):
    db = Database.open(postgres_url)
    with pytest.raises(DomainError, match=r"backup\.no_tool"):
        back_up(db, tmp_path / "a", Settings(pg_tools=tmp_path), actor=ACTOR)
    db.close()


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of a process")
def test_full_disk_is_said_and_leaves_no_half_copy(filled, tmp_path):
    import resource  # noqa: PLC0415 - not everywhere

    target = tmp_path / "kept" / "a.backup"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(DomainError, match=r"backup\.failed"):
            back_up(filled, target, settings_of(filled.url), actor=ACTOR)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(target.parent.iterdir()) == []
    back_up(filled, target, settings_of(filled.url), actor=ACTOR)


def test_backup_of_the_night_is_taken_by_the_worker_and_old_ones_go(
    sqlite_db, tmp_path, monkeypatch
):
    folder = tmp_path / "nights"
    folder.mkdir()
    monkeypatch.setenv("ECOGOV_BACKUP_FOLDER", str(folder))
    old = folder / "ecogov-20200101T020000Z.db"
    foreign = folder / "ecogov-before-0001.db"
    for file in (old, foreign):
        file.write_text("x")
    assert Worker(sqlite_db, {"backup": KINDS["backup"]}).work_off() == 1
    assert not old.exists()
    assert foreign.exists()
    assert len(list(folder.iterdir())) == 2


@given(DAYS)
def test_newest_and_recent_backups_are_never_removed(taken):
    gone = expired(taken, NOON, days=14)
    kept = set(taken) - gone
    assert all(NOON - one > timedelta(days=14) for one in gone)
    if taken:
        assert max(taken) in kept
    weeks = [one.isocalendar()[:2] for one in taken if NOON - one <= timedelta(weeks=WEEKS)]
    assert set(weeks) <= {one.isocalendar()[:2] for one in kept}
