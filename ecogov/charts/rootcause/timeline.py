"""A KPI by day with both periods shaded, and what happened around the change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any, Final

import pandas as pd

from ecogov.charts.looks import Look, Specification
from ecogov.charts.scales import scale_of
from ecogov.charts.theme import PALETTES, Palette, vega_config
from ecogov.charts.trend_layers import DAY_MILLISECONDS, milliseconds, moment
from ecogov.i18n import formats
from ecogov.i18n.figures import figure

_HEIGHT: Final = 250
_PADDING_SHARE: Final = 0.12


@dataclass(frozen=True, slots=True)
class Shade:
    """A period with its mean, as it is drawn behind the line."""

    first: date
    last: date
    title: str
    value: float


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: its number in the list under the picture, its day, its words."""

    number: int
    day: date
    text: str


def timeline_chart(
    cells: pd.DataFrame, shades: Sequence[Shade], events: Sequence[Event], look: Look
) -> Specification:
    """Draw a KPI by day between two periods.

    Parameters
    ----------
    cells : DataFrame
        KPI cells of one metric by ``day``, in order, with at least one figure. Not modified.
    shades : sequence of Shade
        The earlier and the later period.
    events : sequence of Event
        Numbered marks; those outside of the days that are drawn are left out.

    Returns
    -------
    dict
        Vega-Lite specification with its data.
    """
    colours = PALETTES[look.theme]
    unit = str(cells["unit"].iloc[0])
    known = cells["value"].dropna()
    low, high = float(known.min()), float(known.max())
    scale = scale_of(look.t, unit, (low, high), currency=look.currency)
    room = (high - low) * _PADDING_SHARE or abs(high) * _PADDING_SHARE or 1.0
    domain = [(low - room) / scale.divisor, (high + room) / scale.divisor]
    first = min(milliseconds(shade.first) for shade in shades)
    last = max(milliseconds(shade.last) for shade in shades)
    half = DAY_MILLISECONDS // 2
    x = {
        "field": "at", "type": "temporal",
        "scale": {
            "type": "utc", "domain": [moment(first - half), moment(last + half)], "nice": False,
        },
        "axis": {
            "title": None, "format": look.t("kpi.axis.day_format"), "labelFlush": False,
            "tickMinStep": DAY_MILLISECONDS,
        },
    }  # fmt: skip
    y = {
        "field": "value", "type": "quantitative",
        "scale": {"domain": domain, "zero": False, "nice": False},
        "axis": {"title": scale.title or None, "format": scale.number, "tickCount": 5},
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": _HEIGHT,
        "layer": [
            *_shades(shades, colours, scale.divisor),
            _line(_values(cells, look, scale.divisor), (x, y), look),
            *_events([one for one in events if first <= milliseconds(one.day) <= last], x, colours),
        ],
        "config": vega_config(look.theme, look.t.language),
    }


def _values(cells: pd.DataFrame, look: Look, divisor: float) -> list[dict[str, Any]]:
    return [
        {
            "at": milliseconds(row["day"]),
            "day": formats.day(look.t, row["day"]),
            "value": None if isnan(row["value"]) else row["value"] / divisor,
            "figure": formats.NOTHING
            if isnan(row["value"])
            else figure(look.t, row["value"], str(row["unit"]), look.currency),
        }
        for row in cells.to_dict("records")
    ]


def _shades(shades: Sequence[Shade], colours: Palette, divisor: float) -> list[Specification]:
    half = DAY_MILLISECONDS // 2
    layers: list[Specification] = []
    for shade, colour in zip(shades, (colours.muted, colours.accent), strict=True):
        value = {
            "since": milliseconds(shade.first) - half,
            "until": milliseconds(shade.last) + half,
            "mean": shade.value / divisor,
            "title": shade.title,
        }
        x = {"field": "since", "type": "temporal", "scale": {"type": "utc"}}
        span = {"x": x, "x2": {"field": "until"}}
        layers += [
            {
                "data": {"values": [value]},
                "mark": {"type": "rect", "opacity": 0.1, "color": colour, "clip": True},
                "encoding": {**span, "y": {"value": 0}, "y2": {"value": "height"}},
            },
            {
                "data": {"values": [value]},
                "mark": {"type": "rule", "strokeWidth": 2, "color": colour, "clip": True},
                "encoding": {**span, "y": {"field": "mean", "type": "quantitative"}},
            },
            {
                "data": {"values": [value]},
                "mark": {
                    "type": "text", "align": "left", "baseline": "bottom", "dx": 5, "dy": -4,
                    "color": colour, "fontWeight": 600,
                },
                "encoding": {
                    "x": x,
                    "y": {"value": "height"},
                    "text": {"field": "title", "type": "nominal"},
                },
            },
        ]  # fmt: skip
    return layers


def _line(
    values: list[dict[str, Any]], axes: tuple[Specification, Specification], look: Look
) -> Specification:
    t, colours = look.t, PALETTES[look.theme]
    return {
        "data": {"values": values},
        "mark": {
            "type": "line", "clip": True, "color": colours.ink, "strokeWidth": 1.5,
            "point": {"size": 26, "color": colours.ink},
        },
        "encoding": {
            "x": axes[0],
            "y": axes[1],
            "tooltip": [
                {"field": "day", "type": "nominal", "title": t("kpi.column.period")},
                {"field": "figure", "type": "nominal", "title": t("kpi.column.value")},
            ],
        },
    }  # fmt: skip


def _events(events: Sequence[Event], x: Specification, colours: Palette) -> list[Specification]:
    if not events:
        return []
    values = [
        {"at": milliseconds(one.day), "number": str(one.number), "text": one.text} for one in events
    ]
    tooltip = {"field": "text", "type": "nominal"}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "color": colours.warning, "strokeDash": [3, 2]},
            "encoding": {"x": x, "y": {"value": 0}, "y2": {"value": "height"}, "tooltip": tooltip},
        },
        {
            "data": {"values": values},
            "mark": {
                "type": "text", "baseline": "top", "align": "left", "dx": 3, "fontWeight": 700,
                "color": colours.warning,
            },
            "encoding": {"x": x, "y": {"value": 2}, "text": {"field": "number"}},
        },
    ]  # fmt: skip
