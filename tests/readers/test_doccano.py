import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from ecogov.readers.formats.doccano import READER, annotator_of
from ecogov.readers.opening import open_sources
from tests.harness.exports import csv_bytes, read_upload


def lines(*records):
    return "\n".join(map(json.dumps, records)).encode()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("anna.jsonl", "anna"),
        ("export/bo.lee.csv", "bo.lee"),
        ("c\\dan.json", "dan"),
        ("all.jsonl", None),
        ("unknown.jsonl", None),
    ],
)
def test_the_file_is_named_after_the_person(name, expected):
    assert annotator_of(name) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"label": ["b", "a", "a"]}, "a|b"),
        ({"label": [[0, 5, "PER"], [7, 9, "LOC"]]}, "LOC|PER"),
        ({"labels": [[0, 5, "PER"]]}, "PER"),
        ({"entities": [{"id": 1, "label": "ORG", "start_offset": 0}], "relations": []}, "ORG"),
        ({"cats": {"POS": 1.0, "NEG": 0.0}}, "POS"),
        ({"label": []}, ""),
    ],
)
def test_every_task_writes_its_labels_in_its_own_way(record, expected):
    reading = read_upload(lines({"id": 3, "text": "Good", **record}))
    assert reading.format is SourceFormat.DOCCANO
    assert reading.column("label") == [expected]


def test_there_is_no_time_in_the_file_and_none_is_made_up():
    source = next(open_sources(lines({"id": 3, "text": "Good", "label": ["x"]}), "anna.jsonl"))
    row = next(iter(READER.read(source, ReadOptions()))).rows.row(0, named=True)
    assert (row["event_id"], row["item_id"], row["annotator_id"]) == ("anna|3", "3", "anna")
    assert (row["submitted_at"], row["handle_seconds"], row["time_basis"]) == (None, None, None)


def test_the_older_export_names_the_user_of_each_label():
    marks = [{"label": 2, "user": 1}, {"label": 1, "user": 1}, {"label": 3, "user": 4}]
    reading = read_upload(lines({"id": 3, "text": "Good", "annotations": marks, "meta": {}}))
    assert reading.column("annotator_id") == ["1", "4"]
    assert reading.column("label") == ["1|2", "3"]


def test_csv_joins_labels_with_a_hash():
    content = csv_bytes(["id", "text", "label"], [[1, "a, b", "y#x#x"], [2, "c", ""]])
    reading = read_upload(content)
    assert reading.format is SourceFormat.DOCCANO
    assert reading.column("label") == ["x|y", ""]
    assert reading.column("event_id") == ["upload|1", "upload|2"]


def test_an_approver_accepted_the_labels():
    reading = read_upload(lines({"id": 1, "text": "a", "label": [], "annotation_approver": "bo"}))
    assert (reading.column("review_result"), reading.column("reviewer_id")) == (
        ["accepted"],
        ["bo"],
    )


def test_a_text_without_an_id_is_rejected():
    reading = read_upload(lines({"id": 1, "text": "a", "label": []}, {"text": "b", "label": []}))
    assert reading.codes() == [(2, "row.field_missing")]


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(["a", "b", "c"])), min_size=1, max_size=10), st.randoms())
def test_both_files_give_the_same_rows_in_any_order(labels, random):
    records = [{"id": n, "text": f"t{n}", "label": given} for n, given in enumerate(labels)]
    random.shuffle(records)
    table = csv_bytes(
        ["id", "text", "label"], [[r["id"], r["text"], "#".join(r["label"])] for r in records]
    )
    names = ("event_id", "item_id", "label")
    expected = {(f"upload|{n}", str(n), "|".join(sorted(set(g)))) for n, g in enumerate(labels)}
    assert set(read_upload(lines(*records)).rows.select(names).iter_rows()) == expected
    assert set(read_upload(table).rows.select(names).iter_rows()) == expected
