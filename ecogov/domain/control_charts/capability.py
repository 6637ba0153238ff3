"""How well a stable process keeps what was promised; nothing is said of one that is not stable."""

from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from ecogov.domain.kpi.intervals import FloatArray


@dataclass(frozen=True, slots=True)
class Capability:
    """Indices of capability (within) and of performance (overall).

    NaN where a side has no limit; everything is NaN where `null_reason` says why
    (``control_chart.null.<reason>``).
    """

    cp: float = nan
    cpk: float = nan
    pp: float = nan
    ppk: float = nan
    null_reason: str | None = None


def capability(
    values: FloatArray, sigma_within: float, spec: tuple[float, float], *, is_stable: bool
) -> Capability:
    """Compute the indices.

    Parameters
    ----------
    values : array
        The process; NaN is left out.
    sigma_within : float
        Standard deviation from moving ranges.
    spec : (float, float)
        Lower and upper limit of what is promised; NaN where a side is open.
    is_stable : bool
        Whether no rule is broken: an index of an unstable process foretells nothing.

    References
    ----------
    .. [1] D. C. Montgomery, "Introduction to Statistical Quality Control", 7th ed., 2012, ch. 8.
    """
    low, high = spec
    known = values[np.isfinite(values)]
    if isnan(low) and isnan(high):
        return Capability(null_reason="no_spec")
    if not is_stable:
        return Capability(null_reason="unstable")
    overall = float(known.std(ddof=1)) if len(known) > 1 else 0.0
    if not sigma_within > 0 or not overall > 0:
        return Capability(null_reason="no_spread")
    mean = float(known.mean())
    cp, cpk = _indices(mean, sigma_within, low, high)
    pp, ppk = _indices(mean, overall, low, high)
    return Capability(cp, cpk, pp, ppk)


def _indices(mean: float, sigma: float, low: float, high: float) -> tuple[float, float]:
    sides = [(high - mean) / (3 * sigma), (mean - low) / (3 * sigma)]
    nearest = min(one for one in sides if not isnan(one))
    return (high - low) / (6 * sigma), nearest
