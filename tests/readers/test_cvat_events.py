from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from tests.harness.exports import read_upload, records_bytes


def event(job=7, **more):
    return {
        "Task ID": 3,
        "Task name": "Street, north",
        "Job ID": job,
        "Type": "annotation",
        "Frame Count": 100,
        "Exists": "true",
        "Objects": 40,
        "Assignee": "anna",
        "Stage": "annotation",
        "State": "in progress",
        "User": "anna",
        "Working time": 90_500,
        "Start UTC time": "2026-03-02T08:00:00.000Z",
        "End UTC time": "2026-03-02T08:30:00.000Z",
        "Created objects": 12,
        "Updated objects": 3,
        "Deleted objects": 1,
        **more,
    }


def read(*events, **options):
    return read_upload(records_bytes(events), ReadOptions(**options))


def test_a_stretch_of_work_is_one_row_that_stands_for_its_objects():
    reading = read(event(org_slug="acme"))
    assert reading.format is SourceFormat.CVAT_EVENTS
    row = reading.rows.row(0, named=True)
    assert row["event_id"] == "7|anna|2026-03-02T08:00:00.000Z"
    assert (row["item_id"], row["batch"], row["vendor"]) == ("7", "3", "acme")
    assert (row["handle_seconds"], row["time_basis"], row["units"]) == (90.5, "active", 12)
    assert row["submitted_at"] == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert row["label"] == "created=12|deleted=1|updated=3"


def test_stamps_are_utc_whatever_the_zone_of_the_project():
    plain = event(**{"Start UTC time": "2026-03-02 08:00:00", "End UTC time": ""})
    plain["End UTC time"] = "2026-03-02 08:30:00"
    reading = read(plain, timezone="Asia/Shanghai")
    assert reading.column("submitted_at") == [datetime(2026, 3, 2, 8, 30, tzinfo=UTC)]


def test_work_on_a_deleted_job_is_flow_without_a_label():
    reading = read(event(Exists="false"))
    assert reading.column("label") == [None]
    assert reading.column("handle_seconds") == [90.5]


def test_a_ground_truth_job_is_the_reference():
    assert read(event(Type="Ground truth"), event(8)).column("is_reference") == [True, False]


@pytest.mark.parametrize(
    ("stage", "state", "expected_stage", "expected_result"),
    [
        ("annotation", "completed", "annotate", None),
        ("validation", "rejected", "review", "rejected"),
        ("validation", "in progress", "review", None),
        ("acceptance", "completed", "adjudicate", "accepted"),
    ],
)
def test_stage_and_state_tell_the_review(stage, state, expected_stage, expected_result):
    reading = read(event(Stage=stage, State=state))
    assert reading.column("stage") == [expected_stage]
    assert reading.column("review_result") == [expected_result]


def test_headings_written_for_programs_are_known_too():
    plain = {name.lower().replace(" ", "_"): value for name, value in event().items()}
    plain["working_time_ms"] = plain.pop("working_time")
    assert read(plain).column("handle_seconds") == [90.5]


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=10), st.randoms())
def test_rows_are_read_back_in_any_order(times, random):
    events = [event(n, **{"Working time": time}) for n, time in enumerate(times)]
    random.shuffle(events)
    rows = read(*events).rows.select("item_id", "handle_seconds").sort("item_id")
    assert dict(rows.iter_rows()) == pytest.approx(
        {str(n): time / 1000 for n, time in enumerate(times)}
    )
