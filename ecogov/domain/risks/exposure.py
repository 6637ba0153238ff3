"""What risks are expected to cost: chance times impact, threats and opportunities apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ecogov.domain.kpi.intervals import FloatArray, floats
from ecogov.domain.risks.scales import Scale, chances_of
from ecogov.domain.risks.scoring import live
from ecogov.domain.risks.words import Nature, RiskStatus

Z_05_TO_95: Final = 3.2897
"""Standard deviations between the 5 % and the 95 % quantile of a normal distribution."""

Z_95_ONE_SIDED: Final = 1.6449


def lognormal(low: ArrayLike, high: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Fit lognormal distributions to their 5 % and 95 % quantiles.

    Parameters
    ----------
    low, high : array-like
        Bounds in any unit, broadcast against each other.

    Returns
    -------
    tuple of FloatArray
        Mean and standard deviation of the logarithm; NaN where not 0 < low < high.

    References
    ----------
    .. [1] D. W. Hubbard, R. Seiersen, "How to Measure Anything in Cybersecurity Risk", 2nd ed.,
       2023 (there with 90 % bounds and 3.29 standard deviations).
    """
    below, above = np.broadcast_arrays(floats(low), floats(high))
    with np.errstate(divide="ignore", invalid="ignore"):
        is_sound = (below > 0) & (above > below)
        bottom = np.log(np.where(is_sound, below, nan))
        sigma = (np.log(np.where(is_sound, above, nan)) - bottom) / Z_05_TO_95
    return bottom + Z_95_ONE_SIDED * sigma, sigma


def lognormal_mean(low: ArrayLike, high: ArrayLike) -> FloatArray:
    """Give the mean of the lognormal distribution with these 5 % and 95 % quantiles."""
    mu, sigma = lognormal(low, high)
    return np.asarray(np.exp(mu + sigma**2 / 2), dtype=np.float64)


def with_expected_value(scored: pd.DataFrame, scales: Mapping[int, Scale]) -> pd.DataFrame:
    """Work out the expected cost or gain of every live risk.

    Parameters
    ----------
    scored : DataFrame
        As `ecogov.domain.risks.scoring.scored` returns, of one currency, with ``nature``,
        ``status``, ``chance`` (0 to 1, or missing), ``cost_low``, ``cost_likely``, ``cost_high``
        (money, positive for gains too, or missing) and ``scale_version``. Not modified.
    scales : Mapping[int, Scale]
        Scales by version; they give the chance of a level where none was estimated.

    Returns
    -------
    DataFrame, shape (n_live_risks, n_columns + 5)
        The live rows of `scored` with ``p`` (0 to 1), ``is_chance_estimated`` (not read off the
        scale), ``cost`` (the likely one, else the mean between the bounds), ``expected_value``
        (money, threats below and opportunities above 0) and ``null_reason`` (``no_chance``,
        ``no_cost`` or ``bounds``, None where there is a value).

    Raises
    ------
    DomainError
        ``risk.scale.unknown`` when a level was set in a version that is not among `scales`.

    References
    ----------
    .. [1] B. W. Boehm, "Software risk management: principles and practices", IEEE Software 8(1),
       1991, pp. 32-41 (exposure).
    """
    mine = live(scored)
    estimated = floats(mine["chance"])
    by_scale = chances_of(mine["current_probability"], mine["scale_version"], scales)
    p = np.where(np.isnan(estimated), by_scale, estimated)
    cost = _point(mine)
    sign = np.where(mine["nature"] == Nature.OPPORTUNITY, 1.0, -1.0)
    return mine.assign(
        p=p,
        is_chance_estimated=~np.isnan(estimated),
        cost=cost,
        expected_value=sign * p * cost,
        null_reason=_null_reasons(mine, p, cost),
    )


def _point(risks: pd.DataFrame) -> FloatArray:
    low, likely, high = (floats(risks[f"cost_{name}"]) for name in ("low", "likely", "high"))
    between = np.where(low == high, low, lognormal_mean(low, high))
    return np.where(np.isnan(likely), between, likely)


def _null_reasons(risks: pd.DataFrame, p: FloatArray, cost: FloatArray) -> NDArray[np.object_]:
    has_a_bound = risks[["cost_low", "cost_high"]].notna().any(axis=1).to_numpy()
    conditions = [np.isnan(p), np.isnan(cost) & has_a_bound, np.isnan(cost)]
    reasons = np.array(["no_chance", "bounds", "no_cost", None], dtype=object)
    told: NDArray[np.object_] = reasons[np.select(conditions, [0, 1, 2], default=3)]
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Expected money of a register: `threats` below 0, `opportunities` above, both in `net`.

    Each is NaN where nothing is quantified; `null_reason` is then ``no_risks`` or
    ``none_quantified``.
    """

    threats: float
    opportunities: float
    net: float
    n_quantified: int
    n_risks: int
    null_reason: str | None


def exposure(valued: pd.DataFrame) -> Exposure:
    """Sum expected values, as expectation is linear whether or not the risks depend.

    Parameters
    ----------
    valued : DataFrame
        As `with_expected_value` returns. Not modified.
    """
    known = valued[valued["expected_value"].notna()]
    n_known, n_risks = len(known), len(valued)
    if not n_known:
        reason = "none_quantified" if n_risks else "no_risks"
        return Exposure(
            threats=nan,
            opportunities=nan,
            net=nan,
            n_quantified=0,
            n_risks=n_risks,
            null_reason=reason,
        )
    by_nature = known.groupby("nature")["expected_value"].sum()
    threats = float(by_nature.get(Nature.THREAT, 0.0))
    opportunities = float(by_nature.get(Nature.OPPORTUNITY, 0.0))
    return Exposure(
        threats=threats,
        opportunities=opportunities,
        net=threats + opportunities,
        n_quantified=n_known,
        n_risks=n_risks,
        null_reason=None,
    )


@dataclass(frozen=True, slots=True)
class Drawn:
    """What realised threats took: money of those whose cost is known, and how many are not."""

    amount: float
    n_realised: int
    n_unknown: int


def drawn(risks: pd.DataFrame) -> Drawn:
    """Sum what the threats that came true are estimated to cost.

    Parameters
    ----------
    risks : DataFrame
        Columns ``nature``, ``status``, ``cost_low``, ``cost_likely`` and ``cost_high``, of one
        currency. Not modified.
    """
    is_drawn = (risks["nature"] == Nature.THREAT) & (risks["status"] == RiskStatus.REALISED)
    cost = _point(risks[is_drawn])
    unknown = np.isnan(cost)
    return Drawn(float(cost[~unknown].sum()), len(cost), int(unknown.sum()))
