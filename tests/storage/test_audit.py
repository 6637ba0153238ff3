import pytest
from sqlalchemy import select, update

from ecogov.services.trail import verify_trail
from ecogov.services.verification import verify
from ecogov.storage import audit
from ecogov.storage.base import Base
from ecogov.storage.database import Database
from tests.builders import ACTOR, stored_project

ENTRY = Base.metadata.tables["audit_entry"]


@pytest.fixture
def trail(db):
    """Database with five entries of an audit trail."""
    for number in range(5):
        with db.write(ACTOR) as session:
            audit.note(session, "thing.change", ("thing", number), after={"value": number / 3})
    return db


def tamper(db, statement):
    with db.engine.begin() as connection:
        connection.execute(statement)


def test_untouched_trail_is_whole(trail):
    assert verify_trail(trail) == []
    assert verify(trail).is_clean


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "mallory"},
        {"action": "thing.add"},
        {"record_id": "9"},
        {"after": {"value": 7}},
        {"before": {}},
        {"hash": "f" * 64},
    ],
)
def test_changed_entry_is_found(trail, change):
    tamper(trail, update(ENTRY).where(ENTRY.c.id == 3).values(change))
    assert 3 in verify_trail(trail)
    assert not verify(trail).is_clean


def test_removed_entry_is_found_at_its_successor(trail):
    tamper(trail, ENTRY.delete().where(ENTRY.c.id == 3))
    assert verify_trail(trail) == [4]


def test_removed_first_entry_is_found(trail):
    tamper(trail, ENTRY.delete().where(ENTRY.c.id == 1))
    assert verify_trail(trail) == [2]


def test_reordered_entries_are_found(trail):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        tamper(trail, update(ENTRY).where(ENTRY.c.id == old).values(id=new))
    assert {2, 3} <= set(verify_trail(trail))


def test_inserted_entry_is_found(trail):
    with trail.read() as session:
        row = dict(session.execute(select(ENTRY).where(ENTRY.c.id == 2)).mappings().one())
    tamper(trail, ENTRY.insert().values(**row | {"id": 77}))
    assert verify_trail(trail) == [77]


@pytest.mark.parametrize(
    "value",
    [1e22, 1e16, 0.1, -0.0, 1.0, 5e-324, 2**53, "\u2028中文", {"ß": [None, True, 1.50]}, []],
)
def test_hash_does_not_depend_on_how_a_database_gives_a_value_back(db, value):
    with db.write(ACTOR) as session:
        audit.note(session, "thing.change", ("thing", 1), before={"value": value})
    assert verify_trail(db) == []


def test_act_that_fails_leaves_no_entry(db):
    before = db.revision()

    def fail():
        with db.write(ACTOR) as session:
            audit.note(session, "thing.change", ("thing", 1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert db.revision() == before
    with db.read() as session:
        assert session.execute(select(ENTRY)).first() is None


def test_entries_of_two_handles_form_one_chain(db):
    other = Database.open(db.url)
    for number in range(6):
        stored_project(other if number % 2 else db, code=f"P{number}")
    other.close()
    assert verify_trail(db) == []
