"""What people do with a card; every verb names the version that the person saw."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from ecogov.domain.anomalies.triage import (
    BY_HAND,
    INTO,
    OPEN,
    STEP_ON_CONVERSION,
    STEP_ON_NOISE,
    AnomalyStatus,
    AssignmentDraft,
    NoteDraft,
    Reason,
    check_may_act,
    check_snooze,
)
from ecogov.domain.errors import DomainError
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.people import Right
from ecogov.services import editing
from ecogov.services.anomalies.reading import ANOMALY
from ecogov.services.log.links import came_out_of
from ecogov.services.log.records import Logged, stored_new
from ecogov.services.people.rights import require
from ecogov.storage.anomalies import cards, feedback
from ecogov.storage.anomalies.cards import ANOMALIES
from ecogov.storage.database import Database
from ecogov.storage.log.hanging import NOTES
from ecogov.storage.registers import Session, now, rows_of

Seen = tuple[int, int]
"""Id of a card, and the version that the person saw."""

STANDING: Final = ("status", "owner", "reason", "snoozed_until", "settled_at")
"""Columns of a card that people decide."""

_EVERY: Final = frozenset(AnomalyStatus)
_MAY_SETTLE: Final = OPEN | {AnomalyStatus.PLANNED}
_LEADS_MAY: Final = frozenset({RecordKind.ISSUE, RecordKind.ACTION})


def acknowledge(db: Database, seen: Seen, *, actor: str) -> None:
    """Say that somebody looks at a card.

    Raises
    ------
    NotFoundError
        ``anomaly.unknown``.
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    DomainError
        ``anomaly.settled`` when nothing is to be done about it any more.
    """
    values = {"status": AnomalyStatus.ACKNOWLEDGED.value, "snoozed_until": None}
    with db.write(actor) as session:
        _changed(db, session, seen, values, allowed=OPEN)


def assign(db: Database, seen: Seen, draft: AssignmentDraft, *, actor: str) -> None:
    """Let somebody look after a card.

    Raises
    ------
    DomainError
        As `acknowledge`.
    """
    values = {
        "status": AnomalyStatus.ASSIGNED.value,
        "owner": draft.owner,
        "snoozed_until": None,
    }
    with db.write(actor) as session:
        _changed(db, session, seen, values, allowed=OPEN)


def snooze(db: Database, seen: Seen, until: date, *, actor: str, today: date | None = None) -> None:
    """Put a card aside until a day.

    Raises
    ------
    DomainError
        ``anomaly.snooze`` for a day that has passed or lies too far away; as `acknowledge`.
    """
    check_snooze(until, today or datetime.now(UTC).date())
    values = {"status": AnomalyStatus.SNOOZED.value, "snoozed_until": until}
    with db.write(actor) as session:
        _changed(db, session, seen, values, allowed=OPEN)


def dismiss(db: Database, seen: Seen, reason: Reason, *, actor: str) -> None:
    """Say that a card needs nobody, and why; noise makes its detectors stricter on its series.

    Raises
    ------
    DomainError
        ``anomaly.reason`` for a reason that is not people's to give; as `acknowledge`.
    """
    if reason not in BY_HAND:
        raise DomainError("anomaly.reason", reason=reason.value)
    values = _settled(AnomalyStatus.DISMISSED, reason)
    with db.write(actor) as session:
        _changed(db, session, seen, values, allowed=_MAY_SETTLE)
        if reason is Reason.NOISE:
            _learn(session, seen[0], STEP_ON_NOISE)


def mark_planned(db: Database, seen: Seen, *, actor: str) -> None:
    """Say that a card shows what was planned: its further days alarm nobody.

    Raises
    ------
    DomainError
        As `acknowledge`.
    """
    values = _settled(AnomalyStatus.PLANNED, Reason.KNOWN_EVENT)
    with db.write(actor) as session:
        _changed(db, session, seen, values, allowed=OPEN)


def close(db: Database, seen: Seen, *, actor: str) -> None:
    """Say that a card is dealt with, without a record in the log.

    Raises
    ------
    DomainError
        As `acknowledge`.
    """
    values = _settled(AnomalyStatus.CLOSED, None)
    with db.write(actor) as session:
        _changed(db, session, seen, values, allowed=_MAY_SETTLE)


def reopen(db: Database, seen: Seen, *, actor: str) -> None:
    """Take a verdict back, with what the detectors learnt from it.

    Raises
    ------
    DomainError
        As `acknowledge`; a card that is open has no verdict.
    """
    values = {
        "status": AnomalyStatus.ACKNOWLEDGED.value,
        "reason": "",
        "settled_at": None,
        "snoozed_until": None,
    }
    with db.write(actor) as session:
        _changed(db, session, seen, values, allowed=_EVERY - OPEN)
        feedback.revoke(session, seen[0])


def take_back(db: Database, seen: Seen, was: Mapping[str, Any], *, actor: str) -> None:
    """Undo the last act on a card, with what the detectors learnt from it.

    Parameters
    ----------
    was : Mapping[str, Any]
        The card as it stood before: `STANDING` of it is put back.

    Raises
    ------
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    """
    values = {name: was[name] for name in STANDING}
    with db.write(actor) as session:
        stored = ANOMALIES.get(session, seen[0])
        require(db, Right.TRIAGE, stored["project_id"])
        ANOMALIES.check_version(session, stored, seen[1])
        editing.change(session, ANOMALIES, stored, values, action="take_back")
        feedback.revoke(session, seen[0])


def convert(
    db: Database, seen: Seen, to: RecordKind, told: Mapping[str, object], *, actor: str
) -> Logged:
    """Make a record of the log out of a card; each leads to the other.

    It proves the detectors right: they grow more lenient on the series of the card.

    Parameters
    ----------
    told : Mapping[str, object]
        Fields of the record but its project; a title is needed.

    Raises
    ------
    ValidationError
        When the record would not do.
    DomainError
        ``anomaly.kind`` for a kind that no card becomes; as `acknowledge`.
    """
    if to not in INTO:
        raise DomainError("anomaly.kind", kind=(f"log.kind.{to.value}",))
    right = Right.TRIAGE if to in _LEADS_MAY else Right.LOG
    values = _settled(AnomalyStatus.CONVERTED, None)
    with db.write(actor) as session:
        stored = _changed(db, session, seen, values, allowed=_EVERY, right=right)
        project_id = int(stored["project_id"])
        draft = KINDS[to].draft.model_validate({**told, "project_id": project_id})
        made = stored_new(session, to, draft)
        came_out_of(session, (ANOMALY, seen[0], project_id), (to, made.id))
        if stored["status"] != AnomalyStatus.CONVERTED:
            feedback.revoke(session, seen[0])
            _learn(session, seen[0], STEP_ON_CONVERSION)
    return made


def comment(db: Database, anomaly_id: int, draft: NoteDraft, *, actor: str) -> int:
    """Say something about a card, and give the note's id.

    Raises
    ------
    NotFoundError
        ``anomaly.unknown``.
    """
    with db.write(actor) as session:
        stored = ANOMALIES.get(session, anomaly_id)
        require(db, Right.TRIAGE, stored["project_id"])
        values = {
            "project_id": stored["project_id"],
            "kind": ANOMALY,
            "record_id": anomaly_id,
            "text": draft.text,
            "url": "",
            "at": now(),
            "actor": actor,
        }
        return editing.add(session, NOTES, values)


def _settled(status: AnomalyStatus, reason: Reason | None) -> dict[str, Any]:
    return {
        "status": status.value,
        "reason": reason.value if reason else "",
        "settled_at": now(),
        "snoozed_until": None,
    }


def _changed(
    db: Database,
    session: Session,
    seen: Seen,
    values: Mapping[str, Any],
    *,
    allowed: frozenset[AnomalyStatus],
    right: Right = Right.TRIAGE,
) -> Mapping[str, Any]:
    """Check that a card may be changed, change it, and give what it was."""
    stored = ANOMALIES.get(session, seen[0])
    require(db, right, stored["project_id"])
    ANOMALIES.check_version(session, stored, seen[1])
    check_may_act(stored["status"], allowed)
    editing.change(session, ANOMALIES, stored, values, action=values["status"])
    return stored


def _learn(session: Session, anomaly_id: int, step: int) -> None:
    """Shift the budget of each detector on each series that had a say in a card."""
    days = cards.days_frame(session, card_ids=[anomaly_id])
    pairs = days[["project_id", "series", "finding"]].drop_duplicates()
    at, actor = now(), session.info["actor"]
    rows = [
        {
            "project_id": int(row.project_id),
            "anomaly_id": anomaly_id,
            "series": row.series,
            "finding": row.finding,
            "step": step,
            "at": at,
            "actor": actor,
        }
        for row in rows_of(pairs)
    ]
    feedback.add_feedback(session, rows)
