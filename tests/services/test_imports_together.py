"""Imports at the same time: they wait for one another, lose nothing and hide nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from ecogov.domain.imports import ImportRequest
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.readers.opening import Limits
from ecogov.services.imports import list_imports, opened, read_file, undo_import
from ecogov.services.imports import take_in as store
from ecogov.services.kpis import kpi_cells
from ecogov.services.projects import get_project
from ecogov.services.trail import verify_trail
from ecogov.services.vendors import list_vendors
from ecogov.storage.database import Database
from tests.builders import ACTOR, a_sheet_day, an_assignment, stored_project, take_in
from tests.harness.exports import records_bytes
from tests.harness.figures import wrong_rollups


@pytest.fixture
def other(db):
    """Second handle of the same database, as another process has it."""
    second = Database.open(db.url)
    yield second
    second.close()


def submitted(db, project_id):
    question = Question(Slice((project_id,)), metrics=("submitted_units",))
    return kpi_cells(db, question).iloc[0]["numerator"]


def batch(number, n_rows=40):
    return records_bytes(
        [an_assignment(AssignmentId=f"A{number}-{n}", WorkerId=f"W{n % 5}") for n in range(n_rows)]
    )


def test_imports_into_one_project_wait_for_one_another(db, other):
    project_id = stored_project(db, timezone="UTC")
    tasks = [
        partial(take_in, handle, project_id, batch(number))
        for number, handle in enumerate((db, other) * 3)
    ]
    with ThreadPoolExecutor(4) as pool:
        receipts = [done.result() for done in [pool.submit(task) for task in tasks]]
    assert [receipt.accepted for receipt in receipts] == [40] * 6
    assert submitted(db, project_id) == 240
    assert len(list_imports(db, project_id)) == 6
    assert wrong_rollups(db) == []
    assert verify_trail(db) == []


def test_same_file_at_the_same_time_is_stored_once(db, other):
    project_id = stored_project(db, timezone="UTC")
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(take_in, handle, project_id, batch(1)) for handle in (db, other)]
        receipts = [job.result() for job in jobs]
    assert sorted(receipt.accepted for receipt in receipts) == [0, 40]
    assert submitted(db, project_id) == 40


def test_two_projects_may_meet_the_same_new_vendor(db, other):
    ids = [stored_project(db, code=f"P{number}", timezone="UTC") for number in range(4)]
    days = [a_sheet_day(Vendor=f"V{number:02}") for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(take_in, (db, other)[place % 2], number, records_bytes(days))
            for place, number in enumerate(ids)
        ]
        assert [job.result().accepted for job in jobs] == [20] * 4
    assert len(list_vendors(db)) == 20
    assert wrong_rollups(db) == []


def test_import_is_undone_once_however_often_it_is_asked_at_once(db, other):
    project_id = stored_project(db, timezone="UTC")
    receipt = take_in(db, project_id, batch(1))
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(undo_import, handle, receipt.import_id, actor=ACTOR)
            for handle in (db, other)
        ]
        outcomes = [job.exception() for job in jobs]
    refusals = [error for error in outcomes if error is not None]
    assert [error.code for error in refusals] == ["import.undone"]
    assert submitted(db, project_id) == 0


def test_reader_sees_the_old_state_until_an_import_is_whole(db, other):
    project = get_project(db, stored_project(db, timezone="UTC"))
    take_in(db, project.id, batch(1))
    [source] = opened(batch(2, n_rows=3_000), "long.csv", Limits())
    staged = read_file(db, project, source, ImportRequest())
    seen, finished = set(), threading.Event()

    def read():
        while not finished.is_set():
            seen.add((submitted(other, project.id), len(list_imports(other, project.id))))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        store(db, project, staged, ImportRequest(), actor=ACTOR)
    finally:
        finished.set()
        reader.join()
        staged.discard()
    assert seen <= {(40, 1), (40, 2), (3_040, 2)}
    assert submitted(other, project.id) == 3_040
