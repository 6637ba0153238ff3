import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from tests.harness.exports import read_upload


def task(answer="accept", **more):
    return {
        "text": "Apple buys a start-up",
        "_input_hash": -1842734674,
        "_task_hash": 636683182,
        "_session_id": "news-anna",
        "_annotator_id": "anna",
        "_timestamp": 1_772_438_400,
        "answer": answer,
        **more,
    }


def read(*tasks, **options):
    return read_upload("\n".join(map(json.dumps, tasks)).encode(), ReadOptions(**options))


def test_an_answer_is_one_row_whose_time_lies_in_the_gaps():
    reading = read(task(accept=["BUSINESS", "APPLE"], options=[{"id": "BUSINESS"}]))
    assert reading.format is SourceFormat.PRODIGY
    row = reading.rows.row(0, named=True)
    assert (row["item_id"], row["annotator_id"]) == ("-1842734674", "anna")
    assert row["submitted_at"] == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert (row["handle_seconds"], row["time_basis"], row["page_id"]) == (None, "gap", "news-anna")
    assert row["label"] == "APPLE|BUSINESS"


@pytest.mark.parametrize(
    ("given_task", "expected"),
    [
        (task(spans=[{"start": 0, "label": "ORG"}, {"start": 6, "label": "ACT"}]), "ACT|ORG"),
        (task(spans=[]), ""),
        (task(accept=[]), ""),
        (task(label="BUSINESS"), "accept"),
        (task("reject", label="BUSINESS"), "reject"),
        (task("reject"), "reject"),
        (task(user_input="a summary"), "a summary"),
        (task(), "accept"),
    ],
)
def test_the_label_is_what_was_answered(given_task, expected):
    assert read(given_task).column("label") == [expected]


def test_what_was_ignored_is_a_skip_and_what_was_not_answered_is_no_row():
    unanswered = task()
    del unanswered["answer"]
    reading = read(task("ignore", accept=["A"]), unanswered)
    assert reading.column("is_skipped") == [True]
    assert reading.column("label") == [None]
    assert reading.skipped == 1


def test_yes_or_no_about_two_labels_are_two_items():
    reading = read(task(label="A"), task(label="B", _task_hash=5))
    assert reading.column("item_id") == ["636683182", "5"]


def test_a_reviewed_task_is_the_reference():
    reading = read(task(accept=["A"], versions=[{"accept": ["B"]}]))
    assert reading.column("stage") == ["adjudicate"]
    assert reading.column("is_reference") == [True]


def test_one_field_can_be_chosen():
    assert read(task(mood="calm", accept=["A"]), label_field="mood").column("label") == ["calm"]


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("abc")), min_size=1, max_size=10), st.randoms())
def test_rows_are_read_back_in_any_order(answers, random):
    tasks = [task(accept=answer, _task_hash=n) for n, answer in enumerate(answers)]
    random.shuffle(tasks)
    reading = read(*tasks)
    expected = ["|".join(sorted(set(answer))) for answer in answers]
    assert sorted(reading.column("label")) == sorted(expected)
    assert reading.rows["event_id"].n_unique() == len(answers)
