"""What several series of one place say together: a vendor that slips, slips everywhere at once.

Each slice alone may lie within its noise while their weighted mean does not. A sibling with a fault
of its own must not drag the others along, so what it explains alone is taken off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecogov.detection.evidence import MOST_RATIO, shift_ratio, still_going
from ecogov.detection.panel import Floats
from ecogov.detection.windows import Window

_PRIOR: Final = {1: 0.5, 2: 0.7, 14: 0.7, 21: 0.1}
_TOTAL: Final = 4.0
_FAULT: Final = exp(-5.0)
"""Prior share of series that have a fault of their own."""
_EFFECT: Final = 0.7
_SHARED_NOISE: Final = 0.005
"""Variance of the harmless moves that the series of one place share, whatever their volume."""
_BAD: Final = 0.95
_BELIEVED: Final = 5.0
_LEAST_RATIO: Final = 0.05
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Shared:
    """What siblings say: log-likelihood ratio of a shared fault, and the window that tells most."""

    ratio: Floats
    window: NDArray[np.int64]


def shared_shift(
    spans: Sequence[Window], bad_sign: Floats, own: Floats, group: NDArray[np.int64]
) -> Shared:
    """Weigh a common shift of all series of a group against none.

    Parameters
    ----------
    spans : sequence of Window
        Of ratios; ramps are left aside.
    bad_sign, own : array, shape (n_series, n_days)
        The bad direction, and the log-likelihood ratio of a fault of the series alone.
    group : array of int, shape (n_series,)
        Number of each series' group, -1 for none.

    Returns
    -------
    Shared
        The ratio is minus infinity where a series has no sibling.
    """
    size = np.bincount(group[group >= 0], minlength=1)
    is_grouped = (group >= 0) & (size[group] >= _FEWEST)
    ratio = np.full(own.shape, -np.inf)
    window = np.zeros(own.shape, dtype=np.int64)
    if not is_grouped.any():
        return Shared(ratio, window)
    rows = np.flatnonzero(is_grouped)
    _, place = np.unique(group[rows], return_inverse=True)
    levels = [(number, span) for number, span in enumerate(spans) if not span.is_ramp]
    told = [_of_window(span, bad_sign, rows, place) for _, span in levels]
    together = still_going(told, [span.days for _, span in levels]) - log(_TOTAL)
    known = np.minimum(np.nan_to_num(own[rows], nan=0.0), 50)
    alone = np.logaddexp(log(1 - _FAULT), log(_FAULT) + known)
    explained = _summed(alone, place)[place] - alone
    ratio[rows] = together[place] - explained
    best = np.stack(told).argmax(axis=0)
    window[rows] = np.asarray([number for number, _ in levels])[best][place]
    return Shared(np.where(np.isfinite(own), ratio, -np.inf), window)


def _of_window(
    span: Window, bad_sign: Floats, rows: NDArray[np.int64], place: NDArray[np.int64]
) -> Floats:
    z = (span.z * bad_sign * span.is_new)[rows]
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.where(np.isfinite(z), 1 / span.variance[rows], 0)
        moved = np.clip(np.nan_to_num(z), -_BELIEVED, _BELIEVED) * np.sqrt(precision)
    total = _summed(precision, place)
    known = np.maximum(total, 1e-9)
    variance = 1 / known + _SHARED_NOISE
    deviation = _summed(moved, place) / known / np.sqrt(variance)
    told = shift_ratio(deviation, np.clip(_EFFECT**2 / variance, _LEAST_RATIO, MOST_RATIO), _BAD)
    return np.where(total > 0, told + log(_PRIOR.get(span.days, 1.0)), -np.inf)


def _summed(values: Floats, place: NDArray[np.int64]) -> Floats:
    total = np.zeros((int(place.max()) + 1, values.shape[1]))
    np.add.at(total, place, values)
    return total
