"""Do people agree? Percent, Krippendorff's alpha, Gwet's AC1, Fleiss' and Cohen's kappa.

The input is patterns: how many items got which multiset of labels. A million annotations make a
few thousand patterns, so every coefficient is a sum over patterns and a resample is a draw of
item counts. Only items that got two labels or more take part, in every coefficient alike.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ecogov.domain.kpi.intervals import FloatArray, floats, wilson
from ecogov.domain.kpi.metrics import Metric, NullReason, cells

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_DRAWS: Final = 1000
_FEWEST_DRAWS: Final = 100
_DRAWN_NUMBERS: Final = 600_000
_TAILS: Final = (0.025, 0.975)
_PAIR: Final = 2
_SAME: Final = 1e-12
_COEFFICIENT_OF: Final = {f"agreement_{name}": name for name in ("percent", "alpha", "ac1")}


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One measure of agreement, NaN where it is undefined."""

    value: float
    low: float = np.nan
    high: float = np.nan


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything that is said about the agreement of one group.

    ``percent`` leaves out pairs of labels that one person gave to the same item twice;
    ``prevalence`` is the share of the most frequent label.
    """

    percent: Coefficient
    alpha: Coefficient
    ac1: Coefficient
    fleiss_kappa: float
    prevalence: float
    labels: int
    items: int
    pairs: float
    agreeing_pairs: float
    null_reason: NullReason | None


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Overlapped patterns as arrays; `counts` is the sparse table of labels by patterns."""

    items: FloatArray
    ratings: FloatArray
    agreeing: FloatArray
    pairs_of_two: FloatArray
    agreeing_of_two: FloatArray
    counts: "csr_array[np.float64]"


@dataclass(frozen=True, slots=True)
class _Measured:
    """The coefficients of many draws, and the disagreement that chance alone would leave."""

    percent: FloatArray
    alpha: FloatArray
    ac1: FloatArray
    fleiss: FloatArray
    alpha_chance: FloatArray
    ac1_chance: FloatArray


def agreement(patterns: pd.DataFrame, *, seed: int = 0, with_bounds: bool = True) -> Agreement:
    """Measure the agreement of one group of items.

    Parameters
    ----------
    patterns : DataFrame, shape (n_patterns, >= 4)
        Columns ``pattern`` (JSON object of label to count, such as ``{"A": 2, "B": 1}``),
        ``items`` (how many items show it), ``self_pairs`` and ``self_agreeing`` (pairs of labels
        by one and the same person, all and agreeing, summed over those items). Rows may repeat
        a pattern. Not modified.
    seed : int
        Seed of the bootstrap; the same input gives the same interval.
    with_bounds : bool
        Whether to resample at all; a line of many days can do without.

    Returns
    -------
    Agreement
        With 95 % bootstrap intervals over items. Without a pair of labels by two people
        everything is NaN and the reason is ``no_overlap``; where only one label was used, alpha
        is NaN for that reason, and AC1 is 1.

    References
    ----------
    .. [1] K. Krippendorff, "Computing Krippendorff's alpha-reliability", 2011.
    .. [2] K. L. Gwet, "Computing inter-rater reliability and its variance in the presence of
       high agreement", Br. J. Math. Stat. Psychol. 61(1), 2008, pp. 29-48.
    .. [3] J. L. Fleiss, "Measuring nominal scale agreement among many raters", Psychological
       Bulletin 76(5), 1971, pp. 378-382.
    """
    table = _table(patterns)
    pairs = float(table.items @ table.pairs_of_two)
    if not pairs > 0:
        return _nothing()
    weights = table.items[:, None]
    measured = _measured(table, weights)
    drawn = _drawn(table, seed) if with_bounds else measured
    totals = np.asarray(table.counts @ table.items, dtype=np.float64)
    items = float(table.items.sum())
    percent = float(measured.percent[0])
    edge = partial(_bounded, percent=percent, unseen=float(wilson(0, items).high))
    return Agreement(
        percent=edge(measured.percent, drawn.percent, np.ones(1)),
        alpha=edge(measured.alpha, drawn.alpha, measured.alpha_chance),
        ac1=edge(measured.ac1, drawn.ac1, measured.ac1_chance),
        fleiss_kappa=float(measured.fleiss[0]),
        prevalence=float(totals.max() / totals.sum()),
        labels=totals.size,
        items=int(items),
        pairs=pairs,
        agreeing_pairs=float(table.items @ table.agreeing_of_two),
        null_reason=None if totals.size > 1 else NullReason.ONE_LABEL,
    )


def _nothing() -> Agreement:
    unknown = Coefficient(np.nan)
    return Agreement(
        percent=unknown,
        alpha=unknown,
        ac1=unknown,
        fleiss_kappa=np.nan,
        prevalence=np.nan,
        labels=0,
        items=0,
        pairs=0.0,
        agreeing_pairs=0.0,
        null_reason=NullReason.NO_OVERLAP,
    )


def _table(patterns: pd.DataFrame) -> _Patterns:
    """Keep the patterns of two labels or more."""
    from scipy.sparse import csr_array  # noqa: PLC0415  # the import is slow

    counts = [json.loads(text) for text in patterns["pattern"]]
    ratings = np.array([sum(count.values()) for count in counts], dtype=np.float64)
    items = floats(patterns["items"])
    kept = np.flatnonzero((ratings >= _PAIR) & (items > 0))
    counts = [counts[index] for index in kept]
    items, ratings = items[kept], ratings[kept]
    self_pairs = floats(patterns["self_pairs"])[kept] / items
    self_agreeing = floats(patterns["self_agreeing"])[kept] / items
    entries = [(label, at, times) for at, row in enumerate(counts) for label, times in row.items()]
    code, labels = pd.factorize(np.array([label for label, _, _ in entries], dtype=object))
    column = np.array([at for _, at, _ in entries], dtype=np.intp)
    count = np.array([times for _, _, times in entries], dtype=np.float64)
    agreeing = floats(np.bincount(column, weights=count * (count - 1), minlength=items.size))
    return _Patterns(
        items=items,
        ratings=ratings,
        agreeing=agreeing,
        pairs_of_two=ratings * (ratings - 1) / 2 - self_pairs,
        agreeing_of_two=agreeing / 2 - self_agreeing,
        counts=csr_array((count, (code, column)), shape=(len(labels), items.size)),
    )


def _measured(table: _Patterns, weights: FloatArray) -> _Measured:
    """Compute every coefficient for every column of weights (items per pattern)."""
    m, items = table.ratings, weights.sum(axis=0)
    totals = np.asarray(table.counts @ weights, dtype=np.float64)
    shares = np.asarray(table.counts @ (weights / m[:, None]), dtype=np.float64) / items
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = (table.agreeing_of_two @ weights) / (table.pairs_of_two @ weights)
        alpha, alpha_chance = _alpha(((m * (m - 1) - table.agreeing) / (m - 1)) @ weights, totals)
        per_item = (table.agreeing / (m * (m - 1))) @ weights / items
        by_chance = (shares**2).sum(axis=0)
        ac1_chance = 1 - (1 - by_chance) / max(len(shares) - 1, 1)
        return _Measured(
            percent=percent,
            alpha=alpha,
            ac1=1 - (1 - per_item) / ac1_chance,
            fleiss=np.where(by_chance < 1, 1 - (1 - per_item) / (1 - by_chance), np.nan),
            alpha_chance=alpha_chance,
            ac1_chance=ac1_chance,
        )


def _alpha(disagreeing: FloatArray, totals: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Divide observed by expected disagreement, NaN where there is one label."""
    n = totals.sum(axis=0)
    expected = (n**2 - (totals**2).sum(axis=0)) / (n * (n - 1))
    expected = np.where(expected > 0, expected, np.nan)
    return 1 - disagreeing / n / expected, expected


def _drawn(table: _Patterns, seed: int) -> _Measured:
    """Measure resamples of the items; fewer of them where there are many patterns."""
    generator = np.random.default_rng(seed)
    draws = int(np.clip(_DRAWN_NUMBERS // table.items.size, _FEWEST_DRAWS, _DRAWS))
    items, chances = round(table.items.sum()), table.items / table.items.sum()
    weights = generator.multinomial(items, chances, size=draws).T
    return _measured(table, np.ascontiguousarray(weights, dtype=np.float64))


def _bounded(
    measured: FloatArray, drawn: FloatArray, chance: FloatArray, *, percent: float, unseen: float
) -> Coefficient:
    """Take the middle 95 % of the draws, or the edge of Wilson's interval where they never differ.

    A resample of items that all agree always agrees, however few they are; the highest share of
    disagreeing items that is still plausible (`unseen`) says more. Other equal draws say nothing.
    """
    value, possible = float(measured[0]), drawn[np.isfinite(drawn)]
    if np.isnan(value) or not possible.size:
        return Coefficient(value)
    if percent == 1:
        return Coefficient(value, value - unseen / float(chance[0]), value)
    if percent == 0:
        return Coefficient(value, value, value + unseen / float(chance[0]))
    if np.ptp(possible) < _SAME:
        return Coefficient(value)
    low, high = np.quantile(possible, _TAILS)
    return Coefficient(value, min(float(low), value), max(float(high), value))


def cohen_kappa(table: ArrayLike) -> float:
    """Compare two named raters by their square table of counts, NaN where chance explains all.

    Parameters
    ----------
    table : array-like, shape (n_labels, n_labels)
        Items by the label of the first rater (rows) and of the second (columns).

    References
    ----------
    .. [1] J. Cohen, "A coefficient of agreement for nominal scales", Educational and
       Psychological Measurement 20(1), 1960, pp. 37-46.
    """
    shares = floats(table)
    if not shares.sum() > 0:
        return np.nan
    shares = shares / shares.sum()
    by_chance = float(shares.sum(axis=0) @ shares.sum(axis=1))
    return float((np.trace(shares) - by_chance) / (1 - by_chance)) if by_chance < 1 else np.nan


def evaluate_agreement(metric: Metric, measured: Sequence[Agreement]) -> pd.DataFrame:
    """Read one KPI of agreement off every group that was measured.

    Parameters
    ----------
    metric : Metric
        ``agreement_percent``, ``agreement_alpha`` or ``agreement_ac1``.
    measured : sequence of Agreement
        One per group.

    Returns
    -------
    DataFrame, shape (n_groups, 7)
        As `ecogov.domain.kpi.metrics.evaluate` returns, in the order of `measured`; ``n`` is the
        number of overlapped items, and only percent has a numerator and a denominator (pairs).

    Raises
    ------
    KeyError
        If the KPI is not one of agreement.
    """
    name = _COEFFICIENT_OF[metric.code]
    return cells([_cell(one, name) for one in measured])


def _cell(measured: Agreement, name: str) -> dict[str, object]:
    coefficient: Coefficient = getattr(measured, name)
    is_ratio = name == "percent" and measured.items > 0
    return {
        "value": coefficient.value,
        "numerator": measured.agreeing_pairs if is_ratio else np.nan,
        "denominator": measured.pairs if is_ratio else np.nan,
        "n": measured.items,
        "low": coefficient.low,
        "high": coefficient.high,
        "null_reason": measured.null_reason if np.isnan(coefficient.value) else None,
    }
