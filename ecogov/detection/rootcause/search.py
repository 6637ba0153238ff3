"""Slices along up to three dimensions, weighed by how well each alone explains the leaves."""

from dataclasses import dataclass
from itertools import combinations
from math import comb, log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecogov.detection.rootcause.effects import Floats
from ecogov.detection.rootcause.leaves import Leaves

Integers = NDArray[np.int64]

DEEPEST: Final = 3

_WANDERS: Final = np.array([0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16])
_USUAL_WANDER: Final = 0.002
_WANDER_SPREAD: Final = 0.8
_KNOWN: Final = 12.0
"""Events before that margins lend to every slice."""
_FARTHEST_SQUARE: Final = 6.0
_FEW_VALUES: Final = 6
_PER_DEPTH: Final = 0.5
_PRICE: Final = 0.9
_AGAINST: Final = 3.0
"""Price of a slice that moved against the whole: it explains nothing of what was asked."""


@dataclass(frozen=True, slots=True)
class Slices:
    """All slices along one choice of dimensions.

    Parameters
    ----------
    places : tuple of int
        Which dimensions.
    member : array of int, shape (n_leaves,)
        Number of the slice that each leaf lies in.
    price : float
        What a slice has to explain, as a log-likelihood ratio, before it is worth naming: the more
        values there were to choose from, the more.
    """

    places: tuple[int, ...]
    member: Integers
    price: float

    def sums(self, values: Floats) -> Floats:
        """Sum values of leaves by slice."""
        return np.asarray(np.bincount(self.member, values), dtype=np.float64)


def all_slices(found: Leaves) -> list[Slices]:
    """Cut along every choice of up to three dimensions, fewer dimensions first."""
    told = []
    count = found.codes.shape[1]
    for depth in range(1, min(DEEPEST, count) + 1):
        for places in combinations(range(count), depth):
            sizes = [len(found.names[place]) for place in places]
            joined = np.ravel_multi_index(tuple(found.codes[:, list(places)].T), sizes)
            choices = log(comb(count, depth)) + sum(log(size) for size in sizes)
            price = _PRICE * choices + _PER_DEPTH * (depth - 1)
            told.append(Slices(places, np.unique(joined, return_inverse=True)[1], price))
    return told


@dataclass(frozen=True, slots=True)
class Question:
    """Leaves with what was seen of them and what was expected; which way the whole moved.

    `concentration` tells, for all slices of each cut and per dimension, how far one value carries
    the slice: 1 where it is the slice.
    """

    found: Leaves
    cuts: tuple[Slices, ...]
    concentration: tuple[Floats, ...]
    before: Floats
    seen: Floats
    expected: Floats
    sign: float


@dataclass(frozen=True, slots=True)
class Best:
    """The slice that explains most beyond its price.

    `against` are the log-odds of the best slice that moved against what is asked: by symmetry they
    show how far luck goes in these data.
    """

    odds: float
    cut: Slices
    number: int
    against: float


def best_slice(question: Question) -> Best:
    """Find the slice that explains most beyond its price."""
    wander = _wanders(question)
    best, against = (-np.inf, question.cuts[0], 0), -np.inf
    for one, concentration in zip(question.cuts, question.concentration, strict=True):
        odds, is_against = _log_odds(question, one, concentration @ wander)
        against = max(against, float(odds[is_against].max(initial=-np.inf)))
        odds = odds - np.where(is_against, _AGAINST, 0)
        top = int(odds.argmax())
        if odds[top] > best[0]:
            best = (float(odds[top]), one, top)
    return Best(*best, against=against)


def _log_odds(
    question: Question, one: Slices, harmless: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """Weigh "all leaves of the slice moved by one factor" against "none moved".

    The likelihood is Poisson's, discounted for what is not known about the expected events and for
    the harmless wander of single values.
    """
    seen, expected = one.sums(question.seen), one.sums(question.expected)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = np.where(seen > 0, seen * np.log(seen / expected), 0) - (seen - expected)
    known = one.sums(question.before) + _KNOWN
    odds = gain / (1 + expected / known + expected * harmless) - one.price
    return np.where(expected > 0, odds, -np.inf), np.sign(seen - expected) != question.sign


def concentration(found: Leaves, one: Slices, weight: Floats) -> Floats:
    """Tell, per slice and dimension, how far one value carries the weight of the slice."""
    total = np.maximum(one.sums(weight), 1e-12)
    told = np.ones((len(total), len(found.names)))
    for place, values in enumerate(found.names):
        if place not in one.places:
            joined = one.member * len(values) + found.codes[:, place]
            pairs, number = np.unique(joined, return_inverse=True)
            square = np.bincount(number, weight) ** 2
            told[:, place] = np.bincount(pairs // len(values), square) / total**2
    return told


def _wanders(question: Question) -> Floats:
    """Learn, per dimension, by how much values move from period to period without a cause.

    It is the variance of the logarithm of a value's rate, chosen by a likelihood that single values
    which moved far cannot sway, with a prior.
    """
    told = []
    for place in range(len(question.found.names)):
        code = question.found.codes[:, place]
        seen, expected, known = (
            np.bincount(code, values)
            for values in (question.seen, question.expected, question.before)
        )
        has_events = expected > 1
        moved = (seen - expected)[has_events] / expected[has_events]
        sampling = 1 / expected[has_events] + 1 / np.maximum(known[has_events], 1)
        if len(moved) > 1:
            is_few = len(moved) < _FEW_VALUES
            moved = moved - (
                np.average(moved, weights=expected[has_events]) if is_few else np.median(moved)
            )
        variance = sampling[:, None] + _WANDERS
        square = np.minimum(moved[:, None] ** 2 / variance, _FARTHEST_SQUARE)
        score = -0.5 * (np.log(variance) + square).sum(axis=0)
        score -= 0.5 * (np.log(_WANDERS / _USUAL_WANDER) / _WANDER_SPREAD) ** 2
        weight = np.exp(score - score.max())
        told.append(float((weight * _WANDERS).sum() / weight.sum()))
    return np.asarray(told)
