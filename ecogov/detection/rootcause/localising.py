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
from math import exp, sqrt
from typing import Final

import numpy as np

from ecogov.detection.rootcause.effects import Floats, effects
from ecogov.detection.rootcause.expecting import expected_events
from ecogov.detection.rootcause.leaves import Leaves
from ecogov.detection.rootcause.mix import moved_share
from ecogov.detection.rootcause.search import (
    KNOWN,
    Candidate,
    Flags,
    Question,
    Weighed,
    question,
    weighed,
)
from ecogov.detection.rootcause.slices import all_slices

NAMED_FROM: Final = 0.95
"""Confidence from which on a slice is named; below it, it is a suspect that may be luck."""

_MOST: Final = 3
_SUSPECTS: Final = 5
_LEAST_ODDS: Final = -3.0
_LEAST_ODDS_LATER: Final = 2.0
_LUCK: Final = 0.05
_LUCK_AT: Final = 0.8
"""Log-odds that exchanging before and after at random leads to in a share `_LUCK` of cases."""
_LUCK_AT_ALONE: Final = 10.5
"""The same where too few leaves can agree."""
_UNREST_TELLS: Final = 3
_CALM_LEAVES: Final = 10.0
"""Leaves without unrest that are lent to every case."""
_LUCK_AT_MIX: Final = 4.0
_MIX_SHARE: Final = 0.5
"""Share of the change that shares must explain before they are blamed for it."""
_MIX_SHARE_ELSE: Final = 0.25
"""The same where no rate explains it."""


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
    likelihood : float
        How likely it is this slice rather than another, if one of all is guilty.
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
    likelihood: float = 1.0

    @property
    def is_named(self) -> bool:
        """Whether luck is ruled out."""
        return self.confidence >= NAMED_FROM


@dataclass(frozen=True, slots=True)
class Change:
    """A change between two periods and what explains it, the strongest cause first.

    `rate_effect` and `mix_effect` add up to `after` − `before`. `looked_at` is the number of slices
    among which the causes were chosen. `others` are the slices that explain it next best, had the
    causes not been chosen instead: the most likely first.
    """

    before: float
    after: float
    rate_effect: float
    mix_effect: float
    looked_at: int
    is_rate: bool
    causes: tuple[Cause, ...]
    others: tuple[Cause, ...] = ()

    @property
    def suspects(self) -> tuple[Cause, ...]:
        """All slices to look at: the causes, then the others."""
        return (*self.causes, *self.others)


def root_causes(found: Leaves) -> Change:
    """Name the slices that explain a change.

    Parameters
    ----------
    found : Leaves
        The two periods, cut as finely as they can be.
    """
    slices = tuple(all_slices(found))
    expected = expected_events(found)
    _, seen = found.events()
    later = found.n1.sum() if found.is_rate else 1.0
    earlier = found.n0.sum() if found.is_rate else 1.0
    start, end = float(found.k0.sum() / earlier), float(found.k1.sum() / later)
    rate_effect = float((seen.sum() - expected.sum()) / later)
    rate_effect = -rate_effect if found.counts_failures else rate_effect
    mix_effect = end - start - rate_effect if found.is_rate else 0.0
    # Of a rate the rarer outcome is the bad one: more of it is what is asked about.
    sign = 1.0 if found.is_rate or end > start else -1.0
    causes, others = _moved_rates(question(found, slices, expected, sign=sign))
    is_explained = any(cause.is_named for cause in causes)
    least = _MIX_SHARE if is_explained else _MIX_SHARE_ELSE
    if mix_effect * (end - start) > 0 and abs(mix_effect) > least * abs(end - start):
        moved = moved_share(found, slices, end - start)
        if moved is not None and moved.odds >= 0:
            share = _cause(
                found, expected, (moved.inside, moved.places), _sure(moved.odds), is_mix=True
            )
            causes, others = [share], [*causes, *others]
    return Change(
        before=start,
        after=end,
        rate_effect=end - start - mix_effect,
        mix_effect=mix_effect,
        looked_at=sum(len(one.prior) for one in slices),
        is_rate=found.is_rate,
        causes=tuple(causes),
        others=tuple(others[: _SUSPECTS - len(causes)]),
    )


def _moved_rates(asked: Question) -> tuple[list[Cause], list[Cause]]:
    """Name the slices whose rates moved, and those that come next."""
    first = weighed(asked)
    path, end = _chosen(asked, first)
    rest = weighed(end)
    causes = [_suspect(step.asked, end, step.one, step.told) for step in path]
    names = [cause.slice for cause in causes]
    others = []
    for one in first.best(_SUSPECTS + len(causes)):
        left = replace(one, odds=rest.odds_of(one))
        other = _suspect(end, end, left, rest)
        if other.slice not in names:
            others.append(replace(other, likelihood=first.likelihood(one)))
    return causes, others


@dataclass(frozen=True, slots=True)
class _Step:
    """A slice that was chosen, and the question to which it was the answer."""

    asked: Question
    told: Weighed
    one: Candidate


def _chosen(asked: Question, first: Weighed) -> tuple[list[_Step], Question]:
    """Choose slices as long as they explain what those before leave over; tell what is left."""
    path: list[_Step] = []
    told, least = first, _LEAST_ODDS
    while len(path) < _MOST:
        best = told.best(1)
        if not best or best[0].odds < least:
            break
        if path and (best[0].factor > 1) != (path[0].one.factor > 1):
            break
        path.append(_Step(asked, told, best[0]))
        asked = asked.moved(best[0].inside, best[0].factor)
        told, least = weighed(asked), _LEAST_ODDS_LATER
    return path, asked


def _suspect(asked: Question, end: Question, one: Candidate, told: Weighed) -> Cause:
    off = (asked.seen - asked.expected)[one.inside]
    confidence = _confidence(one, told, off, _unrest(end, ~one.inside))
    where = (one.inside, one.cut.places)
    made = _cause(asked.found, asked.expected, where, confidence, is_mix=False)
    return replace(made, likelihood=told.likelihood(one))


def _unrest(end: Question, outside: Flags) -> float:
    """Tell how much wider the other leaves spread than chance lets them, all causes given."""
    expected = end.expected[outside]
    variance = expected * (1 + expected / (end.before[outside] + KNOWN))
    spread = float(((end.seen[outside] - expected) ** 2).sum())
    lent = float(variance.sum()) * _CALM_LEAVES / max(len(expected), 1)
    return max((spread + lent) / max(float(variance.sum()) + lent, 1e-12), 1.0)


def _confidence(one: Candidate, told: Weighed, off: Floats, unrest: float) -> float:
    """Rule luck out twice: by the odds of the best of all slices, and by the leaves' agreement.

    Exchanging before and after turns the sign of a leaf; leaves of a true cause agree in theirs. A
    slice of few leaves cannot show that: its odds have to be far longer instead than those of any
    slice that moved the other way. Both count for less where the other leaves are restless too.
    """
    from scipy.special import ndtr  # noqa: PLC0415  # the import is slow

    agreement = abs(float(off.sum())) / max(sqrt(float((off**2).sum())), 1e-12)
    agreed = max(_luck(one.odds / unrest - _LUCK_AT), 2 * float(ndtr(-agreement)))
    far = one.odds / unrest**_UNREST_TELLS - max(told.against, 0.0)
    return max(1 - min(agreed, _luck(far - _LUCK_AT_ALONE)), 0.0)


def _luck(odds: float) -> float:
    return _LUCK * exp(min(-odds, 50))


def _sure(odds: float) -> float:
    return max(1 - _luck(odds - _LUCK_AT_MIX), 0.0)


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
