"""Whether a change is more than luck: sampling, and what days differ by anyway."""

from math import erfc, inf, isnan, nan, sqrt
from typing import Final

import numpy as np

from ecogov.domain.kpi.intervals import FloatArray

SURE: Final = 0.05
"""Chance below which a change is told as one."""

_FEWEST_DAYS: Final = 4


def distance(
    before: tuple[FloatArray, FloatArray],
    after: tuple[FloatArray, FloatArray],
    *,
    unit_variance: float,
) -> float:
    """Tell by how many standard errors a ratio of sums moved.

    The spread is the larger of what sampling leaves and of what the days before really differ by,
    so that a lively series has to move further.

    Parameters
    ----------
    before, after : pair of array, shape (n_days,)
        Numerators and denominators by day; days without denominator say nothing.
    unit_variance : float
        Variance of one unit that sampling explains: p(1 − p) of a rate; NaN where it is unknown.

    Returns
    -------
    float
        Below 0 where it fell; NaN where nothing can be said.

    References
    ----------
    .. [1] D. B. Laney, "Improved control charts for attributes", Quality Engineering 14(4), 2002,
       pp. 531-537: days that differ by more than sampling.
    """
    (k0, n0), (k1, n1) = (_known(*one) for one in (before, after))
    if n0.sum() <= 0 or n1.sum() <= 0:
        return nan
    rate0, rate1 = float(k0.sum() / n0.sum()), float(k1.sum() / n1.sum())
    told = [one for one in (unit_variance, _daily_variance(k0, n0, rate0)) if not isnan(one)]
    if not told:
        return nan
    error = sqrt(max(told) * (1 / float(n0.sum()) + 1 / float(n1.sum())))
    moved = rate1 - rate0
    if error > 0:
        return moved / error
    return 0.0 if moved == 0 else inf if moved > 0 else -inf


def chance(distance: float) -> float:
    """Tell how often luck alone moves something by so many standard errors, either way."""
    return nan if isnan(distance) else erfc(abs(distance) / sqrt(2))


def share_variance(k: float, n: float) -> float:
    """Give the variance of one unit of a share, a little drawn towards one half."""
    rate = (k + 0.5) / (n + 1.0)
    return rate * (1 - rate)


def _known(k: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    has = np.isfinite(k) & np.isfinite(n) & (n > 0)
    return k[has], n[has]


def _daily_variance(k: FloatArray, n: FloatArray, rate: float) -> float:
    if len(k) < _FEWEST_DAYS:
        return nan
    return float((((k - rate * n) ** 2) / n).sum() / (len(k) - 1))
