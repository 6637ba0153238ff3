from datetime import timedelta

import pytest

from ecogov.domain.trail import TrailFilter
from ecogov.services.projects import change_project
from ecogov.services.trail import (
    count_trail,
    history,
    list_trail,
    record_names,
    trail_facets,
    verify_trail,
)
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


def test_the_trail_is_newest_first_and_can_be_cut_short(db):
    project_id = stored_project(db)
    stored_vendor(db)
    whole = list_trail(db, TrailFilter())
    assert whole["action"].tolist() == ["vendor.add", "project.add"]
    assert whole["project_id"].isna().tolist() == [True, False]
    assert whole["record_id"].tolist()[1] == str(project_id)
    assert list_trail(db, TrailFilter(), limit=1)["action"].tolist() == ["vendor.add"]
    assert count_trail(db, TrailFilter()) == 2


@pytest.mark.parametrize(
    "wanted",
    [
        TrailFilter(record_type="project"),
        TrailFilter(action="project.change"),
        TrailFilter(actor="maya"),
    ],
)
def test_a_filter_lets_through_what_it_names(db, wanted):
    project_id = stored_project(db)
    stored_vendor(db)
    change_project(db, project_id, a_project(pm="Maya"), version=1, actor="maya")
    found = list_trail(db, wanted)
    assert "vendor.add" not in found["action"].tolist()
    assert "project.change" in found["action"].tolist()
    assert count_trail(db, wanted) == len(found)


def test_a_filter_by_time_includes_its_beginning_and_excludes_its_end(db):
    project_id = stored_project(db)
    at = list_trail(db, TrailFilter())["at"].iloc[0].to_pydatetime()
    later = at + timedelta(seconds=1)
    assert count_trail(db, TrailFilter(since=at, before=later)) == 1
    assert count_trail(db, TrailFilter(since=later)) == 0
    assert count_trail(db, TrailFilter(before=at)) == 0
    assert count_trail(db, TrailFilter(project_id=project_id)) == 1
    assert count_trail(db, TrailFilter(project_id=project_id + 1)) == 0


def test_an_empty_trail_has_the_same_columns(db):
    empty = list_trail(db, TrailFilter())
    stored_project(db)
    assert empty.dtypes.equals(list_trail(db, TrailFilter()).dtypes)


def test_facets_and_names_tell_what_there_is(db):
    project_id = stored_project(db)
    facets = trail_facets(db)
    assert facets.acts == (("project", "project.add"),)
    assert facets.actors == (ACTOR,)
    assert record_names(db)["project", str(project_id)] == "TS-VIDEO"
