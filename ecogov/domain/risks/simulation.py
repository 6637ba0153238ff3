"""What risks may cost together: a Monte Carlo of cost, and whether a contingency suffices.

Every risk draws from a generator of its own, seeded by its id. So the order of the rows does not
matter, and with one risk left out all others meet the same fate: the difference is that risk.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import nan
from typing import Final, Self

import numpy as np
import pandas as pd

from ecogov.domain.kpi.intervals import FloatArray, floats
from ecogov.domain.risks.exposure import lognormal
from ecogov.domain.risks.words import Nature

RUNS: Final = 10_000
SEED: Final = 20_260_101
QUANTILES: Final = (0.5, 0.8, 0.9, 0.95)
_CURVE_POINTS: Final = 201


class Side(StrEnum):
    """Which risks a simulated cost holds: what may be lost, what may be gained, the difference."""

    THREATS = "threats"
    OPPORTUNITIES = "opportunities"
    NET = "net"


@dataclass(frozen=True, slots=True)
class Simulation:
    """Simulated money of every run, losses and gains both positive.

    `null_reason` is ``no_risks`` or ``none_quantified`` where there is nothing to simulate; the
    runs are then empty.
    """

    losses: FloatArray
    gains: FloatArray
    n_quantified: int
    n_risks: int
    null_reason: str | None = None

    def cost(self, side: Side = Side.THREATS) -> FloatArray:
        """Money of every run: lost, gained, or lost less gained."""
        match side:
            case Side.THREATS:
                return self.losses
            case Side.OPPORTUNITIES:
                return self.gains
        return self.losses - self.gains


def simulate(valued: pd.DataFrame, *, runs: int = RUNS, seed: int = SEED) -> Simulation:
    """Let every risk come true or not, and cost what it may, in many runs.

    A risk comes true with its chance; it then costs a draw from the lognormal distribution with
    its bounds as 5 % and 95 % quantiles, or its point value where they span none. The mean of the
    draws is that of the bounds, so it differs from the expected value of a risk whose likely cost
    is not that mean.

    Parameters
    ----------
    valued : DataFrame
        As `ecogov.domain.risks.exposure.with_expected_value` returns, with ``id`` (whole number,
        unique). Rows without a value are left out and counted in `Simulation.n_risks`. Not
        modified.
    runs : int
        Number of runs.
    seed : int
        The same seed gives the same runs.

    References
    ----------
    .. [1] D. W. Hubbard, R. Seiersen, "How to Measure Anything in Cybersecurity Risk", 2nd ed.,
       2023.
    """
    # Sums of floats depend on their order; by id they come out the same to the last bit.
    known = valued[valued["expected_value"].notna()].sort_values("id")
    if known.empty:
        reason = "none_quantified" if len(valued) else "no_risks"
        return Simulation(np.empty(0), np.empty(0), 0, len(valued), reason)
    money = {nature: np.zeros(runs) for nature in Nature}
    mu, sigma = lognormal(known["cost_low"], known["cost_high"])
    drawn = zip(
        known["id"],
        known["nature"],
        floats(known["p"]),
        mu,
        sigma,
        floats(known["cost"]),
        strict=True,
    )
    for risk_id, nature, p, centre, spread, point in drawn:
        generator = np.random.Generator(np.random.PCG64([seed, int(risk_id)]))
        has_come_true = generator.random(runs) < p
        normal = generator.standard_normal(runs)
        cost = point if np.isnan(centre) else np.exp(centre + spread * normal)
        money[Nature(nature)] += has_come_true * cost
    return Simulation(money[Nature.THREAT], money[Nature.OPPORTUNITY], len(known), len(valued))


@dataclass(frozen=True, slots=True, kw_only=True)
class CostOutlook:
    """Mean and quantiles of a simulated cost; NaN where nothing was simulated."""

    mean: float
    p50: float
    p80: float
    p90: float
    p95: float
    n_runs: int

    @classmethod
    def of(cls, cost: FloatArray) -> Self:
        """Sum up the runs; a quantile is a simulated cost that so many runs do not exceed."""
        if not cost.size:
            return cls(mean=nan, p50=nan, p80=nan, p90=nan, p95=nan, n_runs=0)
        found = np.quantile(cost, QUANTILES, method="inverted_cdf")
        p50, p80, p90, p95 = (float(value) for value in found)
        return cls(mean=float(cost.mean()), p50=p50, p80=p80, p90=p90, p95=p95, n_runs=cost.size)


def exceedance(cost: FloatArray) -> pd.DataFrame:
    """Tell how likely a cost is to be exceeded, for as many costs as a picture needs.

    Parameters
    ----------
    cost : FloatArray
        Money of every run. Not modified.

    Returns
    -------
    DataFrame, shape (<= 201, 2)
        Columns ``loss`` (money, ascending, each once) and ``probability`` (0 to 1) that the cost
        exceeds it. Empty of no runs.

    References
    ----------
    .. [1] IEC 31010:2019, "Risk management - Risk assessment techniques", B.10.4 (S-curves).
    """
    if not cost.size:
        return pd.DataFrame({"loss": np.empty(0), "probability": np.empty(0)})
    ordered = np.sort(cost)
    picked = np.linspace(0, cost.size - 1, min(_CURVE_POINTS, cost.size)).round().astype(int)
    loss = np.unique(ordered[picked])
    probability = 1 - np.searchsorted(ordered, loss, side="right") / cost.size
    return pd.DataFrame({"loss": loss, "probability": probability})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContingencyOutlook:
    """Whether a contingency is enough.

    Parameters
    ----------
    left : float
        What was given less what was spent; below 0 where more was spent than given.
    suffices : float
        Share of the runs whose cost it covers; NaN where nothing was simulated.
    spare_at_p80 : float
        What 80 % of the runs leave over; below 0 what they lack.
    """

    left: float
    suffices: float
    spare_at_p80: float


def contingency_outlook(
    cost: FloatArray, given: float, *, spent: float = 0.0
) -> ContingencyOutlook:
    """Hold a contingency against a simulated cost.

    Parameters
    ----------
    cost : FloatArray
        Money of every run, of the risks that are still live. Not modified.
    given, spent : float
        Contingency in the same money, and what realised risks took from it.
    """
    left = given - spent
    suffices = float(np.mean(cost <= left)) if cost.size else nan
    return ContingencyOutlook(
        left=left, suffices=suffices, spare_at_p80=left - CostOutlook.of(cost).p80
    )
