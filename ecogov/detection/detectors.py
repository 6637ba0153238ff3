"""PyOD's detectors, one fit for all series: how strange a day is among all days seen before.

One detector over the features of every series is steadier on short histories than one per series,
and a hundred times faster. It is fitted anew when a month begins, on the days before it, and scores
the month with that frozen fit; so a day's score never depends on later days. Its score becomes the
logarithm of its tail probability among the scores it was fitted on, so that detectors of different
kinds can be averaged.
"""

from collections.abc import Iterator
from itertools import pairwise
from math import log
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecogov.detection.panel import Flags, Floats

FEWEST_ROWS: Final = 1_000
"""With fewer days seen before, no detector is fitted; the likelihood ratio decides alone."""
MOST_ROWS: Final = 200_000
_TAIL_FROM: Final = 0.98


def pooled(
    features: Floats, is_usable: Flags, days: pd.DatetimeIndex, group: NDArray[np.int64]
) -> tuple[Floats, tuple[str, ...]]:
    """Tell how strange every day is to PyOD's PCA, pooled over all series.

    Parameters
    ----------
    features : array, shape (n_series, n_days, n_features)
        What the detector looks at; finite where `is_usable`.
    is_usable : array of bool, shape (n_series, n_days)
        Days that are scored and learnt from.
    days : DatetimeIndex, shape (n_days,)
    group : array of int, shape (n_series,)
        Series whose scores are compared with one another: those of one kind.

    Returns
    -------
    array, shape (n_series, n_days)
        -ln p; NaN where not usable, before enough days were seen, and where the fit failed.
    tuple of str
        Months whose fit failed, as 2026-03.
    """
    failed = []
    told = np.full(is_usable.shape, np.nan)
    groups = np.broadcast_to(group[:, None], is_usable.shape)
    for span in months(days):
        past, now = is_usable[:, : span.start], is_usable[:, span]
        if past.sum() < FEWEST_ROWS or not now.any():
            continue
        of_past = _thinned(groups[:, : span.start][past])
        try:
            known, scores = _scored(
                _thinned(features[:, : span.start][past]), features[:, span][now]
            )
        except (ValueError, np.linalg.LinAlgError):
            failed.append(f"{days[span.start]:%Y-%m}")
            continue
        told[:, span][now] = _among_their_own(known, of_past, scores, groups[:, span][now])
    return told, tuple(failed)


def _among_their_own(
    past: Floats, of_past: NDArray[np.int64], scores: Floats, of_scores: NDArray[np.int64]
) -> Floats:
    told = np.empty_like(scores)
    for one in np.unique(of_scores):
        own = past[of_past == one]
        told[of_scores == one] = tail_log(
            own if len(own) >= FEWEST_ROWS else past, scores[of_scores == one]
        )
    return told


def months(days: pd.DatetimeIndex) -> Iterator[slice]:
    """Give the columns of each calendar month."""
    if not len(days):
        return
    number = days.year.to_numpy() * 12 + days.month.to_numpy()
    edges = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(days)]
    for first, last in pairwise(edges):
        yield slice(first, last)


def _thinned(rows: np.ndarray) -> np.ndarray:
    return rows[:: -(-len(rows) // MOST_ROWS)]


def _scored(past: Floats, features: Floats) -> tuple[Floats, Floats]:
    """Fit the past; give its scores and those of the features."""
    from pyod.models.pca import PCA  # noqa: PLC0415  # seconds, and only the scan needs it

    detector = PCA(weighted=False, random_state=0)
    detector.fit(past)
    return detector.decision_scores_, detector.decision_function(features)


def tail_log(past: Floats, scores: Floats) -> Floats:
    """Give -ln of the chance of a score at least as high among past scores.

    The chance is counted up to the 98th percentile; above it the tail is taken as exponential, so
    that scores stay comparable beyond what was ever seen.
    """
    ordered = np.sort(past)
    start = float(np.quantile(ordered, _TAIL_FROM))
    above = ordered[ordered > start] - start
    slope = max(float(above.mean()) if len(above) else 0.0, 1e-9)
    counted = 1 - np.searchsorted(ordered, scores, side="left") / len(ordered)
    bulk = -np.log(np.clip(counted, 1 - _TAIL_FROM, 1))
    return np.where(scores > start, -log(1 - _TAIL_FROM) + (scores - start) / slope, bulk)
