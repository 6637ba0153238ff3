"""A log of the size that the budgets name: 50 projects, 10 000 risks, 10 000 milestones."""

import os
from datetime import date, timedelta

from ecogov.domain.log.drafts import LogDraft
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.records import log_records
from ecogov.storage.database import Database
from tests.builders import ACTOR, a_record, stored_project

PROJECTS = 50
RECORDS = int(os.environ.get("ECOGOV_BENCH_LOG_RECORDS", "10000"))
_FIRST = date(2026, 3, 2)


def fill(db: Database) -> None:
    """Log the records, spread over the projects."""
    each = RECORDS // PROJECTS
    for number in range(PROJECTS):
        project = stored_project(db, code=f"BENCH-{number}")
        log_records(db, RecordKind.RISK, [a_risk(project, n) for n in range(each)], actor=ACTOR)
        milestones = [a_milestone(project, n) for n in range(each)]
        log_records(db, RecordKind.MILESTONE, milestones, actor=ACTOR)


def a_risk(project: int, number: int) -> LogDraft:
    """Make one of many risks."""
    return a_record(
        RecordKind.RISK,
        project,
        title=f"Reviewers of queue {number} leave 审核员流失",
        owner=f"Person {number % 40}",
        probability=number % 5 + 1,
        impact=number // 5 % 5 + 1,
        due_on=_FIRST + timedelta(days=number),
    )


def a_milestone(project: int, number: int) -> LogDraft:
    """Make one of many milestones."""
    promised = _FIRST + timedelta(days=2 * number)
    return a_record(
        RecordKind.MILESTONE,
        project,
        title=f"Batch {number} 交付",
        owner=f"Person {number % 40}",
        baseline_on=promised,
        forecast_on=promised + timedelta(days=number % 11 - 3),
    )
