import pytest
from sqlalchemy import select

from ecogov.domain.errors import ConflictError, NotFoundError
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.services.imports import list_imports, open_receipt, undo_import
from ecogov.services.kpis import kpi_cells
from ecogov.services.queues import list_queues
from ecogov.services.trail import history, verify_trail
from ecogov.services.vendors import change_vendor, list_vendors
from ecogov.storage.base import Base
from tests.builders import (
    ACTOR,
    a_judgment,
    a_sheet_day,
    a_task,
    a_vendor,
    an_annotation,
    an_answer,
    an_assignment,
    answers_file,
    stored_project,
    stored_target,
    stored_vendor,
    take_in,
    tasks_file,
)
from tests.harness.exports import records_bytes
from tests.harness.figures import figures, wrong_rollups
from tests.harness.refusals import contents, refused

APPROVED = {"AssignmentStatus": "Approved", "ApprovalTime": "2026-03-05 09:00:00 UTC"}
REVIEW = {"accepted": False, "created_by": 7, "created_at": "2026-03-04T10:00:00Z"}
DERIVED_ELSEWHERE = {
    "import",
    "import_overlap",
    "import_rejection",
    "audit_entry",
    "revision",
    "job",
}
DERIVED_ELSEWHERE |= {"annotator", "source"}  # names that tools gave stay known

PAIRS = {
    "new rows": (
        records_bytes([an_assignment()]),
        records_bytes([an_assignment(AssignmentId="A2", WorkerId="W2")]),
    ),
    "overlapping time": (
        records_bytes([an_assignment()]),
        records_bytes(
            [an_assignment(AssignmentId="A2", HITId="H2", AcceptTime="2026-03-02 07:00:00 UTC")]
        ),
    ),
    "changed rows": (
        records_bytes([an_assignment(), an_assignment(AssignmentId="A2")]),
        records_bytes([an_assignment(**APPROVED), an_assignment(AssignmentId="A2")]),
    ),
    "rest of a page": (
        records_bytes([a_judgment(_id="J1", _unit_id="U1")]),
        records_bytes([a_judgment(_id=f"J{n}", _unit_id=f"U{n}") for n in range(1, 4)]),
    ),
    "next answer": (
        answers_file(an_answer()),
        answers_file(an_answer(), an_answer(_task_hash=12, _timestamp=1_772_438_420)),
    ),
    "answer between": (
        answers_file(an_answer(), an_answer(_task_hash=12, _timestamp=1_772_438_460)),
        answers_file(an_answer(_task_hash=13, _timestamp=1_772_438_420)),
    ),
    "reference": (
        tasks_file(a_task(1, an_annotation(), an_annotation(id=2, completed_by=2, label="dog"))),
        tasks_file(a_task(1, an_annotation(id=3, completed_by=3, ground_truth=True))),
    ),
    "withdrawn reference": (
        tasks_file(a_task(1, an_annotation(ground_truth=True), an_annotation(id=2))),
        tasks_file(a_task(1, an_annotation(updated_at="2026-03-09T08:00:00Z"))),
    ),
    "open task done": (
        tasks_file(a_task(1), a_task(2)),
        tasks_file(a_task(1, an_annotation()), a_task(2)),
    ),
    "review": (
        tasks_file(a_task(1, an_annotation())),
        tasks_file(a_task(1, an_annotation(reviews=[REVIEW]))),
    ),
    "moved item": (
        tasks_file(a_task(1, an_annotation(), an_annotation(id=2, completed_by=2))),
        tasks_file(a_task(3, an_annotation(id=2, completed_by=2))),
    ),
    "corrected sheet": (
        records_bytes([a_sheet_day(), a_sheet_day(Date="2026-03-03")]),
        records_bytes([a_sheet_day(Units="70", Reviewed="30", Open="9")]),
    ),
    "vendor and queue": (
        records_bytes([a_sheet_day()]),
        records_bytes([a_sheet_day(Vendor="TENSOR", Queue="videos")]),
    ),
    "other tool": (
        tasks_file(a_task(1, an_annotation(), an_annotation(id=2, completed_by=2))),
        records_bytes([an_assignment(HITId="1", **APPROVED)]),
    ),
    "nothing new": (records_bytes([an_assignment()]), records_bytes([an_assignment()])),
}


def everything(db):
    return {name: rows for name, rows in contents(db).items() if name not in DERIVED_ELSEWHERE}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_undo_restores_every_figure(db, pair):
    project_id = stored_project(db, timezone="UTC")
    take_in(db, project_id, pair[0])
    before, rows = figures(db), everything(db)["event"]
    receipt = take_in(db, project_id, pair[1])
    undo_import(db, receipt.import_id, actor=ACTOR)
    assert figures(db) == before
    assert {row[0] for row in everything(db)["event"]} == {row[0] for row in rows}
    assert not everything(db)["event_before"]
    assert not wrong_rollups(db)


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_undo_of_all_leaves_nothing_behind(db, pair):
    project_id = stored_project(db)
    before = everything(db)
    receipts = [take_in(db, project_id, file) for file in pair]
    for receipt in reversed(receipts):
        undo_import(db, receipt.import_id, actor=ACTOR)
    assert everything(db) == before
    assert verify_trail(db) == []


def test_undo_says_how_many_rows_it_touched_and_is_on_record(db):
    project_id = stored_project(db)
    take_in(db, project_id, PAIRS["changed rows"][0])
    receipt = take_in(db, project_id, PAIRS["changed rows"][1])
    before = db.revision()
    assert undo_import(db, receipt.import_id, actor="bob@example.org") == 1
    assert db.revision() == before + 1
    entry = history(db, "import", receipt.import_id).iloc[0]
    assert (entry["action"], entry["before"]["rows"]) == ("import.undo", 1)
    row = list_imports(db, project_id).iloc[0]
    assert (row["undone_by"], row["undone_at"] is not None) == ("bob@example.org", True)
    assert open_receipt(db, receipt.import_id) == receipt


def test_import_can_be_taken_in_again_after_its_undo(db):
    project_id = stored_project(db)
    file = PAIRS["vendor and queue"][1]
    first = take_in(db, project_id, file)
    before = figures(db)
    undo_import(db, first.import_id, actor=ACTOR)
    again = take_in(db, project_id, file)
    assert (again.accepted, again.new_vendors) == (first.accepted, first.new_vendors)
    assert figures(db) == before


@pytest.mark.parametrize("name", ["changed rows", "nothing new"])
def test_import_cannot_be_undone_before_a_later_one_that_met_its_rows(db, name):
    project_id = stored_project(db)
    first, second = (take_in(db, project_id, file) for file in PAIRS[name])
    with refused(db, "import.undo_later", ConflictError) as caught:
        undo_import(db, first.import_id, actor=ACTOR)
    assert caught.value.params["later"] == str(second.import_id)
    undo_import(db, second.import_id, actor=ACTOR)
    undo_import(db, first.import_id, actor=ACTOR)


def test_imports_that_met_no_common_row_are_undone_in_any_order(db):
    project_id = stored_project(db)
    first, second = (take_in(db, project_id, file) for file in PAIRS["reference"])
    undo_import(db, first.import_id, actor=ACTOR)
    question = Question(Slice((project_id,)), metrics=("gold_accuracy", "submitted_units"))
    assert kpi_cells(db, question)["numerator"].tolist() == [0, 1]
    undo_import(db, second.import_id, actor=ACTOR)
    assert not everything(db)["event"]


def test_import_cannot_be_undone_twice(db):
    receipt = take_in(db, stored_project(db), PAIRS["new rows"][0])
    undo_import(db, receipt.import_id, actor=ACTOR)
    with refused(db, "import.undone", ConflictError):
        undo_import(db, receipt.import_id, actor=ACTOR)


def test_unknown_import_cannot_be_undone(db):
    with refused(db, "import.unknown", NotFoundError):
        undo_import(db, 99, actor=ACTOR)


def test_names_that_came_with_an_import_go_with_it(db):
    project_id = stored_project(db)
    receipt = take_in(db, project_id, records_bytes([a_sheet_day()]))
    assert list(list_vendors(db)["code"]) == ["KERLIP"]
    assert list(list_queues(db, project_id)["code"]) == ["images"]
    undo_import(db, receipt.import_id, actor=ACTOR)
    assert list_vendors(db).empty
    assert list_queues(db, project_id).empty


def test_names_stay_where_another_import_or_a_target_uses_them(db):
    project_id, other_id = stored_project(db), stored_project(db, code="OTHER")
    file = records_bytes([a_sheet_day(), a_sheet_day(Vendor="TENSOR", Queue="videos")])
    receipt = take_in(db, project_id, file)
    take_in(db, other_id, records_bytes([a_sheet_day()]))
    vendors = list_vendors(db).set_index("code")["id"]
    queues = list_queues(db, project_id).set_index("code")["id"]
    stored_target(db, project_id, queue_id=int(queues["videos"]))
    undo_import(db, receipt.import_id, actor=ACTOR)
    assert list(list_vendors(db)["id"]) == [vendors["KERLIP"]]
    assert list(list_queues(db, project_id)["id"]) == [queues["videos"]]


def test_names_leave_with_the_last_import_that_uses_them(db):
    project_id = stored_project(db)
    days = ("2026-03-02", "2026-03-03", "2026-03-04")
    imports = [take_in(db, project_id, records_bytes([a_sheet_day(Date=day)])) for day in days]
    for receipt in imports[:2]:
        undo_import(db, receipt.import_id, actor=ACTOR)
        assert list(list_vendors(db)["code"]) == ["KERLIP"]
        assert list(list_queues(db, project_id)["code"]) == ["images"]
    undo_import(db, imports[2].import_id, actor=ACTOR)
    assert list_vendors(db).empty
    assert list_queues(db, project_id).empty


def test_a_name_stays_that_only_a_replaced_row_holds(db):
    project_id = stored_project(db)
    first = take_in(db, project_id, records_bytes([a_judgment(_id="J1", _channel="elite")]))
    take_in(db, project_id, records_bytes([a_judgment(_id="J2", _channel="elite")]))
    last = take_in(db, project_id, records_bytes([a_judgment(_id="J2", _channel="neodev")]))
    undo_import(db, first.import_id, actor=ACTOR)
    undo_import(db, last.import_id, actor=ACTOR)
    assert list(list_vendors(db)["code"]) == ["elite"]


def test_names_stay_where_somebody_edited_them(db):
    receipt = take_in(db, stored_project(db), records_bytes([a_sheet_day()]))
    row = list_vendors(db).iloc[0]
    draft = a_vendor(name_en="Kerlip Ltd")
    change_vendor(db, int(row["id"]), draft, version=int(row["version"]), actor=ACTOR)
    undo_import(db, receipt.import_id, actor=ACTOR)
    assert list(list_vendors(db)["name_en"]) == ["Kerlip Ltd"]


def test_vendor_that_was_there_before_stays(db):
    stored_vendor(db)
    receipt = take_in(db, stored_project(db), records_bytes([a_sheet_day()]))
    assert receipt.new_vendors == ()
    undo_import(db, receipt.import_id, actor=ACTOR)
    assert list(list_vendors(db)["code"]) == ["KERLIP"]


def test_undo_leaves_the_rows_of_other_projects_alone(db):
    one, two = stored_project(db), stored_project(db, code="OTHER")
    take_in(db, one, PAIRS["review"][1])
    before = figures(db)
    receipt = take_in(db, two, PAIRS["review"][1])
    undo_import(db, receipt.import_id, actor=ACTOR)
    assert figures(db) == before
    event = Base.metadata.tables["event"]
    with db.read() as session:
        assert session.execute(select(event.c.project_id).distinct()).scalars().all() == [one]
