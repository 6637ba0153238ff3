"""Three-point estimates: a beta distribution from the lowest, likely and highest value."""

from math import sqrt
from typing import NamedTuple

import numpy as np

from ecogov.domain.kpi.intervals import FloatArray


class ThreePoint(NamedTuple):
    """Lowest, likely and highest value of an estimate, in order."""

    low: float
    likely: float
    high: float

    @property
    def mean(self) -> float:
        """Give the PERT mean: the likely value counts four times.

        References
        ----------
        .. [1] D. G. Malcolm et al., "Application of a technique for research and development
           program evaluation", Operations Research 7(5), 1959, pp. 646-669.
        """
        return (self.low + 4 * self.likely + self.high) / 6

    @property
    def deviation(self) -> float:
        """Give the standard deviation: a sixth of the range."""
        return (self.high - self.low) / 6

    def draws(self, generator: np.random.Generator, count: int) -> FloatArray:
        """Draw from the PERT-beta distribution; an estimate without range is constant."""
        span = self.high - self.low
        if span <= 0:
            return np.full(count, self.likely, dtype=np.float64)
        rise = 1 + 4 * (self.likely - self.low) / span
        fall = 1 + 4 * (self.high - self.likely) / span
        return np.asarray(self.low + span * generator.beta(rise, fall, count), dtype=np.float64)


def joined(estimates: list[ThreePoint]) -> tuple[float, float]:
    """Give mean and deviation of the sum of independent estimates."""
    mean = sum(one.mean for one in estimates)
    return mean, sqrt(sum(one.deviation**2 for one in estimates))
