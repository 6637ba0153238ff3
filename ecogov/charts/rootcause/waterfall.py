"""From the value before to the value after, slice by slice: rate effects and mix effects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from ecogov.charts.looks import Look, Specification
from ecogov.charts.scales import Scale, scale_of
from ecogov.charts.theme import PALETTES, Palette, vega_config

MOST_STEPS: Final = 12

_ROW_PIXELS: Final = 28
_AXIS_PIXELS: Final = 48
_PADDING_SHARE: Final = 0.16
_EFFECTS: Final = ("rate", "mix")


@dataclass(frozen=True, slots=True)
class Ends:
    """The whole of a change: values, their words, and the unit that they are drawn in."""

    before: float
    after: float
    before_text: str
    after_text: str
    unit: str


def waterfall_chart(steps: pd.DataFrame, ends: Ends, look: Look) -> Specification:
    """Draw how a change adds up.

    Parameters
    ----------
    steps : DataFrame, shape (n_slices, 4)
        In order: ``name`` (unique), ``rate_effect``, ``mix_effect`` and ``text`` (their sum in
        words). Not modified. They add up to the change.
    ends : Ends
        The values at both ends.
    look : Look
        Language, theme, currency.

    Returns
    -------
    dict
        Vega-Lite specification with its data.
    """
    t, colours = look.t, PALETTES[look.theme]
    values, texts = _bars(steps, ends)
    points = [ends.before, ends.after, *(one["until"] for one in values)]
    scale = scale_of(t, ends.unit, (min(points), max(points)), currency=look.currency)
    for one in (*values, *texts):
        for name in ("since", "until", "at"):
            if name in one:
                one[name] /= scale.divisor
    drawn = [point / scale.divisor for point in points]
    names = [t("rootcause.before"), *steps["name"], t("rootcause.after")]
    marks = [
        {"name": names[0], "at": drawn[0], "text": ends.before_text},
        {"name": names[-1], "at": drawn[1], "text": ends.after_text},
    ]
    axes = _Axes(_x(scale, drawn), _y(names), scale)
    titles = {effect: t(f"rootcause.effect.{effect}") for effect in _EFFECTS}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": len(names) * _ROW_PIXELS + _AXIS_PIXELS,
        "layer": [
            _guides(drawn, colours),
            _effects([{**one, "effect": titles[one["effect"]]} for one in values], axes, look),
            _texts(texts, axes, colours),
            *_ends(marks, axes, colours),
        ],
        "config": vega_config(look.theme, t.language),
    }


@dataclass(frozen=True, slots=True)
class _Axes:
    x: Specification
    y: Specification
    scale: Scale


def _bars(steps: pd.DataFrame, ends: Ends) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    reached, bars, texts = ends.before, [], []
    for step in steps.to_dict("records"):
        furthest = reached
        for effect in _EFFECTS:
            size = float(step[f"{effect}_effect"])
            bars.append(
                {"name": step["name"], "effect": effect, "since": reached, "until": reached + size}
                | {"text": step["text"]}
            )
            reached += size
            furthest = max(furthest, reached)
        texts.append({"name": step["name"], "at": furthest, "text": step["text"]})
    return bars, texts


def _x(scale: Scale, points: Sequence[float]) -> Specification:
    low, high = min(points), max(points)
    room = (high - low) * _PADDING_SHARE or abs(high) * _PADDING_SHARE or 1.0
    domain = [low - room / 2, high + room * 1.6]
    return {
        "type": "quantitative",
        "scale": {"domain": domain, "zero": False, "nice": False},
        "axis": {
            "title": scale.title or None, "format": scale.number, "tickCount": 5, "grid": True,
        },
    }  # fmt: skip


def _y(names: Sequence[str]) -> Specification:
    axis = {"title": None, "labelLimit": 190, "ticks": False, "domain": False}
    return {"field": "name", "type": "nominal", "sort": list(names), "axis": axis}


def _guides(points: Sequence[float], colours: Palette) -> Specification:
    return {
        "data": {"values": [{"at": points[0]}, {"at": points[1]}]},
        "mark": {"type": "rule", "strokeDash": [3, 3], "color": colours.muted, "opacity": 0.6},
        "encoding": {"x": {"field": "at", "type": "quantitative"}},
    }


def _effects(values: list[dict[str, Any]], axes: _Axes, look: Look) -> Specification:
    t, colours = look.t, PALETTES[look.theme]
    kinds = [t(f"rootcause.effect.{effect}") for effect in _EFFECTS]
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "height": 15, "cornerRadius": 1},
        "encoding": {
            "x": {**axes.x, "field": "since"},
            "x2": {"field": "until"},
            "y": axes.y,
            "color": {
                "field": "effect",
                "type": "nominal",
                "scale": {"domain": kinds, "range": [colours.accent, colours.categories[1]]},
                "legend": {"title": None},
            },
            "tooltip": [
                {"field": "name", "type": "nominal", "title": t("kpi.column.slice")},
                {"field": "text", "type": "nominal", "title": t("rootcause.column.contribution")},
            ],
        },
    }


def _texts(texts: list[dict[str, Any]], axes: _Axes, colours: Palette) -> Specification:
    return {
        "data": {"values": texts},
        "mark": {"type": "text", "align": "left", "dx": 6, "color": colours.ink},
        "encoding": {
            "x": {**axes.x, "field": "at"},
            "y": axes.y,
            "text": {"field": "text", "type": "nominal"},
        },
    }


def _ends(marks: list[dict[str, Any]], axes: _Axes, colours: Palette) -> list[Specification]:
    place = {"x": {**axes.x, "field": "at"}, "y": axes.y}
    point = {"type": "point", "filled": True, "shape": "diamond", "size": 110}
    text = {"type": "text", "align": "left", "dx": 10, "fontWeight": 700, "color": colours.ink}
    return [
        {
            "data": {"values": marks},
            "mark": {**point, "color": colours.ink},
            "encoding": place,
        },
        {
            "data": {"values": marks},
            "mark": text,
            "encoding": {**place, "text": {"field": "text", "type": "nominal"}},
        },
    ]
