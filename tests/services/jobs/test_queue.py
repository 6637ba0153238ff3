"""The queue: no job is lost, none is done twice, whatever happens to workers and clocks."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.errors import DomainError, UnavailableError
from ecogov.domain.jobs.schedules import Every, daily
from ecogov.domain.jobs.states import LEASE, LONGEST_PAUSE, JobStatus, pause_after
from ecogov.services.jobs.desk import cancel_job, get_job, list_jobs, retry_job, start_job
from ecogov.services.jobs.kinds import KINDS
from ecogov.services.jobs.running import JobKind
from ecogov.services.jobs.working import Worker
from ecogov.storage.jobs import queue
from tests.builders import ACTOR
from tests.harness.places import ROOT

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ONE_TRY = {"thing": 3}


def asked(db, n_jobs=1, kind="thing", **told):
    with db.write(ACTOR) as session:
        return [queue.enqueue(session, kind, {"number": n}, **told) for n in range(n_jobs)]


def claimed(db, worker="w", at=NOON):
    with db.touch() as session:
        return queue.claim(session, ONE_TRY, worker, at=at)


def booked(db, verb, *told, **at):
    with db.touch() as session:
        return verb(session, *told, **at)


def test_four_workers_do_every_job_and_none_twice(db):
    asked(db, 60)
    done = Counter()
    kind = JobKind(lambda _db, payload, _run: done.update([payload["number"]]))
    workers = [Worker(db, {"thing": kind}) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(Worker.work_off, workers))
    assert done == Counter(range(60))
    assert sum(counts) == 60
    assert set(list_jobs(db)["status"]) == {JobStatus.DONE}


def test_act_that_fails_asks_for_nothing(db):
    def fail():
        with db.write(ACTOR) as session:
            queue.enqueue(session, "thing")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list_jobs(db).empty


def test_job_of_the_same_name_is_asked_for_once(db):
    first, second = (asked(db, dedupe="scan:7")[0] for _ in range(2))
    assert isinstance(first, int)
    assert second is None
    assert len(list_jobs(db)) == 1


def test_job_of_a_vanished_worker_is_taken_over_and_the_old_claim_counts_no_more(db):
    asked(db)
    dead = claimed(db, "dead")
    assert claimed(db, "early", NOON + LEASE / 2) is None
    heir = claimed(db, "heir", NOON + LEASE * 1.5)
    assert (heir.id, heir.attempt) == (dead.id, 2)
    assert not booked(db, queue.finish, dead, None, at=NOON)
    assert booked(db, queue.renew, dead, (1, 2), at=NOON) is None
    assert booked(db, queue.finish, heir, {"rows": 3}, at=NOON)
    assert get_job(db, heir.id)["result"] == {"rows": 3}


def test_renewed_claim_holds(db):
    asked(db)
    mine = claimed(db)
    assert booked(db, queue.renew, mine, (1, 4), at=NOON + LEASE / 2) is False
    assert claimed(db, "other", NOON + LEASE * 1.2) is None
    row = list_jobs(db).iloc[0]
    assert (row["n_done"], row["n_total"]) == (1, 4)


def test_job_that_takes_every_worker_with_it_fails_in_words(db):
    [number] = asked(db)
    for turn in range(3):
        assert claimed(db, f"w{turn}", NOON + turn * 2 * LEASE) is not None
    assert claimed(db, "w4", NOON + 6.5 * LEASE) is None
    stored = get_job(db, number)
    assert (stored["status"], stored["error"]["code"]) == (JobStatus.FAILED, "job.worker_lost")


def test_lease_and_pause_given_while_the_clock_was_ahead_do_not_hold_for_ever(db):
    a_year_ahead = NOON + timedelta(days=365)
    asked(db, 2)
    claimed(db, "ahead", a_year_ahead)
    other = claimed(db, "ahead", a_year_ahead)
    told = {"code": "job.bug", "params": {"reference": "1"}}
    booked(db, queue.fail, other, told, at=a_year_ahead, is_final=False)
    assert {claimed(db, "now").id, claimed(db, "now").id} == {1, 2}


def test_job_for_later_waits_for_its_time(db):
    asked(db, run_at=NOON + timedelta(hours=1))
    assert claimed(db) is None
    assert claimed(db, at=NOON + timedelta(hours=1)) is not None


def test_recurring_work_is_asked_for_once_a_turn_by_all_workers_together(db):
    done = []
    kinds = {"thing": JobKind(lambda *_: done.append(1), every=daily(2))}
    clock = [NOON]
    workers = [Worker(db, kinds, clock=lambda: clock[0]) for _ in range(3)]
    for clock[0] in (NOON, NOON + timedelta(hours=3), NOON - timedelta(hours=3)):
        for worker in workers:
            worker.work_off()
    assert len(done) == 1
    clock[0] = NOON + timedelta(days=1)
    assert [worker.work_off() for worker in workers] == [1, 0, 0]


def test_refusal_is_final_and_a_bug_is_tried_again(db):
    def refuse(*_):
        raise DomainError("project.unknown", code="X", fields=("a.b",))

    def crash(*_):
        raise ZeroDivisionError

    refused, crashed = asked(db, kind="refuse")[0], asked(db, kind="crash")[0]
    clock = [datetime.now(UTC) + timedelta(seconds=1)]
    kinds = {"refuse": JobKind(refuse), "crash": JobKind(crash, attempts=2)}
    worker = Worker(db, kinds, clock=lambda: clock[0])
    assert worker.work_off() == 2
    assert get_job(db, refused)["error"]["code"] == "project.unknown"
    assert get_job(db, crashed)["status"] == JobStatus.WAITING
    clock[0] += LONGEST_PAUSE
    assert worker.work_off() == 1
    told = get_job(db, crashed)
    assert (told["status"], told["error"]["code"]) == (JobStatus.FAILED, "job.bug")
    retry_job(db, crashed, actor=ACTOR)
    assert get_job(db, crashed)["status"] == JobStatus.WAITING


def test_what_the_database_cannot_do_now_is_tried_again(db):
    def full(*_):
        raise UnavailableError("database.full")

    [number] = asked(db)
    Worker(db, {"thing": JobKind(full)}).work_off()
    assert get_job(db, number)["status"] == JobStatus.WAITING


def test_waiting_job_is_cancelled_and_a_running_one_stops_when_it_says_how_far_it_is(db):
    waiting, running = asked(db, 2, run_at=NOON - timedelta(hours=1))[1], 1
    begun = threading.Event()

    def endless(_db, _payload, run):
        done = 0
        while True:
            begun.set()
            run.progress(done := done + 1, 10)
            run.stopping.wait(1)

    worker = Worker(db, {"thing": JobKind(endless)})
    thread = threading.Thread(target=worker.work_once)
    thread.start()
    assert begun.wait(10)
    cancel_job(db, waiting, actor=ACTOR)
    cancel_job(db, running, actor=ACTOR)
    thread.join(20)
    assert not thread.is_alive()
    assert set(list_jobs(db)["status"]) == {JobStatus.CANCELLED}
    with pytest.raises(DomainError, match=r"job\.ended"):
        cancel_job(db, waiting, actor=ACTOR)


def test_worker_that_has_to_go_puts_its_job_back_untried(db):
    [number] = asked(db)

    def leaving(_db, _payload, run):
        worker.leave()
        while True:
            run.progress(0, 1)
            run.stopping.wait(1)

    worker = Worker(db, {"thing": JobKind(leaving)})
    worker.serve()
    stored = get_job(db, number)
    assert (stored["status"], stored["attempts"]) == (JobStatus.WAITING, 0)


def test_bookkeeping_of_the_queue_makes_no_new_revision(db):
    start_job(db, "verify", actor=ACTOR)
    before = db.revision()
    assert Worker(db, {"verify": KINDS["verify"]}).work_off() == 1
    assert db.revision() == before
    assert list_jobs(db).iloc[0]["result"] == {"projects": 0}


def test_only_kinds_that_need_nothing_are_started_by_hand(db):
    with pytest.raises(DomainError, match=r"job\.kind_unknown"):
        start_job(db, "tidy", actor=ACTOR)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_killed_worker_leaves_its_job_to_the_next_one(sqlite_db):
    asked(sqlite_db)
    script = (
        "import sys; from ecogov.storage.database import Database;"
        "from ecogov.services.jobs.working import Worker;"
        "from ecogov.services.jobs.running import JobKind;"
        "work = lambda *_: (print('begun', flush=True), sys.stdin.read());"
        "Worker(Database.open(sys.argv[1]), {'thing': JobKind(work)}).serve()"
    )
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", script, sqlite_db.url],
        cwd=ROOT, env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    with process:
        assert process.stdout.readline().strip() == b"begun"
        process.send_signal(signal.SIGKILL)
    later = datetime.now(UTC) + LEASE * 1.5
    done = []
    kinds = {"thing": JobKind(lambda *_: done.append(1))}
    assert Worker(sqlite_db, kinds, clock=lambda: later).work_off() == 1
    assert done == [1]


MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis asks for naive bounds


@given(MOMENTS, st.integers(60, 10**6), st.integers(0, 59))
def test_turn_is_the_newest_that_has_begun(at, seconds, offset):
    every = Every(timedelta(seconds=seconds), timedelta(seconds=offset))
    due = datetime.strptime(every.turn(at), "%Y-%m-%dT%H:%M:%S%z")
    assert timedelta() <= at - due < timedelta(seconds=seconds)
    assert every.turn(due) == every.turn(at)


@given(st.integers(1, 10**6))
def test_pause_grows_to_its_longest(attempts):
    assert pause_after(attempts) <= pause_after(attempts + 1) <= LONGEST_PAUSE
