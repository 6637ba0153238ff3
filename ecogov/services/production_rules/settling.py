"""Seeing to alarms of rules: what nobody has seen to yet, and that somebody has."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pandas as pd

from ecogov.domain.errors import NotFoundError
from ecogov.domain.people import Right
from ecogov.services.people.rights import admit, reached
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.registers import now
from ecogov.storage.watching import rules as stored_rules

MOST_OPEN: Final = 200


def open_alarms(
    db: Database, project_id: int | None = None, *, limit: int = MOST_OPEN
) -> tuple[pd.DataFrame, int]:
    """List the newest alarms that nobody has seen to, and count them all.

    Parameters
    ----------
    project_id : int, optional
        Only of this project; by default of all that the person may see.

    Returns
    -------
    DataFrame, shape (<= limit, 12)
        As `ecogov.services.production_rules.evaluating.list_alarms`.
    int
        How many there are.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    projects = reached(db, project_id)
    with db.read() as session:
        return stored_rules.open_alarms_frame(session, projects, limit)


def settle_alarms(db: Database, alarm_ids: Sequence[int], *, actor: str) -> list[int]:
    """Say that alarms were seen to, and give those that were not before.

    Raises
    ------
    NotFoundError
        ``rule_alarm.unknown`` when one of them is not there.
    NotAllowedError
        ``right.missing``.
    """
    return _moved(db, alarm_ids, now(), actor)


def reopen_alarms(db: Database, alarm_ids: Sequence[int], *, actor: str) -> list[int]:
    """Take back that alarms were seen to.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `settle_alarms`.
    """
    return _moved(db, alarm_ids, None, actor)


def _moved(db: Database, alarm_ids: Sequence[int], at: datetime | None, actor: str) -> list[int]:
    with db.write(actor) as session:
        projects = stored_rules.projects_of_alarms(session, alarm_ids)
        if projects.keys() != set(alarm_ids):
            raise NotFoundError("rule_alarm.unknown")
        for project_id in set(projects.values()):
            admit(session, Right.TRIAGE, project_id)
        moved = stored_rules.settle(session, alarm_ids, at, actor if at is not None else "")
        verb = "settle" if at is not None else "reopen"
        for one in moved:
            audit.note(session, f"rule_alarm.{verb}", ("rule_alarm", one), project_id=projects[one])
        return moved
