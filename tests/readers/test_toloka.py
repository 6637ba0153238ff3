from datetime import UTC, datetime
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from ecogov.readers.formats.toloka import whole_suites
from ecogov.readers.tabular import Piece
from tests.harness.exports import read_upload, records_bytes


def row(**cells):
    names = {"assignment": "assignment_id", "task": "task_id", "worker": "worker_id"}
    given_cells = {f"ASSIGNMENT:{names.get(k, k)}": v for k, v in cells.items() if ":" not in k}
    return (
        {
            "INPUT:image": "1.jpg",
            "OUTPUT:result": "cat",
            "GOLDEN:result": "",
            "ASSIGNMENT:task_id": "T1",
            "ASSIGNMENT:assignment_id": "A1",
            "ASSIGNMENT:worker_id": "W1",
            "ASSIGNMENT:status": "APPROVED",
            "ASSIGNMENT:started": "2020-05-12T10:00:00.500",
            "ASSIGNMENT:submitted": "2020-05-12T10:01:40.500",
            "ASSIGNMENT:accepted": "2020-05-12T11:00:00",
            "ASSIGNMENT:reward": "0.05",
        }
        | given_cells
        | {name: value for name, value in cells.items() if ":" in name}
    )


def without(record, *columns):
    return {name: value for name, value in record.items() if name not in columns}


def read_rows(*rows, **options):
    return read_upload(records_bytes(rows, "\t"), ReadOptions(**options))


def test_tasks_of_a_suite_share_its_seconds_page_and_reward():
    reading = read_rows(row(), row(task="T2"), row(assignment="A2", reward="0.1"))
    assert reading.format is SourceFormat.TOLOKA
    assert reading.column("event_id") == ["A1:T1", "A1:T2", "A2:T1"]
    assert reading.column("page_id") == ["A1", "A1", "A2"]
    assert reading.column("handle_seconds") == [100.0] * 3
    assert set(reading.column("time_basis")) == {"suite"}
    assert reading.column("amount") == [0.025, 0.025, 0.1]
    assert set(reading.column("currency")) == {"USD"}


def test_rewards_of_a_file_sorted_otherwise_are_unknown():
    reading = read_rows(row(), row(assignment="A2"), row(task="T2"))
    assert reading.column("amount") == [None] * 3


def test_expired_and_skipped_rows_hold_no_answer_and_cost_nothing():
    reading = read_rows(row(status="EXPIRED", submitted=""), row(status="SKIPPED", task="2"), row())
    assert reading.column("is_skipped") == [True, True, False]
    assert reading.column("label") == [None, None, "cat"]
    assert reading.column("handle_seconds") == [None, None, 100.0]
    assert reading.column("submitted_at")[:2] == [None, None]
    assert reading.column("amount")[:2] == [None, None]


def test_status_says_what_the_review_decided():
    rejected = row(status="REJECTED", accepted="") | {"ASSIGNMENT:rejected": "2020-05-13 09:00:00"}
    other = {"ASSIGNMENT:rejected": ""}
    reading = read_rows(
        row(**other), row(status="ACCEPTED", **other), row(status="SUBMITTED", **other), rejected
    )
    assert reading.column("review_result") == ["accepted", "accepted", None, "rejected"]
    assert reading.column("reviewed_at")[3] == datetime(2020, 5, 13, 9, tzinfo=UTC)
    assert reading.column("amount")[3] == 0


def test_golden_tasks_are_scored_but_not_when_unanswered():
    golden = {"GOLDEN:result": "cat"}
    reading = read_rows(
        row(**golden),
        row(**golden, **{"OUTPUT:result": "dog"}),
        row(**golden, **{"OUTPUT:result": ""}),
        row(),
    )
    assert reading.column("is_gold") == [True, True, True, False]
    assert reading.column("gold_correct") == [True, False, None, None]
    assert reading.column("gold_label") == ["cat", "cat", "cat", None]


def test_where_submitting_was_left_out_acceptance_gives_the_day_but_no_duration():
    reading = read_rows(without(row(), "ASSIGNMENT:submitted"))
    assert reading.column("submitted_at") == [datetime(2020, 5, 12, 11, tzinfo=UTC)]
    assert reading.column("handle_seconds") == [None]


def test_tasks_without_an_id_are_known_by_what_was_shown():
    rows = [
        without(row(**{"INPUT:image": image}), "ASSIGNMENT:task_id") for image in ("a", "b", "a")
    ]
    first, second, third = read_rows(*rows).column("item_id")
    assert first == third != second
    assert read_rows(*rows[::-1]).column("item_id") == [third, second, first]


def test_the_answer_may_be_chosen():
    rows = [row(**{"OUTPUT:remark": f"text {n}"}) for n in range(3)]
    assert set(read_rows(*rows).column("label")) == {"cat"}
    assert read_rows(*rows, label_field="remark").column("label")[0] == "text 0"


def test_naive_stamps_are_local_to_the_zone_that_was_told():
    reading = read_rows(row(), timezone="Asia/Shanghai")
    assert reading.column("submitted_at") == [datetime(2020, 5, 12, 2, 1, 40, 500000, UTC)]


@given(st.lists(st.integers(0, 6), max_size=40), st.lists(st.integers(0, 40), max_size=6))
def test_no_suite_is_cut_between_pieces(suites, cuts):
    keys = [str(suite) for suite in sorted(suites)]
    frame = pl.DataFrame({"ASSIGNMENT:assignment_id": pl.Series(keys, dtype=pl.String)})
    edges = sorted({0, len(keys), *(cut for cut in cuts if cut < len(keys))})
    pieces = (Piece(frame.slice(start, end - start)) for start, end in pairwise(edges))
    parts = [piece.frame.to_series().to_list() for piece, _ in whole_suites(pieces)]
    assert [key for part in parts for key in part] == keys
    starts = [part[0] for part in parts if part]
    ends = [part[-1] for part in parts if part]
    # Only a piece that is one single assignment is passed on as it is.
    inner = {keys[a] for a, b in pairwise(edges) if len(set(keys[a:b])) == 1}
    assert all(a != b or a in inner for a, b in zip(ends, starts[1:], strict=False))


@pytest.mark.parametrize("count", [1, 3])
def test_the_held_suite_is_released_at_the_end(count):
    frames = [pl.DataFrame({"ASSIGNMENT:assignment_id": ["a", "b"]})] * count
    assert sum(piece.frame.height for piece, _ in whole_suites(map(Piece, frames))) == 2 * count
