import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from tests.harness.exports import read_upload

ARN = "arn:aws:sagemaker:us-east-2:111122223333"


def event(**more):
    return {
        "worker_id": "cd449a289e129409",
        "cognito_user_pool_id": "us-east-2_IpicJXXXX",
        "cognito_sub_id": "d6947aeb-0650-447a-ab5d-894db61017fd",
        "task_accepted_time": "Wed Aug 14 16:00:59 UTC 2019",
        "task_submitted_time": "Wed Aug 14 16:01:04 UTC 2019",
        "task_returned_time": "",
        "task_declined_time": "",
        "workteam_arn": f"{ARN}:workteam/private-crowd/Sample-labeling-team",
        "labeling_job_arn": f"{ARN}:labeling-job/metrics-demo",
        "work_requester_account_id": "111122223333",
        "job_type": "Private",
        "event_type": "TasksSubmitted",
        "event_timestamp": "1565798464",
        **more,
    }


def lines(*events):
    return "\n".join(map(json.dumps, events)).encode()


def test_a_submitted_task_is_one_row_with_its_time():
    reading = read_upload(lines(event()))
    assert reading.format is SourceFormat.SAGEMAKER_WORKER_LOG
    row = reading.rows.row(0, named=True)
    assert row["submitted_at"] == datetime(2019, 8, 14, 16, 1, 4, tzinfo=UTC)
    assert (row["handle_seconds"], row["time_basis"]) == (5.0, "elapsed")
    assert (row["vendor"], row["queue"]) == ("Sample-labeling-team", "metrics-demo")
    assert (row["annotator_id"], row["item_id"], row["label"]) == ("cd449a289e129409", None, None)


@pytest.mark.parametrize(
    "wrapped",
    [
        [event()],
        {"events": [{"timestamp": 1, "message": json.dumps(event())}], "nextToken": "f"},
    ],
)
def test_an_array_and_the_envelope_of_cloudwatch_are_read(wrapped):
    reading = read_upload(json.dumps(wrapped).encode())
    assert reading.format is SourceFormat.SAGEMAKER_WORKER_LOG
    assert reading.column("handle_seconds") == [5.0]


def test_taking_a_task_is_left_out_and_giving_it_back_is_a_skip():
    taken = event(event_type="TasksAccepted", task_submitted_time="")
    returned = event(
        event_type="TasksReturned",
        task_submitted_time="",
        task_returned_time="Wed Aug 14 16:02:59 UTC 2019",
    )
    reading = read_upload(lines(event(), taken, returned))
    assert (reading.rows_read, reading.skipped) == (3, 1)
    assert reading.column("is_skipped") == [False, True]
    assert reading.column("handle_seconds") == [5.0, 120.0]


@settings(deadline=None)
@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=10, unique=True), st.randoms())
def test_rows_are_read_back_in_any_order(waits, random):
    start = datetime(2026, 3, 2, tzinfo=UTC)
    layout = "%a %b %d %H:%M:%S UTC %Y"
    events = [
        event(
            task_accepted_time=start.strftime(layout),
            task_submitted_time=(start + timedelta(seconds=wait)).strftime(layout),
        )
        for wait in waits
    ]
    random.shuffle(events)
    reading = read_upload(lines(*events))
    assert sorted(reading.column("handle_seconds")) == sorted(map(float, waits))
    assert reading.rows["event_id"].n_unique() == len(waits)
