"""Rules for milestones: promised, forecast, explained where they slide, closed when done."""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.log.hygiene.findings import (
    Found,
    Rule,
    Severity,
    days,
    is_missing,
    is_one_of,
    is_open,
    numbers,
    passed,
)
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.schedule.slips import MilestoneState

TOLERATED_SLIP_DAYS: Final = 10
"""What slides further needs a risk, an issue or an action that says why."""

_MILESTONE: Final = (RecordKind.MILESTONE.value,)
_COMPLETE: Final = 100


def _unbaselined(frame: pd.DataFrame, _as_of: date) -> Found:
    return Found(is_open(frame) & is_missing(frame, "baseline_current"), days(frame, "created_on"))


def _stale(frame: pd.DataFrame, as_of: date) -> Found:
    return passed(frame, "forecast", as_of)


def _committed_unforecast(frame: pd.DataFrame, _as_of: date) -> Found:
    is_promised = frame["is_committed"].to_numpy(dtype=bool)
    where = is_open(frame) & is_promised & is_missing(frame, "forecast")
    return Found(where, days(frame, "created_on"))


def _done_undated(frame: pd.DataFrame, _as_of: date) -> Found:
    return Found(is_one_of(frame, "state", MilestoneState.DONE_UNDATED))


def _slide_unexplained(frame: pd.DataFrame, _as_of: date) -> Found:
    slip = numbers(frame, "slip_now_days")
    slides = is_open(frame) & (slip > TOLERATED_SLIP_DAYS)
    where = slides & (numbers(frame, "n_reasons") == 0)
    return Found(where, days(frame, "baseline_current"), np.nan_to_num(slip).astype(np.int64))


def _complete_open(frame: pd.DataFrame, _as_of: date) -> Found:
    return Found(is_open(frame) & (numbers(frame, "percent_complete") >= _COMPLETE))


MILESTONE_RULES: Final = (
    Rule("milestone_unbaselined", _MILESTONE, Severity.WARNING, "baseline_on", _unbaselined),
    Rule("milestone_stale_forecast", _MILESTONE, Severity.ERROR, "forecast_on", _stale),
    Rule(
        "milestone_committed_unforecast", _MILESTONE, Severity.ERROR, "forecast_on",
        _committed_unforecast,
    ),
    Rule("milestone_done_undated", _MILESTONE, Severity.ERROR, "actual_on", _done_undated),
    Rule(
        "milestone_slide_unexplained", _MILESTONE, Severity.WARNING, "forecast_on",
        _slide_unexplained,
    ),
    Rule("milestone_complete_open", _MILESTONE, Severity.WARNING, "status", _complete_open),
)  # fmt: skip
