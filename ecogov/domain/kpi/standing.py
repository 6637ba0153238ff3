"""Which slices differ from the rest beyond chance: what may be ranked, and what not."""

from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.kpi.evidence import adjusted, p_values_against_rest
from ecogov.domain.kpi.intervals import Z_95, FloatArray, IntervalKind, floats
from ecogov.domain.kpi.metrics import Better, Metric, metric_of

FALSE_DISCOVERIES: Final = 0.05
_FEWEST_COMPARED: Final = 2


def with_standing(cells: pd.DataFrame) -> pd.DataFrame:
    """Order the slices of a KPI, best first, and say which of them differ from the rest.

    Rates are compared by counts, other samples by their intervals against the weighted mean of
    the others; the false-discovery rate is held at `FALSE_DISCOVERIES` among all slices.

    Parameters
    ----------
    cells : DataFrame, shape (n_slices, >= 14)
        KPI cells of one metric. Not modified.

    Returns
    -------
    DataFrame, shape (n_slices, >= 15)
        `cells` with ``is_decided`` (bool, or None where chance cannot be judged: a plain count
        is no sample), in the order that `is_lowest_first` tells, without a figure last.
    """
    if cells.empty:
        return cells.assign(is_decided=pd.Series(dtype="object"))
    metric = metric_of(str(cells["metric"].iloc[0]))
    decided: list[bool | None] = [None] * len(cells)
    if metric.interval is not IntervalKind.NONE:
        shares = adjusted(_p_values(cells, metric.interval))
        decided = [None if np.isnan(p) else bool(p <= FALSE_DISCOVERIES) for p in shares]
    told = cells.assign(is_decided=pd.Series(decided, index=cells.index, dtype="object"))
    return told.sort_values(
        "value", ascending=is_lowest_first(metric), na_position="last", kind="stable"
    )


def is_lowest_first(metric: Metric) -> bool:
    """Tell how the slices of a KPI are ordered: best first, but plain counts by their size."""
    return metric.better is Better.LOWER and metric.interval is not IntervalKind.NONE


def _p_values(cells: pd.DataFrame, interval: IntervalKind) -> FloatArray:
    if interval is IntervalKind.WILSON:
        return p_values_against_rest(cells["numerator"], cells["denominator"])
    from scipy.special import erfc  # noqa: PLC0415  # the import is slow

    value = floats(cells["value"])
    error = (floats(cells["high"]) - floats(cells["low"])) / (2 * Z_95)
    usable = np.isfinite(value) & (error > 0)
    if np.count_nonzero(usable) < _FEWEST_COMPARED:
        return np.full(value.shape, np.nan)
    weight = np.zeros(value.shape)
    weight[usable] = error[usable] ** -2
    weighted = np.where(usable, value, 0) * weight
    rest = weight.sum() - weight
    with np.errstate(divide="ignore", invalid="ignore"):
        others = (weighted.sum() - weighted) / rest
        distance = np.abs(value - others) / np.sqrt(error**2 + 1 / rest)
    return np.where(usable, erfc(distance / np.sqrt(2)), np.nan)
