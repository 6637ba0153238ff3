import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from tests.harness.exports import read_upload


def nested(**more):
    """Build a record as version 2 writes it."""
    return {
        "id": "r1",
        "fields": {"text": "Good"},
        "metadata": {},
        "suggestions": {"mood": {"value": "good", "score": 0.9, "agent": "m1"}},
        "responses": {"mood": [{"value": "good", "user_id": "u1"}]},
        "vectors": {},
        "status": "completed",
        "_server_id": "s1",
        **more,
    }


def listed(*responses, **more):
    """Build a record as version 1 and the HTTP interface write it."""
    return {"id": "r1", "fields": {"text": "Good"}, "responses": list(responses), **more}


def response(user="u1", status="submitted", **values):
    answers = {name: {"value": value} for name, value in values.items()}
    return {"user_id": user, "status": status, "values": answers}


def read(*records, **options):
    return read_upload(json.dumps(records).encode(), ReadOptions(**options))


def test_a_response_is_one_row_without_any_time():
    reading = read(nested())
    assert reading.format is SourceFormat.ARGILLA
    row = reading.rows.row(0, named=True)
    assert (row["event_id"], row["item_id"], row["annotator_id"]) == ("r1|u1", "r1", "u1")
    assert (row["label"], row["prelabel"], row["prelabel_model"]) == ("good", "good", "m1")
    assert (row["label_source"], row["submitted_at"], row["handle_seconds"]) == (
        "prelabelled",
        None,
        None,
    )


def test_flat_records_say_the_same():
    flat = {
        "id": "r1",
        "text": "Good",
        "status": "completed",
        "mood.responses": ["good", "bad"],
        "mood.responses.users": ["u1", "u2"],
        "mood.responses.status": ["submitted", "discarded"],
        "mood.suggestion": "good",
        "mood.suggestion.agent": "m1",
        "mood.suggestion.score": None,
    }
    reading = read(flat)
    assert reading.format is SourceFormat.ARGILLA
    assert reading.column("event_id") == ["r1|u1", "r1|u2"]
    assert reading.column("label") == ["good", None]
    assert reading.column("prelabel") == ["good", "good"]


def test_a_draft_is_left_out_and_a_discarded_response_is_a_skip():
    reading = read(
        listed(
            response("u1", mood="good"),
            response("u2", "draft", mood="bad"),
            response("u3", "discarded"),
        )
    )
    assert (reading.rows_read, reading.skipped) == (3, 1)
    assert reading.column("is_skipped") == [False, True]
    assert reading.column("label") == ["good", None]


def test_the_http_interface_keeps_the_times():
    stamped = {
        **response(mood="good"),
        "id": "resp-1",
        "inserted_at": "2026-03-02T08:00:00.123",
        "updated_at": "2026-03-02T09:00:00",
    }
    content = json.dumps({"items": [listed(stamped)], "total": 1}).encode()
    reading = read_upload(content)
    assert reading.column("event_id") == ["resp-1"]
    assert reading.column("submitted_at") == [datetime(2026, 3, 2, 8, 0, 0, 123_000, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["b", "a"], "a|b"),
        (4, "4"),
        ([{"value": "x", "rank": 2}, {"value": "y", "rank": 1}], "y>x"),
        ([{"start": 0, "end": 2, "label": "PER"}], "PER"),
        ("", ""),
    ],
)
def test_every_kind_of_answer_is_read(value, expected):
    assert read(listed(response(mood=value))).column("label") == [expected]


def test_several_questions_are_told_apart_or_one_is_chosen():
    record = listed(response(mood="good", safe="yes"))
    assert read(record).column("label") == ["mood/good|safe/yes"]
    assert read(record, label_field="safe").column("label") == ["yes"]


def test_suggestions_of_version_1_are_prelabels():
    given_suggestions = [{"question_name": "mood", "value": "bad", "agent": "m1"}]
    reading = read(listed(response(mood="good"), suggestions=given_suggestions))
    assert reading.column("prelabel") == ["bad"]


def test_a_record_without_responses_is_open():
    assert read(listed()).column("event_id") == ["open:r1"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=8), st.randoms())
def test_all_shapes_give_the_same_rows_in_any_order(answers, random):
    users = [(f"u{n}", answer) for n, answer in enumerate(answers)]
    random.shuffle(users)
    old = listed(*(response(user, mood=answer) for user, answer in users))
    new = nested(responses={"mood": [{"value": answer, "user_id": user} for user, answer in users]})
    expected = {(f"r1|u{n}", answer) for n, answer in enumerate(answers)}
    for record in (old, new):
        rows = read(record).rows.select("event_id", "label")
        assert set(rows.iter_rows()) == expected
