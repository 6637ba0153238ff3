"""Exact quantiles of handling times, with intervals that assume no distribution.

The input is raw seconds, gathered from as many arrays as the period and the group have; quantiles
of parts cannot be combined, so nothing here works on roll-ups.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.kpi.intervals import FloatArray
from ecogov.domain.kpi.metrics import Metric, cells

_QUANTILE_OF: Final = {"aht_median_seconds": 0.5, "aht_p90_seconds": 0.9}
_TAIL: Final = 0.025


def gathered(arrays: Iterable[FloatArray]) -> FloatArray:
    """Join arrays of seconds into one, leaving out what is missing."""
    parts = [np.asarray(part, dtype=np.float64) for part in arrays]
    values = np.concatenate(parts) if parts else np.empty(0)
    return values[~np.isnan(values)]


def quantile(values: FloatArray, share: float) -> float:
    """Find the value below which a share of the values lies, NaN of none.

    Linear between neighbours, as `numpy.quantile` does by default.
    """
    return float(np.quantile(values, share)) if values.size else np.nan


def quantile_bounds(values: FloatArray, share: float) -> tuple[float, float]:
    """Bound a quantile by two of the values themselves, with at least 95 % confidence.

    Parameters
    ----------
    values : FloatArray
        Independent observations in any order, without NaN. Not modified.
    share : float
        0.5 for the median; 0 < share < 1.

    Returns
    -------
    tuple of float
        Lower and upper value; NaN for an end that so few observations cannot bound (a median
        needs six).

    References
    ----------
    .. [1] H. A. David, H. N. Nagaraja, "Order Statistics", 3rd ed., 2003, section 7.1.
    """
    n = values.size
    if not n:
        return np.nan, np.nan
    below, above = _ranks(n, share)
    wanted = sorted({max(below - 1, 0), min(above, n - 1)})
    ordered = np.partition(values, wanted)
    low = float(ordered[below - 1]) if below >= 1 else np.nan
    high = float(ordered[above]) if above < n else np.nan
    return low, high


def _ranks(n: int, share: float) -> tuple[int, int]:
    """Invert the binomial distribution at both tails."""
    from scipy.special import bdtr, bdtrik  # noqa: PLC0415  # the import is slow

    tails = np.array([_TAIL, 1 - _TAIL])
    ranks = np.ceil(bdtrik(tails, n, share))
    one_less = np.maximum(ranks - 1, 0)
    low, high = np.where(bdtr(one_less, n, share) >= tails, one_less, ranks).astype(int)
    return int(low), int(high)


def count_at_most(values: FloatArray, threshold: float) -> tuple[int, int]:
    """Count the values up to a threshold, and all values."""
    return int(np.count_nonzero(values <= threshold)), values.size


def evaluate_quantiles(metric: Metric, groups: Sequence[Iterable[FloatArray]]) -> pd.DataFrame:
    """Compute a quantile KPI for every group of seconds.

    Parameters
    ----------
    metric : Metric
        ``aht_median_seconds`` or ``aht_p90_seconds``.
    groups : sequence of iterables of FloatArray
        The arrays of each group, such as one a day.

    Returns
    -------
    DataFrame, shape (n_groups, 7)
        As `ecogov.domain.kpi.metrics.evaluate` returns, in the order of `groups`; a quantile has
        neither numerator nor denominator.

    Raises
    ------
    KeyError
        If the KPI is not a quantile.
    """
    share = _QUANTILE_OF[metric.code]
    return cells([_cell(metric, gathered(arrays), share) for arrays in groups])


def _cell(metric: Metric, values: FloatArray, share: float) -> dict[str, object]:
    low, high = quantile_bounds(values, share)
    return {
        "value": quantile(values, share),
        "n": values.size,
        "low": low,
        "high": high,
        "null_reason": None if values.size else metric.null_reason.value,
    }
