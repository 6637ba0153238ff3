"""Rules of a project: add, change, switch on and off, put away, take back, list."""

from typing import Any

import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.people import Right
from ecogov.domain.production_rules.rules import LIMITS, RuleDraft
from ecogov.services import editing
from ecogov.services.people.rights import require
from ecogov.storage import vendors
from ecogov.storage.database import Database
from ecogov.storage.registers import Session
from ecogov.storage.vendors import QUEUES, VENDORS
from ecogov.storage.watching import rules as stored_rules
from ecogov.storage.watching.rules import RULES


def add_rule(db: Database, draft: RuleDraft, *, actor: str) -> int:
    """Log a rule and give its id; it is off until `switch_rule`.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    NotAllowedError
        ``right.missing``.
    DomainError
        ``record.archived`` when the project was put away, ``target.vendor`` when there is no such
        vendor at work, ``target.queue`` when the project has no such queue at work.
    """
    require(db, Right.SET_UP, draft.project_id)
    with db.write(actor) as session:
        editing.open_project(session, draft.project_id)
        _settle_scope(session, draft)
        return editing.add(session, RULES, {**_values(draft), "version": 1, "is_on": False})


def change_rule(db: Database, rule_id: int, draft: RuleDraft, *, version: int, actor: str) -> None:
    """Replace a rule; `version` is the one that the person saw.

    What it watches for differs then from what was tried, so that it is off again until it is
    switched on.

    Raises
    ------
    NotFoundError
        ``production_rule.unknown``.
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    DomainError
        ``record.archived``, ``record.other_project``; ``target.vendor`` and ``target.queue`` as
        when adding.
    """
    with db.write(actor) as session:
        stored = editing.seen(session, RULES, rule_id, version)
        require(db, Right.SET_UP, stored["project_id"])
        editing.check_same_project(stored, draft.project_id)
        editing.open_project(session, draft.project_id)
        _settle_scope(session, draft)
        values = _values(draft)
        if any(stored[name] != value for name, value in values.items()):
            values["is_on"] = False
        editing.change(session, RULES, stored, values)


def switch_rule(db: Database, rule_id: int, *, is_on: bool, version: int, actor: str) -> None:
    """Let a rule watch from now on, or no more.

    Raises
    ------
    NotFoundError
        ``production_rule.unknown``.
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    DomainError
        ``record.archived`` when it was put away.
    """
    with db.write(actor) as session:
        stored = editing.seen(session, RULES, rule_id, version)
        require(db, Right.SET_UP, stored["project_id"])
        action = "switch_on" if is_on else "switch_off"
        editing.change(session, RULES, stored, {"is_on": is_on}, action=action)


def archive_rule(db: Database, rule_id: int, *, actor: str) -> None:
    """Put a rule away.

    Raises
    ------
    NotFoundError
        ``production_rule.unknown``.
    DomainError
        ``record.archived`` when it was put away already.
    """
    with db.write(actor) as session:
        require(db, Right.SET_UP, RULES.get(session, rule_id)["project_id"])
        editing.archive(session, RULES, rule_id)


def restore_rule(db: Database, rule_id: int, *, actor: str) -> None:
    """Take a rule back that was put away, as it was.

    Raises
    ------
    NotFoundError
        ``production_rule.unknown``.
    """
    with db.write(actor) as session:
        require(db, Right.SET_UP, RULES.get(session, rule_id)["project_id"])
        editing.restore(session, RULES, rule_id)


def list_rules(db: Database, project_id: int, *, archived: bool = False) -> pd.DataFrame:
    """List the rules of a project, or with `archived` those that were put away.

    Returns
    -------
    DataFrame, shape (n_rules, 20)
        Columns ``id, version, project_id, kind, metric, seconds, share, count, among, days,
        vendor_id, queue_id, locale`` (limits and scopes that a rule does not have are missing),
        ``is_on, vendor_code, vendor_name_en, vendor_name_zh, queue_code, queue_name_en,
        queue_name_zh``, in the order in which they were given.
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        return stored_rules.rules_frame(session, project_id, archived=archived)


def draft_of(row: dict[str, Any]) -> RuleDraft:
    """Read a stored rule as it was entered."""
    names = ("project_id", "kind", "vendor_id", "queue_id", "locale", *LIMITS)
    return RuleDraft(**{name: row[name] for name in names})


def _values(draft: RuleDraft) -> dict[str, Any]:
    return {**draft.model_dump(), "kind": draft.kind.value}


def _settle_scope(session: Session, draft: RuleDraft) -> None:
    """Check that the scope exists, and let it outlive the import that brought it."""
    if draft.vendor_id is not None:
        if not vendors.has_vendor(session, draft.vendor_id):
            raise DomainError("target.vendor", vendor=str(draft.vendor_id))
        vendors.keep(session, VENDORS, draft.vendor_id)
    if draft.queue_id is not None:
        if not vendors.has_queue(session, draft.project_id, draft.queue_id):
            raise DomainError("target.queue", queue=str(draft.queue_id))
        vendors.keep(session, QUEUES, draft.queue_id)
