"""The few slices that explain a change, each with its counts and the chance that it is luck.

A slice is a suspect when "everything under it moved by one factor, everything else did not"
explains the leaves better than "nothing moved" by more than the choice among all slices is worth.
What it explains is then taken as given, and the next one is sought. A change that shares explain
rather than rates names the slice whose share moved.

References
----------
.. [1] R. Bhagwan et al., "Adtributor: revenue debugging in advertising systems", NSDI 2014.
.. [2] M. Kulldorff, "A spatial scan statistic", Communications in Statistics 26(6), 1997,
   pp. 1481-1496: the likelihood ratio of the best of many overlapping regions.
"""

from dataclasses import dataclass, replace
from math import exp, log, sqrt
from typing import Final

import numpy as np

from ecogov.detection.rootcause.effects import Floats, effects
from ecogov.detection.rootcause.leaves import Leaves, expected_events
from ecogov.detection.rootcause.search import (
    Best,
    Question,
    Slices,
    all_slices,
    best_slice,
    concentration,
)

NAMED_FROM: Final = 0.95
"""Confidence from which on a slice is named; below it, it is a suspect that may be luck."""

_MOST: Final = 3
_LEAST_ODDS: Final = 0.0
_LEAST_ODDS_LATER: Final = 2.0
_LUCK: Final = 0.05
_LUCK_AT: Final = 4.0
"""Log-odds that exchanging before and after at random leads to in a share `_LUCK` of cases."""
_LUCK_AT_ALONE: Final = 12.0
"""The same where too few leaves can agree."""
_MIX_SHARE: Final = 0.5
"""Share of the change that shares must explain before they are blamed for it."""
_MIX_SHARE_ELSE: Final = 0.25
"""The same where no rate explains it."""
_MIX_NOISE: Final = 0.15
"""Spread of the logarithm of a share that moves without a cause."""
_DEEPER_COUNTS_LESS: Final = 0.85
_MAD_TO_SD: Final = 1.4826


@dataclass(frozen=True, slots=True)
class Cause:
    """A slice that explains part of a change.

    Parameters
    ----------
    slice : dict
        Value of each dimension that the slice is cut along.
    contribution, rate_effect, mix_effect : float
        What the slice, against all the rest, adds to the change of the whole.
    before, after, expected : float
        Rates (or amounts) of the slice; `expected` is the one after, had only volumes moved.
    share_before, share_after : float
        Shares of the slice in all units.
    volume, numerator : float
        Units of the slice after, and those that the rate counts.
    rows : int
        Rows of the later period in the slice.
    confidence : float
        1 less the chance of such a slice by luck, after looking at all slices.
    is_mix : bool
        Whether the slice's share moved rather than its rate.
    """

    slice: dict[str, str]
    contribution: float
    rate_effect: float
    mix_effect: float
    before: float
    after: float
    expected: float
    share_before: float
    share_after: float
    volume: float
    numerator: float
    rows: int
    confidence: float
    is_mix: bool

    @property
    def is_named(self) -> bool:
        """Whether luck is ruled out."""
        return self.confidence >= NAMED_FROM


@dataclass(frozen=True, slots=True)
class Change:
    """A change between two periods and what explains it, the strongest cause first.

    `rate_effect` and `mix_effect` add up to `after` − `before`. `looked_at` is the number of slices
    among which the causes were chosen.
    """

    before: float
    after: float
    rate_effect: float
    mix_effect: float
    looked_at: int
    is_rate: bool
    causes: tuple[Cause, ...]


def root_causes(found: Leaves) -> Change:
    """Name the slices that explain a change.

    Parameters
    ----------
    found : Leaves
        The two periods, cut as finely as they can be.
    """
    slices = all_slices(found)
    expected = expected_events(found)
    before, seen = found.events()
    later = found.n1.sum() if found.is_rate else 1.0
    earlier = found.n0.sum() if found.is_rate else 1.0
    start, end = float(found.k0.sum() / earlier), float(found.k1.sum() / later)
    rate_effect = float((seen.sum() - expected.sum()) / later)
    rate_effect = -rate_effect if found.counts_failures else rate_effect
    mix_effect = end - start - rate_effect if found.is_rate else 0.0
    # Of a rate the rarer outcome is the bad one: more of it is what is asked about.
    sign = 1.0 if found.is_rate or end > start else -1.0
    carried = tuple(concentration(found, one, expected) for one in slices)
    question = Question(found, tuple(slices), carried, before, seen, expected, sign)
    causes = _moved_rates(question)
    is_explained = any(cause.is_named for cause in causes)
    least = _MIX_SHARE if is_explained else _MIX_SHARE_ELSE
    if mix_effect * (end - start) > 0 and abs(mix_effect) > least * abs(end - start):
        causes = _moved_share(found, slices, expected, end - start) or causes
    return Change(
        before=start,
        after=end,
        rate_effect=end - start - mix_effect,
        mix_effect=mix_effect,
        looked_at=sum(int(one.member.max()) + 1 for one in slices),
        is_rate=found.is_rate,
        causes=tuple(causes),
    )


def _moved_rates(question: Question) -> list[Cause]:
    causes: list[Cause] = []
    first_sign = 0.0
    while len(causes) < _MOST:
        best = best_slice(question)
        odds, one = best.odds, best.cut
        inside = one.member == best.number
        off = question.seen[inside] - question.expected[inside]
        is_against = bool(causes) and np.sign(off.sum()) != first_sign
        if odds < (_LEAST_ODDS_LATER if causes else _LEAST_ODDS) or is_against:
            break
        first_sign = first_sign or float(np.sign(off.sum()))
        causes.append(
            _cause(
                question.found, question.expected, (inside, one.places), _confidence(best, off),
                is_mix=False,
            )
        )  # fmt: skip
        factor = question.seen[inside].sum() / max(question.expected[inside].sum(), 1e-12)
        explained = np.where(inside, question.expected * factor, question.expected)
        question = replace(question, expected=explained)
    return causes


def _confidence(best: Best, off: Floats) -> float:
    """Rule luck out twice: by the odds of the best of all slices, and by the leaves' agreement.

    Exchanging before and after turns the sign of a leaf; leaves of a true cause agree in theirs. A
    slice of few leaves cannot show that: its odds have to be far longer instead than those of any
    slice that moved the other way.
    """
    from scipy.special import ndtr  # noqa: PLC0415  # the import is slow

    agreement = abs(float(off.sum())) / max(sqrt(float((off**2).sum())), 1e-12)
    agreed = max(_luck(best.odds - _LUCK_AT), 2 * float(ndtr(-agreement)))
    far = best.odds - max(best.against, 0.0)
    return max(1 - min(agreed, _luck(far - _LUCK_AT_ALONE)), 0.0)


def _luck(odds: float) -> float:
    return _LUCK * exp(min(-odds, 50))


def _moved_share(
    found: Leaves, slices: list[Slices], expected: Floats, change: float
) -> list[Cause]:
    """Name the slice whose share moved the whole most, if shares do not move so by themselves."""
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
    _, one, number = best
    inside = one.member == number
    odds = _share_odds(found, inside) - one.price
    if best[0] <= 0 or odds < _LEAST_ODDS:
        return []
    confidence = max(1 - _luck(odds - _LUCK_AT), 0.0)
    return [_cause(found, expected, (inside, one.places), confidence, is_mix=True)]


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


def _cause(
    found: Leaves,
    expected: Floats,
    where: tuple[np.ndarray, tuple[int, ...]],
    confidence: float,
    *,
    is_mix: bool,
) -> Cause:
    inside, places = where
    leaf = int(np.flatnonzero(inside)[0])
    k0, n0, k1, n1 = (
        np.array([one[inside].sum(), one[~inside].sum()])
        for one in (found.k0, found.n0, found.k1, found.n1)
    )
    promised = float(expected[inside].sum())
    before, after, rate, mix = float(k0[0]), float(k1[0]), float(k1[0] - k0[0]), 0.0
    if found.is_rate:
        split = effects((k0, n0), (k1, n1)).iloc[0]
        before, after = float(split["before"]), float(split["after"])
        rate, mix = float(split["rate_effect"]), float(split["mix_effect"])
        promised = float(n1[0]) - promised if found.counts_failures else promised
        promised = promised / float(n1[0]) if n1[0] > 0 else float("nan")
    return Cause(
        slice={
            found.dimensions[place]: str(found.names[place][found.codes[leaf, place]])
            for place in places
        },
        contribution=rate + mix,
        rate_effect=rate,
        mix_effect=mix,
        before=before,
        after=after,
        expected=promised,
        share_before=float(n0[0] / n0.sum()),
        share_after=float(n1[0] / n1.sum()),
        volume=float(n1[0]),
        numerator=float(k1[0]),
        rows=int(found.rows[inside].sum()),
        confidence=confidence,
        is_mix=is_mix,
    )
