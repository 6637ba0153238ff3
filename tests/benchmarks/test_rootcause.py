"""The root cause of one change over a million rows: cold, from the roll-ups."""

import os
from dataclasses import replace

import pytest

from ecogov.domain.kpi.questions import Slice
from ecogov.services.projects import get_project
from ecogov.services.rootcause.explaining import explain_change
from ecogov.services.rootcause.starting import biggest_change
from ecogov.services.rootcause.suspects import suspects_of
from tests.benchmarks.exports import write_batch_results
from tests.benchmarks.measuring import seconds_of, told
from tests.benchmarks.test_import_speed import take_in

ROWS = int(os.environ.get("ECOGOV_BENCH_PAGE_ROWS", "1000000"))


@pytest.fixture
def question(sqlite_db, tmp_path):
    """The biggest change of a project of `ROWS` rows."""
    path = write_batch_results(tmp_path / "batch.csv", ROWS)
    take_in(sqlite_db, path, "BENCH")
    slice_ = Slice((get_project(sqlite_db, "BENCH").id,))
    begun = biggest_change(sqlite_db, slice_)
    assert begun is not None
    seconds = seconds_of(lambda: biggest_change(sqlite_db, slice_))
    told(f"biggest change, {ROWS} rows", f"{seconds * 1000:,.0f} ms")
    return begun


def test_root_cause_of_one_change(sqlite_db, question):
    for metric in dict.fromkeys((question.metric, "aht_seconds", "first_pass_yield")):
        asked = replace(question, metric=metric)
        seconds = seconds_of(lambda asked=asked: explain_change(sqlite_db, asked))
        told(f"root cause of {metric}, {ROWS} rows", f"{seconds * 1000:,.0f} ms", "goal 500 ms")
    by_answer = replace(question, metric="aht_seconds", dimensions=("annotator", "label"))
    seconds = seconds_of(lambda: explain_change(sqlite_db, by_answer))
    told(f"the same by person and answer, {ROWS} rows", f"{seconds * 1000:,.0f} ms")
    seconds = seconds_of(lambda: suspects_of(sqlite_db, question))
    told(f"suspects, {ROWS} rows", f"{seconds * 1000:,.0f} ms")
