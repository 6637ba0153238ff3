"""One rule applied to one figure: what it read, what it allows, and the light that follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from ecogov.domain.lights.words import Light, worst


class ReadingUnit(StrEnum):
    """What the value of a reading counts."""

    SHARE = "share"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    COUNT = "count"
    METRIC = "metric"
    """As the KPI that is the subject."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Up to where a figure is green, and up to where it is amber; beyond that it is red.

    Both bounds belong to the better colour. A high figure is good where `is_high_good`.
    """

    green: float
    amber: float
    is_high_good: bool = False

    def light(self, value: float) -> Light:
        """Judge a figure."""
        if self._holds(value, self.green):
            return Light.GREEN
        return Light.AMBER if self._holds(value, self.amber) else Light.RED

    def _holds(self, value: float, bound: float) -> bool:
        return value >= bound if self.is_high_good else value <= bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a rule found.

    Parameters
    ----------
    rule : str
        Code of the rule.
    light : Light
        What follows from it.
    value : float or None
        The figure; None where there is none, for the reason in `null_reason`.
    unit : ReadingUnit
        What the figure counts.
    limits : Limits or None
        What is allowed; None where nothing could be held against it.
    subject : str
        Code of the KPI where the rule is about one.
    null_reason : str
        Why there is no figure, or nothing to hold it against.
    """

    rule: str
    light: Light
    unit: ReadingUnit
    value: float | None = None
    limits: Limits | None = None
    subject: str = ""
    null_reason: str = ""

    @classmethod
    def of(cls, rule: str, value: float | None, limits: Limits, unit: ReadingUnit) -> Self:
        """Judge a figure by its limits; a missing one is grey."""
        if value is None:
            return cls.missing(rule, "no_figure", unit)
        light = limits.light(value)
        return cls(rule=rule, light=light, value=value, limits=limits, unit=unit)

    @classmethod
    def missing(
        cls, rule: str, reason: str, unit: ReadingUnit = ReadingUnit.COUNT, *, subject: str = ""
    ) -> Self:
        """Say why a rule could not judge: that is grey, never green."""
        return cls(rule=rule, light=Light.GREY, unit=unit, null_reason=reason, subject=subject)


def deciding(readings: Sequence[Reading]) -> Reading | None:
    """Choose the reading that makes the light: the first of the worst."""
    light = worst(reading.light for reading in readings)
    return next((reading for reading in readings if reading.light is light), None)
