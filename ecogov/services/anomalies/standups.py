"""The stand-up: opened over what is new, minuted, with the promises of the ones before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

import pandas as pd
from pydantic import StringConstraints

from ecogov.domain.errors import DomainError
from ecogov.domain.log.drafts import ActionDraft, ActionStatus
from ecogov.domain.log.fields import LONGEST_NOTE
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.domain.projects import Draft
from ecogov.services import editing
from ecogov.services.log.records import Logged, stored_new
from ecogov.services.people.rights import require, visible
from ecogov.storage.anomalies import standups
from ecogov.storage.anomalies.standups import STANDUPS
from ecogov.storage.database import Database
from ecogov.storage.registers import now

_KEPT: Final = (ActionStatus.DONE.value, ActionStatus.CANCELLED.value)
_MOST_SHOWN: Final = 20


class MinutesDraft(Draft):
    """What was said in a stand-up."""

    minutes: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTE)] = ""


@dataclass(frozen=True)
class Standups:
    """The stand-ups over a project or over all.

    Parameters
    ----------
    running : dict or None
        The one that was started and not closed: ``id, version, started_at, started_by, minutes``.
    since : datetime or None
        When the last closed one began: what was found later is new.
    past : DataFrame
        The last closed ones, newest first.
    promises : DataFrame
        Actions promised in any of them that are neither done nor cancelled, those due first.
    """

    running: dict[str, Any] | None
    since: datetime | None
    past: pd.DataFrame
    promises: pd.DataFrame


def standups_of(db: Database, project_id: int | None = None) -> Standups:
    """Read the stand-ups over a project, or over all projects.

    What was said in those over all is for who may see all; others see what was promised to them.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    if project_id is not None:
        require(db, Right.READ, project_id)
    projects = visible(db) if project_id is None else frozenset({project_id})
    with db.read() as session:
        found = standups.standups_frame(session, project_id, _MOST_SHOWN)
        found = found if db.person.may(Right.READ, project_id) else found.head(0)
        promises = standups.promises_frame(session, projects, _KEPT)
    is_running = found["closed_at"].isna()
    past = found[~is_running].reset_index(drop=True)
    open_ones = found[is_running].to_dict("records")
    return Standups(
        running={str(name): value for name, value in open_ones[0].items()} if open_ones else None,
        since=past["started_at"].iloc[0].to_pydatetime() if len(past) else None,
        past=past,
        promises=promises,
    )


def start_standup(db: Database, project_id: int | None = None, *, actor: str) -> int:
    """Open a stand-up and give its id; one that runs already goes on.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    require(db, Right.TRIAGE, project_id)
    with db.write(actor) as session:
        if project_id is not None:
            editing.open_project(session, project_id)
        found = standups.standups_frame(session, project_id, 1)
        if len(found) and pd.isna(found["closed_at"].iloc[0]):
            return int(found["id"].iloc[0])
        values = {
            "project_id": project_id,
            "version": 1,
            "started_at": now(),
            "started_by": actor,
            "minutes": "",
        }
        return editing.add(session, STANDUPS, values)


def keep_minutes(
    db: Database, standup_id: int, draft: MinutesDraft, *, version: int, actor: str
) -> None:
    """Keep what was said; `version` is the one that the person saw.

    Raises
    ------
    NotFoundError
        ``standup.unknown``.
    ConflictError
        ``record.conflict`` when somebody else wrote since.
    DomainError
        ``standup.closed``.
    """
    with db.write(actor) as session:
        stored = STANDUPS.get(session, standup_id)
        _check_running(db, stored)
        STANDUPS.check_version(session, stored, version)
        editing.change(session, STANDUPS, stored, {"minutes": draft.minutes})


def promise(db: Database, standup_id: int, draft: ActionDraft, *, actor: str) -> Logged:
    """Log an action that somebody promises in a stand-up; it is carried over until it is done.

    Raises
    ------
    NotFoundError
        ``standup.unknown``, ``project.unknown``.
    DomainError
        ``standup.closed``; ``standup.project`` when the stand-up is about another project.
    """
    with db.write(actor) as session:
        stored = STANDUPS.get(session, standup_id)
        _check_running(db, stored)
        require(db, Right.TRIAGE, draft.project_id)
        if stored["project_id"] not in {None, draft.project_id}:
            raise DomainError("standup.project")
        made = stored_new(session, RecordKind.ACTION, draft)
        standups.add_promise(session, standup_id, made.id)
    return made


def close_standup(db: Database, standup_id: int, *, actor: str) -> None:
    """End a stand-up; what is found from now on is new at the next one.

    Raises
    ------
    NotFoundError
        ``standup.unknown``.
    DomainError
        ``standup.closed``.
    """
    with db.write(actor) as session:
        stored = STANDUPS.get(session, standup_id)
        _check_running(db, stored)
        editing.change(session, STANDUPS, stored, {"closed_at": now()}, action="close")


def _check_running(db: Database, stored: dict[str, Any]) -> None:
    require(db, Right.TRIAGE, stored["project_id"])
    if stored["closed_at"] is not None:
        raise DomainError("standup.closed")
