"""The worker as a command, and the queue as its keeper sees it."""

import os
import subprocess
import sys

import pytest

from ecogov.services.jobs.beside import worker_beside
from ecogov.services.jobs.desk import list_jobs, start_job
from ecogov.settings import Settings
from tests.harness.places import ROOT


def test_queue_is_started_worked_off_and_listed(command):
    assert command("jobs", "start", "verify", "--json").json == {"job": 1}
    assert command("worker", "--once", "--json").json["jobs"] >= 1
    told = {job["id"]: job for job in command("jobs", "list", "--json").json}
    assert (told[1]["status"], told[1]["result"]) == ("done", {"projects": 0})
    assert "Everything holds" in command("jobs", "list").stdout
    for verb, code in (("cancel", "job.ended"), ("retry", "job.not_failed")):
        said = command("jobs", verb, 1, "--json")
        assert (said.status, said.json["error"]["code"]) == (1, code)


def test_waiting_job_is_cancelled_and_started_again(command):
    command("jobs", "start", "verify")
    assert command("jobs", "cancel", 1).status == 0
    assert command("jobs", "list", "--json").json[0]["status"] == "cancelled"
    assert command("jobs", "retry", 1).status == 0
    assert command("jobs", "list", "--json").json[0]["status"] == "waiting"


def test_attached_worker_ends_when_whoever_started_it_does(sqlite_url):
    words = ["-m", "ecogov", "worker", "--attached", "--database", sqlite_url]
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, *words], cwd=ROOT, env=os.environ, stdin=subprocess.PIPE
    ) as process:
        process.stdin.close()
        assert process.wait(60) == 0


@pytest.mark.parametrize("is_wanted", [True, False])
def test_worker_beside_the_app_ends_with_it(sqlite_db, monkeypatch, is_wanted):
    started = []
    real = subprocess.Popen

    def watched(*words, **options):
        started.append(real(*words, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", watched)
    start_job(sqlite_db, "verify", actor="ann")
    with worker_beside(Settings(database_url=sqlite_db.url, run_worker=is_wanted)):
        pass
    assert [one.poll() is not None for one in started] == ([True] if is_wanted else [])
    assert len(list_jobs(sqlite_db)) >= 1
