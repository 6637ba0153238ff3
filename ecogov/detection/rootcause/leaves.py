"""The finest slices of two periods, side by side, and what each should have been."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ecogov.detection.rootcause.effects import Floats
from ecogov.domain.errors import DomainError


@dataclass(frozen=True)
class Leaves:
    """Two periods cut along all dimensions at once, one row per combination of values.

    Parameters
    ----------
    codes : array of int, shape (n_leaves, n_dimensions)
        Which value each leaf has in each dimension.
    names : list of array of str
        The values of each dimension.
    k0, n0, k1, n1 : array, shape (n_leaves,)
        Numerators and denominators before and after. Amounts without denominator have n of 1.
    rows : array, shape (n_leaves,)
        Rows of the later file.
    is_rate : bool
        Whether there is a denominator.
    """

    dimensions: tuple[str, ...]
    codes: np.ndarray
    names: tuple[np.ndarray, ...]
    k0: Floats
    n0: Floats
    k1: Floats
    n1: Floats
    rows: Floats
    is_rate: bool

    @property
    def counts_failures(self) -> bool:
        """Whether the rarer outcome, the one that tells more, is the denominator's rest."""
        return self.is_rate and self.k0.sum() + self.k1.sum() > (self.n0.sum() + self.n1.sum()) / 2

    def events(self) -> tuple[Floats, Floats]:
        """Count the rarer outcome of each leaf, before and after."""
        if self.counts_failures:
            return self.n0 - self.k0, self.n1 - self.k1
        return self.k0, self.k1


def leaves(
    before: pd.DataFrame,
    after: pd.DataFrame,
    dimensions: Sequence[str],
    *,
    numerator: str,
    denominator: str | None,
) -> Leaves:
    """Cut two periods into their finest slices.

    Parameters
    ----------
    before, after : DataFrame
        Rows of production with the columns named; any number of rows per slice. Not modified.
    dimensions : sequence of str
        Columns along which to cut; what is missing is a value of its own.
    numerator, denominator : str
        Columns of amounts, >= 0.

    Raises
    ------
    DomainError
        ``rootcause.empty`` when a period has no volume, ``rootcause.negative`` when an amount is
        below zero or not a number, ``rootcause.not_a_share`` when a numerator exceeds its
        denominator.
    """
    periods = []
    for frame in (before, after):
        amounts = _amounts(frame, numerator, denominator)
        labels = frame[list(dimensions)].astype("string").fillna("").reset_index(drop=True)
        periods.append(pd.concat([labels, amounts], axis=1))
    both = pd.concat(periods, keys=[0, 1], names=["period", None]).reset_index("period")
    wide = both.pivot_table(
        index=list(dimensions), columns="period", values=["k", "n", "rows"], aggfunc="sum"
    )
    labels = wide.index.to_frame(index=False)
    coded = [pd.factorize(labels[name], sort=True) for name in dimensions]
    wide = wide.reindex(columns=pd.MultiIndex.from_product([["k", "n", "rows"], [0, 1]]))
    wide = wide.fillna(0.0)
    found = Leaves(
        dimensions=tuple(dimensions),
        codes=np.stack([code for code, _ in coded], axis=1),
        names=tuple(np.asarray(values, dtype=object) for _, values in coded),
        k0=wide["k", 0].to_numpy(np.float64),
        n0=wide["n", 0].to_numpy(np.float64),
        k1=wide["k", 1].to_numpy(np.float64),
        n1=wide["n", 1].to_numpy(np.float64),
        rows=wide["rows", 1].to_numpy(np.float64),
        is_rate=denominator is not None,
    )
    if found.n0.sum() <= 0 or found.n1.sum() <= 0:
        raise DomainError("rootcause.empty")
    return found


def _amounts(frame: pd.DataFrame, numerator: str, denominator: str | None) -> pd.DataFrame:
    k = pd.to_numeric(frame[numerator], errors="coerce").to_numpy(np.float64)
    n = np.ones(len(k))
    if denominator is not None:
        n = pd.to_numeric(frame[denominator], errors="coerce").to_numpy(np.float64)
    if not (np.isfinite(k).all() and np.isfinite(n).all() and (k >= 0).all() and (n >= 0).all()):
        raise DomainError("rootcause.negative", numerator=numerator, denominator=denominator or "")
    if denominator is not None and (k > n).any():
        raise DomainError("rootcause.not_a_share", numerator=numerator, denominator=denominator)
    return pd.DataFrame({"k": k, "n": n, "rows": 1.0})
