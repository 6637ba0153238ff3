"""Rules for actions, issues, decisions, dependencies, assumptions and changes."""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.log.hygiene.findings import (
    Found,
    Rule,
    Severity,
    day,
    days,
    is_blank,
    is_missing,
    is_one_of,
    is_open,
    numbers,
    passed,
)
from ecogov.domain.log.kinds import RecordKind

CARRIED_OVER_TOO_OFTEN: Final = 3
DAYS_TO_PREPARE: Final = 7
"""A decision that is needed within so many days has options and a recommendation by now."""

_ACTION, _ISSUE, _DECISION, _DEPENDENCY, _ASSUMPTION, _CHANGE = (
    (kind.value,)
    for kind in (
        RecordKind.ACTION,
        RecordKind.ISSUE,
        RecordKind.DECISION,
        RecordKind.DEPENDENCY,
        RecordKind.ASSUMPTION,
        RecordKind.CHANGE,
    )
)


def _overdue(frame: pd.DataFrame, as_of: date) -> Found:
    return passed(frame, "due_on", as_of)


def _undated(frame: pd.DataFrame, _as_of: date) -> Found:
    return Found(is_open(frame) & is_missing(frame, "due_on"), days(frame, "created_on"))


def _carried_over(frame: pd.DataFrame, _as_of: date) -> Found:
    times = numbers(frame, "carried_over")
    told = {"n": np.nan_to_num(times).astype(np.int64)}
    return Found(is_open(frame) & (times >= CARRIED_OVER_TOO_OFTEN), told=told)


def _critical_adrift(frame: pd.DataFrame, _as_of: date) -> Found:
    has_no_owner = is_blank(frame, "owner")
    lacks = has_no_owner | is_missing(frame, "due_on")
    where = is_open(frame) & is_one_of(frame, "severity", "critical") & lacks
    first = np.where(has_no_owner, "owner", "due_on").astype(object)
    return Found(where, days(frame, "created_on"), field=first)


def _unexplained_end(frame: pd.DataFrame, _as_of: date) -> Found:
    where = is_one_of(frame, "status", "resolved", "closed") & is_blank(frame, "resolution")
    return Found(where, days(frame, "resolved_on"))


def _review_due(frame: pd.DataFrame, as_of: date) -> Found:
    return passed(frame, "review_on", as_of, where=is_one_of(frame, "status", "decided"))


def _unprepared(frame: pd.DataFrame, as_of: date) -> Found:
    left = days(frame, "due_on") - day(as_of)
    is_near = (left >= np.timedelta64(0, "D")) & (left <= np.timedelta64(DAYS_TO_PREPARE, "D"))
    has_no_options = is_blank(frame, "options")
    lacks = has_no_options | is_blank(frame, "recommendation")
    first = np.where(has_no_options, "options", "recommendation").astype(object)
    whole = np.where(np.isnat(left), np.timedelta64(0, "D"), left).astype(np.int64)
    return Found(is_open(frame) & is_near & lacks, days=whole, field=first)


def _promised_late(frame: pd.DataFrame, _as_of: date) -> Found:
    late = days(frame, "promised_on") - days(frame, "due_on")
    is_late = late > np.timedelta64(0, "D")
    whole = np.where(is_late, late, np.timedelta64(0, "D")).astype(np.int64)
    return Found(is_open(frame) & is_late, days(frame, "due_on"), whole)


def _undecided(frame: pd.DataFrame, as_of: date) -> Found:
    return passed(frame, "due_on", as_of, where=is_one_of(frame, "status", "submitted"))


PLAN_RULES: Final = (
    Rule("action_undated", _ACTION, Severity.WARNING, "due_on", _undated),
    Rule("action_overdue", _ACTION, Severity.ERROR, "due_on", _overdue),
    Rule("action_carried_over", _ACTION, Severity.WARNING, "due_on", _carried_over),
    Rule("issue_overdue", _ISSUE, Severity.ERROR, "due_on", _overdue),
    Rule("issue_critical_adrift", _ISSUE, Severity.ERROR, "owner", _critical_adrift),
    Rule("issue_unexplained_end", _ISSUE, Severity.WARNING, "resolution", _unexplained_end),
    Rule("decision_overdue", _DECISION, Severity.ERROR, "due_on", _overdue),
    Rule("decision_review_due", _DECISION, Severity.WARNING, "review_on", _review_due),
    Rule("decision_unprepared", _DECISION, Severity.WARNING, "options", _unprepared),
    Rule("dependency_promised_late", _DEPENDENCY, Severity.ERROR, "promised_on", _promised_late),
    Rule("dependency_overdue", _DEPENDENCY, Severity.ERROR, "due_on", _overdue),
    Rule("assumption_overdue", _ASSUMPTION, Severity.WARNING, "due_on", _overdue),
    Rule("change_undecided", _CHANGE, Severity.ERROR, "due_on", _undecided),
)
