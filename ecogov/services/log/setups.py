"""How a project runs its log: contingency, working hours, and the ladder of its escalations."""

from dataclasses import dataclass
from typing import Any

from ecogov.domain.business_hours import BusinessHours
from ecogov.domain.escalations.ladder import (
    DEFAULT_LADDER,
    Ladder,
    LadderDraft,
    draft_of,
)
from ecogov.domain.log.setups import SetupDraft
from ecogov.domain.people import Right
from ecogov.services import calendars, editing
from ecogov.services.people.rights import require
from ecogov.storage import projects
from ecogov.storage.database import Database
from ecogov.storage.log import setups
from ecogov.storage.log.setups import SETUPS


@dataclass(frozen=True, slots=True)
class LogSetup:
    """How a project runs its log; version 0 is the way in which the program comes."""

    project_id: int
    version: int
    contingency: float | None
    day_start: float
    day_end: float
    ladder: Ladder


def log_setup(db: Database, project_id: int) -> LogSetup:
    """Read how a project runs its log."""
    require(db, Right.READ, project_id)
    with db.read() as session:
        stored = setups.setup(session, project_id)
    if stored is None:
        return LogSetup(project_id, 0, None, 9.0, 18.0, DEFAULT_LADDER)
    ladder = stored["ladder"]
    return LogSetup(
        project_id,
        stored["version"],
        stored["contingency"],
        stored["day_start"],
        stored["day_end"],
        DEFAULT_LADDER if ladder is None else _ladder(project_id, ladder),
    )


def change_setup(db: Database, draft: SetupDraft, *, version: int, actor: str) -> None:
    """Replace contingency and working hours; `version` is the one that the person saw.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    """
    _store(db, draft.model_dump(), version=version, actor=actor)


def change_ladder(db: Database, draft: LadderDraft, *, version: int, actor: str) -> None:
    """Replace the ladder of escalations; clocks that run go by the new one.

    Raises
    ------
    DomainError
        As `change_setup`.
    """
    told = draft.model_dump(mode="json", exclude={"project_id"})
    _store(db, {"project_id": draft.project_id, "ladder": told}, version=version, actor=actor)


def ladder_draft(setup: LogSetup) -> LadderDraft:
    """Fill in the form of a ladder."""
    return draft_of(setup.project_id, setup.ladder)


def business_hours(db: Database, project_id: int) -> BusinessHours:
    """Tell when a project works.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    setup = log_setup(db, project_id)
    with db.read() as session:
        timezone = projects.find(session, project_id)["timezone"]
    calendar = calendars.project_calendar(db, project_id)
    return BusinessHours(calendar, timezone, setup.day_start, setup.day_end)


def _store(db: Database, values: dict[str, Any], *, version: int, actor: str) -> None:
    project_id = values["project_id"]
    require(db, Right.SET_UP, project_id)
    with db.write(actor) as session:
        editing.open_project(session, project_id)
        stored = setups.setup(session, project_id)
        if stored is None:
            editing.add(session, SETUPS, {"version": 1, "day_start": 9.0, "day_end": 18.0} | values)
        else:
            SETUPS.check_version(session, stored, version)
            editing.change(session, SETUPS, stored, values)


def _ladder(project_id: int, told: dict[str, Any]) -> Ladder:
    return LadderDraft(project_id=project_id, **told).ladder()
