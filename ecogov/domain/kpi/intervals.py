"""How sure a figure is: intervals of rates and means, and how many units decide a question.

Pure numpy; the few special functions of SciPy are imported where they are used, because the
import costs more than everything here computes.
"""

from enum import StrEnum
from math import ceil, sqrt
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

Z_95: Final = 1.959963984540054
_Z_POWER_80: Final = 0.8416212335729143
MOST_SAMPLES: Final = 10_000_000
_LARGEST_ACCEPTANCE_NUMBER: Final = 1_000
_FEWEST_WITH_SPREAD: Final = 2


class IntervalKind(StrEnum):
    """How the interval of a figure is made."""

    WILSON = "wilson"
    MEAN = "mean"
    ORDER = "order"
    BOOTSTRAP = "bootstrap"
    NONE = "none"


class Bounds(NamedTuple):
    """Lower and upper ends of intervals, NaN where there is none."""

    low: FloatArray
    high: FloatArray


class AcceptancePlan(NamedTuple):
    """Draw `sample` units at random and accept the lot with at most `errors` errors."""

    sample: int
    errors: int


def floats(values: ArrayLike) -> FloatArray:
    """Read numbers of any dtype, nullable ones included, as floats with NaN for missing."""
    to_numpy = getattr(values, "to_numpy", None)
    if to_numpy is None:
        return np.asarray(values, dtype=np.float64)
    return np.asarray(to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def wilson(successes: ArrayLike, trials: ArrayLike, *, z: float = Z_95) -> Bounds:
    """Bound rates by Wilson's score interval.

    Parameters
    ----------
    successes, trials : array-like
        Counts that broadcast against each other; Series are taken by position.
    z : float
        Two-sided normal quantile; the default gives 95 %.

    Returns
    -------
    Bounds
        Within 0 and 1. No success gives exactly 0 below, no failure exactly 1 above. NaN where
        `trials` is 0 or missing, or `successes` does not lie within 0 and `trials`.

    References
    ----------
    .. [1] E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
       JASA 22(158), 1927, pp. 209-212.
    """
    k, n = np.broadcast_arrays(floats(successes), floats(trials))
    with np.errstate(divide="ignore", invalid="ignore"):
        sound = (n > 0) & (k >= 0) & (k <= n)
        n = np.where(sound, n, np.nan)
        centre = (k + z * z / 2) / (n + z * z)
        spread = z / (n + z * z) * np.sqrt(k * (1 - k / n) + z * z / 4)
    low = np.where(k == 0, centre * 0, np.maximum(centre - spread, 0))
    high = np.where(k == n, centre * 0 + 1, np.minimum(centre + spread, 1))
    return Bounds(low, high)


def mean_bounds(count: ArrayLike, total: ArrayLike, total_of_squares: ArrayLike) -> Bounds:
    """Bound means by Student's 95 % interval, from sums alone.

    Parameters
    ----------
    count, total, total_of_squares : array-like
        How many values, their sum and the sum of their squares.

    Returns
    -------
    Bounds
        In the unit of the values; NaN where `count` is under 2 or a sum is missing.

    References
    ----------
    .. [1] Student, "The probable error of a mean", Biometrika 6(1), 1908, pp. 1-25.
    """
    from scipy.special import stdtrit  # noqa: PLC0415  # the import is slow

    n, s, q = np.broadcast_arrays(floats(count), floats(total), floats(total_of_squares))
    n = np.where(n >= _FEWEST_WITH_SPREAD, n, np.nan)
    mean = s / n
    variance = np.maximum(q - s * mean, 0) / (n - 1)
    half = stdtrit(n - 1, 0.975) * np.sqrt(variance / n)
    return Bounds(mean - half, mean + half)


def _clears(rate: FloatArray, n: FloatArray, target: FloatArray) -> NDArray[np.bool_]:
    bounds = wilson(rate * n, n)
    return np.where(rate > target, bounds.low >= target, bounds.high < target)


def deciding_trials(rate: ArrayLike, target: ArrayLike) -> FloatArray:
    """Find the smallest number of trials whose Wilson interval leaves the target out.

    Wilson's interval holds exactly the targets that the score test does not reject, hence the
    closed form z² t (1 - t) / (p - t)²; its last unit is settled against the interval itself.

    Parameters
    ----------
    rate, target : array-like
        The rate if it holds, and the target, both 0 to 1.

    Returns
    -------
    FloatArray
        Whole numbers, at least 1; NaN where rate and target are equal or missing, or where more
        than `MOST_SAMPLES` are needed.
    """
    p, t = np.broadcast_arrays(floats(rate), floats(target))
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.maximum(np.ceil(Z_95**2 * t * (1 - t) / (p - t) ** 2), 1)
        needed = np.where((p == t) | ~(needed <= MOST_SAMPLES), np.nan, needed)
        fewer = np.maximum(needed - 1, 1)
        needed = np.where(_clears(p, fewer, t), fewer, needed)
    return np.where(_clears(p, needed, t), needed, needed + 1)


def more_trials(successes: ArrayLike, trials: ArrayLike, target: ArrayLike) -> FloatArray:
    """Count the further trials that decide a rate against a target if the rate holds.

    Returns
    -------
    FloatArray
        0 where it is decided already; NaN where no number up to `MOST_SAMPLES` decides, where
        the rate equals the target, or where there is no trial yet.
    """
    k, n, t = np.broadcast_arrays(floats(successes), floats(trials), floats(target))
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(n > 0, k / n, np.nan)
    more = np.maximum(deciding_trials(rate, t) - n, 0)
    return np.where(more <= MOST_SAMPLES, more, np.nan)


def more_samples(successes: float, trials: float, target: float) -> int | None:
    """Answer `more_trials` for one rate, None where no number of samples decides."""
    more = float(more_trials(successes, trials, target))
    return None if np.isnan(more) else int(more)


def units_to_prove(true_rate: float, target: float) -> int | None:
    """Plan how many units prove that a rate clears its target, None if none up to the cap do."""
    needed = float(deciding_trials(true_rate, target))
    return None if np.isnan(needed) else int(needed)


def units_to_compare(rate_a: float, rate_b: float) -> int | None:
    """Plan how many units of each of two vendors show their difference.

    Two-sided 5 % test of two proportions with 80 % power; None for equal rates, or when more
    than `MOST_SAMPLES` are needed.

    References
    ----------
    .. [1] J. L. Fleiss, "Statistical Methods for Rates and Proportions", 2nd ed., 1981, ch. 3.
    """
    if rate_a == rate_b:
        return None
    pooled = (rate_a + rate_b) / 2
    under_null = Z_95 * sqrt(2 * pooled * (1 - pooled))
    under_effect = _Z_POWER_80 * sqrt(rate_a * (1 - rate_a) + rate_b * (1 - rate_b))
    needed = max(((under_null + under_effect) / (rate_a - rate_b)) ** 2, 1.0)
    return ceil(needed) if needed <= MOST_SAMPLES else None


def acceptance_plan(
    good: float, bad: float, *, producer_risk: float = 0.05, consumer_risk: float = 0.10
) -> AcceptancePlan | None:
    """Plan the smallest single sample that accepts good lots and refuses bad ones.

    Parameters
    ----------
    good, bad : float
        Error rates of a lot that shall pass and of one that shall not, 0 < good < bad < 1.
    producer_risk, consumer_risk : float
        Highest chances of refusing the good lot and of accepting the bad one.

    Returns
    -------
    AcceptancePlan or None
        None where the rates do not stand in that order, or lie too close for any plan.

    References
    ----------
    .. [1] ISO 2859-1, "Sampling procedures for inspection by attributes", and its operating
       characteristic curves (binomial model).
    """
    if not 0 < good < bad < 1:
        return None
    from scipy.special import bdtr  # noqa: PLC0415  # the import is slow

    sample = 1
    for errors in range(_LARGEST_ACCEPTANCE_NUMBER):
        sample = _smallest_refusing(errors, bad, consumer_risk, at_least=max(sample, errors + 1))
        if bdtr(errors, sample, good) >= 1 - producer_risk:
            return AcceptancePlan(sample, errors)
    return None


def _smallest_refusing(errors: int, bad: float, risk: float, *, at_least: int) -> int:
    from scipy.special import bdtr  # noqa: PLC0415  # the import is slow

    low, high = at_least, at_least
    while bdtr(errors, high, bad) > risk:
        low, high = high + 1, high * 2
    while low < high:
        middle = (low + high) // 2
        if bdtr(errors, middle, bad) > risk:
            low = middle + 1
        else:
            high = middle
    return low
