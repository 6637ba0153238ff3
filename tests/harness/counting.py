"""A process that counts up a field of a milestone, as a person does: read, add one, save.

``python -m tests.harness.counting URL MILESTONE TIMES``; every save that was answered is told by a
line on standard output.
"""

import sys

from ecogov.domain.errors import ConflictError
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.reading import get_record
from ecogov.services.log.records import amend_record
from ecogov.storage.database import Database

FIELD = "duration_days"


def count_up(db: Database, milestone_id: int, times: int) -> None:
    """Add one so many times; whoever was faster is read again."""
    kind = RecordKind.MILESTONE
    for _ in range(times):
        while True:
            stored = get_record(db, kind, milestone_id)
            changes = {FIELD: (stored[FIELD] or 0) + 1}
            try:
                amend_record(
                    db, kind, milestone_id, changes, version=stored["version"], actor="counter"
                )
            except ConflictError:
                continue
            break
        sys.stdout.write("saved\n")
        sys.stdout.flush()


if __name__ == "__main__":
    url, milestone, n_times = sys.argv[1:]
    count_up(Database.open(url), int(milestone), int(n_times))
