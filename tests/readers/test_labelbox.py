import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from tests.harness.exports import read_upload


def radio(question, answer):
    return {"name": question, "value": question, "radio_answer": {"name": answer, "value": answer}}


def label(number="l1", classifications=(), objects=(), **performance):
    return {
        "label_kind": "Default",
        "version": "1.0.0",
        "id": number,
        "label_details": {
            "created_at": "2026-03-02T08:00:00.000+00:00",
            "updated_at": "2026-03-02T09:00:00.000+00:00",
            "created_by": "anna@example.com",
            "reviews": [],
        },
        "performance_details": {"seconds_to_create": 30, "skipped": False, **performance},
        "annotations": {
            "objects": list(objects),
            "classifications": list(classifications),
            "relationships": [],
        },
    }


def line(*labels, item="d1", **details):
    return {
        "data_row": {
            "id": item,
            "global_key": f"key-{item}",
            "row_data": "https://example.com/1.jpg",
            "details": {"dataset_id": "s1", "created_at": "2026-03-01T00:00:00.000+00:00"},
        },
        "projects": {
            "p1": {
                "name": "Cats",
                "labels": list(labels),
                "project_details": {"batch_name": "b7", **details},
            }
        },
    }


def read(*lines, **options):
    content = "\n".join(map(json.dumps, lines)).encode()
    return read_upload(content, ReadOptions(**options))


def test_a_label_is_one_row_with_its_time_and_person():
    reading = read(line(label("l1", [radio("Animal", "Cat")])))
    assert reading.format is SourceFormat.LABELBOX
    row = reading.rows.row(0, named=True)
    assert (row["event_id"], row["item_id"], row["queue"], row["batch"]) == (
        "l1",
        "d1",
        "Cats",
        "b7",
    )
    assert row["submitted_at"] == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert row["assigned_at"] == datetime(2026, 3, 1, tzinfo=UTC)
    assert (row["handle_seconds"], row["time_basis"]) == (30.0, "active")
    assert (row["annotator_id"], row["label"]) == ("anna@example.com", "Animal/Cat")


def test_nested_checklist_and_text_answers_are_paths():
    nested = {
        "name": "Animal",
        "checklist_answers": [
            {"name": "Cat", "classifications": [radio("Colour", "Black")]},
            {"name": "Dog"},
        ],
    }
    text = {"name": "Note", "text_answer": {"content": "blurred"}}
    reading = read(line(label("l1", [nested, text])))
    assert reading.column("label") == ["Animal/Cat|Animal/Cat/Colour/Black|Animal/Dog|Note/blurred"]


def test_one_question_can_be_chosen_and_objects_stand_in_for_none():
    both = label("l1", [radio("Animal", "Cat"), radio("Safe", "Yes")])
    assert read(line(both), label_field="Safe").column("label") == ["Yes"]
    boxes = label("l1", objects=[{"name": "Tail"}, {"name": "Ear"}, {"name": "Ear"}])
    assert read(line(boxes)).column("label") == ["Ear|Tail"]


def test_a_skipped_label_has_no_answer():
    reading = read(line(label("l1", [radio("A", "B")], skipped=True)))
    assert reading.column("is_skipped") == [True]
    assert reading.column("label") == [None]


@pytest.mark.parametrize(("score", "expected"), [(1, True), (0, False), (0.7, None)])
def test_a_benchmark_is_gold_and_only_all_or_nothing_is_scored(score, expected):
    given_lines = line(
        label("l1"), label("l2", benchmark_score=score, benchmark_reference_label="l1")
    )
    reading = read(given_lines)
    assert reading.column("is_reference") == [True, False]
    assert reading.column("is_gold") == [None, True]
    assert reading.column("gold_correct") == [None, expected]


def test_the_last_decision_of_reviews_and_workflow_counts():
    reviewed = label("l1")
    reviewed["label_details"]["reviews"] = [
        {"reviewed_at": "2026-03-03T00:00:00.000+00:00", "reviewed_by": "bo", "score": 1}
    ]
    history = [
        {"action": "Move", "created_at": "2026-03-09T00:00:00.000+00:00", "created_by": "x"},
        {"action": "Reject", "created_at": "2026-03-04T00:00:00.000+00:00", "created_by": "cy"},
    ]
    alone = read(line(reviewed))
    assert (alone.column("review_result"), alone.column("reviewer_id")) == (["accepted"], ["bo"])
    later = read(line(reviewed, workflow_history=history))
    assert (later.column("review_result"), later.column("reviewer_id")) == (["rejected"], ["cy"])


def test_a_data_row_without_a_label_is_open():
    reading = read(line())
    assert reading.column("event_id") == ["open:d1|p1"]
    assert reading.column("submitted_at") == [None]


def test_a_line_without_a_data_row_is_rejected():
    assert read(line(label()), {"data_row": {}, "projects": {}}).codes() == [
        (2, "row.field_missing")
    ]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 900)), min_size=1, max_size=10),
    st.randoms(use_true_random=False),
)
def test_rows_are_read_back_in_any_order(answers, random):
    lines = [
        line(label(f"l{n}", [radio("Q", answer)], seconds_to_create=seconds), item=f"d{n}")
        for n, (answer, seconds) in enumerate(answers)
    ]
    expected = {
        (f"l{n}", f"Q/{answer}", float(seconds)) for n, (answer, seconds) in enumerate(answers)
    }
    random.shuffle(lines)
    rows = read(*lines).rows.select("event_id", "label", "handle_seconds")
    assert set(rows.iter_rows()) == expected
