"""The figures behind `ecogov.services.kpis`, one kind of source after the other."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from ecogov.domain.business_hours import BusinessHours
from ecogov.domain.kpi.agreement import Agreement, agreement, evaluate_agreement
from ecogov.domain.kpi.backlog import STREAM, levels_on, open_levels
from ecogov.domain.kpi.intervals import FloatArray
from ecogov.domain.kpi.metrics import RESULT_COLUMNS, Metric, NullReason, Source, Unit, evaluate
from ecogov.domain.kpi.quantiles import evaluate_quantiles
from ecogov.domain.targets import TURNAROUND, TurnaroundClock
from ecogov.services.figures.work import (
    Promise,
    Work,
    bucketed,
    group_columns,
    group_rows,
    period_end,
    period_start,
    promise_for,
)
from ecogov.storage.production import kpis

_NOT_BY_LABEL: Final = frozenset({"throughput_units_per_day", "first_pass_yield", "rework_rate"})
_SLACK_HOURS: Final = 1e-6
"""Work done at the last moment is on time, although hours are no exact numbers."""


def sum_groups(work: Work) -> pd.DataFrame:
    """Sum the measures of every group; the other figures are joined to these groups."""
    question = work.question
    sums = bucketed(work, kpis.measure_sums(work.session, question.slice, question.stored))
    keys = group_columns(work)
    if keys and len(sums):
        sums = sums.groupby(keys, as_index=False, sort=True).sum(numeric_only=True)
    return sums.assign(working_days=_working_days(work, sums))


def _working_days(work: Work, sums: pd.DataFrame) -> FloatArray | float:
    if work.worked is None or sums.empty:
        return np.nan
    first, last = work.worked
    period = work.question.period
    if period is None:
        return float(work.calendar.working_days(first, last))
    starts = [max(start, first) for start in sums[period]]
    ends = [min(period_end(start, period), last) for start in sums[period]]
    counted = work.calendar.count_working_days(np.array(starts), np.array(ends))
    return counted.astype(np.float64)


def figures(work: Work, metric: Metric) -> pd.DataFrame:
    """Compute one KPI for every group: the keys, then `RESULT_COLUMNS`, on the groups' index."""
    if not _is_broken_down_by(metric, work.question.asked):
        return _unavailable(work, NullReason.NOT_BY_DIMENSION)
    if metric.source is Source.SECONDS:
        return _quantiles(work, metric)
    if metric.source is Source.PATTERNS:
        return _agreements(work, metric)
    own = {TURNAROUND: _turnaround, "backlog_units": _backlog}.get(metric.code)
    if own is not None:
        return own(work, metric)
    sums = _with_currencies(work) if metric.unit is Unit.CURRENCY else work.groups
    return _with_keys(work, evaluate(metric, sums))


def _with_currencies(work: Work) -> pd.DataFrame:
    """Say of which groups the amounts cannot be added, because their currencies differ."""
    known = kpis.currencies(work.session, work.question.slice.project_ids)
    n_of = known.groupby("project")["currency"].nunique()
    groups = work.groups
    if "project" in work.question.keys:
        is_mixed = groups["project"].map(n_of).fillna(0) > 1
    else:
        is_mixed = pd.Series(len(set(known["currency"])) > 1, index=groups.index)
    reasons = pd.Series(None, index=groups.index, dtype="object")
    reasons[is_mixed & (groups["costed_accepted_units"] > 0)] = NullReason.MIXED_CURRENCY.value
    return groups.assign(null_reason=reasons)


def _is_broken_down_by(metric: Metric, keys: Sequence[str]) -> bool:
    plain = {"project", "label", "label_source"}
    if any(key not in plain and key not in set(metric.dimensions) for key in keys):
        return False
    is_sum = metric.source is Source.SUMS and metric.code not in {TURNAROUND, "backlog_units"}
    if "label" in keys:
        return is_sum and metric.code not in _NOT_BY_LABEL
    return is_sum or "label_source" not in keys


def _unavailable(work: Work, reason: NullReason) -> pd.DataFrame:
    frame = pd.DataFrame(index=work.groups.index, columns=list(RESULT_COLUMNS), dtype="float64")
    return _with_keys(work, frame.assign(null_reason=reason.value))


def _with_keys(work: Work, figures: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([work.groups[group_columns(work)], figures], axis=1)


def _quantiles(work: Work, metric: Metric) -> pd.DataFrame:
    question = work.question
    blocks = kpis.handle_values(work.session, question.slice, question.stored)
    by_group = _gathered(work, blocks)
    order = [by_group.get(key, []) for key in _group_keys(work)]
    figures = evaluate_quantiles(metric, order)
    totals = work.groups["timed_units"].to_numpy() > 0
    without = figures["null_reason"].notna().to_numpy()
    figures.loc[without & totals, "null_reason"] = NullReason.TOTALS_ONLY.value
    return _with_keys(work, figures.set_index(work.groups.index))


def _group_keys(work: Work) -> list[tuple[object, ...]]:
    keys = group_columns(work)
    return list(work.groups[keys].itertuples(index=False, name=None)) if keys else [()]


def _gathered(work: Work, blocks: Iterable[tuple[tuple[object, ...], Any]]) -> dict[Any, Any]:
    """Join blocks by the question's groups: the day, stored last, becomes its period."""
    period = work.question.period
    listed = list(blocks)
    if period is None:
        return {key: [block] for key, block in listed}
    starts = period_start(pd.Series([key[-1] for key, _ in listed], dtype="object"), period)
    names = [*work.question.keys, period]
    found: dict[Any, list[Any]] = {}
    for (key, block), start in zip(listed, starts, strict=True):
        told = dict(zip(names, (*key[:-1], start), strict=True))
        found.setdefault(tuple(told[name] for name in work.question.by), []).append(block)
    return found


def _agreements(work: Work, metric: Metric) -> pd.DataFrame:
    if work.measured is None:
        work.measured = _measured(work)
    figures = evaluate_agreement(metric, work.measured)
    return _with_keys(work, figures.set_index(work.groups.index))


def _measured(work: Work) -> list[Agreement]:
    question = work.question
    counts = bucketed(work, kpis.pattern_counts(work.session, question.slice, question.stored))
    keys = group_columns(work)
    grouped: dict[Any, pd.DataFrame] = dict(iter(counts.groupby(keys))) if keys else {(): counts}
    none = counts.iloc[:0]
    return [
        agreement(grouped.get(key, none), with_bounds=question.period is None)
        for key in _group_keys(work)
    ]


def _turnaround(work: Work, metric: Metric) -> pd.DataFrame:
    question = work.question
    sums = work.groups[group_columns(work)].assign(tat_on_time=np.nan, tat_due=np.nan)
    promises = [promise_for(work, metric, row) for row in group_rows(work)]
    late = _late_units(work, promises)
    blocks = _gathered(work, kpis.turnarounds(work.session, question.slice, question.stored))
    for at, (key, promise) in enumerate(zip(_group_keys(work), promises, strict=True)):
        if promise is None:
            continue
        took = _hours(work, promise, np.concatenate(blocks.get(key, [np.empty((0, 2))])))
        on_time = np.count_nonzero(took <= promise.hours + _SLACK_HOURS)
        sums.loc[sums.index[at], "tat_on_time"] = float(on_time)
        sums.loc[sums.index[at], "tat_due"] = float(took.size + late[at])
    return _with_keys(work, evaluate(metric, sums))


def _hours(work: Work, promise: Promise, turned: FloatArray) -> FloatArray:
    """Measure turnarounds by the clock of a promise."""
    if promise.clock != TurnaroundClock.BUSINESS:
        return turned[:, 1] / 3600
    came = pd.Series(pd.to_datetime(turned[:, 0], unit="s", utc=True))
    done = pd.Series(pd.to_datetime(turned[:, 0] + turned[:, 1], unit="s", utc=True))
    return BusinessHours(work.calendar, work.timezone).count(came, done)


def _late_units(work: Work, promises: Sequence[Any]) -> list[int]:
    """Count, for every group, the open units that are past their promise already."""
    if work.question.period is not None or not any(promises):
        return [0] * len(promises)
    waiting = kpis.open_since(work.session, work.question.slice)
    if waiting.empty:
        return [0] * len(promises)
    since = pd.to_datetime(waiting["assigned_at"], utc=True).astype("datetime64[us, UTC]")
    came = since.astype("int64").to_numpy() / 1e6
    turned = np.column_stack([came, work.now.timestamp() - came])
    keys = list(work.question.keys)
    counts = []
    for key, promise in zip(_group_keys(work), promises, strict=True):
        mine = np.ones(len(waiting), dtype=bool)
        for name, value in zip(keys, key, strict=True):
            mine &= (waiting[name] == value).to_numpy()
        if promise is None:
            counts.append(0)
            continue
        waited = _hours(work, promise, turned[mine])
        counts.append(int(np.count_nonzero(waited > promise.hours + _SLACK_HOURS)))
    return counts


def _backlog(work: Work, metric: Metric) -> pd.DataFrame:
    question, period = work.question, work.question.period
    told = kpis.told_stock(work.session, question.slice)
    flow = kpis.measure_sums(work.session, question.slice, (*STREAM, "day"), is_cumulative=True)
    levels, groups = open_levels(told, flow), work.groups
    if levels.empty or groups.empty:
        return _with_keys(work, evaluate(metric, groups.assign(backlog=np.nan)))
    ends = {start: period_end(start, period) for start in groups[period]} if period else {}
    days = sorted(set(ends.values())) if period else [levels.index[-1]]
    known = levels_on(levels, days, question.keys)
    keys = groups[list(question.keys)].assign(day=groups[period].map(ends) if period else days[0])
    joined = keys.merge(known, how="left", on=[*question.keys, "day"])["backlog"]
    return _with_keys(work, evaluate(metric, groups.assign(backlog=joined.to_numpy())))
