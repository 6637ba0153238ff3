"""A change of a rate, split exactly: slices whose rate moved, slices whose share moved."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def _rate(numerator: Floats, denominator: Floats, otherwise: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, otherwise)


def effects(
    before: tuple[ArrayLike, ArrayLike], after: tuple[ArrayLike, ArrayLike]
) -> pd.DataFrame:
    """Split the change of a rate into rate and mix effects of slices that cover everything once.

    With share w of the denominator and rate r, a slice's mix effect is (w₁ − w₀)(r₀ − R₀) and its
    rate effect w₁(r₁ − r₀); over all slices they sum to R₁ − R₀.

    Parameters
    ----------
    before, after : pair of array-like, shape (n_slices,)
        Numerators and denominators, >= 0, in the same order of slices.

    Returns
    -------
    DataFrame, shape (n_slices, 5)
        Columns ``before``, ``after`` (rates, NaN where there is no volume), ``mix_effect``,
        ``rate_effect`` and ``contribution``, their sum. A slice that is new has no rate before: it
        counts with the overall one, so that all of its effect is one of rate; a slice that is gone
        has no rate effect.

    References
    ----------
    .. [1] E. M. Kitagawa, "Components of a difference between two rates", JASA 50(272), 1955,
       pp. 1168-1194.
    """
    k0, n0 = (np.asarray(one, dtype=np.float64) for one in before)
    k1, n1 = (np.asarray(one, dtype=np.float64) for one in after)
    nan = np.full(len(k0), np.nan)
    overall = k0.sum() / n0.sum() if n0.sum() > 0 else 0.0
    rate0 = _rate(k0, n0, np.full(len(k0), overall))
    rate1 = _rate(k1, n1, rate0)
    share0 = n0 / n0.sum() if n0.sum() > 0 else np.zeros(len(k0))
    share1 = n1 / n1.sum() if n1.sum() > 0 else share0
    mix = (share1 - share0) * (rate0 - overall)
    rate = share1 * (rate1 - rate0)
    return pd.DataFrame(
        {
            "before": _rate(k0, n0, nan),
            "after": _rate(k1, n1, nan),
            "mix_effect": mix,
            "rate_effect": rate,
            "contribution": mix + rate,
        }
    )
