"""Slices along up to three dimensions, each with its chance of being the guilty one beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecogov.detection.rootcause.effects import Floats
from ecogov.detection.rootcause.leaves import Leaves

Integers = NDArray[np.int64]

DEEPEST: Final = 3

_OF_DEPTH: Final = (0.45, 0.4, 0.15)
"""Share of the causes that are cut along one, two and three dimensions."""
_LEAST_SHARE: Final = 0.008
_FEWEST_UNITS: Final = 30.0
_SMALL_COUNTS: Final = 0.05
"""A slice below these limits hardly moves the whole: it is seldom what is asked for."""


@dataclass(frozen=True, slots=True)
class Slices:
    """All slices along one choice of dimensions.

    Parameters
    ----------
    places : tuple of int
        Which dimensions.
    member : array of int, shape (n_leaves,)
        Number of the slice that each leaf lies in.
    prior : array, shape (n_slices,)
        Logarithm of the chance that the slice is guilty, if one of all slices is; minus infinity
        where fewer dimensions give the same leaves.
    pair, pair_slice, pair_carrier : array of int
        Which leaves share both slice and carrier; slice and carrier of each such pair.
    """

    places: tuple[int, ...]
    member: Integers
    prior: Floats
    pair: Integers
    pair_slice: Integers
    pair_carrier: Integers

    def sums(self, values: Floats) -> Floats:
        """Sum values of leaves by slice."""
        return np.asarray(np.bincount(self.member, values), dtype=np.float64)


def carrier(found: Leaves) -> int:
    """Choose the dimension whose values move by themselves: the one of most values, the people."""
    return int(np.argmax([len(values) for values in found.names]))


def all_slices(found: Leaves) -> list[Slices]:
    """Cut along every choice of up to three dimensions, fewer dimensions first.

    A slice is as likely to be guilty as a leaf drawn at random is to lie in it.
    """
    carried = found.codes[:, carrier(found)]
    told: list[Slices] = []
    known: list[Integers] = []
    fingerprints = np.random.default_rng(0).integers(1, 2**62, len(found.k0))
    count = found.codes.shape[1]
    for depth in range(1, min(DEEPEST, count) + 1):
        cuts = [(places, _members(found, places)) for places in combinations(range(count), depth)]
        marks = [_marks(member, fingerprints) for _, member in cuts]
        weights = [
            _weight(found, member) * ~np.isin(mark, np.concatenate([*known, mark[:0]]))
            for (_, member), mark in zip(cuts, marks, strict=True)
        ]
        known += marks
        for (places, member), prior in zip(cuts, _priors(weights, depth), strict=True):
            told.append(Slices(places, member, prior, *_pairs(member, carried)))
    return told


def _members(found: Leaves, places: tuple[int, ...]) -> Integers:
    sizes = [len(found.names[place]) for place in places]
    joined = np.ravel_multi_index(tuple(found.codes[:, list(places)].T), sizes)
    return np.asarray(np.unique(joined, return_inverse=True)[1])


def _marks(member: Integers, fingerprints: Integers) -> Integers:
    """Give equal numbers to slices of equal leaves."""
    marks = np.zeros(int(member.max()) + 1, dtype=np.int64)
    np.add.at(marks, member, fingerprints)
    return marks


def _weight(found: Leaves, member: Integers) -> Floats:
    share = np.maximum(
        np.bincount(member, found.n0) / found.n0.sum(),
        np.bincount(member, found.n1) / found.n1.sum(),
    )
    is_small = share < _LEAST_SHARE
    if found.is_rate:
        is_small |= np.bincount(member, found.n1) < _FEWEST_UNITS
    return np.asarray(np.bincount(member) * np.where(is_small, _SMALL_COUNTS, 1.0))


def _priors(weights: Sequence[Floats], depth: int) -> list[Floats]:
    total = max(sum(float(one.sum()) for one in weights), 1e-12)
    with np.errstate(divide="ignore"):
        return [np.log(one / total * _OF_DEPTH[depth - 1]) for one in weights]


def _pairs(member: Integers, carried: Integers) -> tuple[Integers, Integers, Integers]:
    width = int(carried.max()) + 1
    pairs, pair = np.unique(member * width + carried, return_inverse=True)
    return pair, pairs // width, pairs % width
