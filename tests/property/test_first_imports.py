"""The first file of a tool is derived by column: to the same figures as from the stored rows."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecogov.services.imports import undo_import
from ecogov.storage.production import staged
from tests.builders import (
    ACTOR,
    a_judgment,
    a_sheet_day,
    a_task,
    an_annotation,
    an_answer,
    an_assignment,
    answers_file,
    stored_project,
    take_in,
    tasks_file,
)
from tests.harness.exports import records_bytes
from tests.harness.figures import derive_all, figures, wrong_rollups

QUICK = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
few = st.integers(0, 3)
people = st.sampled_from(["W-1", "w1", "Wörk er", "W_2"])
labels = st.sampled_from(["cat", "Dog", 'a "b"\\', "审核\t通过", "é\u0001", ""])
# Fractions that no millisecond holds, and keys that languages and bytes put in another order.
clocks = st.sampled_from(["08:00:00", "08:00:00.000001", "08:00:30.123456", "08:05:00.9995"])
keys = st.lists(
    st.sampled_from(["a1", "A-1", "A1", "_a", "é", "B2", "b-2", "10", "9"]),
    min_size=1,
    max_size=7,
    unique=True,
)


def keyed(one):
    """Files of rows with different keys, so that none repeats another."""
    return keys.flatmap(lambda some: st.tuples(*(one(key) for key in some)))


@st.composite
def assignments(draw, key):
    day = f"2026-03-0{2 + draw(few)}"
    status = draw(st.sampled_from(["Submitted", "Approved", "Rejected"]))
    return an_assignment(
        AssignmentId=key,
        HITId=draw(st.sampled_from(["H1", "h-1", ""])),
        WorkerId=draw(people),
        AssignmentStatus=status,
        AcceptTime=f"{day} {draw(clocks)}",
        SubmitTime=f"2026-03-0{5 + draw(few)} {draw(clocks)}",
        ApprovalTime=f"2026-03-09 {draw(clocks)}" if status == "Approved" else "",
        RejectionTime=f"2026-03-09 {draw(clocks)}" if status == "Rejected" else "",
        WorkTimeInSeconds=draw(st.sampled_from(["", "0", "0.1", "300"])),
        **{"Answer.label": draw(labels)},
    )


@st.composite
def judgments(draw, key):
    return a_judgment(
        _id=key,
        _unit_id=f"U{draw(few)}",
        _worker_id=draw(people),
        _channel=draw(st.sampled_from(["elite", "neodev"])),
        _created_at=f"3/{2 + draw(few)}/2026 08:01:0{draw(few)}",
        _tainted=draw(st.sampled_from(["true", "false"])),
        _golden=draw(st.sampled_from(["true", "false"])),
        answer=draw(st.sampled_from(["yes", "no"])),
        answer_gold=draw(st.sampled_from(["yes", ""])),
    )


@st.composite
def answers(draw, key):
    return an_answer(
        text=key,
        _task_hash=key,
        _input_hash=draw(few),
        _annotator_id=draw(people),
        _timestamp=1_772_438_400 + draw(st.sampled_from([0, 1, 200.25, 400, 900, 1700])),
        answer=draw(st.sampled_from(["accept", "reject", "ignore"])),
    )


@st.composite
def tasks(draw):
    def annotation(number):
        return an_annotation(
            id=number,
            completed_by=draw(few),
            created_at=f"2026-03-0{2 + draw(few)}T{draw(clocks)}Z",
            updated_at=f"2026-03-0{5 + draw(few)}T{draw(clocks)}Z",
            label=draw(labels.filter(bool)),
            ground_truth=draw(st.booleans()),
            was_cancelled=draw(st.booleans()),
            reviews=draw(
                st.sampled_from([[], [{"accepted": False, "created_at": "2026-03-09T08:00:00Z"}]])
            ),
        )

    numbers = itertools.count(1)
    found = [
        a_task(task, *(annotation(next(numbers)) for _ in range(draw(few)))) for task in (1, 2, 3)
    ]
    return tasks_file(*found)


@st.composite
def sheet_days(draw, key):
    return a_sheet_day(
        Date=f"2026-03-0{2 + draw(few)}",
        Vendor=draw(st.sampled_from(["KERLIP", "TENSOR", ""])),
        Queue=key,
        Units=str(draw(st.integers(0, 50))),
        Accepted=draw(st.sampled_from(["", "3"])),
        Open=draw(st.sampled_from(["", "4"])),
    )


files = st.one_of(
    keyed(assignments).map(records_bytes),
    keyed(judgments).map(records_bytes),
    keyed(answers).map(lambda some: answers_file(*some)),
    tasks(),
    keyed(sheet_days).map(records_bytes),
)


@pytest.fixture
def projects(db):
    """Numbers of empty projects, each a new one."""
    return (stored_project(db, code=f"P{n}", timezone="Asia/Tokyo") for n in itertools.count())


@pytest.fixture(params=[2, 1000], ids=["many_parts", "one_part"])
def part_rows(request, monkeypatch):
    """Rows that stand in memory at once."""
    monkeypatch.setattr(staged, "PART_ROWS", request.param)


@pytest.mark.usefixtures("part_rows")
@QUICK
@given(content=files)
def test_figures_derived_by_column_are_those_of_the_stored_rows(db, projects, content):
    receipt = take_in(db, next(projects), content)
    assert wrong_rollups(db) == []
    told = figures(db)
    derive_all(db)
    assert figures(db) == told
    if receipt.import_id is not None:
        undo_import(db, receipt.import_id, actor=ACTOR)
