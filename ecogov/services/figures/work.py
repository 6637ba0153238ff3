"""One answer in the making: the question, its groups, the targets that they are held to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar

import pandas as pd

from ecogov.domain.kpi.agreement import Agreement
from ecogov.domain.kpi.metrics import Metric, Unit
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.targets import TargetScope, target_in_force
from ecogov.domain.workdays import Calendar
from ecogov.storage.production import kpis

T = TypeVar("T")
_AMOUNTS: Final = frozenset({Unit.UNITS, Unit.UNITS_PER_DAY})
Span = tuple[date, date]
"""First and last day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A target as figures are judged by it; see `ecogov.domain.targets.TargetDraft`."""

    metric: str
    comparator: str
    value: float
    vendor_id: int | None
    queue_id: int | None
    locale: str | None
    effective_from: date
    hours: float
    clock: str


def promises_of(targets: pd.DataFrame) -> tuple[Promise, ...]:
    """Read the targets that `ecogov.services.targets.list_targets` lists."""
    columns = list(Promise.__dataclass_fields__)
    rows = targets[columns].astype(object).where(targets[columns].notna(), None)
    told: list[dict[str, Any]] = rows.to_dict("records")  # type: ignore[assignment]
    return tuple(Promise(**row) for row in told)


@dataclass(slots=True)
class Work:
    """One answer in the making: the question, its session and what several figures share."""

    session: Any
    question: Question
    calendar: Calendar
    targets: Sequence["Promise"]
    timezone: str
    now: datetime
    groups: pd.DataFrame = field(init=False)
    measured: list[Agreement] | None = field(init=False, default=None)
    span: Span | None = field(init=False)
    worked: Span | None = field(init=False)

    def __post_init__(self) -> None:
        slice_ = self.question.slice
        known = kpis.day_bounds(self.session, slice_.project_ids)
        self.span = _within(known, slice_)
        worked = kpis.day_bounds(self.session, slice_.project_ids, is_worked=True)
        self.worked = _within(worked, slice_)
        self.groups = pd.DataFrame()


def _within(known: tuple[date | None, date | None], slice_: Slice) -> Span | None:
    """Cut the first and last known day to those of a slice; None where nothing is known."""
    first, last = known
    if first is None or last is None:
        return None
    return max(first, slice_.first_day or first), min(last, slice_.last_day or last)


def period_start(days: pd.Series, period: str) -> pd.Series:
    """Give the first day of the week (Monday) or month that each day lies in."""
    stamps = pd.to_datetime(days)
    if period == "week":
        stamps = stamps - pd.to_timedelta(stamps.dt.day_of_week, unit="D")
    elif period == "month":
        stamps = stamps - pd.to_timedelta(stamps.dt.day - 1, unit="D")
    return stamps.dt.date


def period_end(start: date, period: str) -> date:
    """Give the last day of the period that begins on `start`."""
    if period == "day":
        return start
    if period == "week":
        return start + timedelta(days=6)
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def bucketed(work: Work, frame: pd.DataFrame) -> pd.DataFrame:
    """Replace the day of each row by the period that is asked, if any."""
    period = work.question.period
    if period is None:
        return frame
    told = frame.assign(**{period: period_start(frame["day"], period)})
    return told if period == "day" else told.drop(columns="day")


def group_columns(work: Work) -> list[str]:
    """Name the columns that tell the groups apart."""
    return list(work.question.by)


def group_rows(work: Work) -> list[dict[str, Any]]:
    """List the keys of every group; one empty row where nothing is broken down."""
    keys = group_columns(work)
    return work.groups[keys].to_dict("records") if keys else [{}]  # type: ignore[return-value]


def promise_for(work: Work, metric: Metric, row: dict[str, Any]) -> Promise | None:
    """Find the target that a group is held to on its last day, if any.

    A promised rate holds for every part of its scope; a promised amount only for the whole of it.
    """
    slice_, period = work.question.slice, work.question.period
    scope = TargetScope(
        vendor_id=row.get("vendor") or _only(slice_.vendor_ids),
        queue_id=row.get("queue") or _only(slice_.queue_ids),
        locale=row.get("locale") or _only(slice_.locales),
    )
    last = work.span[1] if work.span else work.now.date()
    on = period_end(row[period], period) if period else last
    found = target_in_force(work.targets, metric.code, scope, on)
    if found is not None and metric.unit in _AMOUNTS and not _is_whole(found, work, row, scope):
        return None
    return found


def _is_whole(promise: Promise, work: Work, row: dict[str, Any], scope: TargetScope) -> bool:
    slice_ = work.question.slice
    is_narrower = slice_.annotator_ids or slice_.labels or {"annotator", "label"} & row.keys()
    several = any(
        len(chosen) > 1 for chosen in (slice_.vendor_ids, slice_.queue_ids, slice_.locales)
    )
    told = TargetScope(promise.vendor_id, promise.queue_id, promise.locale)
    return told == scope and not is_narrower and not several


def _only(chosen: tuple[T, ...]) -> T | None:
    return chosen[0] if len(chosen) == 1 else None
