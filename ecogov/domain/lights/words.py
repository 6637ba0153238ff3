"""The colours, the dimensions that have one, and which colour is worse."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Light(StrEnum):
    """How a dimension stands; grey is no data, and neither good nor forgiven."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"

    @property
    def badness(self) -> int:
        """Give 0 for green up to 3 for red; not knowing is worse than green."""
        return _BADNESS.index(self)


_BADNESS: Final = (Light.GREEN, Light.GREY, Light.AMBER, Light.RED)


class Dimension(StrEnum):
    """What a project is judged by, in the order of every report."""

    SCHEDULE = "schedule"
    QUALITY = "quality"
    THROUGHPUT = "throughput"
    COST = "cost"
    RISK = "risk"
    PEOPLE = "people"


class Arrow(StrEnum):
    """Where a dimension goes since the period before."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    UNKNOWN = "unknown"


def worst(lights: Iterable[Light]) -> Light:
    """Choose the worst of some lights; none at all are grey."""
    return max(lights, key=lambda light: light.badness, default=Light.GREY)


NEEDS_EXPLAINING: Final = frozenset({Light.AMBER, Light.RED})
"""Lights that are published only with a path to green and the decisions needed."""
