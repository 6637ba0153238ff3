"""Escalations: acknowledged, kept up to date, handed over, raised, resolved; and their clocks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.escalations.clocks import Escalation, EscalationState, read_clocks
from ecogov.domain.escalations.events import Event, EventKind
from ecogov.domain.escalations.ladder import Ladder, Level, Severity
from ecogov.domain.log.kinds import RecordKind
from ecogov.services import editing
from ecogov.services.log.setups import business_hours, log_setup
from ecogov.services.log.visibility import check_visible
from ecogov.storage.database import Database
from ecogov.storage.log import histories
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.registers import Session, now

_ESCALATIONS: Final = REGISTERS[RecordKind.ESCALATION]
_OPEN: Final = ("open", "acknowledged", "with_vendor")


def acknowledge(
    db: Database, escalation_id: int, *, version: int, note: str = "", actor: str
) -> None:
    """Say that somebody takes an escalation on.

    Raises
    ------
    NotFoundError
        ``escalation.unknown``.
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    DomainError
        ``escalation.transition`` when its status does not allow it, ``record.archived``.
    """
    with db.write(actor) as session:
        stored = _standing(session, (escalation_id, version), ("open",), "acknowledged")
        _act(session, stored, "acknowledge", {"status": "acknowledged"})
        _tell(session, stored, EventKind.ACKNOWLEDGED, note=note)


def give_update(
    db: Database,
    escalation_id: int,
    *,
    version: int,
    note: str,
    next_update_at: datetime | None = None,
    actor: str,
) -> None:
    """Tell how an escalation stands, and perhaps when the next word comes.

    Raises
    ------
    DomainError
        ``escalation.note_missing`` for an empty word, ``escalation.promise_past``; as
        `acknowledge`.
    """
    if not note.strip():
        raise DomainError("escalation.note_missing")
    if next_update_at is not None and next_update_at <= now():
        raise DomainError("escalation.promise_past")
    with db.write(actor) as session:
        stored = _standing(session, (escalation_id, version), _OPEN, "acknowledged")
        status = "acknowledged" if stored["status"] == "open" else stored["status"]
        _act(session, stored, "update", {"status": status, "next_update_at": next_update_at})
        _tell(session, stored, EventKind.UPDATED, note=note, next_update_at=next_update_at)


def hand_to_vendor(
    db: Database, escalation_id: int, *, version: int, note: str = "", actor: str
) -> None:
    """Let the vendor work on it: our clock to resolve stands still, theirs is counted apart.

    Raises
    ------
    DomainError
        As `acknowledge`.
    """
    with db.write(actor) as session:
        froms = ("open", "acknowledged")
        stored = _standing(session, (escalation_id, version), froms, "with_vendor")
        _act(session, stored, "hand_over", {"status": "with_vendor"})
        _tell(session, stored, EventKind.HANDED_TO_VENDOR, note=note)


def take_over(
    db: Database, escalation_id: int, *, version: int, note: str = "", actor: str
) -> None:
    """Take an escalation back from the vendor.

    Raises
    ------
    DomainError
        As `acknowledge`.
    """
    with db.write(actor) as session:
        stored = _standing(session, (escalation_id, version), ("with_vendor",), "acknowledged")
        _act(session, stored, "take_over", {"status": "acknowledged"})
        _tell(session, stored, EventKind.BACK_FROM_VENDOR, note=note)


def raise_level(
    db: Database, escalation_id: int, *, version: int, level: Level, note: str = "", actor: str
) -> None:
    """Take an escalation up the ladder.

    Raises
    ------
    DomainError
        ``escalation.level_down`` when the level is not above the one it stands on; as
        `acknowledge`.
    """
    with db.write(actor) as session:
        stored = _standing(session, (escalation_id, version), _OPEN, "open")
        if level.height <= Level(stored["level"]).height:
            raise DomainError("escalation.level_down", level=stored["level"])
        _act(session, stored, "raise", {"level": level.value})
        _tell(session, stored, EventKind.RAISED_LEVEL, note=note, level=level.value)


def resolve(db: Database, escalation_id: int, *, version: int, resolution: str, actor: str) -> None:
    """Say how an escalation was resolved.

    Raises
    ------
    DomainError
        ``escalation.resolution_missing``; as `acknowledge`.
    """
    if not resolution.strip():
        raise DomainError("escalation.resolution_missing")
    with db.write(actor) as session:
        stored = _standing(session, (escalation_id, version), _OPEN, "resolved")
        at = now()
        ended = {"status": "resolved", "resolved_at": at, "next_update_at": None}
        _act(session, stored, "resolve", {**ended, "resolution": resolution.strip()})
        _tell(session, stored, EventKind.RESOLVED, note=resolution, at=at)


def reopen(db: Database, escalation_id: int, *, version: int, note: str = "", actor: str) -> None:
    """Take up an escalation again that was resolved too early.

    Raises
    ------
    DomainError
        As `acknowledge`.
    """
    with db.write(actor) as session:
        stored = _standing(session, (escalation_id, version), ("resolved",), "acknowledged")
        _act(session, stored, "reopen", {"status": "acknowledged", "resolved_at": None})
        _tell(session, stored, EventKind.REOPENED, note=note)


def events_of(db: Database, escalation_id: int) -> pd.DataFrame:
    """List what happened to an escalation, oldest first.

    Returns
    -------
    DataFrame, shape (n_events, 7)
        Columns ``escalation_id, event`` (`EventKind` value), ``at`` (UTC), ``actor, level,
        next_update_at, note``.
    """
    with db.read() as session:
        check_visible(session, RecordKind.ESCALATION, (escalation_id,))
        return histories.events_frame(session, (escalation_id,))


def clocks_of(
    db: Database, project_id: int, rows: pd.DataFrame, *, at: datetime
) -> dict[int, EscalationState]:
    """Read the clocks of escalations of one project at a moment, by their ids.

    `rows` has the columns ``id`` and ``severity``, as `list_records` gives them.
    """
    ids = tuple(int(one) for one in rows["id"])
    with db.read() as session:
        check_visible(session, RecordKind.ESCALATION, ids)
        events = histories.events_frame(session, ids)
    ladder = log_setup(db, project_id).ladder
    told = {key: _events(part) for key, part in events.groupby("escalation_id")}
    read = [
        _escalation(str(severity), told[one], ladder)
        for one, severity in zip(ids, rows["severity"], strict=True)
    ]
    states = read_clocks(read, business_hours(db, project_id), at)
    return dict(zip(ids, states, strict=True))


def _escalation(severity: str, events: tuple[Event, ...], ladder: Ladder) -> Escalation:
    return Escalation(Severity(severity), events, ladder, events[0].level or Level.L1)


def _events(rows: pd.DataFrame) -> tuple[Event, ...]:
    columns = (rows[name].tolist() for name in ("event", "at", "next_update_at", "level"))
    return tuple(
        Event(EventKind(kind), at, _known(promised), Level(level) if level else None)
        for kind, at, promised, level in zip(*columns, strict=True)
    )


def _known(moment: object) -> datetime | None:
    return moment if isinstance(moment, datetime) and not pd.isna(moment) else None


def _standing(
    session: Session, seen: tuple[int, int], froms: Sequence[str], to: str
) -> Mapping[str, Any]:
    stored = editing.seen(session, _ESCALATIONS, *seen)
    editing.open_project(session, stored["project_id"])
    if stored["status"] not in froms:
        raise DomainError(
            "escalation.transition",
            current=(f"escalation.status.{stored['status']}",),
            target=(f"escalation.status.{to}",),
        )
    return stored


def _act(
    session: Session, stored: Mapping[str, Any], action: str, values: Mapping[str, object]
) -> None:
    editing.change(session, _ESCALATIONS, stored, values, action=action)


def _tell(
    session: Session,
    stored: Mapping[str, Any],
    kind: EventKind,
    **told: object,
) -> None:
    values = {"escalation_id": stored["id"], "event": kind.value, "actor": session.info["actor"]}
    histories.add_event(session, {**values, "at": now(), **told})
