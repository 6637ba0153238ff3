"""Links that show published reports to people without an account.

The token is shown once, to whoever creates the link; only its SHA-256 is stored. It is random and
long, so that a plain hash is enough.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

import pandas as pd

from ecogov.domain.errors import DomainError, NotFoundError
from ecogov.domain.people import Right
from ecogov.domain.projects import Draft
from ecogov.domain.status.redaction import redacted
from ecogov.domain.status.report import StatusReport, parsed
from ecogov.services import editing
from ecogov.services.people.rights import reached, require
from ecogov.services.status.reporting import project_of
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.registers import Session, now
from ecogov.storage.status import links, reports
from ecogov.storage.status.tables import LINKS

LONGEST: Final = timedelta(days=366)
USUAL: Final = timedelta(days=30)
_TOKEN_BYTES: Final = 32
_LONGEST_TOKEN: Final = 100


class LinkDraft(Draft):
    """What a link is to show; without a report it shows the latest of its subject."""

    subject: str
    report_id: int | None = None
    language: Literal["en", "zh-Hans"] = "en"
    is_redacted: bool = True
    expires_on: date


@dataclass(frozen=True, slots=True)
class Shared:
    """What the bearer of a token may see; `key` changes whenever something else is shown."""

    link_id: int
    language: str
    is_redacted: bool
    number: int
    content_hash: str
    published_at: datetime
    published_by: str
    report: StatusReport

    @property
    def key(self) -> tuple[str, str, bool]:
        """Tell apart what is shown."""
        return self.content_hash, self.language, self.is_redacted


def create_link(db: Database, draft: LinkDraft, *, actor: str) -> str:
    """Open a link and give its token, which nobody can read again.

    Raises
    ------
    NotAllowedError
        ``right.missing``.
    NotFoundError
        ``project.unknown``; ``status_report.unknown`` for a report of another subject.
    DomainError
        ``status.link_past``, ``status.link_long``, ``status.not_published`` before the first
        report, ``record.archived`` when the project was put away.
    """
    project_id = project_of(draft.subject)
    require(db, Right.PUBLISH, project_id)
    _check_end(draft.expires_on)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    told = draft.model_dump(mode="json") | {
        "project_id": project_id,
        "expires_on": draft.expires_on,
    }
    with db.write(actor) as session:
        if project_id is not None:
            editing.open_project(session, project_id)
        _check_published(session, draft)
        kept = {"token_hash": _hash(token), "created_at": now(), "created_by": actor}
        link_id = LINKS.add(session, {**told, **kept, "views": 0})
        record = (LINKS.name, link_id)
        audit.note(session, "status_link.add", record, project_id=project_id, after=told)
    return token


def revoke_link(db: Database, link_id: int, *, actor: str) -> None:
    """Close a link for good; one that is closed already stays so.

    Raises
    ------
    NotFoundError
        ``status_link.unknown``.
    NotAllowedError
        ``right.missing``.
    """
    with db.write(actor) as session:
        stored = LINKS.get(session, link_id)
        require(db, Right.PUBLISH, stored["project_id"])
        if stored["revoked_at"] is None:
            editing.change(session, LINKS, stored, {"revoked_at": now()}, action="revoke")


def list_links(db: Database, subject: str) -> pd.DataFrame:
    """List the links of a subject that were not revoked, newest first.

    Returns
    -------
    DataFrame, shape (n_links, 9)
        Columns ``id, report_id`` (missing: always the latest), ``language, is_redacted,
        expires_on`` (date), ``created_at`` (UTC), ``created_by, views`` and ``viewed_at`` (UTC).

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    seen = reached(db, project_of(subject))
    with db.read() as session:
        return links.links_frame(session, subject, seen)


def report_shown(db: Database, token: str) -> Shared | None:
    """Read what the bearer of a token may see; None for a wrong, an ended, a revoked one."""
    if len(token) > _LONGEST_TOKEN:
        return None
    with db.read() as session:
        found = links.link_by_hash(session, _hash(token), now().date())
        if found is None:
            return None
        if found.report_id is None:
            frozen = reports.latest(session, found.subject)
        else:
            frozen = reports.get(session, found.report_id)
    if frozen is None:
        return None
    report = parsed(frozen.content)
    return Shared(
        link_id=found.id,
        language=found.language,
        is_redacted=found.is_redacted,
        number=frozen.number,
        content_hash=frozen.content_hash,
        published_at=frozen.published_at,
        published_by=frozen.published_by,
        report=redacted(report) if found.is_redacted else report,
    )


def count_views(db: Database, views: Mapping[int, int]) -> None:
    """Add to how often links were looked at; no page is drawn anew because of it."""
    at = now()
    with db.touch() as session:
        for link_id, count in views.items():
            links.add_views(session, link_id, count, at)


def _check_published(session: Session, draft: LinkDraft) -> None:
    if reports.latest(session, draft.subject) is None:
        raise DomainError("status.not_published")
    if draft.report_id is None:
        return
    if reports.get(session, draft.report_id).subject != draft.subject:
        raise NotFoundError("status_report.unknown", code=str(draft.report_id))


def _check_end(day: date) -> None:
    today = now().date()
    if day < today:
        raise DomainError("status.link_past", day=day)
    if day > today + LONGEST:
        raise DomainError("status.link_long", count=LONGEST.days)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
