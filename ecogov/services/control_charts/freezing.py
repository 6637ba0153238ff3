"""Limits that people freeze on a baseline, and let go again."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from ecogov.domain.control_charts.freezing import slice_key, slice_told
from ecogov.domain.control_charts.limits import ChartKind, Limits
from ecogov.domain.control_charts.signals import RuleSet
from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.metrics import metric_of
from ecogov.domain.kpi.questions import Slice
from ecogov.domain.people import Right
from ecogov.services import editing
from ecogov.services.people.rights import require
from ecogov.storage.database import Database
from ecogov.storage.registers import now
from ecogov.storage.watching import limits as stored_limits
from ecogov.storage.watching.limits import LIMITS


@dataclass(frozen=True, slots=True)
class Frozen:
    """Limits in force, with who froze them and when."""

    id: int
    version: int
    limits: Limits
    rules: RuleSet
    frozen_by: str
    frozen_at: datetime


def frozen_limits(db: Database, slice_: Slice, metric: str) -> Frozen | None:
    """Read the limits that a series is held to; None where they are computed afresh.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    project_id = slice_.project_ids[0]
    require(db, Right.READ, project_id)
    with db.read() as session:
        row = stored_limits.in_force(session, project_id, metric, slice_key(slice_))
    return None if row is None else _frozen(row)


def freeze_limits(
    db: Database, slice_: Slice, metric: str, *, limits: Limits, rules: RuleSet, actor: str
) -> int:
    """Hold a series to limits from now on, whatever comes; give the id of the act.

    Limits that were frozen before are let go by it.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    NotAllowedError
        ``right.missing``.
    DomainError
        ``metric.unknown``; ``record.archived`` when the project was put away.
    """
    project_id = slice_.project_ids[0]
    require(db, Right.SET_UP, project_id)
    key = slice_key(slice_)
    with db.write(actor) as session:
        editing.open_project(session, project_id)
        before = stored_limits.in_force(session, project_id, metric_of(metric).code, key)
        if before is not None:
            editing.archive(session, LIMITS, before["id"])
        return editing.add(
            session,
            LIMITS,
            {
                "version": 1,
                "project_id": project_id,
                "metric": metric,
                "slice_key": key,
                "slice": slice_told(slice_),
                "rules": rules.value,
                "first_on": limits.first,
                "last_on": limits.last,
                "kind": limits.kind.value,
                **{name: getattr(limits, name) for name in _PLAIN},
                "frozen_at": now(),
                "frozen_by": actor,
            },
        )


def unfreeze_limits(db: Database, limit_id: int, *, actor: str) -> None:
    """Let limits go: the series is measured afresh, until `refreeze_limits`.

    Raises
    ------
    NotFoundError
        ``control_limit.unknown``.
    DomainError
        ``record.archived`` when they were let go already.
    """
    with db.write(actor) as session:
        require(db, Right.SET_UP, LIMITS.get(session, limit_id)["project_id"])
        editing.archive(session, LIMITS, limit_id)


def refreeze_limits(db: Database, limit_id: int, *, actor: str) -> None:
    """Take back that limits were let go.

    Raises
    ------
    NotFoundError
        ``control_limit.unknown``.
    DomainError
        ``control_limit.replaced`` when others were frozen for the series since.
    """
    with db.write(actor) as session:
        stored = LIMITS.get(session, limit_id)
        require(db, Right.SET_UP, stored["project_id"])
        series = (stored["project_id"], stored["metric"], stored["slice_key"])
        other = stored_limits.in_force(session, *series)
        if other is not None and other["id"] != limit_id:
            raise DomainError("control_limit.replaced", who=other["frozen_by"])
        editing.restore(session, LIMITS, limit_id)


_PLAIN: Final = ("center", "sigma", "points", "is_share")


def _frozen(row: dict[str, Any]) -> Frozen:
    told = {name: row[name] for name in _PLAIN}
    limits = Limits(kind=ChartKind(row["kind"]), first=row["first_on"], last=row["last_on"], **told)
    known = {one.name for one in fields(Frozen)} & row.keys()
    kept = {name: row[name] for name in known - {"limits", "rules"}}
    return Frozen(limits=limits, rules=RuleSet(row["rules"]), **kept)
