import pytest

from ecogov.domain.errors import ConflictError, NotFoundError
from ecogov.services.projects import archive_project
from ecogov.services.queues import (
    add_queue,
    archive_queue,
    change_queue,
    list_queues,
    restore_queue,
)
from ecogov.services.trail import history
from tests.builders import ACTOR, a_queue, stored_project, stored_queue
from tests.harness.refusals import refused


def test_added_queue_is_listed_with_one_revision_and_one_entry(db):
    project_id = stored_project(db)
    before = db.revision()
    queue_id = stored_queue(db, project_id)
    assert db.revision() == before + 1
    row = list_queues(db, project_id).iloc[0]
    assert (row["id"], row["code"], row["name_zh"]) == (queue_id, "appeals", "申诉复核")
    entry = history(db, "queue", queue_id).iloc[0]
    assert (entry["action"], entry["before"]) == ("queue.add", None)
    assert entry["after"]["project_id"] == project_id


def test_queues_are_those_of_one_project_with_the_same_kinds_when_there_are_none(db):
    project_id, other_id = stored_project(db), stored_project(db, code="OTHER")
    empty = list_queues(db, project_id)
    assert list(empty.columns) == [
        "id", "code", "name_en", "name_zh", "created_by_import", "version",
    ]  # fmt: skip
    stored_queue(db, project_id, code="b")
    stored_queue(db, project_id, code="a")
    stored_queue(db, other_id, code="c")
    listed = list_queues(db, project_id)
    assert list(listed["code"]) == ["a", "b"]
    assert listed.dtypes.equals(empty.dtypes)


def test_code_of_a_queue_is_its_own_within_the_project_only(db):
    project_id, other_id = stored_project(db), stored_project(db, code="OTHER")
    stored_queue(db, project_id)
    stored_queue(db, other_id)
    second = stored_queue(db, project_id, code="reports")
    with refused(db, "queue.taken") as caught:
        add_queue(db, a_queue(project_id), actor=ACTOR)
    assert caught.value.params == {"code": "appeals"}
    with refused(db, "queue.taken"):
        change_queue(db, second, a_queue(project_id), version=1, actor=ACTOR)


def test_queue_needs_a_project_at_work(db):
    with refused(db, "project.unknown", NotFoundError):
        add_queue(db, a_queue(4711), actor=ACTOR)
    project_id = stored_project(db)
    queue_id = stored_queue(db, project_id)
    archive_project(db, project_id, actor=ACTOR)
    with refused(db, "record.archived"):
        add_queue(db, a_queue(project_id, code="new"), actor=ACTOR)
    with refused(db, "record.archived"):
        change_queue(db, queue_id, a_queue(project_id, name_en="x"), version=1, actor=ACTOR)


def test_changed_queue_has_a_new_version_and_an_entry_of_what_differs(db):
    project_id = stored_project(db)
    queue_id = stored_queue(db, project_id)
    before = db.revision()
    change_queue(db, queue_id, a_queue(project_id, code="appeals-2"), version=1, actor="maya")
    assert db.revision() == before + 1
    assert list(list_queues(db, project_id)["version"]) == [2]
    entry = history(db, "queue", queue_id).iloc[0]
    assert entry["before"] == {"code": "appeals", "version": 1}
    assert entry["after"] == {"code": "appeals-2", "version": 2}


def test_stale_change_of_a_queue_is_refused(db):
    project_id = stored_project(db)
    queue_id = stored_queue(db, project_id)
    change_queue(db, queue_id, a_queue(project_id, name_zh="申诉"), version=1, actor="maya")
    with refused(db, "record.conflict", ConflictError) as caught:
        change_queue(db, queue_id, a_queue(project_id, name_zh="复核"), version=1, actor="lin")
    assert caught.value.params["fields"] == ("queue.name_zh",)


def test_queue_cannot_move_to_another_project(db):
    project_id, other_id = stored_project(db), stored_project(db, code="OTHER")
    queue_id = stored_queue(db, project_id)
    with refused(db, "record.other_project"):
        change_queue(db, queue_id, a_queue(other_id), version=1, actor=ACTOR)


def test_archived_queue_leaves_the_list_and_comes_back(db):
    project_id = stored_project(db)
    queue_id = stored_queue(db, project_id)
    archive_queue(db, queue_id, actor=ACTOR)
    assert list_queues(db, project_id).empty
    assert list(list_queues(db, project_id, archived=True)["id"]) == [queue_id]
    with refused(db, "record.archived"):
        archive_queue(db, queue_id, actor=ACTOR)
    with refused(db, "record.archived"):
        change_queue(db, queue_id, a_queue(project_id, name_en="x"), version=2, actor=ACTOR)
    restore_queue(db, queue_id, actor=ACTOR)
    assert list(list_queues(db, project_id)["version"]) == [3]
    actions = list(history(db, "queue", queue_id)["action"])
    assert actions == ["queue.restore", "queue.archive", "queue.add"]


@pytest.mark.parametrize("act", [archive_queue, restore_queue])
def test_unknown_queue_is_not_found(db, act):
    with refused(db, "queue.unknown", NotFoundError):
        act(db, 4711, actor=ACTOR)
    with refused(db, "queue.unknown", NotFoundError):
        change_queue(db, 4711, a_queue(1), version=1, actor=ACTOR)
