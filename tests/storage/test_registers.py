from datetime import UTC, datetime

import pytest
from sqlalchemy import literal, select
from sqlalchemy.exc import IntegrityError

from ecogov.domain.errors import ConflictError, DomainError, NotFoundError
from ecogov.i18n.refusals import refusal
from ecogov.i18n.translator import translator
from ecogov.storage.projects import PROJECTS
from ecogov.storage.registers import frame
from ecogov.storage.vendors import QUEUES, VENDORS
from tests.builders import ACTOR, stored_project, stored_vendor

VENDOR = {"code": "A", "name_en": "A", "name_zh": "", "is_inhouse": False, "version": 1}


def test_record_that_is_taken_is_told_apart_from_a_mistake_of_ours(db):
    stored_vendor(db, code="A")
    with pytest.raises(DomainError) as taken, db.write(ACTOR) as session:
        VENDORS.add(session, VENDOR)
    assert (taken.value.code, taken.value.params) == ("vendor.taken", {"code": "A"})
    queue = {"project_id": 4711, "code": "q", "name_en": "q", "name_zh": "", "version": 1}
    with pytest.raises(IntegrityError), db.write(ACTOR) as session:
        QUEUES.add(session, queue)


def test_added_record_reads_back_with_its_id(db):
    with db.write(ACTOR) as session:
        vendor_id = VENDORS.add(session, VENDOR)
        assert VENDORS.get(session, vendor_id).items() >= {**VENDOR, "id": vendor_id}.items()
        VENDORS.remove(session, vendor_id)
        with pytest.raises(NotFoundError, match=r"vendor\.unknown"):
            VENDORS.get(session, vendor_id)


def test_conflict_without_a_trail_still_has_a_sentence(db):
    vendor_id = stored_vendor(db)
    with db.write(ACTOR) as session:
        VENDORS.replace(session, vendor_id, {"version": 7})
        with pytest.raises(ConflictError) as caught:
            VENDORS.check_version(session, VENDORS.get(session, vendor_id), 1)
    assert caught.value.params == {"who": None, "when": None, "fields": ()}
    assert refusal(translator("zh-Hans"), caught.value)


def test_seen_version_passes(db):
    project_id = stored_project(db)
    with db.read() as session:
        PROJECTS.check_version(session, PROJECTS.get(session, project_id), 1)


def test_frame_keeps_its_kinds_when_it_is_empty(db):
    at = datetime(2026, 11, 22, tzinfo=UTC)
    query = select(literal(3).label("n"), literal(at).label("at"), literal("x").label("text"))
    kinds = {"n": "Int64", "at": "datetime64[us, UTC]"}
    with db.read() as session:
        full = frame(session, query, kinds)
        empty = frame(session, query.where(literal(1) == 0), kinds)
    assert empty.empty
    assert full.dtypes.equals(empty.dtypes)
    assert [str(kind) for kind in full.dtypes] == ["Int64", "datetime64[us, UTC]", "object"]
