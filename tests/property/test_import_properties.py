"""Whatever is imported and taken back in whatever order: figures follow the rows exactly."""

import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecogov.domain.errors import ConflictError
from ecogov.services.imports import undo_import
from ecogov.services.verification import verify
from ecogov.storage.database import Database
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
from tests.harness.refusals import contents

QUICK = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
small = st.integers(0, 3)
people = st.sampled_from(["W1", "W2"])
labels = st.sampled_from(["cat", "dog", ""])


def moment(number):
    return f"2026-03-0{2 + number // 2} 08:0{number}:00 UTC"


@st.composite
def assignments(draw):
    status = draw(st.sampled_from(["Submitted", "Approved", "Rejected"]))
    stamp = moment(draw(small) + 4)
    start = draw(small)
    return an_assignment(
        AssignmentId=f"A{draw(small)}",
        HITId=f"H{draw(small)}",
        WorkerId=draw(people),
        AssignmentStatus=status,
        AcceptTime=moment(start),
        SubmitTime=moment(start + draw(small)),
        ApprovalTime=stamp if status == "Approved" else "",
        RejectionTime=stamp if status == "Rejected" else "",
        WorkTimeInSeconds=str(60 * draw(small)),
        **{"Answer.label": draw(labels)},
    )


@st.composite
def judgments(draw):
    return a_judgment(
        _id=f"J{draw(small)}",
        _unit_id=f"U{draw(small)}",
        _worker_id=draw(people),
        _channel=draw(st.sampled_from(["elite", "neodev"])),
        _created_at=f"3/{2 + draw(st.integers(0, 1))}/2026 08:01:00",
        _tainted=draw(st.sampled_from(["true", "false"])),
        answer=draw(st.sampled_from(["yes", "no"])),
    )


@st.composite
def answers(draw):
    number = draw(st.integers(0, 5))
    return an_answer(
        _task_hash=number,
        _input_hash=draw(small),
        _annotator_id=draw(people),
        _timestamp=1_772_438_400 + 200 * draw(small),
        answer=draw(st.sampled_from(["accept", "reject", "ignore"])),
    )


@st.composite
def tasks(draw, number):
    done = [
        an_annotation(
            id=10 * number + place,
            completed_by=draw(small),
            created_at=f"2026-03-0{2 + place}T08:00:00Z",
            updated_at=f"2026-03-0{5 + draw(small)}T08:00:00Z",
            label=draw(st.sampled_from(["cat", "dog"])),
            ground_truth=draw(st.booleans()),
            was_cancelled=draw(st.booleans()),
            reviews=draw(
                st.sampled_from([[], [{"accepted": False, "created_at": "2026-03-09T08:00:00Z"}]])
            ),
        )
        for place in range(draw(small))
    ]
    return a_task(number, *done)


@st.composite
def sheet_days(draw):
    return a_sheet_day(
        Date=f"2026-03-0{2 + draw(small)}",
        Vendor=draw(st.sampled_from(["KERLIP", "TENSOR", ""])),
        Units=str(draw(st.integers(0, 50))),
        Accepted="",
        Open=str(draw(small)),
    )


files = st.one_of(
    st.lists(assignments(), min_size=1, max_size=6).map(records_bytes),
    st.lists(judgments(), min_size=1, max_size=6).map(records_bytes),
    st.lists(answers(), min_size=1, max_size=6).map(lambda some: answers_file(*some)),
    st.tuples(*(tasks(number) for number in (1, 2))).map(lambda some: tasks_file(*some)),
    st.lists(sheet_days(), min_size=1, max_size=4).map(records_bytes),
)


@pytest.fixture(scope="module")
def fresh(_sqlite_template):
    """Opener of empty databases, one for every example."""

    @contextmanager
    def opened():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ecogov.db"
            shutil.copyfile(_sqlite_template, path)
            database = Database.open(f"sqlite:///{path.as_posix()}")
            try:
                yield database, stored_project(database, timezone="UTC")
            finally:
                database.close()

    return opened


@QUICK
@given(steps=st.lists(st.one_of(files, st.integers(0, 4)), min_size=2, max_size=6))
def test_imports_and_undos_in_any_order_leave_the_figures_right(fresh, steps):
    with fresh() as (db, project_id):
        standing = []
        for step in steps:
            if isinstance(step, bytes):
                receipt = take_in(db, project_id, step)
                outcome = (receipt.accepted, receipt.updated, receipt.duplicate)
                assert receipt.rows_read == sum(outcome) + receipt.skipped + receipt.rejected
                standing.append(receipt.import_id)
            elif standing:
                chosen = standing[step % len(standing)]
                with suppress(ConflictError):
                    undo_import(db, chosen, actor=ACTOR)
                    standing.remove(chosen)
            assert wrong_rollups(db) == []
        told = figures(db)
        derive_all(db)
        assert figures(db) == told
        assert verify(db).is_clean
        for import_id in reversed(standing):
            if import_id is not None:
                undo_import(db, import_id, actor=ACTOR)
        left = contents(db)
        assert not any(left[name] for name in ("event", "event_before", "rollup", "vendor"))


@QUICK
@given(first=files, second=files)
def test_undo_is_exact_and_importing_again_changes_nothing(fresh, first, second):
    with fresh() as (db, project_id):
        take_in(db, project_id, first)
        before = figures(db)
        receipt = take_in(db, project_id, second)
        after = figures(db)
        again = take_in(db, project_id, second)
        assert (again.accepted, again.updated) == (0, 0)
        assert figures(db) == after
        undo_import(db, again.import_id, actor=ACTOR)
        undo_import(db, receipt.import_id, actor=ACTOR)
        assert figures(db) == before


@QUICK
@given(
    rows=st.one_of(
        st.lists(assignments(), min_size=2, max_size=8), st.lists(judgments(), min_size=2)
    ),
    shuffled=st.randoms(use_true_random=False),
)
def test_order_of_rows_within_a_file_does_not_matter(fresh, rows, shuffled):
    other = list(rows)
    shuffled.shuffle(other)
    with fresh() as (db, project_id), fresh() as (twin, twin_id):
        receipts = (
            take_in(db, project_id, records_bytes(rows)),
            take_in(twin, twin_id, records_bytes(other)),
        )
        assert figures(db) == figures(twin)
        assert len({(one.accepted, one.duplicate, one.skipped) for one in receipts}) == 1
