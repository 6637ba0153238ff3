import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from tests.harness.exports import read_upload, records_bytes


def record(number, sentiment="Positive", **more):
    return {
        "text": f"review {number} of a film that went on for far too long",
        "id": 100 + number,
        "sentiment": sentiment,
        "annotator": 7,
        "annotation_id": number,
        "created_at": "2026-03-02T08:00:00.123456Z",
        "updated_at": "2026-03-02T09:00:00.123456Z",
        "lead_time": 4.25,
        **more,
    }


def records():
    return [record(number, ("Positive", "Negative")[number % 2]) for number in range(1, 9)]


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_table_gives_one_row_per_annotation(delimiter):
    reading = read_upload(records_bytes(records(), delimiter))
    assert reading.format is SourceFormat.LABEL_STUDIO_TABLE
    row = reading.rows.row(0, named=True)
    assert (row["event_id"], row["item_id"], row["annotator_id"]) == ("1", "101", "7")
    assert row["submitted_at"] == datetime(2026, 3, 2, 8, 0, 0, 123_456, tzinfo=UTC)
    assert (row["handle_seconds"], row["time_basis"]) == (4.25, "elapsed")
    assert reading.column("label") == ["Negative", "Positive"] * 4


def test_json_min_gives_the_same_rows_as_the_table():
    table = read_upload(records_bytes(records())).rows.drop("source_row")
    flat = read_upload(json.dumps(records()).encode()).rows.drop("source_row")
    assert flat.equals(table)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"choices": ["b", "a"]}, "a|b"),
        ([{"start": 0, "end": 2, "labels": ["PER", "LOC"]}], "LOC|PER"),
        ([{"x": 1, "y": 2, "rectanglelabels": ["Car"], "original_width": 9}], "Car"),
        ([{"taxonomy": [["A", "B"], ["A"]]}], "A|A/B"),
        ([["A", "B"], ["C"]], "A/B|C"),
        (4, "4"),
        (None, ""),
    ],
)
def test_every_shape_of_an_answer_is_read_alike_in_both_files(answer, expected):
    flat = [record(1, answer)]
    cell = "" if answer is None else json.dumps(answer)
    assert read_upload(json.dumps(flat).encode()).column("label") == [expected]
    assert read_upload(records_bytes([record(1, cell)])).column("label") == [expected]


def test_choices_win_over_regions_and_comments():
    spans = json.dumps([{"start": 0, "end": 2, "labels": ["PER"]}])
    rows = [
        {**one, "annotator": 7, "spans": spans, "why": f"a long reason {place}"}
        for place, one in enumerate(records())
    ]
    order = ["text", "id", "spans", "why", "sentiment", "annotator", "annotation_id"]
    reading = read_upload(records_bytes([{name: one[name] for name in order} for one in rows]))
    assert set(reading.column("label")) == {"Negative", "Positive"}


def test_a_control_first_answered_later_is_found_at_the_end():
    rows = [{**one, "sentiment": None, "late": "yes"} for one in records()]
    assert read_upload(records_bytes(rows)).column("label") == ["yes"] * 8


def test_columns_in_alphabetical_order_do_not_turn_the_text_into_a_label():
    rows = [dict(sorted(one.items())) for one in records()]
    assert set(read_upload(records_bytes(rows)).column("label")) == {"Negative", "Positive"}


def test_a_chosen_column_is_the_label():
    content = records_bytes(records())
    texts = read_upload(content, ReadOptions(label_field="text")).column("label")
    assert texts[0].startswith("review 1 of a film")
    with pytest.raises(UnreadableFileError) as caught:
        read_upload(content, ReadOptions(label_field="mood"))
    assert caught.value.code == "file.label_field_missing"


def test_a_stamp_that_nobody_can_read_is_rejected():
    reading = read_upload(records_bytes([record(1), record(2, created_at="yesterday")]))
    assert reading.codes() == [(3, "row.timestamp")]
    assert reading.rows.height == 1


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b"]), st.floats(0, 1e4).map(lambda x: round(x, 2))),
        min_size=1,
        max_size=10,
    ),
    st.randoms(use_true_random=False),
)
def test_rows_are_read_back_in_any_order(answers, random):
    rows = [
        record(number, label, lead_time=seconds)
        for number, (label, seconds) in enumerate(answers, start=1)
    ]
    expected = {(str(one["annotation_id"]), one["sentiment"], one["lead_time"]) for one in rows}
    random.shuffle(rows)
    read_rows = read_upload(records_bytes(rows)).rows
    assert set(read_rows.select("event_id", "label", "handle_seconds").iter_rows()) == expected
