"""The records of the log: each kind reads its own table."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from ecogov.domain.log.kinds import RecordKind
from ecogov.sample.calendars import is_working_day
from ecogov.sample.log.drawing import Levels, amounts
from ecogov.sample.log.facts import Entry
from ecogov.sample.log.rows import (
    LETTERS,
    Row,
    day,
    day_or_none,
    moment,
    morning_of,
    project_rows,
    rows,
)
from ecogov.sample.programme import project_named

Told = dict[str, Any]

_DECIDED_AT: Final = time(15)
_LIVE: Final = frozenset({"open", "responding", "accepted"})
_TO_RESPOND: Final = timedelta(days=7)
_STATUS_AFTER: Final = {
    "acknowledged": "acknowledged",
    "updated": "acknowledged",
    "handed_to_vendor": "with_vendor",
    "back_from_vendor": "acknowledged",
    "resolved": "resolved",
    "reopened": "acknowledged",
}


def entries(project: str) -> list[Entry]:
    """Give the records of a project in the order in which they were logged."""
    setup = project_rows("setups", project)[0]
    told = [
        _entry(kind, row, float(setup["contingency"]))
        for kind, (table, _) in _TABLES.items()
        for row in project_rows(table, project)
    ]
    return sorted(told, key=lambda entry: entry.at)


def levels_of(row: Row) -> tuple[Levels, ...]:
    """Read the levels of a risk: inherent, current, wanted, as far as somebody said."""
    pairs = (pair.split("x") for pair in row["levels"].split(">") if pair)
    return tuple(Levels(int(probability), int(impact)) for probability, impact in pairs)


def _entry(kind: RecordKind, row: Row, contingency: float) -> Entry:
    key = row["key"]
    at = moment(row["on"]) if " " in row["on"] else morning_of(day(row["on"]), key)
    told = {"title": row["title"], "owner": row["owner"], "external_key": f"sample-{key}"}
    if row.get("vendor"):
        told["vendor"] = row["vendor"]
    fields, kept = _TABLES[kind][1](row, contingency)
    return Entry(kind, key, at, {**told, **fields}, kept)


def _words(row: Row, *names: str) -> Told:
    return {name: row[name] for name in names}


def _days(row: Row, **names: str) -> Told:
    return {name: day_or_none(row[column]) for name, column in names.items()}


def _milestone(row: Row, _contingency: float) -> tuple[Told, Told]:
    original, end = day_or_none(row["baseline"]), day_or_none(row["end"])
    is_done, is_cancelled = row["status"] == "done", row["status"] == "cancelled"
    span = int(row["days"] or 0)
    promised = _moved_to(row["key"]) or original
    expected = original if is_cancelled else end
    told = {
        **_words(row, "status"),
        "type": row["type"] or None,
        "is_committed": row["committed"] == "y",
        "baseline_on": promised,
        "forecast_on": expected,
        "actual_on": end if is_done else None,
        "percent_complete": 100 if is_done else int(row["percent"]) if row["percent"] else None,
        "duration_days": span,
        "start_on": _started(LETTERS[row["key"][0]], end, span) if span and end else None,
    }
    return told, {"baseline_original_on": original}


def _started(project: str, ended: date, working_days: int) -> date:
    """Count back from the last of some working days of a project to the first."""
    country = project_named(project).country
    started = ended + timedelta(days=1)
    while working_days:
        started -= timedelta(days=1)
        working_days -= is_working_day(country, started)
    return started


def _moved_to(key: str) -> date | None:
    """Give the day to which an approved change request has moved the baseline."""
    moved = [
        effect["to"]
        for row in rows("changes")
        if row["status"] == "approved"
        for effect in _effects(row)
        if effect.get("milestone") == key
    ]
    return moved[-1] if moved else None


def _risk(row: Row, contingency: float) -> tuple[Told, Told]:
    told = _words(row, "status", "category", "nature", "cause", "effect")
    told |= {"response": row["response"] or None, "response_plan": row["plan"]}
    told |= _days(row, review_on="review")
    names = (
        ("probability", "impact"),
        ("residual_probability", "residual_impact"),
        ("target_probability", "target_impact"),
    )
    levels = levels_of(row)
    for pair, scored in zip(names, levels, strict=False):
        told |= dict(zip(pair, scored, strict=True))
    if levels:
        told |= amounts(row["key"], levels[0].impact, contingency)
    if row["plan"] and told["review_on"]:
        told["due_on"] = told["review_on"] + _TO_RESPOND
    if row["accepted"]:
        by, _, until = row["accepted"].rpartition(" ")
        told |= {"accepted_by": by, "accepted_until": day(until)}
    if row["status"] in _LIVE:
        return told, {}
    return {**told, "review_on": None}, {}


def _issue(row: Row, _contingency: float) -> tuple[Told, Told]:
    told = _words(row, "status", "severity", "category", "impact", "resolution")
    told |= {"root_cause": row["cause"]}
    return told | _days(row, due_on="due", resolved_on="done"), {}


def _assumption(row: Row, _contingency: float) -> tuple[Told, Told]:
    told = _words(row, "status", "category", "if_wrong", "evidence")
    return told | _days(row, due_on="due"), {}


def _dependency(row: Row, _contingency: float) -> tuple[Told, Told]:
    told = _words(row, "status", "direction", "counterpart")
    return told | _days(row, due_on="due", promised_on="promised", met_on="met"), {}


def _decision(row: Row, _contingency: float) -> tuple[Told, Told]:
    told = _words(row, "status", "options", "recommendation", "outcome", "rationale", "decider")
    return told | _days(row, due_on="due", decided_on="decided", review_on="review"), {}


def _action(row: Row, _contingency: float) -> tuple[Told, Told]:
    told = _words(row, "status", "expected_effect") | _days(row, due_on="due", done_on="done")
    return told, {"carried_over": int(row["carried"])}


def _change(row: Row, _contingency: float) -> tuple[Told, Told]:
    told = _words(row, "requester", "reason")
    told |= {
        **_days(row, due_on="due"),
        "impact_scope": row["scope"],
        "impact_quality": row["quality"],
        "impact_days": row["days"] or None,
        "impact_cost": row["cost"] or None,
        "effects": _effects(row),
    }
    kept = {"status": row["status"], "decided_by": row["decider"], "decision_note": row["note"]}
    return told, {**kept, "decided_at": decided_at(row)}


def decided_at(row: Row) -> datetime | None:
    """Give the moment at which a change request was decided."""
    return datetime.combine(day(row["decided"]), _DECIDED_AT) if row["decided"] else None


def _effects(row: Row) -> list[Told]:
    told = (effect.split(">") for effect in row["effects"].split())
    return [_EFFECTS.get(subject, _rebaseline)(subject, to) for subject, to in told]


def _rebaseline(milestone: str, to: str) -> Told:
    return {"what": "milestone_baseline", "milestone": milestone, "to": day(to)}


_EFFECTS: Final[Mapping[str, Callable[[str, str], Told]]] = {
    "units": lambda _, to: {"what": "project_units", "to": int(to)},
    "due": lambda _, to: {"what": "project_due", "to": day(to)},
}


def _escalation(row: Row, _contingency: float) -> tuple[Told, Told]:
    told = _words(row, "severity", "raised_to", "ask", "impact") | _days(row, due_on="due")
    told |= {"level": row["level"]}
    kept: Told = {"status": "open", "raised_at": moment(row["on"])}
    for event in (event for event in rows("events") if event["key"] == row["key"]):
        kept["status"] = _STATUS_AFTER.get(event["event"], kept["status"])
        kept["next_update_at"] = moment(event["next"]) if event["next"] else None
        told["level"] = event["level"] or told["level"]
        is_resolved = event["event"] == "resolved"
        told["resolution"] = event["note"] if is_resolved else ""
        kept["resolved_at"] = moment(event["at"]) if is_resolved else None
    return told, kept


_TABLES: Final[Mapping[RecordKind, tuple[str, Callable[[Row, float], tuple[Told, Told]]]]] = {
    RecordKind.MILESTONE: ("milestones", _milestone),
    RecordKind.RISK: ("risks", _risk),
    RecordKind.ISSUE: ("issues", _issue),
    RecordKind.ASSUMPTION: ("assumptions", _assumption),
    RecordKind.DEPENDENCY: ("dependencies", _dependency),
    RecordKind.DECISION: ("decisions", _decision),
    RecordKind.ACTION: ("actions", _action),
    RecordKind.CHANGE: ("changes", _change),
    RecordKind.ESCALATION: ("escalations", _escalation),
}
