import pytest

from ecogov.domain.errors import ConflictError, NotFoundError
from ecogov.services.trail import history
from ecogov.services.vendors import (
    add_vendor,
    archive_vendor,
    change_vendor,
    list_vendors,
    restore_vendor,
)
from tests.builders import ACTOR, a_vendor, stored_vendor
from tests.harness.refusals import refused


def test_added_vendor_is_listed_with_one_revision_and_one_entry(db):
    before = db.revision()
    vendor_id = stored_vendor(db, is_inhouse=True)
    assert db.revision() == before + 1
    row = list_vendors(db).iloc[0]
    assert (row["id"], row["code"], row["name_zh"]) == (vendor_id, "KERLIP", "克利普")
    assert row["is_inhouse"]
    assert row["version"] == 1
    entry = history(db, "vendor", vendor_id).iloc[0]
    assert (entry["action"], entry["before"]) == ("vendor.add", None)
    assert entry["after"]["is_inhouse"] is True


def test_vendors_are_listed_by_code_with_the_same_kinds_when_there_are_none(db):
    empty = list_vendors(db)
    assert list(empty.columns) == [
        "id", "code", "name_en", "name_zh", "is_inhouse", "created_by_import", "version",
    ]  # fmt: skip
    stored_vendor(db, code="SERRA")
    stored_vendor(db, code="HOUSE")
    listed = list_vendors(db)
    assert list(listed["code"]) == ["HOUSE", "SERRA"]
    assert listed.dtypes.equals(empty.dtypes)


def test_code_of_a_vendor_cannot_be_taken_twice(db):
    stored_vendor(db)
    other = stored_vendor(db, code="SERRA")
    with refused(db, "vendor.taken") as caught:
        add_vendor(db, a_vendor(), actor=ACTOR)
    assert caught.value.params == {"code": "KERLIP"}
    with refused(db, "vendor.taken"):
        change_vendor(db, other, a_vendor(), version=1, actor=ACTOR)


def test_changed_vendor_has_a_new_version_and_an_entry_of_what_differs(db):
    vendor_id = stored_vendor(db)
    before = db.revision()
    draft = a_vendor(name_en="Kerlip Nusantara")
    change_vendor(db, vendor_id, draft, version=1, actor="maya")
    assert db.revision() == before + 1
    assert list(list_vendors(db)["version"]) == [2]
    entry = history(db, "vendor", vendor_id).iloc[0]
    assert entry["before"] == {"name_en": "Kerlip", "version": 1}
    assert entry["after"] == {"name_en": "Kerlip Nusantara", "version": 2}


def test_stale_change_of_a_vendor_is_refused(db):
    vendor_id = stored_vendor(db)
    change_vendor(db, vendor_id, a_vendor(name_en="A"), version=1, actor="maya")
    with refused(db, "record.conflict", ConflictError) as caught:
        change_vendor(db, vendor_id, a_vendor(name_en="B"), version=1, actor="lin")
    assert caught.value.params["who"] == "maya"
    assert caught.value.params["fields"] == ("vendor.name_en",)


def test_archived_vendor_leaves_the_list_and_comes_back(db):
    vendor_id = stored_vendor(db)
    archive_vendor(db, vendor_id, actor=ACTOR)
    assert list_vendors(db).empty
    assert list(list_vendors(db, archived=True)["id"]) == [vendor_id]
    with refused(db, "record.archived"):
        archive_vendor(db, vendor_id, actor=ACTOR)
    with refused(db, "record.archived"):
        change_vendor(db, vendor_id, a_vendor(name_en="x"), version=2, actor=ACTOR)
    restore_vendor(db, vendor_id, actor=ACTOR)
    assert list(list_vendors(db)["version"]) == [3]
    actions = list(history(db, "vendor", vendor_id)["action"])
    assert actions == ["vendor.restore", "vendor.archive", "vendor.add"]


@pytest.mark.parametrize("act", [archive_vendor, restore_vendor])
def test_unknown_vendor_is_not_found(db, act):
    with refused(db, "vendor.unknown", NotFoundError):
        act(db, 4711, actor=ACTOR)
    with refused(db, "vendor.unknown", NotFoundError):
        change_vendor(db, 4711, a_vendor(), version=1, actor=ACTOR)
