"""Rules and the alarms that they raised."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
from sqlalchemy import ColumnElement, func, insert, select, update

from ecogov.domain.people import Right
from ecogov.domain.production_rules.patterns import PERSON
from ecogov.storage.people.pseudonyms import with_pseudonyms
from ecogov.storage.projects import PROJECT
from ecogov.storage.registers import Register, Session, frame, within
from ecogov.storage.vendors import QUEUE, VENDOR
from ecogov.storage.watching.tables import ProductionRuleRow, RuleAlarmRow

RULE: Final[Any] = ProductionRuleRow.__table__  # type: ignore[attr-defined]
ALARM: Final[Any] = RuleAlarmRow.__table__  # type: ignore[attr-defined]
RULES: Final = Register("production_rule", RULE, key="id", right=Right.SET_UP)

_KINDS: Final = {
    "id": "int64", "version": "int64", "project_id": "int64", "vendor_id": "Int64",
    "queue_id": "Int64", "seconds": "float64", "share": "float64", "count": "Int64",
    "among": "Int64", "days": "Int64",
}  # fmt: skip


def rules_frame(session: Session, project_id: int, *, archived: bool) -> pd.DataFrame:
    """List the rules of a project, or those put away, in the order in which they were given.

    Returns
    -------
    DataFrame, shape (n_rules, 19)
        See `ecogov.services.production_rules.rules.list_rules`.
    """
    r = RULE.c
    columns = (
        r.id, r.version, r.project_id, r.kind, r.metric, r.seconds, r.share, r["count"], r.among,
        r.days, r.vendor_id, r.queue_id, r.locale, r.is_on,
    )  # fmt: skip
    names = (
        VENDOR.c.code.label("vendor_code"), VENDOR.c.name_en.label("vendor_name_en"),
        VENDOR.c.name_zh.label("vendor_name_zh"), QUEUE.c.code.label("queue_code"),
        QUEUE.c.name_en.label("queue_name_en"), QUEUE.c.name_zh.label("queue_name_zh"),
    )  # fmt: skip
    scoped = RULE.outerjoin(VENDOR, VENDOR.c.id == r.vendor_id).outerjoin(
        QUEUE, QUEUE.c.id == r.queue_id
    )
    query = (
        select(*columns, *names)
        .select_from(scoped)
        .where(
            r.project_id == project_id,
            r.archived_at.is_not(None) if archived else r.archived_at.is_(None),
        )
        .order_by(r.id)
    )
    return frame(session, query, _KINDS)


def rules_at_work(session: Session, project_ids: Sequence[int] | None) -> list[dict[str, Any]]:
    """Read the rules that are on, of projects that are at work."""
    query = (
        select(RULE)
        .join(PROJECT, PROJECT.c.id == RULE.c.project_id)
        .where(
            RULE.c.is_on.is_(True), RULE.c.archived_at.is_(None), PROJECT.c.archived_at.is_(None)
        )
        .order_by(RULE.c.id)
    )
    if project_ids is not None:
        query = query.where(RULE.c.project_id.in_(project_ids))
    return [dict(row) for row in session.execute(query).mappings()]


def told_keys(session: Session, rule_id: int, first: date, last: date) -> set[tuple[date, str]]:
    """List what a rule told already about some days: pairs of day and key of the slice."""
    a = ALARM.c
    query = select(a.day, a.slice_key).where(a.rule_id == rule_id, a.day.between(first, last))
    return {(row[0], row[1]) for row in session.execute(query)}


def keep_alarms(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store alarms that were not told before."""
    session.execute(insert(ALARM), list(rows))


def open_alarms_frame(
    session: Session, projects: frozenset[int] | None, limit: int
) -> tuple[pd.DataFrame, int]:
    """List the newest alarms that nobody has seen to, and count them all.

    Returns
    -------
    DataFrame, shape (<= limit, 12)
        See `ecogov.services.production_rules.settling.open_alarms`.
    """
    told = (ALARM.c.settled_at.is_(None), *within(ALARM.c.project_id, projects))
    count = session.execute(select(func.count()).select_from(ALARM).where(*told)).scalar_one()
    return _alarms_frame(session, told, limit), int(count)


def projects_of_alarms(session: Session, alarm_ids: Sequence[int]) -> dict[int, int]:
    """Tell the project of each alarm; those that are not there are left out."""
    query = select(ALARM.c.id, ALARM.c.project_id).where(ALARM.c.id.in_(alarm_ids))
    rows: Any = session.execute(query)
    return dict(iter(rows))


def settle(session: Session, alarm_ids: Sequence[int], at: datetime | None, by: str) -> list[int]:
    """Store that alarms were seen to, or (None) that they were not; give those that changed."""
    is_open = ALARM.c.settled_at.is_(None)
    mine = ALARM.c.id.in_(alarm_ids) & (is_open if at is not None else ~is_open)
    statement = update(ALARM).where(mine).values(settled_at=at, settled_by=by)
    return sorted(session.execute(statement.returning(ALARM.c.id)).scalars())


def alarms_frame(session: Session, project_id: int, limit: int) -> pd.DataFrame:
    """List the newest alarms of a project.

    Returns
    -------
    DataFrame, shape (<= limit, 12)
        See `ecogov.services.production_rules.evaluating.list_alarms`.
    """
    return _alarms_frame(session, (ALARM.c.project_id == project_id,), limit)


def _alarms_frame(
    session: Session, told: Sequence[ColumnElement[bool]], limit: int
) -> pd.DataFrame:
    a = ALARM.c
    query = (
        select(
            a.id, a.rule_id, RULE.c.kind, RULE.c.metric, a.rule_version, a.day, a.slice, a.value,
            a.threshold, a.evidence, a.fired_at, a.project_id,
        )
        .join(RULE, RULE.c.id == a.rule_id)
        .where(*told)
        .order_by(a.day.desc(), a.id.desc())
        .limit(limit)
    )  # fmt: skip
    found = frame(session, query, {"id": "int64", "rule_id": "int64", "project_id": "int64"})
    people = pd.Series([one.get(PERSON) for one in found["slice"]], dtype=object)
    told_of = found.assign(person=people, of_project=found["project_id"])
    named = with_pseudonyms(session, told_of, "person", project="of_project")
    slices = [
        told if name is None else {**told, PERSON: name}
        for told, name in zip(named["slice"], named["person"], strict=True)
    ]
    return named.drop(columns="person").assign(slice=pd.Series(slices, dtype=object))
