"""How likely the risks cost more than an amount, beside the contingency for them."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pandas as pd

from ecogov.charts.looks import Look, Specification
from ecogov.charts.theme import PALETTES, vega_config
from ecogov.domain.risks.simulation import ContingencyOutlook, CostOutlook
from ecogov.i18n import formats

_HEIGHT: Final = 300
_LABEL_ROW_PIXELS: Final = 17
_RARE: Final = 0.005
_ROOM_SHARE: Final = 0.04
_UNITS: Final[dict[str, tuple[tuple[float, str], ...]]] = {
    "en": ((1e9, "billion"), (1e6, "million"), (1e3, "thousand")),
    "zh-Hans": ((1e8, "hundred_million"), (1e4, "ten_thousand")),
}


@dataclass(frozen=True, slots=True)
class _Axis:
    """Money axis: what amounts are divided by, how far it reaches, what it is called."""

    divisor: float
    ends: tuple[float, float]
    title: str


class _Place(NamedTuple):
    """Where a name stands beside its line: how it is aligned, and how many rows up."""

    align: str
    row: int


class _Name(NamedTuple):
    """The name of a line."""

    text: str
    colour: str
    place: _Place


Marks = list[Specification]


def exceedance_chart(
    curve: pd.DataFrame,
    outlook: CostOutlook,
    look: Look,
    contingency: ContingencyOutlook | None = None,
) -> Specification:
    """Draw the chance that the risks cost more than an amount.

    Parameters
    ----------
    curve : DataFrame, shape (n_points, 2)
        As `ecogov.domain.risks.simulation.exceedance` returns, not empty. Not modified.
    outlook : CostOutlook
        Of the same runs; its P50 and P80 are marked.
    look : Look
        Language, theme, currency.
    contingency : ContingencyOutlook, optional
        Of the same runs; what is left of it is marked.

    Returns
    -------
    dict
        Vega-Lite specification with its data, without title: the page says `exceedance_finding`
        in words.
    """
    axis = _axis(curve, outlook, look, contingency)
    values = [_value(row, axis, look) for row in _from_the_start(curve).to_dict("records")]
    layers = [_area(axis, look), _line(axis, look), _near(axis, look)]
    left = None if contingency is None else contingency.left
    p50, p80, money = _places(outlook, left)
    marks = _quantile("P50", outlook.p50, p50, axis=axis, look=look)
    marks += _quantile("P80", outlook.p80, p80, axis=axis, look=look)
    if left is not None:
        marks += _contingency(left, money, axis, look)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": _HEIGHT,
        "layer": [{"data": {"values": values}, "layer": layers}, *marks],
        "config": vega_config(look.theme, look.t.language),
    }


def exceedance_finding(
    look: Look,
    outlook: CostOutlook,
    contingency: ContingencyOutlook | None = None,
    *,
    null_reason: str | None = None,
) -> str:
    """Say what the risks cost at most in four of five cases, and how often the money suffices.

    Parameters
    ----------
    look : Look
        Language, currency.
    outlook : CostOutlook
        Of the simulated cost.
    contingency : ContingencyOutlook, optional
        Of the same runs.
    null_reason : str, optional
        Why nothing was simulated; then that is said instead.
    """
    t = look.t
    if null_reason is not None:
        return t("risk.cost.unknown", reason=t(f"risk.null.{null_reason}"))
    p80 = formats.short_money(t, outlook.p80, look.currency)
    if contingency is None:
        return t("risk.cost.finding", p80=p80)
    if contingency.left < 0:
        over = formats.short_money(t, -contingency.left, look.currency)
        return t("risk.cost.finding_overspent", p80=p80, over=over)
    left = formats.short_money(t, contingency.left, look.currency)
    share = formats.percent(t, contingency.suffices, digits=0)
    return t("risk.cost.finding_contingency", p80=p80, left=left, share=share)


def _axis(
    curve: pd.DataFrame,
    outlook: CostOutlook,
    look: Look,
    contingency: ContingencyOutlook | None,
) -> _Axis:
    """Reach to where hardly anything costs more, so that one wild run does not flatten it all."""
    common = curve.loc[curve["probability"] >= _RARE, "loss"]
    ends = [outlook.p95, *common.tail(1)]
    low = min(float(curve["loss"].min()), 0.0)
    if contingency is not None:
        ends.append(contingency.left)
        low = min(low, contingency.left)
    high = max(*ends, low + 1.0)
    room = (high - low) * _ROOM_SHARE
    divisor, title = _unit(high, look)
    return _Axis(divisor, ((low - room if low else 0.0) / divisor, (high + room) / divisor), title)


def _unit(high: float, look: Look) -> tuple[float, str]:
    t, currency = look.t, look.currency
    for divisor, name in _UNITS[look.t.language]:
        if high >= divisor:
            unit = t(f"risk.cost.unit.{name}")
            return divisor, t("risk.cost.axis_in", currency=currency, unit=unit)
    return 1.0, t("risk.cost.axis", currency=currency)


def _from_the_start(curve: pd.DataFrame) -> pd.DataFrame:
    """Begin at no cost, or at the greatest gain: less is exceeded for certain."""
    start = pd.DataFrame({"loss": [min(float(curve["loss"].iloc[0]), 0.0)], "probability": [1.0]})
    return pd.concat([start, curve], ignore_index=True)


def _value(row: dict[Any, Any], axis: _Axis, look: Look) -> dict[str, Any]:
    t = look.t
    return {
        "loss": row["loss"] / axis.divisor,
        "probability": row["probability"],
        "amount": formats.short_money(t, row["loss"], look.currency),
        "share": formats.percent(t, row["probability"], digits=0),
    }


def _x(axis: _Axis) -> Specification:
    return {
        "field": "loss",
        "type": "quantitative",
        "scale": {"domain": list(axis.ends), "nice": False, "zero": False},
        "axis": {"title": axis.title, "format": ",~r", "tickCount": 6},
    }


def _y(look: Look) -> Specification:
    return {
        "field": "probability",
        "type": "quantitative",
        "stack": None,
        "scale": {"domain": [0, 1], "nice": False},
        "axis": {
            "title": look.t("risk.cost.probability"),
            "format": ".0%",
            "values": [0, 0.2, 0.4, 0.6, 0.8, 1],
        },
    }


def _area(axis: _Axis, look: Look) -> Specification:
    accent = PALETTES[look.theme].accent
    mark = {
        "type": "area", "interpolate": "step-after", "clip": True, "opacity": 0.14,
        "color": accent,
    }  # fmt: skip
    return {"mark": mark, "encoding": {"x": _x(axis), "y": _y(look)}}


def _line(axis: _Axis, look: Look) -> Specification:
    return {
        "mark": {"type": "line", "interpolate": "step-after", "clip": True},
        "encoding": {"x": _x(axis), "y": _y(look)},
    }


def _near(axis: _Axis, look: Look) -> Specification:
    """Show the point that the pointer is nearest to."""
    select = {"type": "point", "on": "pointerover", "nearest": True, "fields": ["loss"]}
    is_near = {"param": "near", "empty": False, "value": 1}
    titles = {"amount": look.t("risk.cost.loss"), "share": look.t("risk.cost.probability")}
    return {
        "mark": {"type": "point", "clip": True, "size": 40},
        "params": [{"name": "near", "select": select}],
        "encoding": {
            "x": _x(axis),
            "y": _y(look),
            "opacity": {"condition": is_near, "value": 0},
            "tooltip": [
                {"field": field, "type": "nominal", "title": title}
                for field, title in titles.items()
            ],
        },
    }


def _places(outlook: CostOutlook, left: float | None) -> tuple[_Place, _Place, _Place]:
    """Give the names of P50, P80 and the contingency places where no line crosses a name.

    A line ends at the row of its name, so a name is crossed only by a line on the side to which it
    reaches, if that line ends as high. The outer names reach outwards; with the contingency beyond
    them all reach to the same side, the furthest of them highest.
    """
    if left is not None and left >= outlook.p80:
        return _Place("right", 0), _Place("right", 1), _Place("right", 2)
    if left is not None and left <= outlook.p50:
        return _Place("left", 1), _Place("left", 0), _Place("left", 2)
    return _Place("right", 0), _Place("left", 0), _Place("left", 1)


def _quantile(name: str, amount: float, place: _Place, *, axis: _Axis, look: Look) -> Marks:
    colours = PALETTES[look.theme]
    told = formats.short_money(look.t, amount, look.currency)
    text = look.t("risk.cost.quantile", name=name, amount=told)
    stroke = {"color": colours.muted, "strokeWidth": 1.2}
    return _upright(amount / axis.divisor, _Name(text, colours.ink, place), stroke)


def _contingency(left: float, place: _Place, axis: _Axis, look: Look) -> Marks:
    colours = PALETTES[look.theme]
    text = look.t("risk.cost.contingency", amount=formats.short_money(look.t, left, look.currency))
    stroke = {"color": colours.warning, "strokeDash": [6, 4], "strokeWidth": 1.8}
    return _upright(left / axis.divisor, _Name(text, colours.warning, place), stroke)


def _upright(at: float, name: _Name, stroke: Specification) -> Marks:
    """Draw an upright line and write its name above the plot, clear of the curve."""
    align = name.place.align
    above = -6 - name.place.row * _LABEL_ROW_PIXELS
    return [
        {
            "data": {"values": [{}]},
            "mark": {"type": "rule", **stroke},
            "encoding": {"x": {"datum": at}, "y": {"value": above}, "y2": {"value": "height"}},
        },
        {
            "data": {"values": [{"text": name.text}]},
            "mark": {
                "type": "text", "align": align, "baseline": "middle", "fontWeight": 600,
                "dx": 5 if align == "left" else -5, "color": name.colour,
            },
            "encoding": {
                "x": {"datum": at},
                "y": {"value": above - 2},
                "text": {"field": "text", "type": "nominal"},
            },
        },
    ]  # fmt: skip
