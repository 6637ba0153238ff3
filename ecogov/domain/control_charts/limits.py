"""Centre and limits of a process: XmR, p, and Laney's p'."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import nan
from typing import Final

import numpy as np

from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.intervals import FloatArray

FEWEST_POINTS: Final = 2
SETTLED_POINTS: Final = 20
"""Points from which on limits are no longer provisional."""

D2: Final = 1.128
"""Mean range of two values over their standard deviation."""
D4: Final = 3.267
"""Upper limit of a moving range over its mean."""

_CALM, _LIVELY = 0.8, 1.25


class ChartKind(StrEnum):
    """Which chart."""

    XMR = "xmr"
    """Single values and their moving range."""
    P = "p"
    """Shares of varying samples, as variable as sampling makes them."""
    LANEY = "laney"
    """Shares of samples so large that days differ by more than sampling."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process is held to.

    Parameters
    ----------
    center : float
        Mean of the process, or its share.
    sigma : float
        XmR: standard deviation within. p: 1. Laney: by how much days differ more than sampling.
    first, last : date
        Days of the baseline.
    points : int
        How many of them had a figure.
    is_share : bool
        Whether values lie between 0 and 1.
    """

    kind: ChartKind
    center: float
    sigma: float
    first: date
    last: date
    points: int
    is_share: bool

    @property
    def is_provisional(self) -> bool:
        """Whether there were too few points to trust the limits."""
        return self.points < SETTLED_POINTS

    @property
    def range_limit(self) -> float:
        """Upper limit of the moving range of an XmR chart; NaN of the others."""
        return D4 * D2 * self.sigma if self.kind is ChartKind.XMR else nan

    def sigmas(self, n: FloatArray) -> FloatArray:
        """Give the standard deviation of each point, by its sample."""
        if self.kind is ChartKind.XMR:
            return np.full(len(n), self.sigma)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.sigma * np.sqrt(self.center * (1 - self.center) / n))

    def bounds(self, n: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Give the lower and upper limit of each point, never beyond what can be."""
        reach = 3 * self.sigmas(n)
        low = np.maximum(self.center - reach, 0.0)
        high = self.center + reach
        return low, np.minimum(high, 1.0) if self.is_share else high

    def standings(self, values: FloatArray, n: FloatArray) -> FloatArray:
        """Tell how many standard deviations each point lies off the centre; NaN without one."""
        sigmas = self.sigmas(n)
        with np.errstate(divide="ignore", invalid="ignore"):
            told = (values - self.center) / sigmas
        still = (sigmas == 0) & (values == self.center)
        return np.where(still, 0.0, told)


def limits_of(
    kind: ChartKind,
    parts: tuple[FloatArray, FloatArray],
    days: tuple[date, date],
    *,
    is_share: bool,
) -> Limits:
    """Compute centre and limits from a baseline.

    Parameters
    ----------
    parts : pair of array, shape (n_points,)
        Values and their samples, in the order of days; NaN where a day has no figure.
    days : (date, date)
        First and last day of the baseline.
    is_share : bool
        Whether values lie between 0 and 1.

    Raises
    ------
    DomainError
        ``control_chart.too_few`` when fewer than two points have a figure,
        ``control_chart.no_share`` when shares are asked of something else.

    References
    ----------
    .. [1] D. J. Wheeler, "Understanding Variation", SPC Press 1993: 2.66 and 3.267 times the mean
       moving range.
    .. [2] D. C. Montgomery, "Introduction to Statistical Quality Control", 7th ed., 2012, ch. 6-7:
       control charts of individuals and of fractions.
    .. [3] D. B. Laney, "Improved control charts for attributes", Quality Engineering 14(4), 2002,
       pp. 531-537.
    """
    if kind is not ChartKind.XMR and not is_share:
        raise DomainError("control_chart.no_share")
    values, n = _known(kind, *parts)
    if len(values) < FEWEST_POINTS:
        raise DomainError("control_chart.too_few", count=len(values))
    if kind is ChartKind.XMR:
        center, sigma = float(values.mean()), _within(values)
    else:
        center, sigma = float((values * n).sum() / n.sum()), 1.0
        if kind is ChartKind.LANEY:
            sigma = _overdispersion(values, n, center)
    return Limits(kind, center, sigma, days[0], days[1], len(values), is_share)


def fitting_kind(parts: tuple[FloatArray, FloatArray], *, is_share: bool) -> ChartKind:
    """Choose the chart that suits a series: p only where sampling explains how days differ."""
    values, n = _known(ChartKind.P, *parts)
    if not is_share or len(values) < FEWEST_POINTS:
        return ChartKind.XMR
    center = float((values * n).sum() / n.sum())
    spread = _overdispersion(values, n, center)
    return ChartKind.P if _CALM <= spread <= _LIVELY else ChartKind.LANEY


def _known(kind: ChartKind, values: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    has = np.isfinite(values)
    if kind is not ChartKind.XMR:
        has &= np.isfinite(n) & (n > 0)
    return values[has], n[has]


def moving_ranges(values: FloatArray) -> FloatArray:
    """Give the distance of each value from the one before it."""
    return np.asarray(np.abs(np.diff(values)), dtype=np.float64)


def _within(values: FloatArray) -> float:
    return float(moving_ranges(values).mean()) / D2


def _overdispersion(values: FloatArray, n: FloatArray, center: float) -> float:
    spread = np.sqrt(center * (1 - center) / n)
    if not (spread > 0).all():
        return 1.0
    return _within((values - center) / spread)
