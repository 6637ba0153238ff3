"""What speaks for a fault of one series, as log-likelihood ratios against "all is well".

A change may have begun on any of the last days: the ratios of all windows are mixed. Sizes are not
known beforehand, so each ratio is averaged over a normal prior of the size that matters for the
kind, three quarters of it in the bad direction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

import numpy as np

from ecogov.detection.kinds import Kind, KindModel
from ecogov.detection.panel import Floats
from ecogov.detection.windows import FEW_DAYS, Window

_PRIOR: Final = {1: 1.0, 2: 1.0, 3: 0.8, 5: 0.8, 7: 0.7, 10: 0.6, 14: 0.5, 21: 0.4}
_RAMP_PRIOR: Final = 0.3
_BAD: Final = 0.75
_SPIKES_ARE_LARGER: Final = 1.6
_SPREAD_DAYS: Final = (3, 5, 8, 12)
_SPREAD: Final = 2.5
_SPREAD_TAIL: Final = {Kind.RATIO: 30.0}
_SPREAD_TAIL_ELSE: Final = 8.0
_SPREAD_PRIOR: Final = {Kind.BACKLOG: 0.1}
_SPREAD_PRIOR_ELSE: Final = 0.3
_LARGEST_Z: Final = 12.0
_LEAST_RATIO: Final = 0.3
MOST_RATIO: Final = 400.0
STILL_GOING: Final = 8.0
"""Log-odds against a fault that has ended explaining a window as well as one that goes on."""

NOTHING: Final = -50.0
"""Stands for a log-likelihood ratio of zero evidence that nothing else can add to."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence of a fault in each series of a kind; arrays of shape (n_series, n_days).

    `bad_sign` is the direction that is bad, `day` the deviation of the day itself, plus for bad.
    `shift` and `spread` are log-likelihood ratios, `own` mixes both. `window` is the place of the
    window that weighs most, in the order of `windows.windows`.
    """

    bad_sign: Floats
    day: Floats
    shift: Floats
    spread: Floats
    own: Floats
    window: np.ndarray


def bad_direction(kind: Kind, model: KindModel, level: Floats) -> Floats:
    """Tell which direction is bad, 1 or -1; of a ratio, where the rarer outcome grows."""
    if kind is Kind.RATIO:
        return np.where(level > 0, -1.0, 1.0)
    return np.full(level.shape, float(model.bad))


def evidence(kind: Kind, model: KindModel, spans: Sequence[Window], bad_sign: Floats) -> Evidence:
    """Weigh the windows of series of one kind."""
    told = [_of_window(model, span, bad_sign) for span in spans]
    shift = still_going(told, [span.days for span in spans]) - log(_total_prior(spans))
    day = spans[0].z * bad_sign
    spread = _of_spread(day, _SPREAD_TAIL.get(kind, _SPREAD_TAIL_ELSE))
    prior = _SPREAD_PRIOR.get(kind, _SPREAD_PRIOR_ELSE)
    own = np.logaddexp(log(1 - prior) + shift, log(prior) + spread)
    stacked = np.stack([np.nan_to_num(one, nan=NOTHING) for one in told])
    own = np.where(np.isfinite(day), own, np.nan)
    return Evidence(bad_sign, day, shift, spread, own, stacked.argmax(axis=0))


def shift_ratio(z: Floats, ratio: Floats, bad: float) -> Floats:
    """Weigh a deviation: log-likelihood ratio of a shift against none.

    Parameters
    ----------
    z : array
        Deviation in standard deviations, plus for bad.
    ratio : array
        Prior variance of the size of a shift over the variance of the deviation.
    bad : float
        Prior share of shifts in the bad direction.
    """
    from scipy.special import ndtr  # noqa: PLC0415  # the import is slow

    kept = ratio / (1 + ratio)
    side = np.clip(np.nan_to_num(z), -_LARGEST_Z, _LARGEST_Z) * np.sqrt(kept)
    sides = np.log((1 - bad) + (2 * bad - 1) * ndtr(side))
    told = -0.5 * np.log1p(ratio) + 0.5 * side**2 + log(2) + sides
    return np.where(np.isfinite(z), told, np.nan)


def still_going(told: Sequence[Floats], days: Sequence[int]) -> Floats:
    """Mix the ratios of windows, counting only faults that have not ended.

    A window whose days before today were as telling without today is explained by a fault that
    is over: what stood in the score then is taken off now.

    Parameters
    ----------
    told : sequence of array, shape (n_series, n_days) each
        Weighted log-likelihood ratio of every window, by length.
    days : sequence of int
        Their lengths, rising.
    """
    raw = np.nan_to_num(_log_sum(told), nan=NOTHING, neginf=NOTHING)
    highest = np.full(raw.shape, NOTHING)
    lag, left = 0, []
    for one, length in zip(told, days, strict=True):
        for back in range(lag + 1, length):
            highest[:, back:] = np.maximum(highest[:, back:], raw[:, :-back])
        lag = max(lag, length - 1)
        left.append(one - np.logaddexp(0, highest - STILL_GOING))
    return _log_sum(left)


def _log_sum(values: Sequence[Floats]) -> Floats:
    """Add up on the natural scale; NaN is nothing."""
    largest = np.full(values[0].shape, NOTHING)
    for one in values:
        np.fmax(largest, one, out=largest)
    total = np.zeros_like(largest)
    for one in values:
        part = np.exp(one - largest)
        total += np.where(np.isnan(part), 0, part)
    with np.errstate(divide="ignore"):
        return np.asarray(largest + np.log(total))


def _prior(span: Window) -> float:
    return _RAMP_PRIOR if span.is_ramp else _PRIOR[span.days]


def _total_prior(spans: Sequence[Window]) -> float:
    return sum(_prior(span) for span in spans if not span.is_ramp)


def _of_window(model: KindModel, span: Window, bad_sign: Floats) -> Floats:
    z = span.z * bad_sign * span.is_new
    is_spike = span.days <= FEW_DAYS
    if is_spike:
        tail = model.tail * span.days
        z = np.sign(z) * np.sqrt(tail * np.log1p(z * z / tail))
    size = model.effect * (_SPIKES_ARE_LARGER if is_spike else 1)
    with np.errstate(invalid="ignore"):
        ratio = np.clip(size**2 / span.variance, _LEAST_RATIO, MOST_RATIO)
    ratio = np.nan_to_num(ratio, nan=_LEAST_RATIO)
    return log(_prior(span)) + shift_ratio(z, ratio, _BAD)


def _of_spread(day: Floats, tail: float) -> Floats:
    """Weigh whether the last days spread wider than they should; tails are Student's."""
    square = np.nan_to_num(day) ** 2
    gained = (tail + 1) / 2 * (np.log1p(square / tail) - np.log1p(square / tail / _SPREAD**2))
    running = np.cumsum(np.where(np.isfinite(day), gained - log(_SPREAD), 0), axis=1)
    told = []
    for days in _SPREAD_DAYS:
        total = running.copy()
        total[:, days:] -= running[:, :-days]
        told.append(total)
    return still_going(told, _SPREAD_DAYS) - log(len(_SPREAD_DAYS))


def smoothed(day: Floats, share: float) -> Floats:
    """Average deviations with weights that fall by `share` a day, again in standard deviations."""
    told = np.full(day.shape, np.nan)
    state = np.zeros(len(day))
    for column in range(day.shape[1]):
        is_seen = np.isfinite(day[:, column])
        moved = (1 - share) * state + share * np.clip(np.nan_to_num(day[:, column]), -6, 6)
        state = np.where(is_seen, moved, state)
        told[:, column] = np.where(is_seen, state, np.nan)
    return np.asarray(told * sqrt((2 - share) / share))
