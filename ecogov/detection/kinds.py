"""How each kind of metric behaves on its working scale: the constants of the filter.

A ratio is worked on as log-odds, a mean as its logarithm, a count or a stock as log(1 + x): there
an effect adds up and noise is of one size. The constants were chosen on simulated panels whose
seeds judge nothing.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """What a series measures; the value is what a file says."""

    RATIO = "ratio"
    MEAN = "mean"
    COUNT = "count"
    BACKLOG = "backlog"


@dataclass(frozen=True, slots=True)
class KindModel:
    """What a kind of metric does when nothing is wrong, in variances per day.

    Parameters
    ----------
    memory : float
        Share of yesterday's deviation from the long-run mean that is left today.
    wander : tuple of float
        Variance that each day adds to the deviation; of several, those that predict best weigh.
    settle : float
        Variance that each day adds to the long-run mean.
    start : float
        Variance of the deviation on the first day.
    weekday : float
        Prior variance of a weekday's offset; the seven offsets sum to zero.
    weekday_wander : float
        Variance that each day adds to the offsets.
    noise : tuple of (float, float)
        Candidates (a, b): the noise of a day has the variance a · sampling + b.
    recall : float
        Share of yesterday's verdict on `wander` that is left today.
    effect : float
        Typical size of a change that matters.
    clip : float
        How many standard deviations of one day a window of several days believes.
    clip_day : float
        The same for windows of one and two days.
    tail : float
        Degrees of freedom of the noise of a single day.
    bad : int
        The direction that is bad; 0: the rarer outcome of the ratio.
    """

    memory: float
    wander: tuple[float, ...]
    settle: float
    start: float
    weekday: float
    noise: tuple[tuple[float, float], ...]
    effect: float
    bad: int
    weekday_wander: float = 0.0
    recall: float = 0.98
    clip: float = 4.0
    clip_day: float = 6.0
    tail: float = 20.0


MODELS: Final = MappingProxyType(
    {
        Kind.RATIO: KindModel(
            memory=0.98,
            wander=(0.0006,),
            settle=2e-6,
            start=0.02,
            weekday=0.0025,
            noise=tuple((1.0, extra) for extra in (0.003, 0.01, 0.03, 0.08, 0.2, 0.4)),
            effect=0.42,
            bad=0,
            clip=3.5,
            clip_day=99.0,
            tail=40.0,
        ),
        Kind.MEAN: KindModel(
            memory=0.98,
            wander=(0.00015,),
            settle=1e-6,
            start=0.005,
            weekday=0.0009,
            noise=tuple(
                (spread, extra)
                for spread in (0.25, 0.45, 0.75, 1.2)
                for extra in (0.0004, 0.0012, 0.0036, 0.012, 0.04, 0.15)
            ),
            effect=0.2,
            bad=1,
            clip=2.2,
            clip_day=4.0,
        ),
        Kind.COUNT: KindModel(
            memory=0.97,
            wander=(0.0015,),
            settle=5e-6,
            start=0.025,
            weekday=1.0,
            noise=tuple((1.0, extra) for extra in (0.008, 0.018, 0.035, 0.07, 0.15)),
            effect=0.42,
            bad=-1,
            weekday_wander=2e-5,
        ),
        Kind.BACKLOG: KindModel(
            memory=0.9,
            wander=(0.001, 0.006, 0.03),
            settle=1e-4,
            start=0.1,
            weekday=0.01,
            noise=tuple((0.0, extra) for extra in (0.0005, 0.001, 0.0018, 0.004, 0.012)),
            effect=0.45,
            bad=1,
            recall=0.9,
        ),
    }
)
