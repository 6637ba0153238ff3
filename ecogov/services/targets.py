"""Targets of a project's KPIs: add, change, put away, take back, list."""

from typing import Any

import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.people import Right
from ecogov.domain.targets import TargetDraft
from ecogov.services import editing
from ecogov.services.people.rights import require
from ecogov.storage import targets, vendors
from ecogov.storage.database import Database
from ecogov.storage.registers import Session
from ecogov.storage.targets import TARGETS
from ecogov.storage.vendors import QUEUES, VENDORS


def add_target(db: Database, draft: TargetDraft, *, actor: str) -> int:
    """Log what a KPI is held to and give the target's id.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    DomainError
        ``record.archived`` when the project was put away, ``target.vendor`` when there is no
        such vendor at work, ``target.queue`` when the project has no such queue at work.
    """
    with db.write(actor) as session:
        editing.open_project(session, draft.project_id)
        _settle_scope(session, draft)
        return editing.add(session, TARGETS, {**_values(draft), "version": 1})


def change_target(
    db: Database, target_id: int, draft: TargetDraft, *, version: int, actor: str
) -> None:
    """Replace a target; `version` is the one that the person saw.

    To promise something else from a day on, add a target with that ``effective_from`` instead:
    the past stays measured against what held then.

    Raises
    ------
    NotFoundError
        ``target.unknown``.
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    DomainError
        ``record.archived`` when it or its project was put away, ``record.other_project`` when
        the draft names another project; ``target.vendor`` and ``target.queue`` as when adding.
    """
    with db.write(actor) as session:
        stored = editing.seen(session, TARGETS, target_id, version)
        editing.check_same_project(stored, draft.project_id)
        editing.open_project(session, draft.project_id)
        _settle_scope(session, draft)
        editing.change(session, TARGETS, stored, _values(draft))


def archive_target(db: Database, target_id: int, *, actor: str) -> None:
    """Put a target away: nothing is held to it any more, until `restore_target`.

    Raises
    ------
    NotFoundError
        ``target.unknown``.
    DomainError
        ``record.archived`` when it was put away already.
    """
    with db.write(actor) as session:
        editing.archive(session, TARGETS, target_id)


def restore_target(db: Database, target_id: int, *, actor: str) -> None:
    """Take a target back that was put away.

    Raises
    ------
    NotFoundError
        ``target.unknown``.
    """
    with db.write(actor) as session:
        editing.restore(session, TARGETS, target_id)


def list_targets(db: Database, project_id: int, *, archived: bool = False) -> pd.DataFrame:
    """List the targets of a project, or with `archived` those that were put away.

    Returns
    -------
    DataFrame, shape (n_targets, 20)
        Columns ``id, kind, metric, comparator, value`` (in the KPI's unit), ``window, vendor_id``
        (Int64), ``vendor_code, vendor_name_en, vendor_name_zh, queue_id`` (Int64), ``queue_code,
        queue_name_en, queue_name_zh, locale`` (None where the scope is not narrowed down),
        ``contract_clause, effective_from`` (date), ``hours`` (NaN for none), ``clock`` and
        ``version``, in the order in which they were given, as
        `ecogov.domain.targets.target_in_force` wants them.
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        return targets.targets_frame(session, project_id, archived=archived)


def _settle_scope(session: Session, draft: TargetDraft) -> None:
    """Check that the scope exists, and let it outlive the import that brought it."""
    if draft.vendor_id is not None:
        if not vendors.has_vendor(session, draft.vendor_id):
            raise DomainError("target.vendor", vendor=str(draft.vendor_id))
        vendors.keep(session, VENDORS, draft.vendor_id)
    if draft.queue_id is not None:
        if not vendors.has_queue(session, draft.project_id, draft.queue_id):
            raise DomainError("target.queue", queue=str(draft.queue_id))
        vendors.keep(session, QUEUES, draft.queue_id)


def _values(draft: TargetDraft) -> dict[str, Any]:
    return {
        **draft.model_dump(),
        "kind": draft.kind.value,
        "comparator": draft.comparator.value,
        "window": draft.window.value,
        "clock": draft.clock.value,
    }
