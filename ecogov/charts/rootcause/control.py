"""A control chart: points, centre, limits, signals; and the moving range of single values."""

from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

import pandas as pd

from ecogov.charts.looks import Look, Specification
from ecogov.charts.scales import Scale, scale_of
from ecogov.charts.theme import PALETTES, Palette, vega_config
from ecogov.charts.trend_layers import DAY_MILLISECONDS, milliseconds, moment
from ecogov.i18n import formats
from ecogov.i18n.figures import figure

_HEIGHT: Final = 280
_RANGE_HEIGHT: Final = 90
_PADDING_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Lines:
    """What points are held against: centre, limit of their moving range, target; NaN for none."""

    unit: str
    center: float
    range_limit: float
    target: float


def control_chart(points: pd.DataFrame, lines: Lines, look: Look) -> Specification:
    """Draw a control chart.

    Parameters
    ----------
    points : DataFrame
        Columns ``day, value, low, high, moving_range`` and ``broken`` (the rules that are broken
        there in words, or ""), in order, with at least one figure. Not modified.
    lines : Lines
        Centre, limits, target.

    Returns
    -------
    dict
        Vega-Lite specification with its data.
    """
    t, colours = look.t, PALETTES[look.theme]
    ends = points[["value", "low", "high"]].to_numpy().ravel()
    known = [float(end) for end in ends if isfinite(end)]
    known += [lines.target] if isfinite(lines.target) else []
    low, high = min(known), max(known)
    scale = scale_of(t, lines.unit, (low, high), currency=look.currency)
    room = (high - low) * _PADDING_SHARE or abs(high) * _PADDING_SHARE or 1.0
    domain = [(low - room) / scale.divisor, (high + room) / scale.divisor]
    axes = _Axes(_x(points, look), _y(scale, domain), scale)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": _HEIGHT,
        "data": {"values": _values(points, look, scale)},
        "layer": [
            *_limits(axes, colours),
            _level(lines.center / scale.divisor, colours.muted, []),
            *_target(lines, look, scale),
            *_points(axes, look),
        ],
        "config": vega_config(look.theme, t.language),
    }


def range_chart(points: pd.DataFrame, lines: Lines, look: Look) -> Specification:
    """Draw the moving range under an XmR chart, on the same days.

    Parameters
    ----------
    points : DataFrame
        As for `control_chart`. Not modified.
    """
    colours = PALETTES[look.theme]
    known = points["moving_range"].dropna()
    top = max(float(known.max()) if len(known) else 0.0, lines.range_limit)
    scale = scale_of(look.t, lines.unit, (0.0, top), currency=look.currency)
    title = look.t("control_chart.moving_range")
    if scale.title:
        title = look.t("control_chart.moving_range_in", unit=scale.title)
    y = {
        "field": "moving_range",
        "type": "quantitative",
        "axis": {
            "title": title,
            "format": scale.number,
            "tickCount": 3,
        },
    }
    line = {
        "mark": {
            "type": "line", "color": colours.accent, "strokeWidth": 1.2,
            "point": {"size": 22, "color": colours.accent},
        },
        "encoding": {"x": _x(points, look), "y": y},
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": _RANGE_HEIGHT,
        "data": {"values": _values(points, look, scale)},
        "layer": [_level(lines.range_limit / scale.divisor, colours.muted, [5, 4]), line],
        "config": vega_config(look.theme, look.t.language),
    }


@dataclass(frozen=True, slots=True)
class _Axes:
    x: Specification
    y: Specification
    scale: Scale


def _values(points: pd.DataFrame, look: Look, scale: Scale) -> list[dict[str, Any]]:
    told = []
    for row in points.to_dict("records"):
        one: dict[str, Any] = {
            "at": milliseconds(row["day"]),
            "day": formats.day(look.t, row["day"]),
        }
        for name in ("value", "low", "high", "moving_range"):
            one[name] = row[name] / scale.divisor if isfinite(row[name]) else None
        for name, word in (("value", "figure"), ("low", "from"), ("high", "to")):
            one[word] = _figure(row[name], str(row["unit"]), look)
        told.append({**one, "broken": row["broken"], "is_signal": bool(row["broken"])})
    return told


def _figure(value: float, unit: str, look: Look) -> str:
    return figure(look.t, value, unit, look.currency) if isfinite(value) else formats.NOTHING


def _x(points: pd.DataFrame, look: Look) -> Specification:
    first, last = (milliseconds(points["day"].iloc[place]) for place in (0, -1))
    half = DAY_MILLISECONDS // 2
    domain = [moment(first - half), moment(last + half)]
    return {
        "field": "at",
        "type": "temporal",
        "scale": {"type": "utc", "domain": domain, "nice": False},
        "axis": {
            "title": None,
            "format": look.t("kpi.axis.day_format"),
            "labelFlush": False,
            "tickMinStep": DAY_MILLISECONDS,
        },
    }


def _y(scale: Scale, domain: list[float]) -> Specification:
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": domain, "zero": False, "nice": False},
        "axis": {"title": scale.title or None, "format": scale.number, "tickCount": 5},
    }


def _limits(axes: _Axes, colours: Palette) -> list[Specification]:
    band = {
        "mark": {"type": "area", "interpolate": "step", "opacity": 0.09, "color": colours.muted},
        "encoding": {"x": axes.x, "y": {**axes.y, "field": "low"}, "y2": {"field": "high"}},
    }
    edges = [
        {
            "mark": {
                "type": "line", "interpolate": "step", "strokeDash": [5, 4], "strokeWidth": 1.2,
                "color": colours.muted,
            },
            "encoding": {"x": axes.x, "y": {**axes.y, "field": end}},
        }
        for end in ("low", "high")
    ]  # fmt: skip
    return [band, *edges]


def _level(at: float, colour: str, dash: list[int]) -> Specification:
    return {
        "data": {"values": [{}]},
        "mark": {
            "type": "rule", "aria": False, "color": colour, "strokeDash": dash, "strokeWidth": 1.5,
        },
        "encoding": {"y": {"datum": at}},
    }  # fmt: skip


def _target(lines: Lines, look: Look, scale: Scale) -> list[Specification]:
    if not isfinite(lines.target):
        return []
    colours = PALETTES[look.theme]
    at = lines.target / scale.divisor
    word = look.t("control_chart.target", target=_figure(lines.target, lines.unit, look))
    label: Specification = {
        "data": {"values": [{"text": word}]},
        "mark": {
            "type": "text", "align": "right", "baseline": "bottom", "dy": -4, "dx": -4,
            "color": colours.warning, "fontWeight": 600,
        },
        "encoding": {
            "x": {"value": "width"}, "y": {"datum": at},
            "text": {"field": "text", "type": "nominal"},
        },
    }  # fmt: skip
    return [_level(at, colours.warning, [6, 4]), label]


def _points(axes: _Axes, look: Look) -> list[Specification]:
    t, colours = look.t, PALETTES[look.theme]
    titles = {
        "day": t("kpi.column.period"),
        "figure": t("kpi.column.value"),
        "from": t("control_chart.column.low"),
        "to": t("control_chart.column.high"),
        "broken": t("control_chart.column.broken"),
    }
    signal = {"test": "datum.is_signal"}
    return [
        {
            "mark": {"type": "line", "color": colours.accent, "strokeWidth": 1.5},
            "encoding": {"x": axes.x, "y": axes.y},
        },
        {
            "mark": {"type": "point", "filled": True, "opacity": 1},
            "encoding": {
                "x": axes.x,
                "y": axes.y,
                "color": {"condition": {**signal, "value": colours.bad}, "value": colours.accent},
                "shape": {"condition": {**signal, "value": "triangle-up"}, "value": "circle"},
                "size": {"condition": {**signal, "value": 110}, "value": 36},
                "tooltip": [
                    {"field": field, "type": "nominal", "title": title}
                    for field, title in titles.items()
                ],
            },
        },
    ]
