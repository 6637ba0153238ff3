"""The slice whose share of the volume moved, where shares explain a change rather than rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np

from ecogov.detection.rootcause.effects import Floats
from ecogov.detection.rootcause.leaves import Leaves
from ecogov.detection.rootcause.slices import Slices

_MIX_NOISE: Final = 0.15
"""Spread of the logarithm of a share that moves without a cause."""
_DEEPER_COUNTS_LESS: Final = 0.85
_MAD_TO_SD: Final = 1.4826


@dataclass(frozen=True, slots=True)
class MovedShare:
    """A slice whose share moved: which leaves, cut along which dimensions, and its log-odds."""

    inside: np.ndarray
    places: tuple[int, ...]
    odds: float


def moved_share(found: Leaves, slices: Sequence[Slices], change: float) -> MovedShare | None:
    """Find the slice whose share moved the whole most.

    Parameters
    ----------
    found : Leaves
        The two periods.
    slices : sequence of Slices
        Where to look.
    change : float
        Of the whole; a share that moved it the other way explains nothing.
    """
    share0, share1 = found.n0 / found.n0.sum(), found.n1 / found.n1.sum()
    overall = float(found.k0.sum() / found.n0.sum())
    best: tuple[float, Slices, int] = (0.0, slices[0], 0)
    for one in slices:
        weight0, weight1 = one.sums(share0), one.sums(share1)
        volume = one.sums(found.n0)
        rate = np.divide(
            one.sums(found.k0), volume, out=np.full(len(volume), overall), where=volume > 0
        )
        moved = (weight1 - weight0) * (rate - overall) / np.maximum(1 - weight0, 1e-9)
        moved = moved * np.sign(change) * _DEEPER_COUNTS_LESS ** (len(one.places) - 1)
        top = int(moved.argmax())
        if moved[top] > best[0]:
            best = (float(moved[top]), one, top)
    effect, one, number = best
    if effect <= 0:
        return None
    inside = one.member == number
    return MovedShare(inside, one.places, _share_odds(found, inside) + float(one.prior[number]))


def _share_odds(found: Leaves, inside: np.ndarray) -> float:
    """Weigh a moved share against its sampling and the moves that volumes make anyway."""
    odds, variance = [], _MIX_NOISE**2 + _leaf_noise(found) * _unevenness(found.n0[inside])
    for volume in (found.n0, found.n1):
        total = float(volume.sum())
        share = float(volume[inside].sum()) / total
        kept = min(max(share, 1 / (total + 2)), 1 - 1 / (total + 2))
        odds.append(log(kept / (1 - kept)))
        variance += 1 / (total * kept * (1 - kept))
    return (odds[1] - odds[0]) ** 2 / variance / 2


def _leaf_noise(found: Leaves) -> float:
    """Learn by how much the volumes of single leaves move: a variance of logarithms.

    The median hears half of the leaves at least, so that a cause does not pass for noise.
    """
    earlier, later = found.n0 + 0.5, found.n1 + 0.5
    moved = np.log(later / earlier)
    spread = _MAD_TO_SD * float(np.median(np.abs(moved - np.median(moved))))
    return max(spread**2 - float(np.median(1 / earlier + 1 / later)), 0.0)


def _unevenness(volume: Floats) -> float:
    """Tell how much of the noise of single leaves is left in their sum: 1 for one leaf."""
    total = float(volume.sum())
    return float((volume**2).sum()) / total**2 if total > 0 else 1.0
