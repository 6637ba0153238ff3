"""Reading the audit trail: entries that a filter lets through, and what records are called."""

import json
from typing import Any, Final

import pandas as pd
from sqlalchemy import ColumnElement, Text, and_, cast, false, func, or_, select

from ecogov.domain.projects import is_storable
from ecogov.domain.trail import SHARED, TrailFacets, TrailFilter, TrailReach
from ecogov.storage.projects import PROJECT
from ecogov.storage.records import AuditRow
from ecogov.storage.registers import Session, frame, within
from ecogov.storage.vendors import QUEUE, VENDOR

_AUDIT: Final[Any] = AuditRow.__table__  # type: ignore[attr-defined]
_NAMED: Final[dict[str, Any]] = {"project": PROJECT, "vendor": VENDOR, "queue": QUEUE}
_PERSONAL: Final = ("account", "role_grant")
_EXACT: Final = ("record_type", "record_id", "action", "actor", "project_id")


def entries_frame(session: Session, wanted: TrailFilter, *, limit: int | None) -> pd.DataFrame:
    """List the entries that `wanted` lets through, newest first, at most `limit` of them.

    Returns
    -------
    DataFrame, shape (n_entries, 10)
        See `ecogov.services.trail.list_trail`.
    """
    a = _AUDIT.c
    columns = (
        a.id, a.at, a.actor, a.action, a.record_type, a.record_id, a.project_id, a.before, a.after,
        a.address,
    )  # fmt: skip
    query = select(*columns).where(*_conditions(wanted)).order_by(a.id.desc()).limit(limit)
    kinds = {"id": "int64", "at": "datetime64[us, UTC]", "project_id": "Int64"}
    return frame(session, query, kinds)


def count(session: Session, wanted: TrailFilter) -> int:
    """Count the entries that `wanted` lets through."""
    query = select(func.count()).select_from(_AUDIT).where(*_conditions(wanted))
    return int(session.execute(query).scalar_one())


def facets(session: Session, wanted: TrailFilter) -> TrailFacets:
    """Give what occurs in the entries that `wanted` lets through."""
    a = _AUDIT.c
    told = _conditions(wanted)
    acts = select(a.record_type, a.action).where(*told).distinct()
    acts = acts.order_by(a.record_type, a.action)
    actors = select(a.actor).where(*told).distinct().order_by(a.actor)
    return TrailFacets(
        tuple((str(record_type), str(action)) for record_type, action in session.execute(acts)),
        tuple(session.execute(actors).scalars()),
    )


def names(session: Session, projects: frozenset[int] | None) -> dict[tuple[str, str], str]:
    """Give the codes of projects, vendors and queues by record type and id, archived or not.

    Of `projects` only, where they are told; vendors belong to none.
    """
    mine = {
        "project": within(PROJECT.c.id, projects),
        "queue": within(QUEUE.c.project_id, projects),
    }
    return {
        (kind, str(record_id)): str(code)
        for kind, table in _NAMED.items()
        for record_id, code in session.execute(
            select(table.c.id, table.c.code).where(*mine.get(kind, ()))
        )
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
    if wanted.is_of_projects:
        conditions.append(a.project_id.is_not(None))
    conditions += [_holds(word) for word in wanted.text.split()]
    return [*conditions, *_reached(wanted.reach)]


def _holds(word: str) -> ColumnElement[bool]:
    a = _AUDIT.c
    if not is_storable(word):
        return false()
    lowered = word.lower()
    texts = (a.actor, a.record_id, a.address, cast(a.before, Text), cast(a.after, Text))
    # SQLite keeps the values as they were written: other letters than ours as escapes.
    spelt = {lowered, json.dumps(lowered)[1:-1]}
    return or_(
        *(func.lower(text).contains(one, autoescape=True) for text in texts for one in spelt)
    )


def _reached(reach: TrailReach) -> tuple[ColumnElement[bool], ...]:
    if reach.is_whole:
        return within(_AUDIT.c.project_id, reach.projects)
    a = _AUDIT.c
    is_told = a.project_id.is_not(None) & a.record_type.not_in(_PERSONAL)
    return (
        or_(
            and_(is_told, *within(a.project_id, reach.projects)),
            a.project_id.is_(None) & a.record_type.in_(SHARED),
        ),
    )
