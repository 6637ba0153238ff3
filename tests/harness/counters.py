"""Processes that count up the same record, and what must hold however they end."""

import subprocess
import sys

from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.reading import get_record
from ecogov.services.trail import history, verify_trail
from ecogov.storage.database import Database
from tests.harness.counting import FIELD
from tests.harness.places import ROOT

MILESTONE = RecordKind.MILESTONE


def counter(db: Database, milestone: int, times: int) -> subprocess.Popen[str]:
    """Start a process that counts up a milestone so many times."""
    told = (db.url, str(milestone), str(times))
    arguments = [sys.executable, "-m", "tests.harness.counting", *told]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603


def counted_together(db: Database, milestone: int, processes: int, times: int) -> int:
    """Let processes count up the same milestone, and give how far they came."""
    counters = [counter(db, milestone, times) for _ in range(processes)]
    told = [one.communicate()[0].count("saved") for one in counters]
    assert [one.returncode for one in counters] == [0] * processes
    assert told == [times] * processes
    return check_whole(db, milestone, processes * times)


def check_whole(db: Database, milestone: int, at_least: int) -> int:
    """Check that every save is there once, in the record, its trail and its version."""
    counted: int = get_record(db, MILESTONE, milestone)[FIELD]
    entries = history(db, "milestone", milestone)
    assert counted >= at_least
    assert get_record(db, MILESTONE, milestone)["version"] == counted + 1
    assert (entries["action"] == "milestone.change").sum() == counted
    assert verify_trail(db) == []
    return counted
