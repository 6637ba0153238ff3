import csv
import gzip
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest

from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.targets import TurnaroundClock
from ecogov.services.imports import undo_import
from ecogov.services.kpis import kpi_cells
from tests.builders import ACTOR, an_update, stored_project, stored_target, take_in
from tests.harness.exports import facts_of, records_bytes
from tests.harness.figures import figures, wrong_rollups

LOG = Path("annotation/ops/itsm_incident_events_opened_to_2016-03.csv.gz")
NOW = datetime(2026, 3, 9, tzinfo=UTC)


def ask(db, project_id, metric, *by, now=NOW):
    question = Question(Slice((project_id,)), metrics=(metric,), by=by)
    return kpi_cells(db, question, now=now)


def value(db, project_id, metric):
    return ask(db, project_id, metric).iloc[0]["value"]


def by_day(db, project_id, metric):
    return ask(db, project_id, metric, "day").set_index("day")["value"].to_dict()


def march(*days):
    return [date(2026, 3, day) for day in days]


FIRST = [
    an_update(),
    an_update("Active", "2/3/2026 09:00", 1),
    an_update(number="INC8"),
    an_update("Resolved", "3/3/2026 10:00", 1, number="INC8", resolved_at="3/3/2026 09:30"),
]
SECOND = [
    *FIRST,
    an_update("Active", "4/3/2026 08:00", 2, number="INC8", resolved_at="?", reopen_count=1),
    an_update("Closed", "5/3/2026 10:00", 2, resolved_at="4/3/2026 12:00"),
]


@pytest.fixture
def project_id(db):
    return stored_project(db, timezone="UTC", country="")


def test_incidents_are_a_queue_that_fills_and_empties(db, project_id):
    receipt = take_in(db, project_id, records_bytes(FIRST))
    assert (receipt.rows_read, receipt.accepted, receipt.skipped) == (4, 2, 2)
    assert receipt.new_queues == ("Network",)
    assert value(db, project_id, "submitted_units") == 1
    backlog = by_day(db, project_id, "backlog_units")
    assert [backlog[day] for day in march(2, 3)] == [2, 1]
    assert not wrong_rollups(db)


def test_a_later_export_reopens_and_closes(db, project_id):
    take_in(db, project_id, records_bytes(FIRST))
    receipt = take_in(db, project_id, records_bytes(SECOND))
    assert (receipt.accepted, receipt.updated) == (0, 2)
    backlog = by_day(db, project_id, "backlog_units")
    assert [backlog[day] for day in march(2, 4)] == [2, 1]
    assert value(db, project_id, "submitted_units") == 1
    assert not wrong_rollups(db)


def test_an_earlier_export_changes_nothing(db, project_id):
    take_in(db, project_id, records_bytes(SECOND))
    before = figures(db)
    receipt = take_in(db, project_id, records_bytes(FIRST))
    assert (receipt.accepted, receipt.updated) == (0, 0)
    assert figures(db) == before


def test_an_export_taken_back_leaves_the_incidents_as_they_stood(db, project_id):
    take_in(db, project_id, records_bytes(FIRST))
    before = figures(db)
    receipt = take_in(db, project_id, records_bytes(SECOND))
    undo_import(db, receipt.import_id, actor=ACTOR)
    assert figures(db) == before


def test_the_order_of_rows_leaves_no_trace(db):
    told = []
    for code, rows in (("FORTH", SECOND), ("BACK", SECOND[::-1])):
        number = stored_project(db, code=code, timezone="UTC", country="")
        take_in(db, number, records_bytes(rows))
        told.append((by_day(db, number, "backlog_units"), value(db, number, "submitted_units")))
    assert told[0] == told[1]


def test_stamps_are_those_of_the_project(db):
    number = stored_project(db, timezone="Asia/Shanghai", country="")
    late = {"opened_at": "2/3/2026 23:00", "resolved_at": "3/3/2026 01:00"}
    receipt = take_in(db, number, records_bytes([an_update("Resolved", "3/3/2026 01:00", **late)]))
    assert receipt.first_submitted_at == datetime(2026, 3, 2, 17, tzinfo=UTC)
    backlog = by_day(db, number, "backlog_units")
    assert [backlog[day] for day in march(2, 3)] == [1, 0]


@pytest.mark.parametrize(
    ("clock", "hours", "on_time"),
    [("calendar", 52, 1), ("calendar", 51.9, 0), ("business", 21, 1), ("business", 20.9, 0)],
)
def test_turnaround_runs_from_opened_to_resolved(db, clock, hours, on_time):
    project_id = stored_project(db, timezone="UTC", country="")
    closed = an_update("Closed", "5/3/2026 10:00", 2, resolved_at="4/3/2026 12:00")
    take_in(db, project_id, records_bytes([an_update(), closed]))
    promise(db, project_id, hours, TurnaroundClock(clock))
    cell = ask(db, project_id, "tat_attainment").iloc[0]
    assert (cell["numerator"], cell["denominator"]) == (on_time, 1)


@pytest.mark.parametrize(("hour", "due"), [(8, 1), (9, 2)])
def test_an_incident_that_was_reopened_is_overdue_since_it_was_opened(db, project_id, hour, due):
    take_in(db, project_id, records_bytes(SECOND))
    promise(db, project_id, 48)
    now = datetime(2026, 3, 4, hour, tzinfo=UTC)
    assert ask(db, project_id, "tat_attainment", now=now).iloc[0]["denominator"] == due


def test_a_cancelled_incident_leaves_the_queue_and_is_no_work(db, project_id):
    take_in(db, project_id, records_bytes([an_update("Canceled", "3/3/2026 10:00", 1)]))
    assert value(db, project_id, "submitted_units") == 0
    backlog = by_day(db, project_id, "backlog_units")
    assert [backlog[day] for day in march(2, 3)] == [1, 0]


def promise(db, project_id, hours, clock=TurnaroundClock.CALENDAR):
    told = {"metric": "tat_attainment", "value": 0.9, "hours": hours, "clock": clock}
    stored_target(db, project_id, effective_from=date(2016, 1, 1), **told)


def stamp(text):
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def incidents(shared_data):
    """Tell of every real incident when it was opened and done, worked out row by row."""
    with gzip.open(shared_data / LOG, "rt", newline="") as file:
        rows = sorted(
            csv.DictReader(file),
            key=lambda row: (
                row["number"],
                stamp(row["sys_updated_at"]),
                int(row["sys_mod_count"]),
            ),
        )
    told = {}
    for number, updates in groupby(rows, key=lambda row: row["number"]):
        done = None
        for row in updates:
            is_done = row["incident_state"] in {"Resolved", "Closed"}
            done = (done or stamp(row["sys_updated_at"])) if is_done else None
        if done and row["resolved_at"] != "?":
            done = stamp(row["resolved_at"])
        told[number] = (stamp(row["opened_at"]), done)
    return told


@pytest.fixture
def real(db, shared_data):
    number = stored_project(db, timezone="UTC", country="")
    return number, take_in(db, number, shared_data / LOG, name=LOG.name)


def test_a_real_log_becomes_the_queues_of_a_project(db, real, shared_data):
    project_id, receipt = real
    facts = facts_of(shared_data / LOG)
    n_incidents = facts["distinct"]["incidents"]
    assert (receipt.rows_read, receipt.accepted, receipt.rejected) == (
        facts["rows"],
        n_incidents,
        0,
    )
    assert receipt.skipped == facts["rows"] - n_incidents
    assert value(db, project_id, "submitted_units") == n_incidents
    queues = ask(db, project_id, "submitted_units", "queue").set_index("queue")["value"]
    told = {"" if name == "?" else name: n for name, (n, _) in facts["by_group_top10"].items()}
    assert {name: queues[name] for name in told} == told
    assert not wrong_rollups(db)


def test_backlog_of_a_real_log_is_what_came_in_less_what_was_done(db, real, incidents, shared_data):
    project_id, _ = real
    backlog = by_day(db, project_id, "backlog_units")
    for day, n_open in backlog.items():
        came = sum(opened.date() <= day for opened, _ in incidents.values())
        done = sum(done.date() <= day for _, done in incidents.values())
        assert n_open == came - done, day
    submitted = by_day(db, project_id, "submitted_units")
    for told, n_opened in facts_of(shared_data / LOG)["incidents_per_day"]["top5"]:
        day = date.fromisoformat(told)
        assert backlog[day] - backlog[day - timedelta(days=1)] + submitted[day] == n_opened


def test_turnaround_of_a_real_log_against_a_target(db, real, incidents, shared_data):
    project_id, _ = real
    facts = facts_of(shared_data / LOG)["turnaround"]
    promise(db, project_id, facts["median_hours"])
    cell = ask(db, project_id, "tat_attainment", now=datetime(2017, 3, 1, tzinfo=UTC)).iloc[0]
    hours = [(done - opened).total_seconds() / 3600 for opened, done in incidents.values()]
    on_time = sum(taken <= facts["median_hours"] + 1e-6 for taken in hours)
    assert (cell["numerator"], cell["denominator"]) == (on_time, len(incidents))
