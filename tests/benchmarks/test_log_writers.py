"""Eight processes save the same record two hundred times each: how long, and is all of it there."""

import time

from ecogov.domain.log.kinds import RecordKind
from tests.builders import stored_project, stored_record
from tests.harness.counters import counted_together

PROCESSES, TIMES = 8, 200


def test_eight_processes_lose_no_save(db):
    milestone = stored_record(db, RecordKind.MILESTONE, stored_project(db)).id
    begun = time.perf_counter()
    assert counted_together(db, milestone, PROCESSES, TIMES) == PROCESSES * TIMES
    seconds = time.perf_counter() - begun
    saves = PROCESSES * TIMES / seconds
    print(f"\n{db.engine.dialect.name}: {seconds:.1f} s, {saves:.0f} saves/s of one record by all")
