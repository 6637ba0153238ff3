"""Clocks that ran out raise the stored level of an escalation, as its project's ladder says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ecogov.domain.errors import ConflictError
from ecogov.domain.escalations.clocks import LevelReason, Standing
from ecogov.domain.escalations.events import EventKind
from ecogov.domain.escalations.ladder import Level
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.services import editing
from ecogov.services.log.escalations import clocks_of
from ecogov.services.log.reading import list_records
from ecogov.services.people.rights import require_somewhere, visible
from ecogov.storage.database import Database
from ecogov.storage.log import histories
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.registers import Session

_ESCALATIONS: Final = REGISTERS[RecordKind.ESCALATION]


@dataclass(frozen=True, slots=True)
class Breach:
    """An escalation that a clock took up the ladder.

    Parameters
    ----------
    project, ref : str
        Code of its project, and what people call it there.
    id, version : int
        Which record, and its version when the clocks were read.
    was, level : Level
        Where it stood, and where it stands now.
    reason : LevelReason
        Which clock ran out last.
    since : datetime
        When it did, UTC.
    """

    project: str
    ref: str
    id: int
    version: int
    was: Level
    level: Level
    reason: LevelReason
    since: datetime


def raise_breached(db: Database, *, at: datetime, actor: str) -> list[Breach]:
    """Raise every open escalation to the level that its clocks demand at a moment.

    Clocks run in the business hours of each project and by its own ladder. The escalations of
    projects where the person may not write them stay as they are. The same moment twice raises
    nothing more, and what somebody changes meanwhile waits for the next time.

    Returns
    -------
    list of Breach
        Those that were raised, by project.

    Raises
    ------
    NotAllowedError
        ``right.missing`` for who may write escalations nowhere.
    """
    require_somewhere(db, _ESCALATIONS.right)
    found = list(_breached(db, at))
    if not found:
        return []
    with db.write(actor) as session:
        return [one for one in found if _raised(session, one, at)]


def _breached(db: Database, at: datetime) -> Iterator[Breach]:
    rows = list_records(db, RecordKind.ESCALATION, LogFilter(is_open=True))
    may_write = visible(db, _ESCALATIONS.right)
    for project_id, part in rows.groupby("project_id"):
        if may_write is not None and project_id not in may_write:
            continue
        states = clocks_of(db, int(str(project_id)), part, at=at)
        for row in part.to_dict("records"):
            standing, was = states[row["id"]].standing, Level(row["level"])
            if standing.level.height > was.height:
                yield _breach(row, was, standing)


def _breach(row: Mapping[Any, Any], was: Level, standing: Standing) -> Breach:
    seen = (row["project_code"], row["ref"], row["id"], row["version"])
    return Breach(*seen, was, standing.level, standing.reason, standing.reached_at)


def _raised(session: Session, one: Breach, at: datetime) -> bool:
    try:
        stored = editing.seen(session, _ESCALATIONS, one.id, one.version)
    except ConflictError:
        return False
    editing.change(session, _ESCALATIONS, stored, {"level": one.level.value}, action="breach")
    event = {"escalation_id": one.id, "event": EventKind.RAISED_BY_CLOCK.value, "at": at}
    said = {"actor": session.info["actor"], "level": one.level.value, "note": one.reason.value}
    histories.add_event(session, {**event, **said})
    return True
