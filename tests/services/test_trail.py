from ecogov.services.projects import change_project
from ecogov.services.trail import history, verify_trail
from tests.builders import (
    ACTOR,
    a_project,
    stored_project,
    stored_queue,
    stored_target,
    stored_vendor,
)


def test_history_is_newest_first_and_of_one_record_only(db):
    project_id = stored_project(db)
    stored_project(db, code="OTHER")
    stored_vendor(db)
    change_project(db, project_id, a_project(pm="Maya"), version=1, actor="maya")
    trail = history(db, "project", project_id)
    assert list(trail["actor"]) == ["maya", ACTOR]
    assert list(trail["action"]) == ["project.change", "project.add"]
    assert trail["at"].is_monotonic_decreasing


def test_record_that_never_was_has_no_history(db):
    empty = history(db, "project", 4711)
    assert list(empty.columns) == ["id", "at", "actor", "action", "before", "after"]
    assert empty.empty
    assert empty.dtypes.equals(history(db, "project", stored_project(db)).dtypes)


def test_trail_of_all_kinds_of_records_is_whole(db):
    project_id = stored_project(db, name_zh="标注 “试” 😀")
    vendor_id, queue_id = stored_vendor(db), stored_queue(db, project_id)
    stored_target(db, project_id, vendor_id=vendor_id, queue_id=queue_id)
    stored_target(db, project_id, metric="throughput_units_per_day", value=32_000)
    stored_target(db, project_id, metric="cost_per_accepted_unit", value=0.00001)
    stored_target(db, project_id, metric="backlog_units", value=1e22)
    assert verify_trail(db) == []


def test_entry_that_was_altered_is_named(db):
    stored_project(db)
    second = stored_project(db, code="OTHER")
    stored_vendor(db)
    altered = int(history(db, "project", second).iloc[0]["id"])
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE audit_entry SET actor = 'eve' WHERE id = {altered:d}")  # noqa: S608 - a number of ours
    assert verify_trail(db) == [altered]


def test_entry_that_was_removed_is_noticed_by_the_next(db):
    stored_project(db)
    second = stored_project(db, code="OTHER")
    vendor_id = stored_vendor(db)
    removed = int(history(db, "project", second).iloc[0]["id"])
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM audit_entry WHERE id = {removed:d}")  # noqa: S608 - a number of ours
    assert verify_trail(db) == list(history(db, "vendor", vendor_id)["id"])
