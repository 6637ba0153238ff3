"""Axes of the map of risks, the same for every layer that lies on it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from ecogov.charts.looks import Specification
from ecogov.domain.risks.scales import LEVELS, Level, Scale
from ecogov.i18n.translator import Translator

_NARROW_PIXELS: Final = 430


@dataclass(frozen=True, slots=True)
class MapAxes:
    """Impact to the right, probability upwards, from 0.5 to 5.5 each."""

    impact: Specification
    probability: Specification

    @classmethod
    def of(cls, scale: Scale, t: Translator) -> Self:
        """Name the levels of a scale in the reader's language."""
        impact = _axis(scale.impact, t("risk.map.impact"), t.language)
        return cls(impact, _axis(scale.probability, t("risk.map.probability"), t.language))

    def x(self, field: str) -> Specification:
        """Place by impact."""
        return _place(field, self.impact)

    def y(self, field: str) -> Specification:
        """Place by probability."""
        return _place(field, self.probability)


def _place(field: str, axis: Specification) -> Specification:
    scale = {"domain": [0.5, LEVELS + 0.5], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}


def _axis(levels: Sequence[Level], title: str, language: str) -> Specification:
    """Name the levels; where there is no room, by their numbers."""
    names = json.dumps([level.name(language) for level in levels])
    number = "datum.value"
    return {
        "title": title,
        "values": list(range(1, LEVELS + 1)),
        "labelExpr": (
            f"width < {_NARROW_PIXELS} ? {number} : {number} + ' ' + {names}[{number} - 1]"
        ),
        "labelOverlap": False,
        "labelLimit": 120,
        "labelFlush": False,
        "grid": False,
        "ticks": False,
        "domain": False,
    }
