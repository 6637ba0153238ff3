"""A change shared out among the values of one dimension, without a rest."""

import numpy as np
import pandas as pd

from ecogov.detection.rootcause.effects import effects
from ecogov.domain.kpi.evidence import adjusted
from ecogov.domain.kpi.intervals import FloatArray, floats
from ecogov.domain.rootcause.noise import chance, distance, share_variance
from ecogov.domain.rootcause.parts import Kind


def slices_along(before: pd.DataFrame, after: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """Share a change out among the values of one dimension.

    Parameters
    ----------
    before, after : DataFrame
        Columns ``k`` and ``n`` on an index of codes. Not modified.
    kind : Kind
        What the KPI is.

    Returns
    -------
    DataFrame, shape (n_values, 11)
        Columns ``code, before, after, rate_effect, mix_effect, contribution, volume_before,
        volume_after, share_before, share_after`` and ``p_value`` (chance of such a move of the
        value by sampling, adjusted for their number; NaN where it cannot be said), the largest
        contribution along the change first. The effects add up to the change of the whole.

    References
    ----------
    .. [1] Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", JRSS B 57(1), 1995,
       pp. 289-300.
    """
    codes = before.index.union(after.index)
    first, second = (frame.reindex(codes, fill_value=0.0) for frame in (before, after))
    k0, n0, k1, n1 = (floats(frame[column]) for frame in (first, second) for column in ("k", "n"))
    if kind is Kind.AMOUNT:
        zero = np.zeros(len(codes))
        told = pd.DataFrame(
            {"before": k0, "after": k1, "rate_effect": k1 - k0, "mix_effect": zero}
        ).assign(contribution=k1 - k0)
        n0, n1 = k0, k1
    else:
        told = effects((k0, n0), (k1, n1))
    p = np.full(len(codes), np.nan)
    if kind is Kind.RATE:
        p = _p_values((k0, n0), (k1, n1))
    told = told.assign(
        code=codes.to_numpy(dtype=object),
        volume_before=n0,
        volume_after=n1,
        share_before=n0 / n0.sum() if n0.sum() > 0 else n0,
        share_after=n1 / n1.sum() if n1.sum() > 0 else n1,
        p_value=p,
    )
    way = -1.0 if told["contribution"].sum() < 0 else 1.0
    order = np.lexsort((told["code"].to_numpy(str), -way * told["contribution"].to_numpy()))
    return told.iloc[order].reset_index(drop=True)


def _p_values(
    before: tuple[FloatArray, FloatArray], after: tuple[FloatArray, FloatArray]
) -> FloatArray:
    told = [
        chance(
            distance(
                (np.array([k0]), np.array([n0])),
                (np.array([k1]), np.array([n1])),
                unit_variance=share_variance(k0 + k1, n0 + n1),
            )
        )
        for k0, n0, k1, n1 in zip(*before, *after, strict=True)
    ]
    return adjusted(np.array(told))
