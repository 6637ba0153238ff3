"""Frames of one clean record of every kind, and what spoils it for each rule of hygiene."""

from datetime import UTC, date, datetime
from typing import Any, Final

import pandas as pd

from ecogov.domain.log.kinds import PREFIXES, RecordKind
from ecogov.domain.risks.appetite import Appetite, with_appetite
from ecogov.domain.risks.default_scale import DEFAULT_DRAFT
from ecogov.domain.risks.scoring import scored, with_contradictions
from ecogov.domain.schedule.slips import with_slips

AS_OF: Final = date(2026, 11, 25)
PAST: Final = date(2026, 11, 20)
SOON: Final = date(2026, 11, 28)
LATER: Final = date(2026, 12, 20)

_EVERY: Final[dict[str, Any]] = {
    "id": 1, "number": 1, "project_id": 7, "project_code": "TS-VIDEO", "title": "Some record",
    "owner": "Lin", "created_on": date(2026, 11, 1), "is_open": True,
}  # fmt: skip
CLEAN: Final[dict[str, dict[str, Any]]] = {
    "risk": {
        "status": "open", "nature": "threat", "category": "quality", "probability": 4,
        "impact": 4, "residual_probability": 3, "residual_impact": 4, "target_probability": 2,
        "target_impact": 2, "response": "mitigate", "due_on": LATER, "review_on": LATER,
        "accepted_by": "", "accepted_until": None, "n_actions": 1, "n_issues": 0,
    },
    "milestone": {
        "status": "planned", "baseline_original": LATER, "baseline_current": LATER,
        "forecast": LATER, "actual": None, "percent_complete": 50, "is_committed": True,
        "n_reasons": 0,
    },
    "issue": {"status": "open", "severity": "critical", "due_on": LATER, "resolution": "",
              "resolved_on": None},
    "assumption": {"status": "open", "due_on": LATER},
    "dependency": {"status": "open", "due_on": LATER, "promised_on": LATER},
    "decision": {"status": "proposed", "due_on": SOON, "options": "A or B",
                 "recommendation": "A", "review_on": None},
    "action": {"status": "open", "due_on": LATER, "carried_over": 2},
    "change_request": {"status": "submitted", "due_on": LATER},
    "escalation": {
        "status": "open", "level": "L2", "next_update_at": datetime(2026, 11, 26, tzinfo=UTC),
        "breached_clock": None, "breached_on": None, "wanted_level": "L2",
    },
    "project": {
        "start_on": date(2026, 3, 2), "due_on": LATER, "target_units": 1000, "n_imports": 3,
        "n_targets": 1, "last_activity_on": PAST, "last_import_on": PAST,
        "idle_working_days": 2, "n_open_milestones": 4,
    },
    "target": {"effective_from": date(2026, 3, 2), "null_reason": None, "title": "qa_accuracy"},
}  # fmt: skip

SPOILT: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "unowned": ("assumption", {"owner": "  "}),
    "risk_unscored": ("risk", {"probability": None, "residual_probability": None,
                               "residual_impact": None}),
    "risk_review_overdue": ("risk", {"review_on": PAST}),
    "risk_review_missing": ("risk", {"review_on": None}),
    "risk_acceptance_expired": ("risk", {"status": "accepted", "accepted_by": "Ann",
                                         "accepted_until": PAST}),
    "risk_acceptance_unapproved": ("risk", {"response": "accept"}),
    "risk_residual_worse": ("risk", {"residual_probability": 5}),
    "risk_lowered_without_action": ("risk", {"n_actions": 0}),
    "risk_target_worse": ("risk", {"target_probability": 5, "target_impact": 5}),
    "risk_response_overdue": ("risk", {"due_on": PAST}),
    "risk_outside_tolerance": ("risk", {"response": None, "residual_impact": 5}),
    "risk_realised_alone": ("risk", {"status": "realised", "is_open": False}),
    "milestone_unbaselined": ("milestone", {"baseline_original": None, "baseline_current": None}),
    "milestone_stale_forecast": ("milestone", {"forecast": PAST}),
    "milestone_committed_unforecast": ("milestone", {"forecast": None}),
    "milestone_done_undated": ("milestone", {"status": "done", "is_open": False}),
    "milestone_slide_unexplained": ("milestone", {"forecast": date(2027, 1, 15)}),
    "milestone_complete_open": ("milestone", {"percent_complete": 100}),
    "action_undated": ("action", {"due_on": None}),
    "action_overdue": ("action", {"due_on": PAST}),
    "action_carried_over": ("action", {"carried_over": 3}),
    "issue_overdue": ("issue", {"due_on": PAST}),
    "issue_critical_adrift": ("issue", {"due_on": None}),
    "issue_unexplained_end": ("issue", {"status": "resolved", "is_open": False}),
    "decision_overdue": ("decision", {"due_on": PAST}),
    "decision_review_due": ("decision", {"status": "decided", "is_open": False,
                                         "review_on": PAST}),
    "decision_unprepared": ("decision", {"recommendation": ""}),
    "dependency_promised_late": ("dependency", {"due_on": SOON}),
    "dependency_overdue": ("dependency", {"due_on": PAST, "promised_on": PAST}),
    "assumption_overdue": ("assumption", {"due_on": PAST}),
    "change_undecided": ("change_request", {"due_on": PAST}),
    "escalation_no_update": ("escalation", {"next_update_at": None}),
    "escalation_breached": ("escalation", {"breached_clock": "resolve", "breached_on": PAST}),
    "escalation_level_low": ("escalation", {"level": "L1"}),
    "project_past_due": ("project", {"due_on": PAST}),
    "project_silent": ("project", {"last_activity_on": date(2026, 11, 11)}),
    "import_stale": ("project", {"idle_working_days": 7}),
    "import_missing": ("project", {"n_imports": 0, "idle_working_days": 7,
                                   "last_import_on": None}),
    "target_without_data": ("target", {"null_reason": "no_reviews"}),
}  # fmt: skip
"""By rule: the kind of its record, and the columns that make the rule fire, and it alone."""


def rows_of(kind: str, *changes: dict[str, Any]) -> pd.DataFrame:
    """Give one record of a kind for each of `changes` to the clean one, as the rules want them."""
    told = [
        {**_EVERY, "id": place, "number": place, "title": f"Some {kind} {place}", **CLEAN[kind]}
        | change
        for place, change in enumerate(changes, start=1)
    ]
    columns = [*_EVERY, *CLEAN[kind]]
    rows = pd.DataFrame(told, columns=list(dict.fromkeys(columns)), dtype=object)
    prefix = PREFIXES[RecordKind(kind)] if kind in set(RecordKind) else kind
    return _beside(kind, rows.assign(ref=[f"{prefix}-{number}" for number in rows["number"]]))


def _beside(kind: str, rows: pd.DataFrame) -> pd.DataFrame:
    if kind == "milestone":
        return with_slips(rows, AS_OF)
    if kind != "risk":
        return rows
    scales = {0: DEFAULT_DRAFT.scale(0)}
    told = with_contradictions(scored(rows.assign(scale_version=0), scales))
    return with_appetite(told, {"quality": Appetite(6, 12)})
