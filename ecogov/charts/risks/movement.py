"""Arrows on the map of risks: from inherent to current, and on to the target."""

from typing import Any, Final

import pandas as pd

from ecogov.charts.looks import Look, Specification
from ecogov.charts.risks.map_axes import MapAxes
from ecogov.charts.theme import PALETTES
from ecogov.domain.risks.scales import Scale
from ecogov.domain.risks.words import Stage

MOST_RISKS_MOVED: Final = 12

# A risk keeps its place within every cell, so that arrows of several risks run side by side.
_ACROSS: Final = (0.0, 0.2, -0.2, 0.3, -0.1, 0.1)
_UP: Final = (0.05, -0.12, 0.2)


def arrows(legs: pd.DataFrame, scale: Scale, look: Look) -> list[Specification]:
    """Draw how risks move; those that stay where they are have no arrow.

    Parameters
    ----------
    legs : DataFrame
        As `ecogov.domain.risks.matrix.movement` returns. Not modified.
    scale : Scale
        Names the levels in the tooltips.
    look : Look
        Language, theme.

    Returns
    -------
    list of dict
        Layers with their own data for a map whose axes reach from 0.5 to 5.5.
    """
    moved = legs[legs["has_moved"]]
    risks = moved["id"].drop_duplicates().head(MOST_RISKS_MOVED)
    places = {risk_id: place for place, risk_id in enumerate(risks)}
    shown = moved[moved["id"].isin(places)]
    values = [_value(leg, places[leg["id"]], scale, look) for leg in shown.to_dict("records")]
    if not values:
        return []
    axes = MapAxes.of(scale, look.t)
    return [
        {
            "data": {"values": values},
            "transform": _angle(),
            "layer": [*_shafts(axes, look), _starts(axes, look), _heads(axes, look)],
        }
    ]


def _value(leg: dict[Any, Any], place: int, scale: Scale, look: Look) -> dict[str, Any]:
    t, language = look.t, look.t.language
    across = _ACROSS[place % len(_ACROSS)]
    up = _UP[place % len(_UP)] if place < len(_ACROSS) else -_UP[place % len(_UP)]
    names = {
        level: scale.probability[int(leg[level]) - 1].name(language)
        for level in ("from_probability", "to_probability")
    } | {
        level: scale.impact[int(leg[level]) - 1].name(language)
        for level in ("from_impact", "to_impact")
    }
    return {
        "x": leg["from_impact"] + across,
        "x2": leg["to_impact"] + across,
        "y": leg["from_probability"] + up,
        "y2": leg["to_probability"] + up,
        "leg": leg["leg"],
        "risk": t("risk.map.named", ref=str(leg["ref"]), title=str(leg["title"])),
        "move": t(
            "risk.map.move",
            stage=t(f"risk.stage.{leg['leg']}"),
            probability=names["from_probability"],
            impact=names["from_impact"],
            to_probability=names["to_probability"],
            to_impact=names["to_impact"],
        ),
    }


def _angle() -> list[Specification]:
    """Turn the heads along their shafts; only the browser knows how wide a cell is."""
    across, up = "(datum.x2 - datum.x) * width", "(datum.y2 - datum.y) * height"
    return [{"calculate": f"atan2({across}, {up}) * 180 / PI", "as": "angle"}]


def _tooltip(look: Look) -> list[Specification]:
    titles = {"risk": look.t("risk.map.risk"), "move": look.t("risk.map.moves")}
    return [{"field": f, "type": "nominal", "title": title} for f, title in titles.items()]


def _shafts(axes: MapAxes, look: Look) -> list[Specification]:
    """Draw the lines, dashed towards a target, on a halo that parts them from dark cells."""
    colours = PALETTES[look.theme]
    place = {
        "x": axes.x("x"),
        "x2": {"field": "x2"},
        "y": axes.y("y"),
        "y2": {"field": "y2"},
        "tooltip": _tooltip(look),
    }
    is_target = {"test": f"datum.leg == '{Stage.TARGET}'", "value": [4, 3]}
    dash = {"condition": is_target, "value": [1, 0]}
    halo = {"type": "rule", "color": colours.surface, "strokeWidth": 3.4, "opacity": 0.75}
    shaft = {"type": "rule", "color": colours.ink, "strokeWidth": 1.3}
    return [
        {"mark": halo, "encoding": place},
        {"mark": shaft, "encoding": {**place, "strokeDash": dash}},
    ]


def _starts(axes: MapAxes, look: Look) -> Specification:
    colours = PALETTES[look.theme]
    point = {
        "type": "point", "shape": "circle", "filled": True, "size": 26, "opacity": 1,
        "fill": colours.surface, "stroke": colours.ink, "strokeWidth": 1.3,
    }  # fmt: skip
    return {
        "transform": [{"filter": f"datum.leg == '{Stage.CURRENT}'"}],
        "mark": point,
        "encoding": {"x": axes.x("x"), "y": axes.y("y"), "tooltip": _tooltip(look)},
    }


def _heads(axes: MapAxes, look: Look) -> Specification:
    colours = PALETTES[look.theme]
    point = {
        "type": "point", "shape": "triangle", "filled": True, "size": 70, "opacity": 1,
        "fill": colours.ink, "stroke": colours.surface, "strokeWidth": 0.8,
    }  # fmt: skip
    return {
        "mark": point,
        "encoding": {
            "x": axes.x("x2"),
            "y": axes.y("y2"),
            "angle": {"field": "angle", "type": "quantitative", "scale": None},
            "tooltip": _tooltip(look),
        },
    }
