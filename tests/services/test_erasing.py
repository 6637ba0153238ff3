"""A person is erased wherever they are named, and the trail still proves itself."""

import json

import pytest
from sqlalchemy import Text, cast, select, update

from ecogov.domain.accounts import AccountDraft, GrantDraft, Origin
from ecogov.domain.errors import DomainError
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import NoteDraft
from ecogov.domain.people import Role
from ecogov.domain.trail import TrailFilter
from ecogov.services.log.notes import add_note
from ecogov.services.log.records import amend_record
from ecogov.services.people.accounts import add_account, list_accounts, set_password
from ecogov.services.people.erasing import erase_person, stored_about
from ecogov.services.people.roles import grant_role
from ecogov.services.people.signing_in import person_of, sign_in
from ecogov.services.trail import (
    is_in_trail,
    list_trail,
    trail_head,
    verify_trail,
)
from ecogov.storage.audit import AUDIT
from ecogov.storage.base import Base
from tests.builders import ACTOR, stored_project, stored_record

EMAIL, NAME, CHINESE = "mei.lin@example.org", "Mei Lin", "林美"
PASSWORD = "correct horse battery"  # noqa: S105 - of this test
HERE = Origin("203.0.113.7", "Firefox")


@pytest.fixture
def token(db):
    """Token of a person who owns, wrote and signed in; a namesake stands beside."""
    draft = AccountDraft(email=EMAIL, name_en=NAME, name_zh=CHINESE)
    account_id = add_account(db, draft, actor=ACTOR)
    set_password(db, account_id, PASSWORD, actor=ACTOR)
    grant_role(db, account_id, GrantDraft(role=Role.PM), actor=ACTOR)
    project_id = stored_project(db, pm=NAME)
    made = stored_record(db, RecordKind.RISK, project_id, owner=CHINESE, title="Late")
    stored_record(db, RecordKind.RISK, project_id, owner="Mei Lindgren", title="Other")
    amend_record(db, RecordKind.RISK, made.id, {"owner": NAME}, version=1, actor=EMAIL)
    text = f"Asked {NAME}, who wrote from {EMAIL}. 请{CHINESE}处理"
    note = NoteDraft(kind=RecordKind.RISK, record_id=made.id, text=text)
    add_note(db, note, actor=EMAIL)
    return sign_in(db, EMAIL, PASSWORD, origin=HERE)


def everything(db):
    """All that is stored, as one text."""
    parts = []
    with db.read() as session:
        for table in Base.metadata.sorted_tables:
            columns = [cast(column, Text) for column in table.columns]
            parts += [str(tuple(row)) for row in session.execute(select(*columns))]
    # JSON is kept with escapes on SQLite.
    return "\n".join(parts).encode().decode("unicode_escape", errors="replace")


def test_an_erased_person_is_named_nowhere_and_the_trail_is_whole(db, token):
    before = list_trail(db, TrailFilter())
    mark = trail_head(db)
    done = erase_person(db, [EMAIL], actor=ACTOR)
    told = everything(db)
    assert EMAIL not in told
    assert "Mei Lin'" not in told
    assert "Mei Lindgren" in told
    assert HERE.address not in told
    assert verify_trail(db) == []
    assert is_in_trail(db, mark)
    assert person_of(db, token) is None
    assert list_accounts(db).empty
    after = list_trail(db, TrailFilter())
    assert after["action"].tolist() == ["account.erase", *before["action"]]
    assert done.pseudonym in set(after["actor"])
    assert [one.table for one in done.left] == ["record_note", "risk"]  # to be looked at
    with pytest.raises(DomainError, match=r"sign_in\.refused"):
        sign_in(db, EMAIL, PASSWORD, origin=HERE)


@pytest.mark.usefixtures("token")
def test_what_is_left_of_an_entry_is_still_proven(db):
    done = erase_person(db, [EMAIL], actor=ACTOR)
    with db.read() as session:
        touched = session.execute(
            select(AUDIT.c.id).where(AUDIT.c.actor == done.pseudonym)
        ).scalars().all()  # fmt: skip
    for values in ({"actor": "eve"}, {"after": {"owner": "Eve"}}, {"hash": "f" * 64}):
        number = touched.pop()
        with db.touch() as session:
            session.execute(update(AUDIT).where(AUDIT.c.id == number).values(values))
        assert number in verify_trail(db)


@pytest.mark.usefixtures("token")
def test_two_people_can_be_erased_from_the_same_entries(db):
    other = stored_project(db, code="OTHER", pm="Bo Ek", requester=NAME)
    erase_person(db, [EMAIL], actor=ACTOR)
    erase_person(db, ["Bo Ek"], actor=ACTOR)
    assert verify_trail(db) == []
    told = list_trail(db, TrailFilter(record_type="project", record_id=str(other)))
    assert "Bo Ek" not in json.dumps(told["after"].tolist(), default=str)


@pytest.mark.usefixtures("token")
def test_a_rehearsal_tells_the_same_and_stores_nothing(db):
    held = everything(db)
    told = erase_person(db, [EMAIL], actor=ACTOR, is_rehearsal=True)
    assert everything(db) == held
    done = erase_person(db, [EMAIL], actor=ACTOR)
    assert (done.values, done.entries) == (told.values, told.entries)


@pytest.mark.usefixtures("token")
def test_a_trail_that_was_altered_is_not_covered_up_by_an_erasure(db):
    with db.touch() as session:
        session.execute(update(AUDIT).where(AUDIT.c.id == 1).values(actor="eve"))
    with pytest.raises(DomainError, match=r"erasure\.broken"):
        erase_person(db, [EMAIL], actor=ACTOR)


def test_a_person_is_given_everything_that_is_stored_about_them(db, token):
    assert token
    told = stored_about(db, [EMAIL])
    assert told["account"]["email"] == EMAIL
    assert [one["role"] for one in told["roles"]] == ["pm"]
    assert told["sessions"][0]["address"] == HERE.address
    places = {(one["table"], one["column"]) for one in told["values"]}
    assert {("project", "pm"), ("risk", "owner"), ("record_note", "text")} <= places
    assert {"account.sign_in", "risk.change"} <= {one["action"] for one in told["trail"]}
    assert "argon2" not in str(told)


def test_a_trail_that_was_cut_off_is_noticed_by_its_mark(db):
    stored_project(db)
    stored_project(db, code="OTHER")
    mark = trail_head(db)
    assert is_in_trail(db, mark)
    with db.touch() as session:
        session.execute(AUDIT.delete().where(AUDIT.c.id == int(mark.split(":")[0])))
    assert verify_trail(db) == []  # the chain alone does not know how long it was
    assert not is_in_trail(db, mark)
    stored_project(db, code="THIRD")
    assert not is_in_trail(db, mark)
    with pytest.raises(DomainError, match=r"trail\.mark"):
        is_in_trail(db, "5")
