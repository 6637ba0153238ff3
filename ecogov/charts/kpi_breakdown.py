"""One KPI side by side for vendors, queues, locales or people, with what chance allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, Final

import pandas as pd

from ecogov.charts.looks import Look, Specification
from ecogov.charts.scales import Scale, scale_of
from ecogov.charts.theme import PALETTES, Palette, vega_config
from ecogov.domain.kpi.cells import Cell
from ecogov.i18n import formats
from ecogov.i18n.figures import bounds, figure, goal

PICKED: Final = "picked"
"""Name of the selection: its points carry the field ``key``."""

MOST_BARS: Final = 25

_ROW_PIXELS: Final = 26
_AXIS_PIXELS: Final = 48
_PADDING_SHARE: Final = 0.06


def breakdown_chart(rows: pd.DataFrame, look: Look, *, picked: str | None = None) -> Specification:
    """Draw figures side by side in the order given.

    Parameters
    ----------
    rows : DataFrame, shape (n_slices, >= 16)
        KPI cells of one metric with ``key`` (text that names the slice), ``name`` (as shown) and
        ``is_decided`` (whether it differs from the rest beyond chance; None where that cannot
        be said). At most `MOST_BARS` are drawn. Not modified.
    look : Look
        Language, theme, currency.
    picked : str, optional
        Key that is opened already.

    Returns
    -------
    dict
        Vega-Lite specification with its data and the selection `PICKED`.
    """
    t, colours = look.t, PALETTES[look.theme]
    shown = rows[rows["value"].notna()].head(MOST_BARS)
    cells = [Cell.of(row) for row in shown.to_dict("records")]
    has_intervals = any(cell.has_interval for cell in cells)
    low, high = _range(cells)
    scale = scale_of(t, cells[0].unit, (low, high), currency=look.currency)
    values = [
        _value(row, cell, look, scale)
        for row, cell in zip(shown.to_dict("records"), cells, strict=True)
    ]
    place = _Place(
        _x(scale, _domain(low, high, scale, has_intervals=has_intervals)), _y(values), scale
    )
    marks = _dots(place, colours) if has_intervals else [_bars(place, colours)]
    layers = [*marks, *_targets(cells, place, colours), _click_area(place, look, picked)]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": len(values) * _ROW_PIXELS + _AXIS_PIXELS,
        "layer": [{"data": {"values": values}, "layer": layers}],
        "config": vega_config(look.theme, t.language),
    }


@dataclass(frozen=True, slots=True)
class _Place:
    """Both axes as every layer that draws slices needs them."""

    x: Specification
    y: Specification
    scale: Scale


def _range(cells: Sequence[Cell]) -> tuple[float, float]:
    ends = [end for c in cells for end in (c.value, c.low, c.high, c.target) if not isnan(end)]
    return min(ends), max(ends)


def _domain(low: float, high: float, scale: Scale, *, has_intervals: bool) -> list[float]:
    room = (high - low) * _PADDING_SHARE or abs(high) * _PADDING_SHARE or 1.0
    bottom = low - room if has_intervals else min(low, 0.0)
    if low >= 0:
        bottom = max(bottom, 0.0)
    top = min(high + room, 1.0) if scale.number.endswith("%") else high + room
    return [bottom / scale.divisor, max(top, high) / scale.divisor]


def _value(row: dict[Any, Any], cell: Cell, look: Look, scale: Scale) -> dict[str, Any]:
    t = look.t
    verdict = "" if cell.evidence == "none" else t(f"evidence.{cell.evidence}")
    told = {
        "key": str(row["key"]),
        "name": str(row["name"]),
        "value": cell.value / scale.divisor,
        "decided": row["is_decided"] is not False,
        "figure": figure(t, cell.value, cell.unit, look.currency),
        "interval": bounds(t, cell, look.currency) if cell.has_interval else formats.NOTHING,
        "n": formats.number(t, cell.n),
        "verdict": f"{goal(t, cell, look.currency)} · {verdict}" if verdict else formats.NOTHING,
    }
    if cell.has_interval:
        told |= {"low": cell.low / scale.divisor, "high": cell.high / scale.divisor}
    if cell.has_target:
        told["goal"] = cell.target / scale.divisor
    return told


def _y(values: Sequence[dict[str, Any]]) -> Specification:
    return {
        "field": "name",
        "type": "nominal",
        "sort": [value["name"] for value in values],
        "axis": {"title": None, "labelLimit": 150, "ticks": False, "domain": False},
    }


def _x(scale: Scale, domain: list[float]) -> Specification:
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": domain, "zero": False, "nice": False},
        "axis": {
            "title": scale.title or None,
            "format": scale.number,
            "tickCount": 5,
            "grid": True,
        },
    }


def _tooltip(look: Look) -> list[Specification]:
    t = look.t
    titles = {
        "name": t("kpi.column.slice"),
        "figure": t("kpi.column.value"),
        "interval": t("kpi.column.interval"),
        "n": t("kpi.column.n"),
        "verdict": t("kpi.column.target"),
    }
    return [{"field": f, "type": "nominal", "title": title} for f, title in titles.items()]


def _colour(colours: Palette) -> Specification:
    return {
        "condition": {"test": "datum.decided", "value": colours.accent},
        "value": colours.unknown,
    }


def _bars(place: _Place, colours: Palette) -> Specification:
    return {
        "mark": {"type": "bar", "height": 14, "cornerRadiusEnd": 2},
        "encoding": {
            "x": place.x,
            "x2": {"datum": 0},
            "y": place.y,
            "color": {"value": colours.accent},
            "opacity": _dimmed(),
        },
    }


def _dots(place: _Place, colours: Palette) -> list[Specification]:
    return [
        {
            "mark": {"type": "rule", "strokeWidth": 3, "strokeCap": "round", "clip": True},
            "encoding": {
                "x": {**place.x, "field": "low"},
                "x2": {"field": "high"},
                "y": place.y,
                "color": _colour(colours),
                "opacity": {"condition": {"param": PICKED, "value": 0.45}, "value": 0.2},
            },
        },
        {
            "mark": {"type": "point", "filled": True, "size": 90},
            "encoding": {
                "x": place.x,
                "y": place.y,
                "color": _colour(colours),
                "shape": {
                    "condition": {"test": "datum.decided", "value": "circle"},
                    "value": "diamond",
                },
                "opacity": _dimmed(),
            },
        },
    ]


def _dimmed() -> Specification:
    return {"condition": {"param": PICKED, "value": 1}, "value": 0.4}


def _targets(cells: Sequence[Cell], place: _Place, colours: Palette) -> list[Specification]:
    """Draw one line where all slices share a target, else a tick in every row."""
    known = {cell.target for cell in cells if cell.has_target}
    if not known:
        return []
    if len(known) == 1:
        stroke = {"color": colours.warning, "strokeDash": [6, 4], "strokeWidth": 1.5}
        level = {"datum": known.pop() / place.scale.divisor}
        return [
            {
                "data": {"values": [{}]},
                "mark": {"type": "rule", **stroke},
                "encoding": {"x": level},
            }
        ]
    tick = {"type": "tick", "color": colours.warning, "thickness": 2, "size": 20}
    return [{"mark": tick, "encoding": {"x": {**place.x, "field": "goal"}, "y": place.y}}]


def _click_area(place: _Place, look: Look, picked: str | None) -> Specification:
    """Lay an unseen bar over every row, so that a click anywhere in the row opens it."""
    select = {"type": "point", "fields": ["key"], "on": "click", "clear": "dblclick"}
    parameter: Specification = {"name": PICKED, "select": select}
    if picked is not None:
        parameter["value"] = [{"key": picked}]
    return {
        "mark": {"type": "bar", "opacity": 0, "cursor": "pointer", "height": {"band": 1}},
        "params": [parameter],
        "encoding": {
            "x": {"value": 0},
            "x2": {"value": "width"},
            "y": place.y,
            "tooltip": _tooltip(look),
        },
    }
