"""From evidence to p-values, and from a budget of false alarms to the p-value that spends it.

What scores do when nothing is wrong was measured on simulated panels without faults, of two kinds
of weather; the curves differ little. Where the past scores of a kind spread wider than that, as the
middle of them tells, which few faults reach, the curve is stretched accordingly, never narrowed.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ecogov.detection.detectors import months
from ecogov.detection.kinds import Kind
from ecogov.detection.panel import Flags, Floats

DAYS_PER_YEAR: Final = 365.25
DEFAULT_BUDGET: Final = 0.5
"""False alarms per series and year: one in two years."""

_OFFSET: Final = 1.0
"""Scores lie above minus this; they are stretched from here."""
_PRIOR_ROWS: Final = 2_000
_WIDEST: Final = 3.0
_CROWDS: Final = 0.16
"""The more days are flagged, the more of them lie side by side and are one alarm."""
_MIDDLE: Final = 0.5
_CHANCES: Final = (1.0, 0.5, 0.2, 0.1, 0.01, 0.001)


@dataclass(frozen=True, slots=True)
class _Usual:
    """Scores of a kind when nothing is wrong.

    `scores` are exceeded with the chances `_CHANCES`; `alarms` is how many alarms come per year
    and unit of p at the default budget: neighbouring days are one alarm, so there are fewer than
    days.
    """

    scores: tuple[float, ...]
    alarms: float


_USUAL: Final = {
    Kind.RATIO: _Usual((-1.0, 0.02, 0.58, 1.16, 3.28, 5.24), 210),
    Kind.MEAN: _Usual((-1.0, -0.18, 0.45, 1.08, 3.26, 4.94), 242),
    Kind.COUNT: _Usual((-1.0, -0.07, 0.51, 1.02, 2.92, 5.12), 175),
    Kind.BACKLOG: _Usual((-1.0, 0.05, 0.62, 1.12, 2.97, 5.30), 215),
}
_TOGETHER: Final = {Kind.RATIO: _Usual((-1.0, 0.38, 0.95, 1.46, 3.37, 5.51), 205)}
"""The same where siblings have a say."""


def p_values(
    kind: Kind, scores: Floats, days: pd.DatetimeIndex, is_together: Flags | None = None
) -> Floats:
    """Tell how likely each score is when nothing is wrong.

    Parameters
    ----------
    kind : Kind
        Of all these series.
    scores : array, shape (n_series, n_days)
        NaN on days that are not scored.
    days : DatetimeIndex, shape (n_days,)
    is_together : array of bool, shape (n_series,), optional
        Series whose siblings have a say in their scores.

    Returns
    -------
    array, shape (n_series, n_days)
        0 to 1, falling with the score; every month is judged by the months before it.
    """
    told = np.full(scores.shape, np.nan)
    together = np.zeros(len(scores), dtype=bool) if is_together is None else is_together
    for rows, usual in ((~together, _USUAL[kind]), (together, _TOGETHER.get(kind, _USUAL[kind]))):
        for span in months(days) if rows.any() else ():
            past = scores[rows, : span.start]
            stretch = _stretch(usual, past[np.isfinite(past)])
            now = (scores[rows, span] + _OFFSET) / stretch - _OFFSET
            told[rows, span] = _chance(usual, now)
    return told


def _stretch(usual: _Usual, past: Floats) -> float:
    if not len(past):
        return 1.0
    middle = usual.scores[_CHANCES.index(_MIDDLE)] + _OFFSET
    seen = (float(np.quantile(past, 1 - _MIDDLE)) + _OFFSET) / middle
    blended = (len(past) * seen + _PRIOR_ROWS) / (len(past) + _PRIOR_ROWS)
    return float(np.clip(blended, 1.0, _WIDEST))


def _chance(usual: _Usual, scores: Floats) -> Floats:
    knots, depth = np.asarray(usual.scores), -np.log(_CHANCES)
    inside = np.interp(scores, knots, depth)
    slope = (depth[-1] - depth[-2]) / (knots[-1] - knots[-2])
    beyond = depth[-1] + (scores - knots[-1]) * slope
    return np.asarray(np.exp(-np.where(scores > knots[-1], beyond, inside)))


def threshold(kind: Kind, budget: float) -> float:
    """Find the p-value at which a day is flagged.

    Parameters
    ----------
    kind : Kind
        Of the series.
    budget : float
        False alarms per series and year that people put up with.
    """
    crowded = (budget / DEFAULT_BUDGET) ** _CROWDS
    return min(float(budget / _USUAL[kind].alarms * crowded), 1.0)


def strangeness(p: Floats) -> Floats:
    """Turn p-values into scores from 0 to 1, higher = stranger: 0.5 is one day in a thousand."""
    depth = -np.log10(np.clip(p, 1e-300, 1))
    return np.asarray(depth / (depth + 3))


def within_false_discovery_rate(p: Floats, rate: float) -> Flags:
    """Choose the series of each day of which at most a share `rate` is expected to be false.

    Parameters
    ----------
    p : array, shape (n_series, n_days)
        NaN where nothing was scored.
    rate : float
        0 to 1.

    References
    ----------
    .. [1] Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate: a practical and
       powerful approach to multiple testing", JRSS B 57(1), 1995, pp. 289-300.
    """
    ordered = np.sort(p, axis=0)
    rank = np.arange(1, len(p) + 1)[:, None]
    count = np.isfinite(p).sum(axis=0)
    passes = ordered <= rate * rank / np.maximum(count, 1)
    largest = np.where(passes, ordered, -np.inf).max(axis=0, initial=-np.inf)
    return np.asarray(p <= largest)
