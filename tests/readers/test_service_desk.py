from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from tests.builders import an_update
from tests.harness.exports import facts_of, read_upload, records_bytes

LOG = Path("annotation/ops/itsm_incident_events_opened_to_2016-03.csv.gz")
STATES = ("New", "Active", "Awaiting Vendor", "Resolved", "Closed", "Canceled")


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def read(*updates, **options):
    return read_upload(records_bytes(updates), ReadOptions(**options))


def latest(*updates, **options):
    """Read a log and give the row that counts: the last told of an incident."""
    rows = read(*updates, **options).rows.sort("source_updated_at")
    return rows.row(-1, named=True)


def test_an_update_is_the_incident_as_it_stood():
    reading = read(an_update())
    assert reading.format is SourceFormat.SERVICE_DESK
    row = reading.rows.row(0, named=True)
    assert (row["event_id"], row["item_id"], row["queue"]) == ("INC7", "INC7", "Network")
    assert (row["annotator_id"], row["stage"], row["attempt"]) == ("Ann", "annotate", 1)
    assert row["assigned_at"] == utc(2026, 3, 2, 8)
    assert (row["submitted_at"], row["label"], row["is_cancelled"]) == (None, None, None)


def test_what_is_missing_is_null():
    row = latest(an_update(assigned_to="?", assignment_group="?", vendor="?"))
    assert (row["annotator_id"], row["queue"], row["vendor"]) == (None, None, None)


def test_a_solution_that_the_row_cannot_know_yet_is_not_read():
    future = {"resolved_at": "5/3/2026 10:00", "closed_code": "code 5"}
    row = latest(an_update(**future), an_update("Active", "2/3/2026 09:00", 1, **future))
    assert (row["submitted_at"], row["label"]) == (None, None)


def test_the_day_comes_before_the_month():
    row = latest(an_update("Resolved", "3/4/2026 12:00", opened_at="2/4/2026 08:00"))
    assert row["assigned_at"] == utc(2026, 4, 2, 8)
    assert row["submitted_at"] == utc(2026, 4, 3, 12)


def test_a_resolved_incident_is_done_when_it_says_so():
    told = {"resolved_at": "3/3/2026 10:00", "closed_code": "code 5"}
    row = latest(an_update("Closed", "8/3/2026 10:00", 5, **told))
    assert (row["submitted_at"], row["label"]) == (utc(2026, 3, 3, 10), "code 5")


def test_a_solution_yet_to_come_is_dated_by_the_row_that_resolved():
    told = {"resolved_at": "3/3/2026 16:00"}
    row = latest(an_update("Resolved", "3/3/2026 10:00", 5, **told))
    assert row["submitted_at"] == utc(2026, 3, 3, 10)


def test_an_incident_that_was_closed_without_a_time_was_done_when_it_was_resolved():
    log = [
        an_update(),
        an_update("Resolved", "3/3/2026 10:00", 1, resolved_at="?"),
        an_update("Resolved", "4/3/2026 10:00", 2, resolved_at="?"),
        an_update("Closed", "9/3/2026 10:00", 3, resolved_at="?"),
    ]
    assert latest(*log)["submitted_at"] == utc(2026, 3, 3, 10)


def test_a_reopened_incident_is_open_until_it_is_resolved_again():
    log = [
        an_update("Resolved", "3/3/2026 10:00", 1, resolved_at="?"),
        an_update("Active", "4/3/2026 10:00", 2, resolved_at="?", reopen_count=1),
    ]
    assert latest(*log)["submitted_at"] is None
    again = an_update("Resolved", "5/3/2026 10:00", 3, resolved_at="?", reopen_count=1)
    closed = an_update("Closed", "9/3/2026 10:00", 4, resolved_at="?", reopen_count=1)
    row = latest(*log, again, closed)
    assert (row["submitted_at"], row["attempt"]) == (utc(2026, 3, 5, 10), 2)


def test_a_cancelled_incident_is_closed_but_not_done():
    row = latest(an_update(), an_update("Canceled", "3/3/2026 10:00", 1))
    assert row["is_cancelled"]
    assert row["submitted_at"] == utc(2026, 3, 3, 10)


def test_updates_of_one_minute_follow_their_count():
    first, second = (
        an_update("Active", "2/3/2026 09:00", 5),
        an_update("Resolved", "2/3/2026 09:00", 6),
    )
    assert latest(second, first)["submitted_at"] == utc(2026, 3, 2, 9)


def test_stamps_are_local_to_the_zone_that_was_told():
    row = latest(an_update(), timezone="Asia/Shanghai")
    assert row["assigned_at"] == utc(2026, 3, 2)


def test_a_log_in_the_international_notation_is_read_too():
    update = an_update(
        opened_at="2026-03-02 08:00:00", sys_updated_at="2026-03-03 09:00:00", resolved_at=""
    )
    del update["incident_state"]
    row = latest(update | {"state": "Resolved"})
    assert row["submitted_at"] == utc(2026, 3, 3, 9)


def test_a_clock_that_is_behind_finishes_nothing_before_it_came_in():
    row = latest(an_update("Resolved", "2/3/2026 07:00", 1))
    assert row["submitted_at"] == row["assigned_at"]


def test_rows_that_cannot_be_placed_are_refused():
    reading = read(
        an_update(opened_at="?"),
        an_update(sys_updated_at=""),
        an_update(opened_at="31/2/2026 08:00"),
        an_update("Closed", resolved_at="soon"),
        an_update(),
    )
    assert reading.rows.height == 1
    assert sorted(reading.codes()) == [
        (2, "row.date_missing"), (3, "row.date_missing"),
        (4, "row.timestamp"), (5, "row.timestamp"),
    ]  # fmt: skip
    assert {rejection.field for rejection in reading.rejections} == {
        "opened_at", "sys_updated_at", "assigned_at", "resolved_at",
    }  # fmt: skip


def test_another_table_with_a_number_is_no_log():
    sheet = {"number": 1, "Date": "2026-03-02", "Units": 3}
    assert read(sheet).format is not SourceFormat.SERVICE_DESK


updates = st.builds(
    lambda state, minute, n, solved: an_update(
        STATES[state],
        (datetime(2026, 3, 2, 9) + timedelta(minutes=minute)).strftime("%d/%m/%Y %H:%M"),  # noqa: DTZ001  # a log has no zone
        n,
        number=f"INC{n % 3}",
        resolved_at=(datetime(2026, 3, 2, 9) + timedelta(minutes=solved)).strftime(  # noqa: DTZ001  # the same
            "%d/%m/%Y %H:%M"
        ),
    ),
    st.integers(0, len(STATES) - 1), st.integers(0, 9000), st.integers(0, 99),
    st.integers(0, 9000),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(updates, min_size=1, max_size=12), st.randoms())
def test_the_order_of_rows_does_not_matter(log, random):
    shuffled = list(log)
    random.shuffle(shuffled)
    columns = pl.exclude("source_row")
    one, other = (read(*rows).rows.select(columns) for rows in (log, shuffled))
    keys = ["event_id", "source_updated_at", "submitted_at", "label"]
    assert one.sort(keys).equals(other.sort(keys))


@settings(deadline=None)
@given(st.lists(updates, min_size=1, max_size=12))
def test_nothing_is_finished_before_it_came_in_or_after_it_was_told(log):
    rows = read(*log).rows.filter(pl.col("submitted_at").is_not_null())
    assert rows.filter(pl.col("submitted_at") < pl.col("assigned_at")).is_empty()
    assert rows.filter(pl.col("submitted_at") > pl.col("source_updated_at")).is_empty()


@pytest.fixture(scope="module")
def log(shared_data):
    return read_upload(shared_data / LOG)


def test_a_real_log_is_read_whole(log, shared_data):
    facts = facts_of(shared_data / LOG)
    assert (log.rows_read, log.rows.height, log.codes()) == (facts["rows"], facts["rows"], [])
    distinct = {
        "incidents": log.rows["item_id"].n_unique(),
        "assignment_groups": log.rows["queue"].drop_nulls().n_unique(),
        "assignees": log.rows["annotator_id"].drop_nulls().n_unique(),
    }
    assert distinct.items() <= facts["distinct"].items()


def test_days_of_a_real_log(log, shared_data):
    facts = facts_of(shared_data / LOG)
    opened = log.rows.unique("item_id")["assigned_at"]
    for stamps, told in (
        (opened, facts["incidents_per_day"]),
        (log.rows["source_updated_at"], facts["rows_per_day"]),
    ):
        days = stamps.dt.date().cast(pl.String).value_counts()
        counted = dict(days.iter_rows())
        assert len(counted) == told["distinct_days"]
        assert [[day, counted[day]] for day, _ in told["top5"]] == told["top5"]


def test_turnaround_of_a_real_log(log, shared_data):
    facts = facts_of(shared_data / LOG)["turnaround"]
    final = log.rows.sort("source_updated_at").group_by("item_id", maintain_order=True).last()
    with_time = pl.read_csv(shared_data / LOG, columns=["number", "resolved_at"]).filter(
        pl.col("resolved_at") != "?"
    )
    known = final.filter(pl.col("item_id").is_in(with_time["number"].unique().to_list()))
    hours = (known["submitted_at"] - known["assigned_at"]).dt.total_minutes() / 60
    assert hours.len() == facts["incidents"]
    assert hours.median() == pytest.approx(facts["median_hours"], abs=1e-6)
    assert hours.quantile(0.9, "linear") == pytest.approx(facts["p90_hours"], abs=1e-6)
    assert (hours < 0).sum() == facts["negative"]
