from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from tests.harness.exports import read_upload, records_bytes


def period(**more):
    return {
        "timestamp": "2026-03-02T00:00:00Z",
        "dataset_id": 11,
        "dataset_name": "Street",
        "dataset_slug": "street",
        "workflow_id": "w1",
        "workflow_name": "Boxes",
        "current_stage_id": "s1",
        "current_stage_name": "Annotate",
        "actor_id": 5,
        "actor_type": "user",
        "actor_email": "anna@example.com",
        "actor_full_name": "Anna",
        "active_time": 3600,
        "total_annotations": 120,
        "review_pass_rate": 0.95,
        "total_items_annotated": 30,
        "time_per_annotation": 30,
        "time_per_item": 120,
        **more,
    }


def read(*periods):
    return read_upload(records_bytes(periods))


def test_a_period_stands_for_all_its_annotations():
    reading = read(period())
    assert reading.format is SourceFormat.V7_REPORT
    row = reading.rows.row(0, named=True)
    assert row["event_id"] == "2026-03-02T00:00:00Z|5|11|w1|s1"
    assert (row["units"], row["handle_seconds"], row["time_basis"]) == (120, 3600.0, "active")
    assert (row["batch"], row["queue"], row["annotator_id"]) == ("street", "Boxes", "5")
    assert row["submitted_at"] == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert (row["units_reviewed"], row["units_correct"]) == (None, None)


def test_a_pass_rate_is_a_count_only_with_the_number_of_reviewed_items():
    reading = read(period(total_items_reviewed=40), period(actor_id=6, total_items_reviewed=""))
    assert reading.column("units_reviewed") == [40, None]
    assert reading.column("units_correct") == [38, None]


@pytest.mark.parametrize(
    ("active_time", "seconds"),
    [(3600, 3600.0), (3_600_000, 3600.0), ("1:02:03", 3723.0), ("", None)],
)
def test_the_unit_of_the_active_time_is_found_out(active_time, seconds):
    assert read(period(active_time=active_time)).column("handle_seconds") == [seconds]


def test_milliseconds_of_short_work_are_known_by_hours_per_annotation():
    short = period(active_time=120_000, total_annotations=10)
    assert read(short).column("handle_seconds") == [120.0]


def test_models_are_left_out_and_reviews_are_told_apart():
    reading = read(
        period(), period(actor_type="model", actor_id=1), period(current_stage_name="Review 1")
    )
    assert (reading.rows_read, reading.skipped) == (3, 1)
    assert reading.column("stage") == ["annotate", "review"]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 3600)), min_size=1, max_size=10),
    st.randoms(),
)
def test_rows_are_read_back_in_any_order(totals, random):
    periods = [
        period(actor_id=n, total_annotations=units, active_time=seconds)
        for n, (units, seconds) in enumerate(totals)
    ]
    random.shuffle(periods)
    rows = read(*periods).rows.select("annotator_id", "units", "handle_seconds")
    expected = {(str(n), units, float(time)) for n, (units, time) in enumerate(totals)}
    assert set(rows.iter_rows()) == expected
