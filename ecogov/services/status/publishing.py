"""Publishing freezes a report: what was shown stays as it was, and anybody can check that."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from pydantic import Field

from ecogov.domain.errors import NotFoundError
from ecogov.domain.people import Right
from ecogov.domain.projects import Draft
from ecogov.domain.status.differences import Comparison, compare
from ecogov.domain.status.records import AskPart, StepPart
from ecogov.domain.status.report import (
    StatusReport,
    canonical,
    check_complete,
    fingerprint,
    parsed,
)
from ecogov.services import editing
from ecogov.services.people.rights import admit, reached, require
from ecogov.services.status.reporting import project_of, project_status, project_subject
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.registers import Session, now
from ecogov.storage.status import reports
from ecogov.storage.status.reports import Frozen


class PublicationDraft(Draft):
    """What is added to the figures before they are published.

    `path` and `decisions` stand beside the ones that the log tells.
    """

    as_of: date
    note: str = Field(default="", max_length=400)
    next_update_on: date | None = None
    path: tuple[StepPart, ...] = ()
    decisions: tuple[AskPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A report as it was published."""

    id: int
    number: int
    content_hash: str
    published_at: datetime
    published_by: str
    report: StatusReport


def drafted(report: StatusReport, draft: PublicationDraft) -> StatusReport:
    """Add to computed figures what a person has to say: the report as it will be frozen."""
    return report.model_copy(
        update={
            "note": draft.note.strip(),
            "next_update_on": draft.next_update_on or report.next_update_on,
            "path": (*report.path, *draft.path),
            "decisions": (*report.decisions, *draft.decisions),
        }
    )


def publish_project(
    db: Database, project_id: int, draft: PublicationDraft, *, actor: str
) -> Published:
    """Freeze the status of a project as it is now.

    Raises
    ------
    NotAllowedError
        ``right.missing``.
    NotFoundError
        ``project.unknown``.
    DomainError
        ``status.no_path`` and ``status.no_decisions`` for amber or red without a way out,
        ``record.archived`` when the project was put away.
    """
    require(db, Right.PUBLISH, project_id)
    report = drafted(project_status(db, project_id, draft.as_of), draft)
    check_complete(report)
    with db.write(actor) as session:
        editing.open_project(session, project_id)
        return frozen(session, report, project_subject(project_id))


def frozen(session: Session, report: StatusReport, subject: str) -> Published:
    """Store a report for good under the hash of its canonical text, inside a transaction.

    Raises
    ------
    NotFoundError, NotAllowedError
        For who may not publish what the subject is about.
    """
    project_id = project_of(subject)
    admit(session, Right.PUBLISH, project_id)
    content = canonical(report)
    content_hash, at = fingerprint(content), now()
    number = reports.next_number(session, subject)
    told = {
        "as_of": report.as_of,
        "overall": report.overall.value,
        "content_hash": content_hash,
        "number": number,
    }
    actor = session.info["actor"]
    report_id = reports.add(
        session,
        {
            **told,
            "project_id": project_id,
            "subject": subject,
            "content": content,
            "published_at": at,
            "published_by": actor,
        },
    )
    record = ("status_report", report_id)
    audit.note(session, "status_report.publish", record, project_id=project_id, after=told)
    return Published(report_id, number, content_hash, at, actor, parsed(content))


def published_reports(db: Database, subject: str) -> pd.DataFrame:
    """List the published reports of a subject that may be seen, newest first.

    Returns
    -------
    DataFrame, shape (n_reports, 7)
        Columns ``id, number, as_of`` (date), ``overall, content_hash, published_at`` (UTC) and
        ``published_by``.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    seen = reached(db, project_of(subject))
    with db.read() as session:
        return reports.history_frame(session, subject, seen)


def published_report(db: Database, report_id: int) -> Published:
    """Read a report as it was published.

    Raises
    ------
    NotFoundError
        ``status_report.unknown``; ``project.unknown`` for who may not see its project.
    """
    with db.read() as session:
        found = reports.get(session, report_id)
    require(db, Right.READ, found.project_id)
    return read_back(found)


def published_number(db: Database, subject: str, number: int) -> Published:
    """Read the report of a subject that was published under a number.

    Raises
    ------
    NotFoundError
        As `published_report`.
    """
    history = published_reports(db, subject)
    found = history.loc[history["number"] == number, "id"]
    if found.empty:
        raise NotFoundError("status_report.unknown", code=str(number))
    return published_report(db, int(found.iloc[0]))


def compare_reports(db: Database, one: int, other: int) -> Comparison:
    """Lay two published reports side by side, the older one first.

    Raises
    ------
    NotFoundError
        As `published_report`.
    """
    return compare(published_report(db, one).report, published_report(db, other).report)


def tampered_reports(db: Database) -> list[int]:
    """Name the published reports whose text is not the one that was frozen."""
    require(db, Right.ADMINISTER)
    with db.read() as session:
        return [
            one.id for one in reports.every(session) if fingerprint(one.content) != one.content_hash
        ]


def read_back(found: Frozen) -> Published:
    """Read a stored report."""
    return Published(
        found.id,
        found.number,
        found.content_hash,
        found.published_at,
        found.published_by,
        parsed(found.content),
    )
