"""Change requests: submitted, decided, and what an approved one changes by itself."""

from datetime import date
from typing import Any, Final

from ecogov.domain.errors import DomainError
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import LinkDraft, Relation
from ecogov.domain.targets import TargetDraft
from ecogov.services import editing
from ecogov.services.log.links import stored_link
from ecogov.services.log.values import Stored
from ecogov.storage.database import Database
from ecogov.storage.log import histories
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.projects import PROJECTS
from ecogov.storage.registers import Register, Session, now
from ecogov.storage.targets import TARGETS

_CHANGES: Final = REGISTERS[RecordKind.CHANGE]
_MILESTONES: Final = REGISTERS[RecordKind.MILESTONE]


def submit_change(db: Database, change_id: int, *, version: int, actor: str) -> None:
    """Ask for a decision on a change request.

    Raises
    ------
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    DomainError
        ``change_request.transition`` when it is not a draft, ``record.archived``.
    """
    with db.write(actor) as session:
        stored = _standing(session, (change_id, version), "draft", "submitted")
        editing.change(session, _CHANGES, stored, {"status": "submitted"}, action="submit")


def withdraw_change(db: Database, change_id: int, *, version: int, actor: str) -> None:
    """Take a change request back before it is decided.

    Raises
    ------
    DomainError
        As `submit_change`.
    """
    with db.write(actor) as session:
        stored = _standing(session, (change_id, version), "draft submitted", "withdrawn")
        editing.change(session, _CHANGES, stored, {"status": "withdrawn"}, action="withdraw")


def reject_change(
    db: Database, change_id: int, *, version: int, decider: str, note: str, actor: str
) -> None:
    """Turn a change request down, with the reason.

    Raises
    ------
    DomainError
        ``change_request.decider`` and ``change_request.reason`` when nobody or no reason is
        named; as `submit_change`.
    """
    if not note.strip():
        raise DomainError("change_request.reason")
    with db.write(actor) as session:
        stored = _standing(session, (change_id, version), "submitted", "rejected")
        values = _decided("rejected", decider, note)
        editing.change(session, _CHANGES, stored, values, action="reject")


def approve_change(
    db: Database, change_id: int, *, version: int, decider: str, note: str = "", actor: str
) -> None:
    """Approve a change request and do what it asks for, all of it or nothing.

    A milestone gets a new baseline and keeps the old ones, a target holds from its day on beside
    the old one, the project gets its new day or number of units.

    Raises
    ------
    DomainError
        ``change_request.decider`` when nobody is named, ``change_request.effect`` when what it
        changes is not there any more, ``project.dates`` when the project would end before it
        starts; as `submit_change`.
    """
    with db.write(actor) as session:
        stored = _standing(session, (change_id, version), "submitted", "approved")
        values = _decided("approved", decider, note)
        editing.change(session, _CHANGES, stored, values, action="approve")
        for effect in stored["effects"]:
            _EFFECTS[effect["what"]](session, stored, effect)


def _standing(session: Session, seen: tuple[int, int], froms: str, to: str) -> dict[str, Any]:
    stored = dict(editing.seen(session, _CHANGES, *seen))
    editing.open_project(session, stored["project_id"])
    if stored["status"] not in froms.split():
        raise DomainError(
            "change_request.transition",
            current=(f"change_request.status.{stored['status']}",),
            target=(f"change_request.status.{to}",),
        )
    return stored


def _decided(status: str, decider: str, note: str) -> dict[str, Any]:
    if not decider.strip():
        raise DomainError("change_request.decider")
    told = {"decided_by": decider.strip()[:120], "decision_note": note.strip()}
    return {"status": status, "decided_at": now(), **told}


def _move_baseline(session: Session, change: Stored, effect: Stored) -> None:
    milestone = _there(session, _MILESTONES, effect["milestone_id"])
    day = _day(effect["to"])
    original = milestone["baseline_original_on"] or day
    values = {"baseline_on": day, "baseline_original_on": original}
    editing.change(session, _MILESTONES, milestone, values, action="rebaseline")
    told = {"milestone_id": milestone["id"], "baseline_on": day, "change_id": change["id"]}
    kept = {"reason": change["reason"] or change["title"], "set_at": now()}
    histories.add_baseline(session, {**told, **kept, "set_by": session.info["actor"]})
    stored_link(
        session,
        LinkDraft(
            from_kind=RecordKind.CHANGE,
            from_id=change["id"],
            relation=Relation.APPLIES,
            to_kind=RecordKind.MILESTONE,
            to_key=str(milestone["id"]),
        ),
    )


def _move_due_date(session: Session, change: Stored, effect: Stored) -> None:
    project = PROJECTS.get(session, change["project_id"])
    day = _day(effect["to"])
    if project["start_on"] is not None and project["start_on"] > day:
        raise DomainError("project.dates", start_on=project["start_on"], due_on=day)
    editing.change(session, PROJECTS, project, {"due_on": day}, action="rebaseline")


def _change_units(session: Session, change: Stored, effect: Stored) -> None:
    project = PROJECTS.get(session, change["project_id"])
    editing.change(session, PROJECTS, project, {"target_units": effect["to"]}, action="rebaseline")


def _change_target(session: Session, _change: Stored, effect: Stored) -> None:
    held = _there(session, TARGETS, effect["target_id"])
    told = {name: held[name] for name in TargetDraft.model_fields}
    day = _day(effect["effective_from"])
    draft = TargetDraft(**{**told, "value": effect["to"], "effective_from": day})
    values = draft.model_dump(mode="json") | {"effective_from": day, "version": 1}
    editing.add(session, TARGETS, values)


def _there(session: Session, register: Register, record_id: int) -> dict[str, Any]:
    found = dict(register.get(session, record_id))
    if found["archived_at"] is not None:
        raise DomainError("change_request.effect")
    return found


def _day(text: str) -> date:
    return date.fromisoformat(text)


_EFFECTS: Final = {
    "milestone_baseline": _move_baseline,
    "project_due": _move_due_date,
    "project_units": _change_units,
    "target_value": _change_target,
}
