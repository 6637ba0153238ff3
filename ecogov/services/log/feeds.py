"""Calendar feeds: secret addresses under which other calendars read a project's milestones.

The token is shown once, to whoever creates the feed; only its SHA-256 is stored. It is random and
long, so that a plain hash is enough.
"""

import hashlib
import secrets
from dataclasses import dataclass

import pandas as pd

from ecogov.domain.log.asking import LogFilter, Order
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.domain.projects import Project
from ecogov.i18n.translator import Translator, translator
from ecogov.services import editing
from ecogov.services.log.reading import list_records
from ecogov.services.people.rights import require
from ecogov.services.projects import get_project
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.log.feeds import FEEDS, feed_by_hash, feeds_frame
from ecogov.storage.registers import now

_TOKEN_BYTES = 32
_LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """What a calendar reads: the milestones of a project, and in whose language."""

    project: Project
    milestones: pd.DataFrame
    t: Translator

    @property
    def name(self) -> str:
        """Name of the project in the language of the feed."""
        is_chinese = self.t.language == "zh-Hans" and self.project.name_zh
        return self.project.name_zh if is_chinese else self.project.name_en


def create_feed(db: Database, project_id: int, language: str, *, actor: str) -> str:
    """Open a feed of a project's milestones and give its token, which nobody can read again.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    DomainError
        ``record.archived`` when the project was put away.
    """
    require(db, Right.PUBLISH, project_id)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    told = {"language": translator(language).language}
    with db.write(actor) as session:
        editing.open_project(session, project_id)
        kept = {"token_hash": _hash(token), "created_at": now(), "created_by": actor}
        feed_id = FEEDS.add(session, {**told, **kept, "project_id": project_id})
        record = (FEEDS.name, feed_id)
        audit.note(session, "calendar_feed.add", record, project_id=project_id, after=told)
    return token


def revoke_feed(db: Database, feed_id: int, *, actor: str) -> None:
    """Close a feed for good; one that is closed already stays so.

    Raises
    ------
    NotFoundError
        ``calendar_feed.unknown``.
    """
    with db.write(actor) as session:
        stored = FEEDS.get(session, feed_id)
        require(db, Right.PUBLISH, stored["project_id"])
        if stored["revoked_at"] is None:
            editing.change(session, FEEDS, stored, {"revoked_at": now()}, action="revoke")


def list_feeds(db: Database, project_id: int) -> pd.DataFrame:
    """List the feeds of a project that are in use, newest first.

    Returns
    -------
    DataFrame, shape (n_feeds, 4)
        Columns ``id, language, created_at, created_by``.
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        return feeds_frame(session, project_id)


def project_followed(db: Database, project_id: int, t: Translator) -> Followed:
    """Read what a calendar of a project shows, the earliest first.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    order = Order("forecast_on", is_descending=False)
    rows = list_records(db, RecordKind.MILESTONE, LogFilter(project_id=project_id), order)
    return Followed(get_project(db, project_id), rows, t)


def feed_followed(db: Database, token: str) -> Followed | None:
    """Read what the bearer of a token may see; None for a wrong, a revoked, a project's old one."""
    if len(token) > _LONGEST_TOKEN:
        return None
    with db.read() as session:
        found = feed_by_hash(session, _hash(token))
    if found is None:
        return None
    project_id, language = found
    return project_followed(db, project_id, translator(language))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
