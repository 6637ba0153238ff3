"""The registry of KPIs: one formula each, evaluated here for pages, commands and reports alike.

Every formula is a ratio of sums, so a roll-up of days, vendors or people is the same formula over
larger sums. What cannot be computed carries a reason instead of a number, and never a 0.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.intervals import (
    Bounds,
    FloatArray,
    IntervalKind,
    floats,
    mean_bounds,
    wilson,
)
from ecogov.domain.kpi.metric_terms import (
    NOT_BY_PERSON,
    Better,
    Dimension,
    Metric,
    NullReason,
    Source,
    Total,
    Unit,
    agreement_metric,
    count_metric,
    quantile_metric,
    rate_metric,
)

__all__ = [
    "CALLER_COLUMNS",
    "METRICS",
    "RESULT_COLUMNS",
    "Better",
    "Dimension",
    "Metric",
    "NullReason",
    "Source",
    "Total",
    "Unit",
    "cells",
    "evaluate",
    "metric_of",
]

RESULT_COLUMNS: Final = ("value", "numerator", "denominator", "n", "low", "high", "null_reason")

CALLER_COLUMNS: Final = ("working_days", "tat_on_time", "tat_due", "backlog")
"""Columns that no roll-up stores: the caller adds them for the metrics that need them."""

ObjectArray = NDArray[np.object_]

_REGISTERED: Final = (
    count_metric(
        code="submitted_units",
        better=Better.HIGHER,
        null_reason=NullReason.NO_UNITS,
        numerator=Total(("submitted_units",)),
    ),
    count_metric(
        code="accepted_units",
        better=Better.HIGHER,
        null_reason=NullReason.NO_UNITS,
        numerator=Total(("accepted_units",)),
    ),
    Metric(
        code="throughput_units_per_day",
        unit=Unit.UNITS_PER_DAY,
        better=Better.HIGHER,
        null_reason=NullReason.NO_WORKING_DAYS,
        numerator=Total(("accepted_units",)),
        denominator=Total(("working_days",)),
    ),
    Metric(
        code="units_per_hour",
        unit=Unit.UNITS_PER_HOUR,
        better=Better.HIGHER,
        null_reason=NullReason.NO_TIMES,
        numerator=Total(("timed_accepted_units",)),
        denominator=Total(("handle_seconds",), per=3600.0),
        n=Total(("timed_units",)),
    ),
    Metric(
        code="handle_seconds",
        unit=Unit.SECONDS,
        better=Better.NEUTRAL,
        null_reason=NullReason.NO_TIMES,
        numerator=Total(("handle_seconds",)),
        n=Total(("timed_units",)),
        requires=Total(("timed_units",)),
    ),
    Metric(
        code="aht_seconds",
        unit=Unit.SECONDS,
        better=Better.LOWER,
        null_reason=NullReason.NO_TIMES,
        numerator=Total(("handle_seconds",)),
        denominator=Total(("timed_units",)),
        n=Total(("timed_units",)),
        interval=IntervalKind.MEAN,
    ),
    quantile_metric(code="aht_median_seconds"),
    quantile_metric(code="aht_p90_seconds"),
    rate_metric(
        code="qa_accuracy",
        better=Better.HIGHER,
        null_reason=NullReason.NO_REVIEWS,
        numerator=Total(("review_accepted_units",)),
        denominator=Total(("reviewed_units",)),
    ),
    rate_metric(
        code="gold_accuracy",
        better=Better.HIGHER,
        null_reason=NullReason.NO_GOLD,
        numerator=Total(("gold_correct",)),
        denominator=Total(("gold_answers",)),
    ),
    rate_metric(
        code="gold_accuracy_tainted",
        better=Better.HIGHER,
        null_reason=NullReason.NO_GOLD,
        numerator=Total(("gold_correct_tainted",)),
        denominator=Total(("gold_answers_tainted",)),
    ),
    rate_metric(
        code="acceptance_rate",
        better=Better.HIGHER,
        null_reason=NullReason.NO_REVIEWS,
        numerator=Total(("review_accepted_units", "review_fixed_units")),
        denominator=Total(("reviewed_units",)),
    ),
    rate_metric(
        code="first_pass_yield",
        better=Better.HIGHER,
        null_reason=NullReason.NO_REVIEWS,
        numerator=Total(("first_passed_items",)),
        denominator=Total(("first_reviewed_items",)),
    ),
    rate_metric(
        code="rework_rate",
        better=Better.LOWER,
        null_reason=NullReason.NO_REVIEWS,
        numerator=Total(("returned_items",)),
        denominator=Total(("return_base_items",)),
    ),
    agreement_metric(code="agreement_percent", unit=Unit.SHARE),
    agreement_metric(code="agreement_alpha", unit=Unit.COEFFICIENT),
    agreement_metric(code="agreement_ac1", unit=Unit.COEFFICIENT),
    rate_metric(
        code="tat_attainment",
        better=Better.HIGHER,
        null_reason=NullReason.NO_DUE_TIMES,
        numerator=Total(("tat_on_time",)),
        denominator=Total(("tat_due",)),
        dimensions=NOT_BY_PERSON,
    ),
    count_metric(
        code="backlog_units",
        better=Better.LOWER,
        null_reason=NullReason.NO_OPEN_UNITS,
        numerator=Total(("backlog",)),
        dimensions=NOT_BY_PERSON,
    ),
    rate_metric(
        code="skip_rate",
        better=Better.LOWER,
        null_reason=NullReason.NO_SKIPS,
        numerator=Total(("skipped_units", "cancelled_units")),
        denominator=Total(("skip_known_units",)),
    ),
    Metric(
        code="cost_per_accepted_unit",
        unit=Unit.CURRENCY,
        better=Better.LOWER,
        null_reason=NullReason.NO_COSTS,
        numerator=Total(("cost_amount",)),
        denominator=Total(("costed_accepted_units",)),
    ),
)

METRICS: Final = {metric.code: metric for metric in _REGISTERED}
"""Every KPI by its code, in the order in which pages and commands list them."""


def metric_of(code: str) -> Metric:
    """Look up a KPI by its code.

    Raises
    ------
    DomainError
        ``metric.unknown`` when no KPI has that code.
    """
    if code not in METRICS:
        raise DomainError("metric.unknown", metric=code)
    return METRICS[code]


def evaluate(metric: Metric, sums: pd.DataFrame) -> pd.DataFrame:
    """Compute a KPI for every row of sums.

    Parameters
    ----------
    metric : Metric
        A KPI whose source is sums.
    sums : DataFrame, shape (n_groups, >= 1)
        At least ``metric.columns``; missing is NaN or null. A column ``null_reason``, if there
        is one, holds what the caller knows already (such as mixed currencies) or None: it wins.
        Not modified.

    Returns
    -------
    DataFrame, shape (n_groups, 7)
        `RESULT_COLUMNS` on the index of `sums`. ``value`` is NaN exactly where ``null_reason``
        is not None; ``low`` and ``high`` are NaN where the KPI has no interval.

    Raises
    ------
    KeyError
        If a column is missing, or the KPI is computed from something other than sums.
    """
    if metric.numerator is None:
        raise KeyError(metric.code)
    numerator = metric.numerator.of(sums)
    denominator = np.full(len(sums), np.nan)
    value = numerator
    if metric.denominator is not None:
        denominator = metric.denominator.of(sums)
        value = _divided(numerator, denominator)
    if metric.requires is not None:
        value = np.where(metric.requires.of(sums) > 0, value, np.nan)
    reasons = _reasons(metric, value, sums)
    value = np.where(pd.isna(reasons), value, np.nan)
    bounds = _bounds(metric, sums, value)
    n = (metric.n or metric.denominator or metric.numerator).of(sums)
    numbers = (value, numerator, denominator, n, bounds.low, bounds.high)
    frame = pd.DataFrame(dict(zip(RESULT_COLUMNS, numbers, strict=False)), index=sums.index)
    return _with_reasons(frame, reasons)


def _divided(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)


def _reasons(metric: Metric, value: FloatArray, sums: pd.DataFrame) -> ObjectArray:
    reasons = np.full(len(sums), None, dtype=object)
    reasons[np.isnan(value)] = metric.null_reason.value
    if "null_reason" in sums:
        known = sums["null_reason"].to_numpy(dtype=object)
        reasons[pd.notna(known)] = known[pd.notna(known)]
    return reasons


def _bounds(metric: Metric, sums: pd.DataFrame, value: FloatArray) -> Bounds:
    absent = np.where(np.isnan(value), np.nan, 0.0)
    if metric.interval is IntervalKind.WILSON and metric.numerator and metric.denominator:
        low, high = wilson(metric.numerator.of(sums), metric.denominator.of(sums))
        return Bounds(low + absent, high + absent)
    if metric.interval is IntervalKind.MEAN:
        return _mean_bounds(sums, absent)
    return Bounds(absent * np.nan, absent * np.nan)


def _mean_bounds(sums: pd.DataFrame, absent: FloatArray) -> Bounds:
    """Bound seconds per unit where every unit is a row; daily totals are no sample."""
    rows, units = floats(sums["timed_rows"]), floats(sums["timed_units"])
    low, high = mean_bounds(rows, sums["handle_seconds"], sums["handle_seconds_squared"])
    absent = np.where(rows == units, absent, np.nan)
    return Bounds(np.maximum(low, 0) + absent, high + absent)


def cells(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Gather figures made one by one into a frame as `evaluate` returns it."""
    frame = pd.DataFrame(list(rows), columns=list(RESULT_COLUMNS[:-1]), dtype=np.float64)
    return _with_reasons(frame, np.array([row["null_reason"] for row in rows], dtype=object))


def _with_reasons(frame: pd.DataFrame, reasons: ObjectArray) -> pd.DataFrame:
    """Add the reasons as objects: pandas would turn None among texts into NaN."""
    frame["null_reason"] = pd.Series(reasons, index=frame.index, dtype=object)
    return frame
