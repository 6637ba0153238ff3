"""The log of one project on one page: what threatens it, what comes next, what waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from ecogov.domain.log.asking import LogFilter, Order
from ecogov.domain.log.kinds import RecordKind, Reference
from ecogov.domain.people import Right
from ecogov.domain.risks.words import Nature
from ecogov.domain.schedule.slips import days_of
from ecogov.domain.trail import TrailFilter
from ecogov.services.log.milestones import milestone_schedule
from ecogov.services.log.reading import count_records, list_records
from ecogov.services.log.risks import scored_risks
from ecogov.services.people.rights import require
from ecogov.services.trail import list_trail
from ecogov.storage.database import Database
from ecogov.storage.log import hanging
from ecogov.storage.registers import is_hidden

DAYS_AHEAD: Final = 60
MOST_ROWS: Final = 6
_MOST_ESCALATIONS: Final = 20
_MOST_CHANGES: Final = 12
_BY_DUE: Final = Order("due_on", is_descending=False)


class Named(NamedTuple):
    """What a record is called."""

    ref: str
    title: str


@dataclass(frozen=True, slots=True, eq=False)
class ProjectLog:
    """What the page of a project shows of its log.

    Parameters
    ----------
    risks : DataFrame
        Open threats as `scored_risks` gives them, the highest current score first, unscored last;
        at most `MOST_ROWS`.
    milestones : DataFrame
        Open ones that are due, or expected, within `DAYS_AHEAD` days, as `milestone_schedule`
        gives them, the next first; late ones are among them.
    escalations : DataFrame
        Open ones, the gravest first.
    decisions, actions : DataFrame
        Decisions not taken, and actions that are overdue; by day, at most `MOST_ROWS`.
    changes : DataFrame
        Newest entries of the audit trail, as `ecogov.services.trail.list_trail` gives them.
    names : dict
        What the records of the log among `changes` are called, by kind and id.
    counts : dict of str to int
        How many there are of each of the lists, shown or not.
    """

    risks: pd.DataFrame
    milestones: pd.DataFrame
    escalations: pd.DataFrame
    decisions: pd.DataFrame
    actions: pd.DataFrame
    changes: pd.DataFrame
    names: dict[tuple[str, int], Named]
    counts: dict[str, int]


def log_of_project(db: Database, project_id: int, *, as_of: date) -> ProjectLog:
    """Read what the page of a project shows of its log, as of a day."""
    require(db, Right.READ, project_id)
    opened = LogFilter(project_id=project_id, is_open=True)
    overdue = LogFilter(project_id=project_id, is_open=True, due_before=as_of)
    risks = _threats(db, opened)
    milestones = _next_milestones(db, opened, as_of)
    changes = list_trail(db, TrailFilter(project_id=project_id), limit=_MOST_CHANGES)
    gravest = Order("severity", is_descending=False)
    return ProjectLog(
        risks=risks.head(MOST_ROWS),
        milestones=milestones.head(MOST_ROWS + 2),
        escalations=list_records(
            db, RecordKind.ESCALATION, opened, gravest, window=(0, _MOST_ESCALATIONS)
        ),
        decisions=list_records(db, RecordKind.DECISION, opened, _BY_DUE, window=(0, MOST_ROWS)),
        actions=list_records(db, RecordKind.ACTION, overdue, _BY_DUE, window=(0, MOST_ROWS)),
        changes=changes,
        names=names_of(db, zip(changes["record_type"], changes["record_id"], strict=True)),
        counts={
            "risks": len(risks),
            "milestones": len(milestones),
            "escalations": count_records(db, RecordKind.ESCALATION, opened),
            "decisions": count_records(db, RecordKind.DECISION, opened),
            "actions": count_records(db, RecordKind.ACTION, overdue),
        },
    )


def names_of(db: Database, records: Iterable[tuple[str, str]]) -> dict[tuple[str, int], Named]:
    """Name records of the log, archived or not, by record type and id of the trail; others not."""
    kinds = set(RecordKind)
    wanted = {(kind, int(one)) for kind, one in records if kind in kinds}
    with db.read() as session:
        told = hanging.names(session, wanted)
        found = {key: row for key, row in told.items() if not is_hidden(session, row.project_id)}
    return {
        (kind, one): Named(str(Reference(RecordKind(kind), row.number)), row.title)
        for (kind, one), row in found.items()
    }


def _threats(db: Database, opened: LogFilter) -> pd.DataFrame:
    rows = scored_risks(db, opened)
    threats = rows[rows["nature"] == Nature.THREAT.value]
    by = ["current_score", "number"]
    return threats.sort_values(by, ascending=[False, True], na_position="last", ignore_index=True)


def _next_milestones(db: Database, opened: LogFilter, as_of: date) -> pd.DataFrame:
    rows = milestone_schedule(db, opened, as_of=as_of)
    known = rows["forecast"].where(rows["forecast"].notna(), rows["baseline_current"])
    told = rows.assign(next_on=known)
    until = np.datetime64(as_of + timedelta(days=DAYS_AHEAD), "D")
    near = told[days_of(known) <= until]
    return near.sort_values(["next_on", "number"], ignore_index=True)
