"""The part of a scan that needs no database: one project's series in, what is strange out.

A value in and a value out, so that many projects can be looked at side by side, on this machine or
on a cluster, with the same answer.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from ecogov.domain.anomalies.triage import LEAST_STEP, MOST_STEP, leniency
from ecogov.domain.anomalies.watched import WATCHED, series_of
from ecogov.domain.workdays import Calendar
from ecogov.services.anomalies.series import laid_out

if TYPE_CHECKING:
    from ecogov.detection.panel import Floats, Panel

_LOG: Final = logging.getLogger(__name__)

FALSE_DISCOVERY_RATE: Final = 0.2
"""Of the days flagged on one date in a project, at most this share is expected to be false."""

_Z_95: Final = 1.959964
BAND_COLUMNS: Final = ("day", "value", "num", "den", "expected", "low", "high", "is_off")


@dataclass(frozen=True)
class Task:
    """What to look at.

    Parameters
    ----------
    project_id : int
    table : DataFrame
        As `ecogov.services.anomalies.series.project_series` reads it.
    calendar : Calendar
        The project's.
    due_from : date
        First day that is judged.
    budget : float
        False alarms per series and year.
    steps : mapping of (series, finding) to int
        What feedback made of the budget.
    wanted : frozenset of str
        Series whose expected band is asked for, flagged or not.
    """

    project_id: int
    table: pd.DataFrame
    calendar: Calendar
    due_from: date
    budget: float
    steps: Mapping[tuple[str, str], int] = field(default_factory=dict)
    wanted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Looked:
    """What was found: flagged days from `Task.due_from` on, bands by series, failures."""

    project_id: int
    budget: float
    series: int
    found: pd.DataFrame
    bands: Mapping[str, pd.DataFrame]
    failures: tuple[tuple[str, str], ...]


def looked_at(task: Task) -> Looked:
    """Judge the due days of a project's series.

    A project whose numbers no detector can digest is named as a failure and stops no other.
    """
    from ecogov.detection.scanning import scan  # noqa: PLC0415 - seconds, and only a scan needs it

    laid = laid_out(task.table, task.calendar)
    about = (task.project_id, task.budget, len(laid.about))
    most = task.budget * leniency(MOST_STEP)
    try:
        seen = scan(laid, budget=most, false_discovery_rate=FALSE_DISCOVERY_RATE)
        found = _within_budget(seen.found, task)
        bands = _bands(laid, task.wanted | set(found["series_id"]))
    except (ArithmeticError, ValueError, np.linalg.LinAlgError) as error:
        _LOG.error("project %s could not be scanned", task.project_id, exc_info=error)
        failure = ("", "scan.broke")
        return Looked(*about, pd.DataFrame(), {}, (failure,))
    failures = tuple((one.series_id, one.code) for one in seen.failures)
    return Looked(*about, found, bands, failures)


def _within_budget(found: pd.DataFrame, task: Task) -> pd.DataFrame:
    """Keep the due days that the budget of their own detector and series allows."""
    from ecogov.detection.calibration import threshold  # noqa: PLC0415 - as above
    from ecogov.detection.kinds import Kind  # noqa: PLC0415 - as above

    due = found[found["timestamp"] >= pd.Timestamp(task.due_from)]
    columns = ("series_id", "kind", "direction", "measure")
    limits = [
        threshold(Kind(measure), task.budget * leniency(_steps(task, name, str(finding), way)))
        for name, finding, way, measure in zip(*(due[one] for one in columns), strict=True)
    ]
    return due[due["p_value"].to_numpy(np.float64) <= np.array(limits, dtype=np.float64)]


def _steps(task: Task, series: str, finding: str, direction: str) -> int:
    """Add up how lenient the budget is with a day: a good fall must be very strange to be one."""
    metric, _ = series_of(series)
    is_good = WATCHED[metric].is_good_downwards and direction == "down"
    return task.steps.get((series, finding), 0) + (LEAST_STEP if is_good else 0)


def _bands(laid: "Panel", wanted: set[str] | frozenset[str]) -> dict[str, pd.DataFrame]:
    """Tell for every day of some series what was expected the day before."""
    from ecogov.detection.filtering import (  # noqa: PLC0415 - as above
        Observed,
        filtered,
        from_working_scale,
    )
    from ecogov.detection.kinds import MODELS, Kind  # noqa: PLC0415 - as above

    names = laid.about["series_id"].to_numpy()
    weekday = laid.days.day_of_week.to_numpy()
    found: dict[str, pd.DataFrame] = {}
    for kind in Kind:
        rows = np.array([row for row in laid.of_kind(kind) if names[row] in wanted], dtype=np.int64)
        if not len(rows):
            continue
        arrays = laid.value[rows], laid.numerator[rows], laid.denominator[rows], laid.is_off[rows]
        told = filtered(kind, MODELS[kind], Observed(*arrays), weekday)
        spread = _Z_95 * np.sqrt(told.noise + told.level_variance)
        ends = [told.forecast, told.forecast - spread, told.forecast + spread]
        shown = [from_working_scale(kind, end) for end in ends]
        for at, row in enumerate(rows):
            found[str(names[row])] = _band(laid.days, [*(one[at] for one in arrays)], shown, at)
    return found


def _band(
    days: pd.DatetimeIndex, seen: list["Floats"], shown: list["Floats"], at: int
) -> pd.DataFrame:
    value, num, den, is_off = seen
    columns = (days, value, num, den, *(one[at] for one in shown), is_off.astype(bool))
    return pd.DataFrame(dict(zip(BAND_COLUMNS, columns, strict=True)))
