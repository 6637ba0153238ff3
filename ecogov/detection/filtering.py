"""A robust state-space filter, all series of a kind at once: what each day should have been.

The state is the long-run mean, today's deviation from it, and the offsets of the seven weekdays.
Every figure of a day is computed before that day's value is taken in.
"""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from ecogov.detection.kinds import Kind, KindModel
from ecogov.detection.panel import UNKNOWN_VOLUME, Flags, Floats

_STATES: Final = 9
_MEAN, _DEVIATION, _WEEKDAY = 0, 1, 2
_FIRST_MEAN_VARIANCE: Final = 4.0
_LEARNT: Final = 0.5
"""Noise is judged only once the level is known to within this variance."""
_FORGET: Final = 0.995
_HUBER: Final = 3.0
_FARTHEST: Final = 9.0
_TAIL: Final = 6.0
_SUM_TO_ZERO: Final = np.eye(7) - 1 / 7


@dataclass(frozen=True, slots=True)
class Observed:
    """Series of one kind as the filter takes them, each of shape (n_series, n_days)."""

    value: Floats
    numerator: Floats
    denominator: Floats
    is_off: Flags


@dataclass(slots=True)
class Filtered:
    """What the filter says of every day, on the working scale; shape (n_series, n_days) each.

    Before the day: `forecast`, `level` (without the weekday), `level_variance`, `noise` (variance
    of the day itself), `surprise` (observed less forecast, NaN where nothing was observed).
    After it: `mean`, `deviation`, their variances and covariance. `information` is the expected
    number of units that decide, for ratios; `wander` the variance that a day adds.
    """

    forecast: Floats
    level: Floats
    level_variance: Floats
    noise: Floats
    surprise: Floats
    mean: Floats
    deviation: Floats
    mean_variance: Floats
    deviation_variance: Floats
    covariance: Floats
    information: Floats
    wander: Floats


def on_working_scale(kind: Kind, seen: Observed) -> Floats:
    """Take values to the scale on which effects add up; NaN where there is no value."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind is Kind.RATIO:
            k, n = successes(seen)
            return np.where(n > 0, np.log((k + 0.5) / (n - k + 0.5)), np.nan)
        if kind is Kind.MEAN:
            return np.where(seen.value > 0, np.log(seen.value), np.nan)
        return np.log1p(seen.value)


def from_working_scale(kind: Kind, level: Floats) -> Floats:
    """Take a level back to the unit of the values."""
    if kind is Kind.RATIO:
        return share(level)
    return np.exp(level) if kind is Kind.MEAN else np.expm1(level)


def share(log_odds: Floats) -> Floats:
    """Turn log-odds into a share."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -_FARTHEST, _FARTHEST))))


def successes(seen: Observed) -> tuple[Floats, Floats]:
    """Give numerator and denominator of ratios, also of those that came as a value alone."""
    n = np.where(np.isnan(seen.denominator), UNKNOWN_VOLUME, seen.denominator)
    n = np.where(np.isnan(seen.value) & np.isnan(seen.numerator), np.nan, n)
    return np.where(np.isnan(seen.numerator), seen.value * n, seen.numerator), n


def filtered(kind: Kind, model: KindModel, seen: Observed, weekday: Floats) -> Filtered:
    """Run the filter over all days.

    Parameters
    ----------
    kind : Kind
        Of all these series.
    model : KindModel
        Its constants.
    seen : Observed
        The series.
    weekday : array of int, shape (n_days,)
        Monday is 0.

    Returns
    -------
    Filtered
        Where `model` has several variances of the wander, their filters are averaged, weighted by
        how well each has predicted lately.
    """
    choices = len(model.wander)
    series = len(seen.value)
    wander = np.repeat(np.asarray(model.wander), series)
    run = _Filter(kind, model, _repeated(seen, choices), wander)
    for day in range(seen.value.shape[1]):
        run.step(day, int(weekday[day]))
    if choices == 1:
        return run.told
    return _averaged(run.told, run.plausibility, choices, model.recall)


def _repeated(seen: Observed, times: int) -> Observed:
    return Observed(*(np.tile(getattr(seen, one.name), (times, 1)) for one in fields(Observed)))


def _averaged(told: Filtered, plausibility: Floats, choices: int, recall: float) -> Filtered:
    shape = (choices, -1, plausibility.shape[1])
    by_choice = plausibility.reshape(shape)
    weight = np.empty_like(by_choice)
    score = np.zeros(by_choice.shape[:2])
    for day in range(by_choice.shape[2]):
        weight[:, :, day] = _softmax(score, axis=0)
        score = score * recall + by_choice[:, :, day]
    return Filtered(
        *((weight * getattr(told, one.name).reshape(shape)).sum(axis=0) for one in fields(told))
    )


def _softmax(score: Floats, axis: int) -> Floats:
    weight = np.exp(score - score.max(axis=axis, keepdims=True))
    return np.asarray(weight / weight.sum(axis=axis, keepdims=True))


class _Filter:
    """One run over the days; a series starts on the first day that has a value of its."""

    def __init__(self, kind: Kind, model: KindModel, seen: Observed, wander: Floats) -> None:
        self.kind, self.model, self.wander = kind, model, wander
        self.scaled = on_working_scale(kind, seen)
        self.successes, self.trials = (
            successes(seen) if kind is Kind.RATIO else (seen.value, seen.denominator)
        )
        # Volume on a day off says nothing about other days.
        self.is_quiet = seen.is_off if kind is Kind.COUNT else np.zeros_like(seen.is_off)
        series = len(seen.value)
        self.state = np.zeros((series, _STATES))
        self.variance = np.zeros((series, _STATES, _STATES))
        self.has_started = np.zeros(series, dtype=bool)
        self.scale, self.extra = np.asarray(model.noise).T
        self.noise_score = np.zeros((series, len(model.noise)))
        self.plausibility = np.zeros(seen.value.shape)
        self.told = Filtered(*(np.full(seen.value.shape, np.nan) for _ in fields(Filtered)))

    def step(self, day: int, weekday: int) -> None:
        """Predict a day, judge its value, take it in."""
        usable = np.isfinite(self.scaled[:, day]) & ~self.is_quiet[:, day]
        self._start(usable & ~self.has_started, day)
        self._advance()
        place = _WEEKDAY + weekday
        seen_by = (
            self.variance[:, :, _MEAN]
            + self.variance[:, :, _DEVIATION]
            + self.variance[:, :, place]
        )
        level_variance = seen_by[:, _MEAN] + seen_by[:, _DEVIATION] + seen_by[:, place]
        level = self.state[:, _MEAN] + self.state[:, _DEVIATION]
        forecast = level + self.state[:, place]
        surprise, sampling, information = self._compared(forecast, day)
        noise = self._noise(sampling)
        is_seen = np.isfinite(self.scaled[:, day]) & self.has_started & ~self.is_quiet[:, day]
        told = self.told
        told.forecast[:, day], told.level[:, day] = forecast, level
        told.level_variance[:, day], told.noise[:, day] = level_variance, noise
        told.surprise[:, day] = np.where(is_seen, surprise, np.nan)
        told.information[:, day] = np.where(is_seen, information, 0)
        error = np.where(is_seen, surprise, 0)
        self._learn_noise(error, level_variance, sampling, is_seen)
        total = level_variance + noise
        lately = np.where(is_seen, _student(error, total), 0)
        self.plausibility[:, day] = lately
        self._take_in(error, total, seen_by * is_seen[:, None])
        self._keep(day)

    def _start(self, is_new: Flags, day: int) -> None:
        if not is_new.any():
            return
        first = np.zeros((_STATES, _STATES))
        first[_MEAN, _MEAN] = _FIRST_MEAN_VARIANCE
        first[_DEVIATION, _DEVIATION] = self.model.start
        first[_WEEKDAY:, _WEEKDAY:] = self.model.weekday * _SUM_TO_ZERO
        self.state[is_new] = 0
        self.state[is_new, _MEAN] = self.scaled[is_new, day]
        self.variance[is_new] = first
        self.has_started |= is_new

    def _advance(self) -> None:
        memory = self.model.memory
        self.state[:, _DEVIATION] *= memory
        self.variance[:, _DEVIATION, :] *= memory
        self.variance[:, :, _DEVIATION] *= memory
        self.variance[:, _DEVIATION, _DEVIATION] += self.wander
        self.variance[:, _MEAN, _MEAN] += self.model.settle
        if self.model.weekday_wander:
            self.variance[:, _WEEKDAY:, _WEEKDAY:] += self.model.weekday_wander * _SUM_TO_ZERO

    def _compared(self, forecast: Floats, day: int) -> tuple[Floats, Floats, Floats]:
        """Give surprise, sampling variance and information of a day."""
        nothing = np.zeros(len(forecast))
        if self.kind is Kind.RATIO:
            return self._compared_shares(forecast, day)
        surprise = self.scaled[:, day] - forecast
        if self.kind is Kind.MEAN:
            volume = self.trials[:, day]
            return surprise, np.where(volume > 0, 1 / np.maximum(volume, 1), 0), nothing
        if self.kind is Kind.COUNT:
            return surprise, 1 / np.maximum(np.exp(np.clip(forecast, 0, 40)), 1), nothing
        return surprise, nothing, nothing

    def _compared_shares(self, forecast: Floats, day: int) -> tuple[Floats, Floats, Floats]:
        """Compare counts, not logits: the binomial's score is unbiased however few they are."""
        p, n = share(forecast), self.trials[:, day]
        information = np.where(n > 0, n * p * (1 - p), np.nan)
        return (self.successes[:, day] - n * p) / information, 1 / information, information

    def _noise(self, sampling: Floats) -> Floats:
        weight = _softmax(self.noise_score, axis=1)
        # Sums, not matrix products: those round differently where more series are computed.
        scale = np.exp((weight * np.log(np.maximum(self.scale, 1e-9))).sum(axis=1))
        return np.asarray(scale * sampling + np.exp((weight * np.log(self.extra)).sum(axis=1)))

    def _learn_noise(
        self, error: Floats, level_variance: Floats, sampling: Floats, is_seen: Flags
    ) -> None:
        total = level_variance[:, None] + self.scale * sampling[:, None] + self.extra
        if self.kind is Kind.RATIO:
            likelihood = -0.5 * np.log(total) - 0.5 * np.minimum(error[:, None] ** 2 / total, 9)
        else:
            likelihood = _student(error[:, None], total)
        learns = (is_seen & (level_variance < _LEARNT))[:, None]
        self.noise_score = np.where(
            learns, self.noise_score * _FORGET + likelihood, self.noise_score
        )
        self.noise_score -= self.noise_score.max(axis=1, keepdims=True)

    def _take_in(self, error: Floats, total: Floats, seen_by: Floats) -> None:
        # Where nothing was seen `total` may be unknown and `seen_by` is zero.
        is_known = np.isfinite(total)
        known = np.where(is_known, total, 1)
        limit = _HUBER * np.sqrt(known)
        believed = np.clip(error, -limit, limit) * is_known
        gain = seen_by / known[:, None]
        self.state += gain * believed[:, None]
        self.variance -= gain[:, :, None] * seen_by[:, None, :]

    def _keep(self, day: int) -> None:
        told, variance = self.told, self.variance
        told.mean[:, day], told.deviation[:, day] = self.state[:, _MEAN], self.state[:, _DEVIATION]
        told.mean_variance[:, day] = variance[:, _MEAN, _MEAN]
        told.deviation_variance[:, day] = variance[:, _DEVIATION, _DEVIATION]
        told.covariance[:, day] = variance[:, _MEAN, _DEVIATION]
        told.wander[:, day] = self.wander
        for one in fields(told):
            getattr(told, one.name)[~self.has_started, day] = np.nan


def _student(error: Floats, variance: Floats) -> Floats:
    """Log-likelihood of an error, but for a constant, whose tails are Student's."""
    ratio = error**2 / (_TAIL - 2) / variance
    return np.asarray(-0.5 * np.log(variance) - 0.5 * (_TAIL + 1) * np.log1p(ratio))
