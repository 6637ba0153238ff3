import json
from collections import Counter
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from ecogov.readers.formats.zooniverse import label_of
from tests.harness.exports import days_of, facts_of, pairs_of, read_upload, records_bytes

EXPORT = "annotation/clear/zooniverse_michigan-sample.csv.gz"
survey = [
    {"task": "T3", "value": [{"choice": "DEER", "answers": {}}, {"choice": "BIRD"}]},
    {"task": "T2", "task_label": "Weather?", "value": "Snow"},
]


def row(started="2017-01-06T20:36:21.468Z", finished="2017-01-06T20:36:54.398Z", **cells):
    metadata = {"started_at": started, "finished_at": finished, "user_language": "en"}
    return {
        "classification_id": "1",
        "user_name": "user-1",
        "user_id": "",
        "workflow_name": "Initial Workflow",
        "workflow_version": "463.55",
        "created_at": "2017-01-06 20:36:55 UTC",
        "gold_standard": "",
        "expert": "",
        "metadata": json.dumps(metadata),
        "annotations": json.dumps(survey),
        "subject_data": "{}",
        "subject_ids": "4597474",
    } | cells


def read_rows(*rows, **options):
    return read_upload(records_bytes(rows), ReadOptions(**options))


def test_the_real_export_gives_the_figures_computed_apart(shared_data):
    path = shared_data / EXPORT
    facts, reading = facts_of(path), read_upload(path)
    rows = reading.rows
    assert reading.format is SourceFormat.ZOONIVERSE
    assert (rows.height, reading.rejections) == (facts["rows"], ())
    assert rows["annotator_id"].n_unique() == facts["distinct"]["annotators"]
    assert rows["item_id"].n_unique() == facts["distinct"]["items"]
    assert rows["guideline_version"].n_unique() == facts["distinct"]["workflow_versions"]
    assert rows["submitted_at"].min().isoformat() == facts["first_timestamp"]
    assert rows["submitted_at"].max().isoformat() == facts["last_timestamp"]
    assert rows["handle_seconds"].sum() == pytest.approx(facts["handling"]["total_seconds"])
    assert rows["handle_seconds"].median() == pytest.approx(facts["handling"]["median_seconds"])
    assert dict(facts["rows_per_day"]["top5"]).items() <= days_of(rows["submitted_at"]).items()
    assert facts["label_counts"].items() <= Counter(rows["label"]).items()
    assert dict(rows["locale"].value_counts().rows()) == facts["user_language"]
    assert rows["annotator_id"].str.starts_with("not-logged-in").sum() == facts["anonymous_rows"]
    assert rows["is_reference"].sum() == facts["gold"]["gold_rows"]
    agreement = facts["agreement"]
    assert pairs_of(rows) == (agreement["pairs"], agreement["agreeing_pairs"])


def test_expert_rows_of_the_real_export_score_the_others(shared_data):
    facts, rows = facts_of(shared_data / EXPORT)["gold"], read_upload(shared_data / EXPORT).rows
    experts = rows.filter("is_reference").group_by("item_id").agg(pl.col("label").first())
    scored = rows.filter(~pl.col("is_reference")).join(experts, on="item_id")
    assert scored.height == facts["scored_rows"]
    assert scored.filter(pl.col("label") == pl.col("label_right")).height == facts["correct"]


@pytest.mark.parametrize(
    ("cell", "wanted", "expected"),
    [
        (json.dumps(survey), None, "BIRD|DEER"),
        (json.dumps(survey), "T2", "Snow"),
        (json.dumps(survey), "Weather?", "Snow"),
        (json.dumps(survey), "T9", None),
        ('[{"task":"T0","value":[{"x":1.5,"y":2}]}]', None, '[{"x":1.5,"y":2}]'),
        ('[{"task":"T0","value":3}]', None, "3"),
        ('[{"task":"T0","value":null}]', None, None),
        ("[]", None, None),
        ("no json", None, None),
        ("{}", None, None),
        ("[1]", None, None),
        (None, None, None),
    ],
)
def test_the_label_says_what_was_answered(cell, wanted, expected):
    assert label_of(cell, wanted) == expected


@given(st.lists(st.sampled_from(["DEER", "BIRD", "FOX"]), min_size=1))
def test_the_order_of_choices_does_not_matter(choices):
    cells = [
        json.dumps([{"task": "T", "value": [{"choice": one} for one in order]}])
        for order in (choices, choices[::-1])
    ]
    assert label_of(cells[0]) == label_of(cells[1])


def test_the_server_says_when_and_the_client_how_long():
    reading = read_rows(row())
    assert reading.column("submitted_at") == [datetime(2017, 1, 6, 20, 36, 55, tzinfo=UTC)]
    assert reading.column("handle_seconds") == [pytest.approx(32.93)]


def test_a_client_clock_that_ran_backwards_or_was_never_set_costs_no_row():
    reading = read_rows(
        row(finished="2017-01-06T20:00:00Z"),
        row(started="1970-01-01T00:00:00Z", finished="1970-01-01T00:01:00Z"),
        row(metadata="{}"),
        row(metadata=""),
    )
    assert reading.rejections == ()
    assert reading.column("handle_seconds") == [None, 60.0, None, None]
    assert [stamp is None for stamp in reading.column("started_at")] == [False, True, True, True]


def test_an_expert_row_is_the_reference_whatever_the_spelling():
    reading = read_rows(row(gold_standard="true"), row(gold_standard="True"), row(), row())
    assert reading.column("is_reference") == [True, True, False, False]
