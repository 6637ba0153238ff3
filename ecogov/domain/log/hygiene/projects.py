"""Rules for whole projects: somebody writes in them, production comes in, promises can be kept."""

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
    is_missing,
    numbers,
)
from ecogov.domain.schedule.slips import Booleans

PROJECT: Final = "project"
TARGET: Final = "target"
SILENT_DAYS: Final = 14
STALE_WORKING_DAYS: Final = 7


def runs(projects: pd.DataFrame, as_of: date) -> Booleans:
    """Tell which projects have begun and are not past their committed date; no date sets no end."""
    start, due = days(projects, "start_on"), days(projects, "due_on")
    today = day(as_of)
    return ~(start > today) & ~(due < today)


def _silent(frame: pd.DataFrame, as_of: date) -> Found:
    last = days(frame, "last_activity_on")
    silence = day(as_of) - last
    return Found(runs(frame, as_of) & (silence >= np.timedelta64(SILENT_DAYS, "D")), last)


def _import_stale(frame: pd.DataFrame, as_of: date) -> Found:
    idle = numbers(frame, "idle_working_days")
    has_imports = numbers(frame, "n_imports") > 0
    where = runs(frame, as_of) & has_imports & (idle >= STALE_WORKING_DAYS)
    return Found(where, days(frame, "last_import_on"), np.nan_to_num(idle).astype(np.int64))


def _import_missing(frame: pd.DataFrame, as_of: date) -> Found:
    idle = numbers(frame, "idle_working_days")
    is_measured = ~is_missing(frame, "target_units") | (numbers(frame, "n_targets") > 0)
    has_none = numbers(frame, "n_imports") == 0
    where = runs(frame, as_of) & is_measured & has_none & (idle >= STALE_WORKING_DAYS)
    return Found(where, days(frame, "start_on"), np.nan_to_num(idle).astype(np.int64))


def _past_due(frame: pd.DataFrame, as_of: date) -> Found:
    due = days(frame, "due_on")
    left = numbers(frame, "n_open_milestones")
    told = {"n": left.astype(np.int64)}
    return Found((due < day(as_of)) & (left > 0), due, told=told)


def _target_without_data(frame: pd.DataFrame, _as_of: date) -> Found:
    told = {"metric": frame["title"].to_numpy(dtype=object)}
    return Found(
        ~is_missing(frame, "null_reason"),
        days(frame, "effective_from"),
        told=told | {"reason": frame["null_reason"].to_numpy(dtype=object)},
    )


PROJECT_RULES: Final = (
    Rule("project_past_due", (PROJECT,), Severity.ERROR, "due_on", _past_due),
    Rule("project_silent", (PROJECT,), Severity.WARNING, "log", _silent),
    Rule("import_stale", (PROJECT,), Severity.WARNING, "import", _import_stale),
    Rule("import_missing", (PROJECT,), Severity.WARNING, "import", _import_missing),
    Rule("target_without_data", (TARGET,), Severity.WARNING, "metric", _target_without_data),
)
