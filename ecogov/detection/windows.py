"""How far the last days lie from what the days before them said, in standard deviations.

A window of L days is compared with the state of the filter on the day before it, so a change that
has gone on for a while is not hidden by a filter that has grown used to it. Level windows weigh the
days alike, ramps by how far a steady drift would have come. All are running sums.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from ecogov.detection.filtering import Filtered, share
from ecogov.detection.kinds import Kind, KindModel
from ecogov.detection.panel import Floats

LEVEL_DAYS: Final = (1, 2, 3, 5, 7, 10, 14, 21)
RAMP_DAYS: Final = (10, 14, 21, 28)
FEW_DAYS: Final = 2
"""Up to here a window means a spike, which may be large; above it single days are clipped."""

_LEAST_VARIANCE: Final = 5e-4
"""No level is known better than this, whatever the volume."""
_RETURN_FROM: Final = 0.35
_RETURN_TO: Final = 0.75
_HALF_LIFE: Final = 60.0
_PRIOR_DAYS: Final = 25.0
_LARGEST_SQUARE: Final = 9.0
_LEAST_SPREAD: Final = 0.6


@dataclass(frozen=True, slots=True)
class Window:
    """A span that ends on each day; arrays of shape (n_series, n_days), NaN where unknown.

    `z` is the deviation in standard deviations, `variance` that of the deviation, `reference` the
    level that the days before the window promised for its last day. `is_new`, 0 to 1, tells a move
    away from the long-run mean from a return to it: no alarm when a fault ends.
    """

    days: int
    is_ramp: bool
    z: Floats
    is_new: Floats
    variance: Floats
    reference: Floats


def windows(kind: Kind, model: KindModel, told: Filtered) -> Iterator[Window]:
    """Give all windows, by length.

    Parameters
    ----------
    kind, model : Kind, KindModel
        Of the series.
    told : Filtered
        What the filter said of them.
    """
    sums = _Sums(kind, model, told)
    shapes = [(days, False) for days in LEVEL_DAYS] + [(days, True) for days in RAMP_DAYS]
    for days, is_ramp in sorted(shapes):
        yield sums.window(days, is_ramp=is_ramp)


class _Sums:
    def __init__(self, kind: Kind, model: KindModel, told: Filtered) -> None:
        self.kind, self.model, self.told = kind, model, told
        self.is_seen = np.isfinite(told.surprise)
        self.time = np.arange(told.surprise.shape[1], dtype=np.float64)[None]
        weight = np.where(self.is_seen, 1 / told.noise, 0)
        spread = np.sqrt(told.level_variance + told.noise)
        level = np.where(self.is_seen, told.level, 0)

        def clipped(limit: float) -> Floats:
            bound = np.nan_to_num(limit * spread)
            return np.clip(np.nan_to_num(told.surprise), -bound, bound) + level

        self.weights = _moments(weight, self.time)
        self.single = _moments(weight * clipped(model.clip_day), self.time)
        self.several = _moments(weight * clipped(model.clip), self.time)
        self.information = _moments(np.nan_to_num(told.information), self.time)

    def window(self, days: int, *, is_ramp: bool) -> Window:
        told = self.told
        # A stock keeps its deviation: it has no mean that it soon returns to.
        memory = 1.0 if self.kind is Kind.BACKLOG else self.model.memory
        wandering, kept, on_mean = _drift(memory, days, is_ramp)
        mean, deviation = _before(told.mean, days), _before(told.deviation, days)
        with np.errstate(divide="ignore", invalid="ignore"):
            value, sampling, own_mean = self._averages(days, is_ramp=is_ramp)
            value = value - (own_mean - on_mean) * (mean + deviation)
            from_mean = value - on_mean * mean
            away = from_mean - kept * deviation
            variance = (
                sampling
                + on_mean**2 * _before(told.mean_variance, days)
                + kept**2 * _before(told.deviation_variance, days)
                + 2 * on_mean * kept * _before(told.covariance, days)
                + told.wander * wandering
                + _LEAST_VARIANCE
            )
            z = away / np.sqrt(variance)
            if self.kind is Kind.RATIO:
                z = _without_skew(z, self._skewness(days, variance, is_ramp=is_ramp))
            is_new = _share_that_is_new(from_mean / np.where(away == 0, 1e-9, away))
        if self.kind is Kind.BACKLOG:
            is_new = np.ones_like(z)
        hidden = np.where(self.is_seen, 0, np.nan)
        reference = mean + memory**days * deviation
        return Window(
            days, is_ramp, _standardised(z, days) + hidden, is_new, variance + hidden, reference
        )

    def _averages(self, days: int, *, is_ramp: bool) -> tuple[Floats, Floats, Floats]:
        """Give the weighted value of a window, its sampling variance, and its weight of a level."""
        sums = self.single if days <= FEW_DAYS else self.several
        if not is_ramp:
            total = _last(self.weights[0], days)
            return _last(sums[0], days) / total, 1 / total, np.ones_like(total)
        squares = _ramp(self.weights, days, self.time)[1]
        value = _ramp(sums, days, self.time)[0] / squares
        return value, 1 / squares, _ramp(self.weights, days, self.time)[0] / squares

    def _skewness(self, days: int, variance: Floats, *, is_ramp: bool) -> Floats:
        if is_ramp:
            information = _ramp(self.information, days, self.time)[1]
        else:
            information = _last(self.information[0], days)
        information = np.maximum(information, 1e-6)
        p = share(np.nan_to_num(self.told.forecast))
        skew = (1 - 2 * p) / np.sqrt(information) * (1 / information / variance) ** 1.5
        return np.clip(skew, -2, 2)


def _moments(values: Floats, time: Floats) -> tuple[Floats, Floats, Floats]:
    """Run sums of values, weighted by 1, by time and by its square."""
    return (
        np.cumsum(values, axis=1),
        np.cumsum(values * time, axis=1),
        np.cumsum(values * time**2, axis=1),
    )


def _last(running: Floats, days: int) -> Floats:
    """Sum of the last `days` days, from running sums."""
    total = running.copy()
    total[:, days:] -= running[:, :-days]
    return total


def _ramp(moments: tuple[Floats, Floats, Floats], days: int, time: Floats) -> tuple[Floats, Floats]:
    """Sum a window weighted by 1/L, 2/L, … 1, and by the squares of that."""
    plain, first, second = (_last(one, days) for one in moments)
    start = time - days
    return (first - start * plain) / days, (second - 2 * start * first + start**2 * plain) / days**2


def _before(values: Floats, days: int) -> Floats:
    """Give what was known on the day before a window of `days` days."""
    moved = np.full(values.shape, np.nan)
    moved[:, days:] = values[:, :-days]
    return moved


@cache
def _drift(memory: float, days: int, is_ramp: bool) -> tuple[float, float, float]:  # noqa: FBT001
    """Tell what a wandering level does to a window, per unit of what each day adds.

    Returns
    -------
    tuple of float
        Variance of the window by the wander within it, how much of the deviation before it is left
        in it on average, and its weight of a constant level.
    """
    step = np.arange(1, days + 1)
    shape = step / days if is_ramp else np.ones(days)
    weight = shape / (shape @ shape)
    carried = np.tril(memory ** np.maximum(step[:, None] - step[None, :], 0))
    wandering = float(np.square(weight @ carried).sum())
    return wandering, float(memory**step @ weight), float(weight.sum())


def _without_skew(z: Floats, skew: Floats) -> Floats:
    """Make a skewed deviation normal, by the cube root of Wilson and Hilferty."""
    skew = np.where(np.abs(skew) < 1e-3, np.copysign(1e-3, skew), skew)  # noqa: PLR2004  # below that nothing moves
    return np.asarray(6 / skew * (np.cbrt(np.maximum(1 + z * skew / 2, 1e-3)) - 1) + skew / 6)


def _share_that_is_new(against_mean: Floats) -> Floats:
    return np.clip((against_mean - _RETURN_FROM) / (_RETURN_TO - _RETURN_FROM), 0, 1)


def _standardised(z: Floats, days: int) -> Floats:
    """Divide by how widely this series has spread before, as far as the filter did not know it."""
    forget = 0.5 ** (1 / _HALF_LIFE)
    total = np.full(len(z), _PRIOR_DAYS)
    count = np.full(len(z), _PRIOR_DAYS)
    square = np.minimum(np.nan_to_num(z) ** 2, _LARGEST_SQUARE)
    is_seen = np.isfinite(z)
    told = np.empty_like(z)
    for day in range(z.shape[1]):
        if day >= days:
            total = total * forget + (1 - forget) * _PRIOR_DAYS + square[:, day - days]
            count = count * forget + (1 - forget) * _PRIOR_DAYS + is_seen[:, day - days]
        told[:, day] = z[:, day] / np.sqrt(np.maximum(total / count, _LEAST_SPREAD))
    return told
