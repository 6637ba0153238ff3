"""Burn-up: units accepted so far, the straight line that was promised, and where they part."""

from datetime import date
from math import isnan
from typing import Any, Final

from ecogov.charts.looks import Look, Specification
from ecogov.charts.theme import PALETTES, Palette, vega_config
from ecogov.charts.trend_layers import milliseconds, moment
from ecogov.domain.burn_up import BurnUp
from ecogov.i18n import formats

_HEIGHT: Final = 230
_MOST_POINTS: Final = 400
_ROOM: Final = 1.06
_DAY_MILLISECONDS: Final = 86_400_000


def burn_up_chart(burn: BurnUp, look: Look) -> Specification:
    """Draw a burn-up.

    Parameters
    ----------
    burn : BurnUp
        With points; not modified.
    look : Look
        Language, theme.

    Returns
    -------
    dict
        Vega-Lite specification with its data, without title: the page says `burn_up_finding`.
    """
    colours = PALETTES[look.theme]
    values = _values(burn, look)
    x, y = _x(values), _y(values, look)
    layers = [_accepted(x, y, colours), *_plan(burn, x, y, colours), *_ends(burn, look, x, y)]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": _HEIGHT,
        "layer": [{"data": {"values": values}, "layer": [*layers, _reader(look, x, y)]}],
        "config": vega_config(look.theme, look.t.language),
    }


def burn_up_finding(look: Look, burn: BurnUp) -> str:
    """Say how much is accepted and how far that is from the plan, in working days."""
    t = look.t
    if burn.as_of is None:
        return t("burn_up.nothing")
    share = burn.share
    if share is None or burn.days_behind is None:
        if share is None:
            return t("burn_up.units_only", units=formats.number(t, burn.accepted))
        return t("burn_up.share_only", share=formats.percent(t, share, digits=0))
    told = {"share": formats.percent(t, share, digits=0 if share < 1 else 1)}
    if share >= 1:
        return t("burn_up.done", **told)
    if burn.days_behind == 0:
        return t("burn_up.on_plan", **told)
    way = "behind" if burn.days_behind > 0 else "ahead"
    return t(f"burn_up.{way}", count=abs(burn.days_behind), **told)


def burn_up_subtitle(look: Look, burn: BurnUp, unit: str) -> str:
    """Say what is drawn, until which day, and how many units are meant."""
    t = look.t
    accepted = formats.number(t, burn.accepted)
    said = t("burn_up.units", n=accepted)
    if burn.target_units is not None:
        said = t("burn_up.units_of", n=accepted, of=formats.number(t, burn.target_units))
    said = t("burn_up.units_named", said=said, unit=unit) if unit else said
    parts = [said, t("burn_up.as_of", day=formats.day(t, burn.as_of))]
    if burn.planned is not None:
        parts.append(t("burn_up.planned", n=formats.number(t, burn.planned)))
    return " · ".join(parts)


def _values(burn: BurnUp, look: Look) -> list[dict[str, Any]]:
    points = burn.points
    every = -(-len(points) // _MOST_POINTS)
    is_last = points["day"].isin([points["day"].iloc[-1], burn.as_of])
    shown = points[(points.index % every == 0) | is_last]
    columns = (shown[name].tolist() for name in ("day", "accepted", "planned"))
    return [_value(day, so_far, wanted, look) for day, so_far, wanted in zip(*columns, strict=True)]


def _value(day: date, accepted: float, planned: float, look: Look) -> dict[str, Any]:
    t = look.t
    return {
        "at": milliseconds(day),
        "accepted": None if isnan(accepted) else accepted,
        "planned": None if isnan(planned) else planned,
        "name": formats.day(t, day),
        "said": formats.number(t, accepted),
        "wanted": formats.number(t, planned),
    }


def _x(values: list[dict[str, Any]]) -> Specification:
    ends = [moment(values[0]["at"]), moment(values[-1]["at"] + _DAY_MILLISECONDS)]
    return {
        "field": "at",
        "type": "temporal",
        "scale": {"type": "utc", "domain": ends, "nice": False},
        "axis": {"title": None, "labelFlush": True, "tickCount": 6},
    }


def _y(values: list[dict[str, Any]], look: Look) -> Specification:
    known = [value[name] or 0 for value in values for name in ("accepted", "planned")]
    top = max(known) * _ROOM or 1
    axis = {"title": look.t("burn_up.axis"), "format": "~s", "tickCount": 4}
    scale = {"domain": [0, top], "nice": False}
    return {"field": "accepted", "type": "quantitative", "scale": scale, "axis": axis}


def _accepted(x: Specification, y: Specification, colours: Palette) -> Specification:
    line = {"color": colours.accent, "strokeWidth": 2.5}
    mark = {"type": "area", "color": colours.accent, "opacity": 0.16, "line": line}
    return {"mark": {**mark, "clip": True}, "encoding": {"x": x, "y": y}}


def _plan(
    burn: BurnUp, x: Specification, y: Specification, colours: Palette
) -> list[Specification]:
    if burn.gap is not None:
        return []
    mark = {"type": "line", "color": colours.warning, "strokeDash": [6, 4], "strokeWidth": 1.5}
    return [{"mark": mark, "encoding": {"x": x, "y": {**y, "field": "planned"}}}]


def _ends(burn: BurnUp, look: Look, x: Specification, y: Specification) -> list[Specification]:
    """Write beside the ends of both lines what they are."""
    colours, t = PALETTES[look.theme], look.t
    told: list[tuple[date, float, str, str]] = []
    if burn.as_of is not None:
        told.append((burn.as_of, burn.accepted, t("burn_up.accepted"), colours.accent))
    if burn.gap is None and burn.target_units:
        last = burn.points["day"].iloc[-1]
        told.append((last, float(burn.target_units), t("burn_up.plan"), colours.warning))
    return [
        {
            "data": {"values": [{"at": milliseconds(day), "accepted": units, "text": text}]},
            "mark": {
                "type": "text", "align": "right", "baseline": "bottom", "dx": -4, "dy": -5,
                "color": colour, "fontWeight": 600,
            },
            "encoding": {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}},
        }
        for day, units, text, colour in told
    ]  # fmt: skip


def _reader(look: Look, x: Specification, y: Specification) -> Specification:
    """Tell the figures of the day under the pointer."""
    titles = {"name": "burn_up.day", "said": "burn_up.accepted", "wanted": "burn_up.plan"}
    near = {"type": "point", "on": "pointerover", "nearest": True, "fields": ["at"]}
    is_near = {"param": "near", "empty": False, "value": 1}
    return {
        "mark": {"type": "point", "filled": True, "size": 40, "clip": True},
        "params": [{"name": "near", "select": near}],
        "encoding": {
            "x": x,
            "y": y,
            "opacity": {"condition": is_near, "value": 0},
            "tooltip": [
                {"field": field, "type": "nominal", "title": look.t(key)}
                for field, key in titles.items()
            ],
        },
    }
