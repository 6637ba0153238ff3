"""Rules tried on history, and rules that watch: each alarm is told once."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from ecogov.domain.people import Right
from ecogov.domain.production_rules.rules import RuleAlarm, RuleDraft
from ecogov.services.people.rights import require, require_each, require_somewhere, visible
from ecogov.services.production_rules.rules import draft_of
from ecogov.services.production_rules.watching import broken
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.production import kpis
from ecogov.storage.registers import Session, now
from ecogov.storage.watching import rules as stored_rules

TRIED_DAYS: Final = 28
LATE_DAYS: Final = 7
"""Days up to the one asked for that are looked at: exports come late."""
MOST_ALARMS: Final = 500


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have told between two days; None of both where there is no data."""

    first: date | None
    last: date | None
    alarms: tuple[RuleAlarm, ...]


def try_rule(db: Database, draft: RuleDraft, *, days: int = TRIED_DAYS) -> Trial:
    """Tell what a rule would have found over the last days with data; nothing is stored.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    require(db, Right.READ, draft.project_id)
    with db.read() as session:
        first, last = kpis.day_bounds(session, (draft.project_id,), is_worked=True)
    if first is None or last is None:
        return Trial(None, None, ())
    first = max(first, last - timedelta(days=days - 1))
    return Trial(first, last, broken(db, draft, (first, last)))


def evaluate_rules(
    db: Database, as_of: date, *, project_ids: Sequence[int] | None = None, actor: str
) -> tuple[RuleAlarm, ...]:
    """Look whether the rules that are on were broken lately, and keep what is new.

    Days up to `as_of` are looked at, `LATE_DAYS` of them; what was told before is not told again,
    so that it may run as often as it likes.

    Parameters
    ----------
    project_ids : sequence of int, optional
        Only these projects; by default all those in which the person may triage.

    Returns
    -------
    tuple of RuleAlarm
        The new ones, by rule, then by day.

    Raises
    ------
    NotFoundError, NotAllowedError
        For who may not triage in one of the projects named.
    """
    if not project_ids:
        require_somewhere(db, Right.TRIAGE)
    require_each(db, project_ids or (), Right.TRIAGE)
    seen = visible(db, Right.TRIAGE)
    wanted = project_ids if seen is None else project_ids or sorted(seen)
    with db.read() as session:
        rules = stored_rules.rules_at_work(session, wanted)
    told: list[RuleAlarm] = []
    days = (as_of - timedelta(days=LATE_DAYS - 1), as_of)
    for row in rules:
        found = broken(db, draft_of(row), days, rule=row["id"])
        told += _kept(db, row, found, days, actor=actor)
    return tuple(told)


def list_alarms(db: Database, project_id: int, *, limit: int = MOST_ALARMS) -> pd.DataFrame:
    """List what the rules of a project told, newest first.

    Returns
    -------
    DataFrame, shape (<= limit, 12)
        Columns ``id, rule_id, kind, metric, rule_version, day, slice`` (dict), ``value,
        threshold, evidence`` (dict), ``fired_at`` (UTC) and ``project_id``.
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        return stored_rules.alarms_frame(session, project_id, limit)


def _kept(
    db: Database,
    rule: dict[str, Any],
    found: Sequence[RuleAlarm],
    days: tuple[date, date],
    *,
    actor: str,
) -> list[RuleAlarm]:
    with db.read() as session:
        if not _new(session, rule["id"], found, days):
            return []
    with db.write(actor) as session:
        # Whoever came first inside the lock has told the others.
        stored_rules.RULES.get(session, rule["id"])
        new = _new(session, rule["id"], found, days)
        if new:
            stored_rules.keep_alarms(session, [_row(one, rule["version"]) for one in new])
            audit.note(
                session,
                "production_rule.fire",
                ("production_rule", rule["id"]),
                project_id=rule["project_id"],
                after={"alarms": len(new), "days": sorted({str(one.day) for one in new})},
            )
    return new


def _new(
    session: Session, rule_id: int, found: Sequence[RuleAlarm], days: tuple[date, date]
) -> list[RuleAlarm]:
    told = stored_rules.told_keys(session, rule_id, *days)
    return [one for one in found if (one.day, _slice_key(one)) not in told]


def _row(alarm: RuleAlarm, version: int) -> dict[str, Any]:
    return {
        "project_id": alarm.project_id,
        "rule_id": alarm.rule,
        "rule_version": version,
        "day": alarm.day,
        "slice_key": _slice_key(alarm),
        "slice": alarm.slice,
        "value": alarm.value,
        "threshold": alarm.limit,
        "evidence": alarm.evidence,
        "fired_at": now(),
    }


def _slice_key(alarm: RuleAlarm) -> str:
    text = json.dumps(alarm.slice, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
