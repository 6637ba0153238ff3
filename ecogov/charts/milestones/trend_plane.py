"""The plane of the milestone trend analysis: both axes, the diagonal, the stale zone."""

from dataclasses import dataclass
from typing import Final

from ecogov.charts.looks import Look, Specification
from ecogov.charts.milestones import time_axis
from ecogov.charts.theme import PALETTES, Palette

WORDS_PIXELS: Final = 235
NARROW_PIXELS: Final = 520


@dataclass(frozen=True, slots=True)
class Plane:
    """Both axes, which meet at the diagonal, and for whom they are drawn."""

    look: Look
    across: tuple[int, int]
    upwards: tuple[int, int]

    @property
    def colours(self) -> Palette:
        """Colours of the reader's theme."""
        return PALETTES[self.look.theme]

    def x(self, field: str = "reported") -> Specification:
        """Place the day of a report; narrow screens have no room for words beside the plane."""
        width = f"width > {NARROW_PIXELS} ? width - {WORDS_PIXELS} : width"
        scale = {**time_axis.scale(self.across), "range": [0, {"expr": width}]}
        axis = time_axis.axis(self.look, self.across, title=self.look.t("schedule.trend.x"))
        return {"field": field, "type": "temporal", "scale": scale, "axis": axis}

    def y(self, field: str = "forecast") -> Specification:
        """Place the day that was forecast."""
        axis = time_axis.axis(self.look, self.upwards, title=self.look.t("schedule.trend.y"))
        scale = time_axis.scale(self.upwards)
        return {"field": field, "type": "temporal", "scale": scale, "axis": axis}

    @staticmethod
    def bare(field: str) -> Specification:
        """Place the first end of a span of days."""
        # Vega-Lite misreads a domain that is given beside a second end.
        return {"field": field, "type": "temporal", "scale": {"type": "utc"}}


def stale_zone(plane: Plane) -> Specification:
    """Shade below the diagonal: there the day expected lies before the day of the report."""
    low, high = plane.across
    values = [{"reported": at, "forecast": max(at, plane.upwards[0])} for at in (low, high)]
    return {
        "data": {"values": values},
        "mark": {"type": "area", "clip": True, "opacity": 0.1, "color": plane.colours.bad},
        "encoding": {"x": plane.x(), "y": plane.bare("forecast"), "y2": {"value": "height"}},
    }


def diagonal(plane: Plane) -> list[Specification]:
    """Draw where milestones are achieved, and name the zone below."""
    colours, t = plane.colours, plane.look.t
    low, high = max(plane.across[0], plane.upwards[0]), min(plane.across[1], plane.upwards[1])
    ends = [{"reported": at, "forecast": at} for at in (low, high)]
    dash = {"type": "line", "clip": True, "color": colours.muted, "strokeDash": [5, 4]}
    right = f"(width > {NARROW_PIXELS} ? width - {WORDS_PIXELS} : width) - 8"
    words = {
        "type": "text", "align": "right", "baseline": "bottom", "dy": -8, "fontSize": 12,
        "fontWeight": 600, "color": colours.bad,
    }  # fmt: skip
    return [
        {
            "data": {"values": ends},
            "mark": {**dash, "strokeWidth": 1.5},
            "encoding": {"x": plane.x(), "y": plane.y()},
        },
        {
            "data": {"values": [{"text": t("schedule.trend.stale_zone")}]},
            "mark": words,
            "encoding": {
                "x": {"value": {"expr": right}},
                "y": {"value": "height"},
                "text": {"field": "text", "type": "nominal"},
            },
        },
    ]
