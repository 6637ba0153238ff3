from datetime import date

import pytest
from sqlalchemy import insert, select

from ecogov.domain.errors import ConflictError, NotFoundError
from ecogov.domain.kpi.evidence import Comparator
from ecogov.domain.targets import TargetKind, TargetScope, TurnaroundClock, target_in_force
from ecogov.services.projects import archive_project
from ecogov.services.queues import archive_queue
from ecogov.services.targets import (
    add_target,
    archive_target,
    change_target,
    list_targets,
    restore_target,
)
from ecogov.services.trail import history
from ecogov.services.vendors import archive_vendor
from ecogov.storage.production.undoing import take_back
from ecogov.storage.records import QueueRow, VendorRow
from tests.builders import (
    ACTOR,
    a_target,
    stored_import,
    stored_project,
    stored_queue,
    stored_target,
    stored_vendor,
)
from tests.harness.refusals import refused

COLUMNS = [
    "id", "kind", "metric", "comparator", "value", "window", "vendor_id", "vendor_code",
    "vendor_name_en", "vendor_name_zh", "queue_id", "queue_code", "queue_name_en",
    "queue_name_zh", "locale", "contract_clause", "effective_from", "hours", "clock", "version",
]  # fmt: skip


def test_added_target_is_listed_with_one_revision_and_one_entry(db):
    project_id = stored_project(db)
    before = db.revision()
    target_id = stored_target(db, project_id, contract_clause="MSA 4.2")
    assert db.revision() == before + 1
    row = list_targets(db, project_id).iloc[0]
    assert (row["id"], row["kind"], row["metric"]) == (target_id, "sla", "qa_accuracy")
    assert (row["comparator"], row["value"], row["window"]) == ("ge", 0.95, "month")
    assert (row["contract_clause"], row["effective_from"]) == ("MSA 4.2", date(2026, 3, 2))
    assert row["vendor_code"] is None
    entry = history(db, "target", target_id).iloc[0]
    assert (entry["action"], entry["before"]) == ("target.add", None)
    assert entry["after"]["value"] == 0.95
    assert entry["after"]["kind"] == "sla"


def test_turnaround_keeps_its_hours_and_its_clock(db):
    project_id = stored_project(db)
    told = {"metric": "tat_attainment", "hours": 48.0, "clock": TurnaroundClock.BUSINESS}
    stored_target(db, project_id, **told)
    row = list_targets(db, project_id).iloc[0]
    assert (row["hours"], row["clock"]) == (48.0, "business")


def test_list_has_the_same_columns_and_kinds_when_there_are_none(db):
    project_id, other_id = stored_project(db), stored_project(db, code="OTHER")
    empty = list_targets(db, project_id)
    assert list(empty.columns) == COLUMNS
    stored_target(db, project_id)
    stored_target(db, other_id)
    listed = list_targets(db, project_id)
    assert len(listed) == 1
    assert listed.dtypes.equals(empty.dtypes)


def test_list_names_the_scope_and_says_which_target_is_in_force(db):
    project_id = stored_project(db)
    vendor_id, queue_id = stored_vendor(db), stored_queue(db, project_id)
    stored_target(db, project_id)
    narrow = {"vendor_id": vendor_id, "queue_id": queue_id, "locale": "id-ID", "value": 0.9}
    stored_target(db, project_id, **narrow)
    listed = list_targets(db, project_id)
    row = listed.iloc[1]
    assert (row["vendor_code"], row["vendor_name_zh"]) == ("KERLIP", "克利普")
    assert (row["queue_code"], row["queue_name_en"]) == ("appeals", "Appeals")
    assert row["locale"] == "id-ID"
    rows = list(listed.itertuples(index=False))
    scope = TargetScope(vendor_id, queue_id, "id-ID")
    day = date(2026, 11, 22)
    assert target_in_force(rows, "qa_accuracy", scope, day).value == 0.9
    assert target_in_force(rows, "qa_accuracy", TargetScope(), day).value == 0.95


def test_scope_of_a_target_must_be_at_work(db):
    project_id, other_id = stored_project(db), stored_project(db, code="OTHER")
    vendor_id, queue_id = stored_vendor(db), stored_queue(db, project_id)
    foreign = stored_queue(db, other_id)
    target_id = stored_target(db, project_id)
    archive_vendor(db, vendor_id, actor=ACTOR)
    archive_queue(db, queue_id, actor=ACTOR)
    for scope, code in (
        ({"vendor_id": 4711}, "target.vendor"),
        ({"vendor_id": vendor_id}, "target.vendor"),
        ({"queue_id": 4711}, "target.queue"),
        ({"queue_id": queue_id}, "target.queue"),
        ({"queue_id": foreign}, "target.queue"),
    ):
        draft = a_target(project_id, **scope)
        with refused(db, code):
            add_target(db, draft, actor=ACTOR)
        with refused(db, code):
            change_target(db, target_id, draft, version=1, actor=ACTOR)


def test_target_needs_a_project_at_work(db):
    with refused(db, "project.unknown", NotFoundError):
        add_target(db, a_target(4711), actor=ACTOR)
    project_id = stored_project(db)
    target_id = stored_target(db, project_id)
    archive_project(db, project_id, actor=ACTOR)
    with refused(db, "record.archived"):
        add_target(db, a_target(project_id), actor=ACTOR)
    with refused(db, "record.archived"):
        change_target(db, target_id, a_target(project_id, value=0.9), version=1, actor=ACTOR)


def test_changed_target_has_a_new_version_and_an_entry_of_what_differs(db):
    project_id = stored_project(db)
    target_id = stored_target(db, project_id)
    before = db.revision()
    draft = a_target(project_id, kind=TargetKind.KPI, value=0.97)
    change_target(db, target_id, draft, version=1, actor="maya")
    assert db.revision() == before + 1
    entry = history(db, "target", target_id).iloc[0]
    assert entry["before"] == {"kind": "sla", "value": 0.95, "version": 1}
    assert entry["after"] == {"kind": "kpi", "value": 0.97, "version": 2}
    row = list_targets(db, project_id).iloc[0]
    assert (row["value"], row["version"]) == (0.97, 2)


def test_stale_change_of_a_target_is_refused(db):
    project_id = stored_project(db)
    target_id = stored_target(db, project_id)
    lower = a_target(project_id, metric="rework_rate", comparator=Comparator.AT_MOST, value=0.03)
    change_target(db, target_id, lower, version=1, actor="maya")
    with refused(db, "record.conflict", ConflictError) as caught:
        change_target(db, target_id, a_target(project_id, value=0.9), version=1, actor="lin")
    assert caught.value.params["who"] == "maya"
    assert caught.value.params["fields"] == ("target.comparator", "target.metric", "target.value")


def test_target_cannot_move_to_another_project(db):
    project_id, other_id = stored_project(db), stored_project(db, code="OTHER")
    target_id = stored_target(db, project_id)
    with refused(db, "record.other_project"):
        change_target(db, target_id, a_target(other_id), version=1, actor=ACTOR)


def test_archived_target_leaves_the_list_and_comes_back(db):
    project_id = stored_project(db)
    target_id = stored_target(db, project_id)
    archive_target(db, target_id, actor=ACTOR)
    assert list_targets(db, project_id).empty
    assert list(list_targets(db, project_id, archived=True)["id"]) == [target_id]
    with refused(db, "record.archived"):
        archive_target(db, target_id, actor=ACTOR)
    with refused(db, "record.archived"):
        change_target(db, target_id, a_target(project_id, value=0.9), version=2, actor=ACTOR)
    restore_target(db, target_id, actor=ACTOR)
    assert list(list_targets(db, project_id)["version"]) == [3]
    actions = list(history(db, "target", target_id)["action"])
    assert actions == ["target.restore", "target.archive", "target.add"]


@pytest.mark.parametrize("act", [archive_target, restore_target])
def test_unknown_target_is_not_found(db, act):
    with refused(db, "target.unknown", NotFoundError):
        act(db, 4711, actor=ACTOR)
    with refused(db, "target.unknown", NotFoundError):
        change_target(db, 4711, a_target(1), version=1, actor=ACTOR)


def test_scope_of_a_target_outlives_the_import_that_brought_it(db):
    project_id = stored_project(db)
    import_id = stored_import(db, project_id)
    brought = {"name_en": "as told", "created_by_import": import_id}
    with db.write(ACTOR) as session:
        vendor_id, _ = (
            session.execute(
                insert(VendorRow).values(code=code, **brought).returning(VendorRow.id)
            ).scalar_one()
            for code in ("promised", "unused")
        )
        queue = insert(QueueRow).values(code="q", project_id=project_id, **brought)
        queue_id = session.execute(queue.returning(QueueRow.id)).scalar_one()
    stored_target(db, project_id, vendor_id=vendor_id, queue_id=queue_id)
    with db.write(ACTOR) as session:
        take_back(session, import_id)
    with db.read() as session:
        assert session.execute(select(VendorRow.code)).scalars().all() == ["promised"]
        assert session.execute(select(QueueRow.code)).scalars().all() == ["q"]
    assert list(list_targets(db, project_id)["vendor_code"]) == ["promised"]
