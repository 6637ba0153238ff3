"""Rules for risks: scored, reviewed, answered, accepted by somebody, true to their own actions."""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.log.hygiene.findings import (
    Find,
    Found,
    Rule,
    Severity,
    days,
    is_blank,
    is_missing,
    is_one_of,
    is_open,
    numbers,
    passed,
)
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.risks.appetite import AppetiteStanding
from ecogov.domain.schedule.slips import Booleans

_RISK: Final = (RecordKind.RISK.value,)


def _unscored(frame: pd.DataFrame, _as_of: date) -> Found:
    has_no_score = np.isnan(numbers(frame, "current_score"))
    first = np.where(is_missing(frame, "probability"), "probability", "impact").astype(object)
    return Found(is_open(frame) & has_no_score, days(frame, "created_on"), field=first)


def _review_overdue(frame: pd.DataFrame, as_of: date) -> Found:
    return passed(frame, "review_on", as_of)


def _review_missing(frame: pd.DataFrame, _as_of: date) -> Found:
    return Found(is_open(frame) & is_missing(frame, "review_on"), days(frame, "created_on"))


def _is_accepted(frame: pd.DataFrame) -> Booleans:
    answers = is_one_of(frame, "response", "accept")
    return is_one_of(frame, "status", "accepted") | (is_open(frame) & answers)


def _acceptance_expired(frame: pd.DataFrame, as_of: date) -> Found:
    return passed(frame, "accepted_until", as_of, where=_is_accepted(frame))


def _acceptance_unapproved(frame: pd.DataFrame, _as_of: date) -> Found:
    return Found(_is_accepted(frame) & is_blank(frame, "accepted_by"), days(frame, "created_on"))


def _contradiction(mark: str, stages: tuple[str, str]) -> Find:
    """Make a rule of a mark that `ecogov.domain.risks.scoring.with_contradictions` sets."""

    def find(frame: pd.DataFrame, _as_of: date) -> Found:
        told = {
            name: numbers(frame, f"{stage}_score") for name, stage in zip("mn", stages, strict=True)
        }
        whole = {name: np.nan_to_num(score).astype(np.int64) for name, score in told.items()}
        return Found(is_open(frame) & frame[mark].to_numpy(dtype=bool), told=whole)

    return find


def _response_overdue(frame: pd.DataFrame, as_of: date) -> Found:
    return passed(frame, "due_on", as_of, where=is_one_of(frame, "status", "open", "responding"))


def _outside_tolerance(frame: pd.DataFrame, _as_of: date) -> Found:
    exceeds = is_one_of(frame, "appetite", AppetiteStanding.OUTSIDE_TOLERANCE)
    score = np.nan_to_num(numbers(frame, "current_score")).astype(np.int64)
    where = is_open(frame) & exceeds & is_missing(frame, "response")
    return Found(where, days(frame, "created_on"), told={"n": score})


def _realised_alone(frame: pd.DataFrame, _as_of: date) -> Found:
    return Found(is_one_of(frame, "status", "realised") & (numbers(frame, "n_issues") == 0))


RISK_RULES: Final = (
    Rule("risk_unscored", _RISK, Severity.WARNING, "probability", _unscored),
    Rule("risk_review_overdue", _RISK, Severity.WARNING, "review_on", _review_overdue),
    Rule("risk_review_missing", _RISK, Severity.WARNING, "review_on", _review_missing),
    Rule("risk_acceptance_expired", _RISK, Severity.ERROR, "accepted_until", _acceptance_expired),
    Rule(
        "risk_acceptance_unapproved", _RISK, Severity.ERROR, "accepted_by", _acceptance_unapproved
    ),
    Rule(
        "risk_residual_worse", _RISK, Severity.ERROR, "residual_probability",
        _contradiction("is_residual_worse", ("inherent", "current")),
    ),
    Rule(
        "risk_lowered_without_action", _RISK, Severity.WARNING, "residual_probability",
        _contradiction("is_improved_without_action", ("inherent", "current")),
    ),
    Rule(
        "risk_target_worse", _RISK, Severity.WARNING, "target_probability",
        _contradiction("is_target_worse", ("current", "target")),
    ),
    Rule("risk_response_overdue", _RISK, Severity.ERROR, "due_on", _response_overdue),
    Rule("risk_outside_tolerance", _RISK, Severity.ERROR, "response", _outside_tolerance),
    Rule("risk_realised_alone", _RISK, Severity.ERROR, "status", _realised_alone),
)  # fmt: skip
