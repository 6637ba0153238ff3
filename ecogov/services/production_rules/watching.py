"""Whether a rule was broken on some days: one reader for each kind."""

from collections.abc import Callable
from datetime import date, timedelta
from math import isnan
from types import MappingProxyType
from typing import Any, Final

from ecogov.domain.kpi.evidence import Evidence
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.people import Right
from ecogov.domain.production_rules.patterns import (
    Broken,
    gold_failed,
    longest_runs,
    silent_days,
    too_fast,
)
from ecogov.domain.production_rules.rules import RuleAlarm, RuleDraft, RuleKind
from ecogov.services.calendars import project_calendar
from ecogov.services.kpis import kpi_cells
from ecogov.services.people.rights import require
from ecogov.storage.database import Database
from ecogov.storage.production import kpis
from ecogov.storage.watching import watched

_GOLD_DAYS: Final = 90
_SILENT_DAYS: Final = 200

Days = tuple[date, date]


def broken(
    db: Database, draft: RuleDraft, days: Days, *, rule: int | None = None
) -> tuple[RuleAlarm, ...]:
    """Find where a rule was broken from the first day to the last, in the order of days.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    require(db, Right.READ, draft.project_id)
    first, last = days
    found = _WATCHED[draft.kind](db, draft, first, last)
    scope = _scope(db, draft)
    limit = _limit(draft)
    told = [
        RuleAlarm(
            project_id=draft.project_id,
            rule=rule,
            kind=draft.kind,
            day=day,
            slice={**scope, **who},
            value=value,
            limit=evidence.pop("limit", limit),
            evidence=evidence,
        )
        for day, who, value, evidence in found
        if first <= day <= last
    ]
    return tuple(sorted(told, key=lambda one: (one.day, sorted(one.slice.items()))))


def _slice(draft: RuleDraft, first: date, last: date) -> Slice:
    return Slice(
        (draft.project_id,),
        first,
        last,
        vendor_ids=() if draft.vendor_id is None else (draft.vendor_id,),
        queue_ids=() if draft.queue_id is None else (draft.queue_id,),
        locales=() if draft.locale is None else (draft.locale,),
    )


def _scope(db: Database, draft: RuleDraft) -> dict[str, str]:
    """Name the part of the work that a rule watches, by codes."""
    told = {} if draft.locale is None else {"locale": draft.locale}
    numbers = {"vendor": draft.vendor_id, "queue": draft.queue_id}
    with db.read() as session:
        for name, number in numbers.items():
            if number is not None:
                known = kpis.names_of(session, name, (draft.project_id,)).set_index("key")["code"]
                told[name] = str(known.get(number, number))
    return told


def _limit(draft: RuleDraft) -> float:
    if draft.kind is RuleKind.TOO_FAST:
        return float(draft.share or 0)
    return float(draft.count or draft.days or 0)


def _fast(db: Database, draft: RuleDraft, first: date, last: date) -> list[Broken]:
    with db.read() as session:
        daily = watched.fast_days(session, _slice(draft, first, last), draft.seconds or 0.0)
    return too_fast(daily, share=draft.share or 0.0, least=draft.count or 0)


def _same_answers(db: Database, draft: RuleDraft, first: date, last: date) -> list[Broken]:
    with db.read() as session:
        runs = watched.answer_runs(session, _slice(draft, first, last), draft.count or 0)
    return longest_runs(runs)


def _skips(db: Database, draft: RuleDraft, first: date, last: date) -> list[Broken]:
    with db.read() as session:
        runs = watched.skip_runs(session, _slice(draft, first, last), draft.count or 0)
    return longest_runs(runs)


def _gold(db: Database, draft: RuleDraft, first: date, last: date) -> list[Broken]:
    early = first - timedelta(days=_GOLD_DAYS)
    with db.read() as session:
        answers = watched.gold_answers(session, _slice(draft, early, last))
    return gold_failed(answers, wrong=draft.count or 0, among=draft.among or 0)


def _missed_targets(db: Database, draft: RuleDraft, first: date, last: date) -> list[Broken]:
    """Tell the days on which a target began to be missed, over the days that end there."""
    told: list[Broken] = []
    was_missed = _evidence(db, draft, first - timedelta(days=1))[0]
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        is_missed, cell = _evidence(db, draft, day)
        if is_missed and not was_missed:
            names = ("numerator", "denominator", "low", "high", "target")
            evidence: dict[str, Any] = {
                name: float(cell[name]) for name in names if not isnan(cell[name])
            }
            evidence |= {"metric": draft.metric, "days": draft.days, "limit": cell["target"]}
            told.append((day, {}, float(cell["value"]), evidence))
        was_missed = is_missed
    return told


def _evidence(db: Database, draft: RuleDraft, day: date) -> tuple[bool, dict[Any, Any]]:
    first = day - timedelta(days=(draft.days or 1) - 1)
    question = Question(_slice(draft, first, day), (str(draft.metric),))
    cell = kpi_cells(db, question).iloc[0].to_dict()
    return cell["evidence"] == Evidence.MISSED, cell


def _silence(db: Database, draft: RuleDraft, first: date, last: date) -> list[Broken]:
    early = first - timedelta(days=_SILENT_DAYS)
    calendar = project_calendar(db, draft.project_id)
    slice_ = _slice(draft, early, last)
    with db.read() as session:
        sums = kpis.measure_sums(session, slice_, ("day",))
    worked = sums.loc[(sums["submitted_units"] + sums["reviewed_units"]) > 0, "day"]
    span = [early + timedelta(days=number) for number in range((last - early).days + 1)]
    expected = [day for day in span if calendar.is_working(day)]
    return silent_days(worked, expected, days=draft.days or 1)


Watcher = Callable[[Database, RuleDraft, date, date], list[Broken]]
_WATCHED: Final = MappingProxyType[RuleKind, Watcher](
    {
        RuleKind.TOO_FAST: _fast,
        RuleKind.STRAIGHT_LINING: _same_answers,
        RuleKind.SKIPS_IN_A_ROW: _skips,
        RuleKind.GOLD_FAILED: _gold,
        RuleKind.TARGET_MISSED: _missed_targets,
        RuleKind.NO_DATA: _silence,
    }
)
