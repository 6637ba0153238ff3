"""What a figure proves: against its target, against the rest, and among many comparisons.

A figure whose interval straddles its target proves nothing yet, however good it looks; a slice
is ranked only where its difference from the rest survives the number of slices compared.
"""

from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ecogov.domain.kpi.intervals import (
    MOST_SAMPLES,
    FloatArray,
    IntervalKind,
    deciding_trials,
    floats,
    wilson,
)
from ecogov.domain.kpi.metrics import Better

_FEWEST_EXPECTED: Final = 5.0
_SINGLE: Final = 1
_TIE: Final = 1 + 1e-7


class Evidence(StrEnum):
    """Where a figure stands against its target; ``none`` where either of them is missing."""

    MET = "met"
    MISSED = "missed"
    UNDECIDED = "undecided"
    NONE = "none"


class Comparator(StrEnum):
    """Which side of a target is the good one; the target itself is good."""

    AT_LEAST = "ge"
    AT_MOST = "le"


class Estimate(NamedTuple):
    """A figure with its interval and the observations behind it."""

    value: float
    low: float
    high: float
    n: float


def judge(
    estimate: Estimate,
    target: float,
    comparator: Comparator,
    *,
    interval: IntervalKind = IntervalKind.WILSON,
) -> tuple[Evidence, int | None]:
    """Judge one figure; see `judged` for the rule."""
    one = pd.DataFrame([estimate], dtype=np.float64)
    row = judged(one, target, comparator, interval=interval).iloc[0]
    more = row["more_samples"]
    return Evidence(row["evidence"]), None if pd.isna(more) else int(more)


def judged(
    cells: pd.DataFrame,
    target: ArrayLike,
    comparator: Comparator,
    *,
    interval: IntervalKind = IntervalKind.WILSON,
) -> pd.DataFrame:
    """Judge figures against targets, and say how many more samples would decide.

    Parameters
    ----------
    cells : DataFrame, shape (n_figures, >= 4)
        Columns ``value``, ``low``, ``high``, ``n`` as `ecogov.domain.kpi.metrics.evaluate` returns
        them. Not modified.
    target : array-like
        One target for all or one for each, in the figures' unit; NaN is no target.
    comparator : Comparator
        Which side is good.
    interval : IntervalKind
        How the bounds were made. A figure of kind ``none`` (a plain count) is not a sample, so
        its value decides by itself; so does a mean of more than one unit without bounds, which
        was told as a daily total.

    Returns
    -------
    DataFrame, shape (n_figures, 2)
        On the index of `cells`: ``evidence`` (`Evidence` values) and ``more_samples`` (Int64),
        which is given only where undecided. It assumes that the value holds; for a rate it is
        exact, for other figures the bound is taken to shrink with the root of n. Missing where
        no number up to `MOST_SAMPLES` decides.
    """
    value, n = floats(cells["value"]), floats(cells["n"])
    low, high = floats(cells["low"]), floats(cells["high"])
    goal = np.broadcast_to(floats(target), value.shape)
    is_total = np.isnan(low) & np.isnan(high) & (n > _SINGLE)
    if interval is IntervalKind.NONE:
        low, high = value, value
    elif interval is IntervalKind.MEAN:
        low, high = np.where(is_total, value, low), np.where(is_total, value, high)
    is_floor = comparator is Comparator.AT_LEAST
    met = low >= goal if is_floor else high <= goal
    missed = high < goal if is_floor else low > goal
    evidence = np.full(value.shape, Evidence.UNDECIDED.value, dtype=object)
    evidence[met] = Evidence.MET.value
    evidence[missed] = Evidence.MISSED.value
    evidence[np.isnan(value) | np.isnan(goal)] = Evidence.NONE.value
    facing = np.where(value > goal, low, high)
    if interval is IntervalKind.WILSON:
        needed = deciding_trials(value, goal)
    else:
        needed = _by_root_of_n(value, facing, goal) * n
    more = np.maximum(np.ceil(needed - n), 1)
    more[(evidence != Evidence.UNDECIDED.value) | ~(more <= MOST_SAMPLES)] = np.nan
    return pd.DataFrame(
        {"evidence": evidence, "more_samples": pd.array(more, dtype="Int64")}, index=cells.index
    )


def _by_root_of_n(value: FloatArray, facing: FloatArray, goal: FloatArray) -> FloatArray:
    """How many times the observations bring the bound that faces the target up to it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return ((value - facing) / (value - goal)) ** 2


def adjusted(p_values: ArrayLike) -> FloatArray:
    """Adjust p-values for their number, so that q of those at most q are false discoveries.

    Parameters
    ----------
    p_values : array-like
        0 to 1; NaN is no comparison and does not count.

    Returns
    -------
    FloatArray
        In the order given, never below the p-value, at most 1; NaN stays NaN.

    References
    ----------
    .. [1] Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", JRSS B 57(1),
       1995, pp. 289-300.
    """
    values = floats(p_values)
    compared = np.flatnonzero(~np.isnan(values))
    order = compared[np.argsort(values[compared], kind="stable")]
    result = np.full(values.shape, np.nan)
    scaled = values[order] * order.size / np.arange(1, order.size + 1)
    result[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return result


def p_values_against_rest(successes: ArrayLike, trials: ArrayLike) -> FloatArray:
    """Compare the rate of each slice with the rate of all other slices together.

    Two-sided test of two proportions with pooled variance; where a cell of the two-by-two table
    has an expected count under 5, Fisher's exact test takes its place.

    Parameters
    ----------
    successes, trials : array-like, shape (n_slices,)
        Whole counts.

    Returns
    -------
    FloatArray
        NaN for a slice without trials, or where the rest has none.

    References
    ----------
    .. [1] J. L. Fleiss, "Statistical Methods for Rates and Proportions", 2nd ed., 1981, ch. 2.
    """
    from scipy.special import erfc  # noqa: PLC0415  # the import is slow

    k, n = floats(successes), floats(trials)
    usable = np.isfinite(k) & np.isfinite(n) & (n > 0)
    k, n = np.where(usable, k, 0), np.where(usable, n, 0)
    hits, total = k.sum(), n.sum()
    rest = total - n
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = hits / total
        error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / rest))
        result = erfc(np.abs(k / n - (hits - k) / rest) / error / np.sqrt(2))
        fewest = np.minimum(n, rest) * min(pooled, 1 - pooled)
    for index in np.flatnonzero(fewest < _FEWEST_EXPECTED):
        result[index] = _fisher(k[index], n[index], hits, total)
    return np.where(usable & (rest > 0), result, np.nan)


def _fisher(successes: float, trials: float, hits: float, total: float) -> float:
    """Sum the chances of all tables with these margins that are no likelier than the one seen."""
    from scipy.special import gammaln  # noqa: PLC0415  # the import is slow

    possible = np.arange(max(0.0, hits + trials - total), min(hits, trials) + 1)
    ways = gammaln(possible + 1) + gammaln(trials - possible + 1)
    ways += gammaln(hits - possible + 1) + gammaln(total - trials - hits + possible + 1)
    chances = np.exp(ways.min() - ways)
    seen = chances[int(successes - possible[0])]
    return float(min(chances[chances <= seen * _TIE].sum() / chances.sum(), 1.0))


def decided_ranking(
    slices: pd.DataFrame, better: Better, *, false_discoveries: float = 0.05
) -> pd.DataFrame:
    """Rank the slices whose rate differs from the rest beyond chance, and only them.

    Parameters
    ----------
    slices : DataFrame, shape (n_slices, >= 2)
        Columns ``successes`` and ``trials``, indexed by slice. Not modified.
    better : Better
        ``lower`` ranks the lowest rate first, everything else the highest.
    false_discoveries : float
        Share of wrong entries that is borne among the decided.

    Returns
    -------
    DataFrame, shape (n_slices, 8)
        Columns ``value``, ``low``, ``high``, ``n``, ``p_value``, ``adjusted_p_value``,
        ``is_decided`` and ``rank`` (Int64, missing where undecided; ties share a rank). Decided
        first, best first; then the undecided, most trials first.

    Raises
    ------
    KeyError
        If a column is missing.
    """
    k, n = floats(slices["successes"]), floats(slices["trials"])
    low, high = wilson(k, n)
    p_values = p_values_against_rest(k, n)
    shares = adjusted(p_values)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(n > 0, k / n, np.nan)
    is_decided = shares <= false_discoveries
    goodness = pd.Series(np.where(is_decided, value, np.nan))
    ranks = goodness.rank(method="min", ascending=better is Better.LOWER)
    ranked = pd.DataFrame(
        {
            "value": value,
            "low": low,
            "high": high,
            "n": n,
            "p_value": p_values,
            "adjusted_p_value": shares,
            "is_decided": is_decided,
            "rank": ranks.astype("Int64").array,
        },
        index=slices.index,
    )
    return ranked.iloc[np.lexsort((-n, ranks.to_numpy()))]
