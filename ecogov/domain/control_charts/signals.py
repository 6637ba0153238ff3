"""Patterns that a stable process hardly ever shows: one rule set per chart, never both."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecogov.domain.kpi.intervals import FloatArray

Flags = NDArray[np.bool_]


class RuleSet(StrEnum):
    """Which rules."""

    NELSON = "nelson"
    WESTERN_ELECTRIC = "western_electric"


def signals(standings: FloatArray, rules: RuleSet) -> dict[int, Flags]:
    """Find the points at which a rule is broken.

    Parameters
    ----------
    standings : array, shape (n_points,)
        Standard deviations off the centre, in the order of time; NaN where there is no point:
        a pattern goes on across it.
    rules : RuleSet
        The set.

    Returns
    -------
    dict of int to array of bool
        By number of the rule: at which points its pattern is complete.

    References
    ----------
    .. [1] L. S. Nelson, "The Shewhart control chart: tests for special causes", Journal of Quality
       Technology 16(4), 1984, pp. 237-239.
    .. [2] Western Electric Company, "Statistical Quality Control Handbook", 1956, pp. 23-28.
    """
    known = np.flatnonzero(~np.isnan(standings))
    z = standings[known]
    told = {}
    for number, rule in RULES[rules].items():
        flags = np.zeros(len(standings), dtype=bool)
        flags[known] = rule(z)
        told[number] = flags
    return told


def _beyond_three(z: FloatArray) -> Flags:
    return np.asarray(np.abs(z) > 3)  # noqa: PLR2004 - the rule's name


def _of(least: int, among: int, sigmas: float) -> Callable[[FloatArray], Flags]:
    """Make the rule: `least` of `among` points beyond `sigmas`, all of them on one side."""

    def rule(z: FloatArray) -> Flags:
        flags = np.zeros(len(z), dtype=bool)
        for side in (z > sigmas, z < -sigmas):
            # Only a point that is out itself completes the pattern.
            flags |= side & (_last(side, among) >= least)
        return flags

    return rule


def _in_a_row(count: int) -> Callable[[FloatArray], Flags]:
    """Make the rule: `count` points in a row on one side of the centre."""

    def rule(z: FloatArray) -> Flags:
        return np.asarray((_last(z > 0, count) >= count) | (_last(z < 0, count) >= count))

    return rule


def _trending(z: FloatArray) -> Flags:
    """Six points in a row, each above (or below) the one before."""
    steps = np.diff(z, prepend=np.nan)
    five = 5
    return np.asarray((_last(steps > 0, five) >= five) | (_last(steps < 0, five) >= five))


def _alternating(z: FloatArray) -> Flags:
    """Fourteen points in a row that go up and down in turn."""
    steps = np.diff(z, prepend=np.nan)
    turns = np.zeros(len(z), dtype=bool)
    turns[2:] = steps[1:-1] * steps[2:] < 0
    twelve = 12
    return np.asarray(_last(turns, twelve) >= twelve)


def _hugging(z: FloatArray) -> Flags:
    """Fifteen points in a row within one standard deviation."""
    fifteen = 15
    return np.asarray(_last(np.abs(z) < 1, fifteen) >= fifteen)


def _avoiding(z: FloatArray) -> Flags:
    """Eight points in a row outside of one standard deviation, on both sides."""
    eight = 8
    outside = _last(np.abs(z) > 1, eight) >= eight
    both = (_last(z > 1, eight) > 0) & (_last(z < -1, eight) > 0)
    return np.asarray(outside & both)


def _last(flags: Flags, count: int) -> NDArray[np.int64]:
    """Count the flags among the last `count` points, the point itself included."""
    summed = np.concatenate([np.zeros(count, dtype=np.int64), np.cumsum(flags)])
    return np.asarray(summed[count:] - summed[: len(flags)], dtype=np.int64)


RULES: Final[Mapping[RuleSet, Mapping[int, Callable[[FloatArray], Flags]]]] = MappingProxyType(
    {
        RuleSet.NELSON: {
            1: _beyond_three,
            2: _in_a_row(9),
            3: _trending,
            4: _alternating,
            5: _of(2, 3, 2.0),
            6: _of(4, 5, 1.0),
            7: _hugging,
            8: _avoiding,
        },
        RuleSet.WESTERN_ELECTRIC: {
            1: _beyond_three,
            2: _of(2, 3, 2.0),
            3: _of(4, 5, 1.0),
            4: _in_a_row(8),
        },
    }
)
"""The rules of each set by their number; words stand under ``control_chart.rule.<set>.<n>``."""
