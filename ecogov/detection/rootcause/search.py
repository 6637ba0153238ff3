"""Which slice, moved by one factor with all else in place, explains the leaves best."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecogov.detection.rootcause.effects import Floats
from ecogov.detection.rootcause.leaves import Leaves
from ecogov.detection.rootcause.slices import Slices, carrier

Flags = NDArray[np.bool_]

_WANDERS: Final = np.array([0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16])
_USUAL_WANDER: Final = 0.002
_WANDER_SPREAD: Final = 0.8
KNOWN: Final = 12.0
"""Events before that margins lend to every slice."""
_FARTHEST_SQUARE: Final = 6.0
_FEW_VALUES: Final = 6
_SIZE: Final = 1.0
_SIZE_SPREAD: Final = 0.6
"""Logarithm of the factor by which a guilty slice has usually moved."""
_FARTHEST_FACTOR: Final = 20.0
_STEPS: Final = 3
_AGAINST: Final = 3.0
"""Price of a slice that moved against the whole: it explains nothing of what was asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """Leaves with what was seen of them and what was expected; which way the whole moved.

    `steadiness` tells how firmly each carrier keeps its rate, in events; `harmless`, for all slices
    of each cut, the variance per expected event of what moves them without a cause.
    """

    found: Leaves
    cuts: tuple[Slices, ...]
    steadiness: Floats
    harmless: tuple[Floats, ...]
    before: Floats
    seen: Floats
    expected: Floats
    sign: float

    def moved(self, inside: Flags, factor: float) -> "Question":
        """Take as given that a slice moved by a factor."""
        return replace(self, expected=np.where(inside, self.expected * factor, self.expected))


def question(found: Leaves, cuts: tuple[Slices, ...], expected: Floats, *, sign: float) -> Question:
    """Learn what moves without a cause, and put the question."""
    before, seen = found.events()
    wander = np.array(
        [_wander(found, place, before, expected) for place in range(len(found.names))]
    )
    carried = carrier(found)
    known = np.bincount(found.codes[:, carried], before) + KNOWN
    steadiness = 1 / (wander[carried] + 1 / known)
    wander[carried] = 0
    harmless = tuple(
        concentration(found, one, expected) @ wander + 1 / (one.sums(before) + KNOWN)
        for one in cuts
    )
    return Question(found, cuts, steadiness, harmless, before, seen, expected, sign)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A slice, the factor by which it moved, and what speaks for it as log-odds."""

    odds: float
    cut: Slices
    number: int
    factor: float

    @property
    def inside(self) -> Flags:
        """Which leaves it holds."""
        return np.asarray(self.cut.member == self.number)


@dataclass(frozen=True, slots=True)
class Weighed:
    """All slices with their log-odds of having moved, against nothing having moved.

    `against` are the log-odds of the best slice that moved against what is asked: by symmetry they
    show how far luck goes in these data.
    """

    cuts: tuple[Slices, ...]
    odds: tuple[Floats, ...]
    factors: tuple[Floats, ...]
    against: float

    def best(self, count: int) -> list[Candidate]:
        """Give the slices that explain most, the best first."""
        odds = np.concatenate(self.odds)
        starts = np.concatenate([[0], np.cumsum([len(one) for one in self.odds])])
        told = []
        for place in np.argsort(-odds, kind="stable")[:count]:
            cut = int(np.searchsorted(starts, place, side="right")) - 1
            number = int(place - starts[cut])
            if np.isfinite(odds[place]):
                factor = float(self.factors[cut][number])
                told.append(Candidate(float(odds[place]), self.cuts[cut], number, factor))
        return told

    def odds_of(self, one: Candidate) -> float:
        """Give the log-odds of a slice among these."""
        places = [cut.places for cut in self.cuts]
        return float(self.odds[places.index(one.cut.places)][one.number])

    def likelihood(self, one: Candidate) -> float:
        """Tell how likely a slice is the guilty one, if one of all slices is."""
        odds = np.concatenate(self.odds)
        return float(np.exp(self.odds_of(one) - odds.max()) / np.exp(odds - odds.max()).sum())


def weighed(asked: Question) -> Weighed:
    """Weigh every slice."""
    told, factors, against = [], [], -np.inf
    for one, harmless in zip(asked.cuts, asked.harmless, strict=True):
        odds, factor = _log_odds(asked, one, harmless)
        is_against = np.sign(factor - 1) != asked.sign
        against = max(against, float(odds[is_against].max(initial=-np.inf)))
        told.append(odds - np.where(is_against, _AGAINST, 0))
        factors.append(factor)
    return Weighed(asked.cuts, tuple(told), tuple(factors), against)


def _log_odds(asked: Question, one: Slices, harmless: Floats) -> tuple[Floats, Floats]:
    """Weigh "all leaves of the slice moved by one factor" against "none moved".

    Events are Poisson's, and the rate of each carrier is drawn from a gamma: what a person's other
    leaves did tells what these would have done. The factor is the likeliest one, its logarithm
    drawn from a normal; the rest of what moves without a cause discounts the evidence.
    """
    count = len(one.prior)
    carried = asked.found.codes[:, carrier(asked.found)]
    seen, expected = one.sums(asked.seen), one.sums(asked.expected)
    shared = np.bincount(one.pair, asked.expected)
    known = (np.bincount(carried, asked.seen) + asked.steadiness)[one.pair_carrier]
    base = (np.bincount(carried, asked.expected) + asked.steadiness)[one.pair_carrier]
    factor = _bounded((seen + 0.5) / (expected + 0.5))
    for _ in range(_STEPS):
        moved = base + (factor - 1)[one.pair_slice] * shared
        drawn = np.bincount(one.pair_slice, shared * known / moved, minlength=count)
        factor = _bounded((seen + 0.5) / (drawn + 0.5))
    size = np.log(factor)
    grown = (factor - 1)[one.pair_slice] * shared / base
    lost = np.bincount(one.pair_slice, known * np.log1p(grown), minlength=count)
    told = factor[one.pair_slice] * shared / base * known / (1 + grown) ** 2 * (1 - shared / base)
    discount = 1 + expected * harmless
    information = np.maximum(np.bincount(one.pair_slice, told, minlength=count), 1e-9) / discount
    prior = 1 / _SIZE_SPREAD**2
    kept = prior / (information + prior)
    odds = (
        (size * seen - lost) / discount
        - information * kept / 2 * (size - np.copysign(_SIZE, size)) ** 2
        + np.log(kept) / 2
        + one.prior
    )
    return np.where(expected > 0, odds, -np.inf), factor


def _bounded(factor: Floats) -> Floats:
    return np.asarray(np.clip(factor, 1 / _FARTHEST_FACTOR, _FARTHEST_FACTOR))


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


def _wander(found: Leaves, place: int, before: Floats, expected: Floats) -> float:
    """Learn by how much values of a dimension move from period to period without a cause.

    It is the variance of the logarithm of a value's rate, chosen by a likelihood that single values
    which moved far cannot sway, with a prior.
    """
    code = found.codes[:, place]
    seen, promised, known = (
        np.bincount(code, values) for values in (found.events()[1], expected, before)
    )
    has_events = promised > 1
    moved = (seen - promised)[has_events] / promised[has_events]
    sampling = 1 / promised[has_events] + 1 / np.maximum(known[has_events], 1)
    if len(moved) > 1:
        is_few = len(moved) < _FEW_VALUES
        moved = moved - (
            np.average(moved, weights=promised[has_events]) if is_few else np.median(moved)
        )
    variance = sampling[:, None] + _WANDERS
    square = np.minimum(moved[:, None] ** 2 / variance, _FARTHEST_SQUARE)
    score = -0.5 * (np.log(variance) + square).sum(axis=0)
    score -= 0.5 * (np.log(_WANDERS / _USUAL_WANDER) / _WANDER_SPREAD) ** 2
    weight = np.exp(score - score.max())
    return float((weight * _WANDERS).sum() / weight.sum())
