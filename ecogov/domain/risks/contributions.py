"""What single risks add to the cost of all: the largest, and what all would cost without each."""

from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.risks.simulation import SEED, CostOutlook, Side, Simulation, simulate
from ecogov.domain.risks.words import Nature

MOST_TOLD: Final = 10


def contributions(
    valued: pd.DataFrame,
    whole: Simulation,
    side: Side = Side.THREATS,
    *,
    most: int = MOST_TOLD,
    seed: int = SEED,
) -> pd.DataFrame:
    """Rank risks by their expected value, and tell what each does to the 80 % quantile.

    A risk meets the same fate alone as among the others, so what it costs is taken off every run.

    Parameters
    ----------
    valued : DataFrame
        As `ecogov.domain.risks.exposure.with_expected_value` returns. Not modified.
    whole : Simulation
        Of `valued`, with the same `seed`.
    side : Side
        Which risks are ranked; all of them where losses and gains are netted.
    most : int
        How many are told at most.
    seed : int
        That of `whole`.

    Returns
    -------
    DataFrame, shape (<= most, n_columns + 2)
        Rows of `valued`, those that weigh most first, ties by id, with ``share`` (0 to 1, of the
        expected values of the side, whatever their sign) and ``p80_effect`` (money by which the
        80 % quantile of the cost lies higher because of the risk; below 0 where it is lower).
    """
    known = valued[valued["expected_value"].notna() & _is_of(valued, side)]
    weight = known["expected_value"].abs()
    ranked = known.assign(weight=weight, share=weight / weight.sum())
    first = ranked.sort_values(["weight", "id"], ascending=[False, True]).head(most)
    cost = whole.cost(side)
    p80 = CostOutlook.of(cost).p80
    effects = [
        p80 - CostOutlook.of(cost - simulate(alone, runs=cost.size, seed=seed).cost(side)).p80
        for _, alone in first.groupby("id", sort=False)
    ]
    effect = np.array(effects, dtype=np.float64)
    return first.drop(columns="weight").assign(p80_effect=effect)


def _is_of(valued: pd.DataFrame, side: Side) -> "pd.Series[bool]":
    natures = {
        Side.THREATS: (Nature.THREAT,),
        Side.OPPORTUNITIES: (Nature.OPPORTUNITY,),
        Side.NET: tuple(Nature),
    }
    return valued["nature"].isin(natures[side])
