"""Fields that only make sense together: whoever edits one cell means the others as well."""

from collections.abc import Mapping
from datetime import date

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.schedule.slips import MilestoneStatus


def with_companions(
    kind: RecordKind, changes: Mapping[str, object], today: date
) -> dict[str, object]:
    """Complete an edit: a milestone that is done was done on a day, today if nobody says which."""
    told = dict(changes)
    if kind is not RecordKind.MILESTONE:
        return told
    if "actual_on" in told:
        is_done = bool(told["actual_on"])
        told.setdefault("status", MilestoneStatus.DONE if is_done else MilestoneStatus.PLANNED)
    elif "status" in told:
        told["actual_on"] = today if told["status"] == MilestoneStatus.DONE else None
    return told
