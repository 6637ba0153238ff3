"""Reading the audit trail: entries that a filter lets through, and what records are called."""

from typing import Any, Final

import pandas as pd
from sqlalchemy import ColumnElement, func, select

from ecogov.domain.trail import TrailFacets, TrailFilter
from ecogov.storage.projects import PROJECT
from ecogov.storage.records import AuditRow
from ecogov.storage.registers import Session, frame
from ecogov.storage.vendors import QUEUE, VENDOR

_AUDIT: Final[Any] = AuditRow.__table__  # type: ignore[attr-defined]
_NAMED: Final[dict[str, Any]] = {"project": PROJECT, "vendor": VENDOR, "queue": QUEUE}
_EXACT: Final = ("record_type", "action", "actor", "project_id")


def entries_frame(session: Session, wanted: TrailFilter, *, limit: int | None) -> pd.DataFrame:
    """List the entries that `wanted` lets through, newest first, at most `limit` of them.

    Returns
    -------
    DataFrame, shape (n_entries, 9)
        See `ecogov.services.trail.list_trail`.
    """
    a = _AUDIT.c
    columns = (
        a.id, a.at, a.actor, a.action, a.record_type, a.record_id, a.project_id, a.before, a.after,
    )  # fmt: skip
    query = select(*columns).where(*_conditions(wanted)).order_by(a.id.desc()).limit(limit)
    kinds = {"id": "int64", "at": "datetime64[us, UTC]", "project_id": "Int64"}
    return frame(session, query, kinds)


def count(session: Session, wanted: TrailFilter) -> int:
    """Count the entries that `wanted` lets through."""
    query = select(func.count()).select_from(_AUDIT).where(*_conditions(wanted))
    return int(session.execute(query).scalar_one())


def facets(session: Session) -> TrailFacets:
    """Give what occurs in the trail: what a filter may ask for."""
    a = _AUDIT.c
    acts = select(a.record_type, a.action).distinct().order_by(a.record_type, a.action)
    actors = select(a.actor).distinct().order_by(a.actor)
    return TrailFacets(
        tuple((str(record_type), str(action)) for record_type, action in session.execute(acts)),
        tuple(session.execute(actors).scalars()),
    )


def names(session: Session) -> dict[tuple[str, str], str]:
    """Give the codes of projects, vendors and queues by record type and id, archived or not."""
    return {
        (kind, str(record_id)): str(code)
        for kind, table in _NAMED.items()
        for record_id, code in session.execute(select(table.c.id, table.c.code))
    }


def _conditions(wanted: TrailFilter) -> list[ColumnElement[bool]]:
    a = _AUDIT.c
    conditions = [
        a[name] == value for name in _EXACT if (value := getattr(wanted, name)) is not None
    ]
    if wanted.since is not None:
        conditions.append(a.at >= wanted.since)
    if wanted.before is not None:
        conditions.append(a.at < wanted.before)
    return conditions
