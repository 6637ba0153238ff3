"""The picture of a card: the series, the expected band, what was strange, what was known."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from ecogov.charts.looks import Look, Specification
from ecogov.charts.scales import scale_of
from ecogov.charts.theme import PALETTES, Palette, vega_config
from ecogov.charts.trend_layers import (
    Axes,
    Backdrop,
    change_marks,
    days_off,
    interval_band,
    line,
    milliseconds,
    x_axis,
    y_axis,
)
from ecogov.domain.kpi.metrics import METRICS, Unit
from ecogov.i18n import formats
from ecogov.i18n.figures import figure

_HEIGHT: Final = 250
_PADDING_SHARE: Final = 0.08


def card_chart(
    picture: Mapping[str, Any], metric: str, look: Look, marks: tuple[tuple[date, str], ...]
) -> Specification:
    """Draw the series that leads a card.

    Parameters
    ----------
    picture : mapping
        As a scan stores it: ``day`` (ISO texts) with ``value``, ``num``, ``den``, ``expected``,
        ``low`` and ``high`` beside it (None where unknown); ``off`` and ``flagged`` days.
    metric : str
        Code of what is drawn.
    look : Look
        Language, theme, currency.
    marks : tuple of (date, str)
        Changes made on purpose.

    Returns
    -------
    dict
        Vega-Lite specification with its data, without title: the page says it in words.
    """
    colours = PALETTES[look.theme]
    unit = METRICS[metric].unit if metric in METRICS else Unit.UNITS
    known = [end for name in ("value", "low", "high") for end in picture[name] if end is not None]
    low, high = _ends(picture, known)
    scale = scale_of(look.t, unit, (low, high), currency=look.currency)
    values = _values(picture, unit, look, scale.divisor)
    places = tuple(value["at"] for value in values)
    domain = (low / scale.divisor, high / scale.divisor)
    axes = Axes(scale, domain, places, "day", look.t("kpi.axis.day_format"))
    off = tuple(date.fromisoformat(day) for day in picture["off"])
    layers = [
        *days_off(Backdrop(days_off=off), "day", axes, colours),
        _joined(interval_band(axes, colours)),
        _joined(_expected(axes, colours)),
        _joined(line(axes, colours)),
        _points(axes, look, colours),
        *change_marks(Backdrop(marks=marks), axes, colours),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": _HEIGHT,
        "layer": [{"data": {"values": values}, "layer": layers}],
        "config": vega_config(look.theme, look.t.language),
    }


def _ends(picture: Mapping[str, Any], known: list[float]) -> tuple[float, float]:
    """Span the values and, where it is not wild, the band; rare wide bands are cut off."""
    values = [value for value in picture["value"] if value is not None] or [0.0, 1.0]
    lows = sorted(end for end in picture["low"] if end is not None) or values
    highs = sorted(end for end in picture["high"] if end is not None) or values
    low = min(*values, lows[len(lows) // 4], values[0])
    high = max(*values, highs[3 * len(highs) // 4], values[0])
    room = (high - low) * _PADDING_SHARE or abs(high) * _PADDING_SHARE or 1.0
    bottom = max(low - room, 0.0) if min(known, default=0.0) >= 0 else low - room
    return bottom, high + room


def _values(
    picture: Mapping[str, Any], unit: str, look: Look, divisor: float
) -> list[dict[str, Any]]:
    flagged = set(picture["flagged"])
    told = []
    for at, text in enumerate(picture["day"]):
        day = date.fromisoformat(text)
        numbers = {
            name: None if picture[name][at] is None else picture[name][at] / divisor
            for name in ("value", "expected", "low", "high")
        }
        words = _words(picture, at, unit, look)
        told.append(
            {
                "at": milliseconds(day),
                "name": formats.day(look.t, day),
                "strange": text in flagged,
                **numbers,
                **words,
            }
        )
    return told


def _words(picture: Mapping[str, Any], at: int, unit: str, look: Look) -> dict[str, str]:
    t = look.t
    value, low, high = (picture[name][at] for name in ("value", "low", "high"))
    told = {"figure": formats.NOTHING, "band": formats.NOTHING, "counts": formats.NOTHING}
    if value is not None:
        told["figure"] = figure(t, value, unit, look.currency)
    if low is not None and high is not None:
        ends = (figure(t, end, unit, look.currency) for end in (low, high))
        told["band"] = t("standup.chart.band", **dict(zip(("low", "high"), ends, strict=True)))
    num, den = picture["num"][at], picture["den"][at]
    if den is not None and num is not None and unit == Unit.SHARE:
        counts = {"numerator": formats.number(t, num), "denominator": formats.number(t, den)}
        told["counts"] = t("standup.chart.counts", **counts)
    elif den is not None:
        told["counts"] = formats.number(t, den)
    return told


def _joined(layer: Specification) -> Specification:
    """Join a line over days without a figure: weekends would leave nothing but pieces."""
    return {**layer, "transform": [{"filter": "datum.value !== null"}]}


def _expected(axes: Axes, colours: Palette) -> Specification:
    return {
        "mark": {
            "type": "line", "clip": True, "color": colours.muted, "strokeDash": [3, 3],
            "strokeWidth": 1,
        },
        "encoding": {"x": x_axis(axes), "y": y_axis(axes, "expected")},
    }  # fmt: skip


def _points(axes: Axes, look: Look, colours: Palette) -> Specification:
    """Mark the strange days, and let every day tell its figures when pointed at."""
    t = look.t
    titles = {
        "name": t("kpi.column.period"),
        "figure": t("kpi.column.value"),
        "band": t("standup.chart.expected"),
        "counts": t("kpi.column.n"),
    }
    near = {"type": "point", "on": "pointerover", "nearest": True, "fields": ["at"]}
    is_near = {"param": "near", "empty": False, "value": 1}
    is_strange = {"test": "datum.strange", "value": 1}
    colour = {
        "condition": {"test": "datum.strange", "value": colours.bad}, "value": colours.accent,
    }  # fmt: skip
    return {
        "mark": {"type": "point", "clip": True, "filled": True},
        "params": [{"name": "near", "select": near}],
        "encoding": {
            "x": x_axis(axes),
            "y": y_axis(axes),
            "color": colour,
            "shape": {
                "condition": {"test": "datum.strange", "value": "diamond"},
                "value": "circle",
            },
            "size": {"condition": {"test": "datum.strange", "value": 90}, "value": 40},
            "opacity": {"condition": [is_near, is_strange], "value": 0},
            "tooltip": [
                {"field": field, "type": "nominal", "title": title}
                for field, title in titles.items()
            ],
        },
    }
