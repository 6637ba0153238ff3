"""Many processes at one record, and processes that die: nothing is lost, nothing is half."""

import signal

import pytest

from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.reading import get_record
from ecogov.services.trail import verify_trail
from tests.builders import stored_project, stored_record
from tests.harness.counters import check_whole, counted_together, counter

MILESTONE = RecordKind.MILESTONE
PROCESSES, TIMES = 4, 25


@pytest.fixture
def milestone(db):
    return stored_record(db, MILESTONE, stored_project(db)).id


def test_processes_at_one_record_lose_no_save(db, milestone):
    assert counted_together(db, milestone, PROCESSES, TIMES) == PROCESSES * TIMES


def test_a_process_that_is_killed_leaves_all_of_a_save_or_nothing(db, milestone):
    acknowledged = 0
    for n_saves in (1, 4, 9):
        one = counter(db, milestone, 10_000)
        for _ in range(n_saves):
            assert one.stdout.readline() == "saved\n"
        one.send_signal(signal.SIGKILL)
        acknowledged += n_saves + one.communicate()[0].count("saved\n")
    check_whole(db, milestone, acknowledged)
    stored_record(db, MILESTONE, get_record(db, MILESTONE, milestone)["project_id"])
    assert verify_trail(db) == []
