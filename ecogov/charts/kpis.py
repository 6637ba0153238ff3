"""The trend of one KPI: line, interval, target, days off, marked changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pandas as pd

from ecogov.charts.scales import Scale, scale_of
from ecogov.charts.theme import PALETTES, Palette, Theme, vega_config
from ecogov.domain.cells import Cell
from ecogov.i18n import formats
from ecogov.i18n.figures import bounds, figure, goal, missing
from ecogov.i18n.translator import Translator

Specification = dict[str, Any]

_HEIGHT: Final = 300
_MOST_POINTS_DRAWN: Final = 70
_MARK_ROWS: Final = 3
_MARK_ROW_PIXELS: Final = 14
_DAY_MILLISECONDS: Final = 86_400_000
_PADDING_SHARE: Final = 0.12


@dataclass(frozen=True, slots=True)
class Look:
    """For whom a chart is drawn: language, colours, currency of the figures."""

    t: Translator
    theme: Theme
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What stands behind a trend: days off, and change marks as (day, text)."""

    days_off: tuple[date, ...] = ()
    marks: tuple[tuple[date, str], ...] = ()


def trend_chart(points: pd.DataFrame, step: str, look: Look, backdrop: Backdrop) -> Specification:
    """Draw how a KPI went.

    Parameters
    ----------
    points : DataFrame, shape (n_periods, >= 16)
        KPI cells of one metric by `step`, in order, and ``is_partial``: whether the period is
        cut off by the chosen days. Not modified.
    step : {"day", "week", "month"}
        Column that holds the first day of each period.
    look : Look
        Language, theme, currency.
    backdrop : Backdrop
        Days off are shaded where `step` is a day.

    Returns
    -------
    dict
        Vega-Lite specification with its data, without title: the page says it in words.
    """
    colours = PALETTES[look.theme]
    cells = [Cell.of(row) for row in points.to_dict("records")]
    low, high = _range(cells)
    scale = scale_of(look.t, cells[0].unit, low, high, look.currency)
    values = _values(points, cells, step, look, scale)
    axes = _Axes(scale, _domain(low, high, scale), values[0]["at"], values[-1]["at"], step)
    layers = [
        *_days_off(backdrop, step, axes, colours),
        _band(colours),
        *_target(cells, look, scale, colours),
        _line(colours),
        *_points(look, colours, has_all=len(values) <= _MOST_POINTS_DRAWN),
        *_marks(backdrop, axes, colours),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": _HEIGHT,
        "data": {"values": values},
        "encoding": {"x": _x(axes), "y": _y(axes)},
        "layer": layers,
        "config": vega_config(look.theme, look.t.language),
    }


@dataclass(frozen=True, slots=True)
class _Axes:
    scale: Scale
    domain: tuple[float, float]
    first: int
    last: int
    step: str

    @property
    def half_step(self) -> int:
        """Room at both ends, so that no point lies on the frame."""
        only_one = self.first == self.last
        return _DAY_MILLISECONDS // 2 if self.step == "day" or only_one else 0


def _range(cells: Sequence[Cell]) -> tuple[float, float]:
    """Span the values, the targets and the usual interval; rare wide intervals are cut off."""
    known = pd.DataFrame([(c.value, c.low, c.high, c.target) for c in cells], dtype="float64")
    known.columns = pd.Index(["value", "low", "high", "target"])
    ends = [
        known["value"].min(),
        known["target"].min(),
        known["low"].median(),
        known["value"].max(),
        known["target"].max(),
        known["high"].median(),
    ]
    found = [float(end) for end in ends if pd.notna(end)]
    return (min(found), max(found)) if found else (0.0, 1.0)


def _domain(low: float, high: float, scale: Scale) -> tuple[float, float]:
    room = (high - low) * _PADDING_SHARE or abs(high) * _PADDING_SHARE or 1.0
    is_never_negative = low >= 0
    bottom = 0.0 if scale.starts_at_zero and is_never_negative else low - room
    if is_never_negative:
        bottom = max(bottom, 0.0)
    top = high + room
    if scale.number.endswith("%"):
        top = min(top, 1.0 if high < 1 else 1.0 + room / 4)
    return bottom / scale.divisor, top / scale.divisor


def milliseconds(day: date) -> int:
    """Place a day on a time axis that is drawn in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def _values(
    points: pd.DataFrame, cells: Sequence[Cell], step: str, look: Look, scale: Scale
) -> list[dict[str, Any]]:
    rows = []
    for cell, start, is_partial in zip(cells, points[step], points["is_partial"], strict=True):
        row: dict[str, Any] = {
            "at": milliseconds(start),
            "value": _drawn(cell.value, scale),
            "low": _drawn(cell.low, scale),
            "high": _drawn(cell.high, scale),
            "goal": _drawn(cell.target, scale),
            "partial": bool(is_partial),
        }
        rows.append({**row, **_told(cell, period_name(look.t, start, step), look)})
    return rows


def _drawn(value: float, scale: Scale) -> float | None:
    return None if pd.isna(value) else value / scale.divisor


def period_name(t: Translator, start: date, step: str) -> str:
    """Name a period: its day, the days of its week, its month."""
    if step == "day":
        return formats.day(t, start)
    if step == "week":
        return formats.days(t, start, start + timedelta(days=6))
    last = (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return formats.days(t, start, last)


def _told(cell: Cell, name: str, look: Look) -> dict[str, str]:
    t = look.t
    told = {"name": name}
    if not cell.is_known:
        return {**told, "figure": missing(t, cell)}
    told["figure"] = figure(t, cell.value, cell.unit, look.currency)
    told["interval"] = bounds(t, cell, look.currency) if cell.has_interval else formats.NOTHING
    told["n"] = formats.number(t, cell.n)
    if cell.evidence != "none":
        told["verdict"] = f"{goal(t, cell, look.currency)} · {t(f'evidence.{cell.evidence}')}"
    return told


def _x(axes: _Axes) -> Specification:
    room = axes.half_step
    labels = {"day": "%-d %b", "week": "%-d %b", "month": "%b %Y"}
    axis: Specification = {"title": None, "format": labels[axes.step], "labelFlush": False}
    if axes.step == "day":
        axis["tickMinStep"] = _DAY_MILLISECONDS
    domain = [axes.first - room, axes.last + room]
    scale = {"type": "utc", "domain": domain, "nice": False, "padding": 0 if room else 12}
    return {"field": "at", "type": "temporal", "scale": scale, "axis": axis}


def _y(axes: _Axes) -> Specification:
    title = axes.scale.title or None
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": list(axes.domain), "zero": False, "nice": False},
        "axis": {"title": title, "format": axes.scale.number, "tickCount": 5},
    }


def _band(colours: Palette) -> Specification:
    return {
        "mark": {"type": "area", "clip": True, "opacity": 0.16, "color": colours.accent},
        "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
    }


def _line(colours: Palette) -> Specification:
    return {"mark": {"type": "line", "clip": True, "color": colours.accent}}


def _points(look: Look, colours: Palette, *, has_all: bool) -> list[Specification]:
    """Draw the points; one that waits for the mouse carries the tooltip."""
    t = look.t
    tooltip = [
        {"field": "name", "type": "nominal", "title": t("kpi.column.period")},
        {"field": "figure", "type": "nominal", "title": t("kpi.column.value")},
        {"field": "interval", "type": "nominal", "title": t("kpi.column.interval")},
        {"field": "n", "type": "nominal", "title": "n"},
        {"field": "verdict", "type": "nominal", "title": t("kpi.column.target")},
    ]
    filled = {"condition": {"test": "datum.partial", "value": "transparent"}}
    visible: Specification = {
        "mark": {"type": "point", "clip": True, "filled": False, "strokeWidth": 1.5, "size": 34},
        "encoding": {
            "fill": {**filled, "value": colours.accent},
            "stroke": {"value": colours.accent},
            "opacity": {
                "condition": {"param": "near", "empty": False, "value": 1},
                "value": 1 if has_all else 0,
            },
            "tooltip": tooltip,
        },
        "params": [
            {
                "name": "near",
                "select": {"type": "point", "on": "pointerover", "nearest": True, "fields": ["at"]},
            }
        ],
    }
    return [visible]


def _target(
    cells: Sequence[Cell], look: Look, scale: Scale, colours: Palette
) -> list[Specification]:
    known = [cell for cell in cells if not pd.isna(cell.target)]
    if not known:
        return []
    latest = known[-1]
    text = look.t("kpi.target_line", target=goal(look.t, latest, look.currency))
    stroke = {"color": colours.warning, "strokeDash": [6, 4], "strokeWidth": 1.5}
    return [
        {
            "mark": {"type": "line", "interpolate": "step-after", "point": False, **stroke},
            "encoding": {"y": {"field": "goal", "type": "quantitative"}},
        },
        {"data": {"values": [{}]}, "mark": {"type": "rule", **stroke},
         "encoding": {"x": None, "y": {"datum": latest.target / scale.divisor}}}
        if len({cell.target for cell in known}) == 1
        else {"data": {"values": []}, "mark": "rule"},
        {
            "data": {"values": [{"text": text}]},
            "mark": {"type": "text", "align": "right", "baseline": "bottom", "dy": -4, "dx": -4,
                     "color": colours.warning, "fontWeight": 600},
            "encoding": {
                "x": {"value": "width"},
                "y": {"datum": latest.target / scale.divisor},
                "text": {"field": "text", "type": "nominal"},
            },
        },
    ]  # fmt: skip


def _days_off(
    backdrop: Backdrop, step: str, axes: _Axes, colours: Palette
) -> list[Specification]:
    if step != "day" or not backdrop.days_off:
        return []
    half = _DAY_MILLISECONDS // 2
    values = [
        {"from": milliseconds(first) - half, "until": milliseconds(last) + half}
        for first, last in _runs(backdrop.days_off)
        if milliseconds(last) >= axes.first and milliseconds(first) <= axes.last
    ]
    shade = {"type": "rect", "clip": True, "color": colours.grid, "opacity": 0.6}
    return [
        {
            "data": {"values": values},
            "mark": shade,
            "encoding": {
                "x": {"field": "from", "type": "temporal"},
                "x2": {"field": "until"},
                "y": {"value": 0},
                "y2": {"value": "height"},
            },
        }
    ]


def _runs(days: Sequence[date]) -> list[tuple[date, date]]:
    """Join neighbouring days, so that a weekend is one shade and not two."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][1] <= timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _marks(backdrop: Backdrop, axes: _Axes, colours: Palette) -> list[Specification]:
    values = [
        {"at": at, "text": text, "row": index % _MARK_ROWS * _MARK_ROW_PIXELS + 2}
        for index, (at, text) in enumerate((milliseconds(day), text) for day, text in backdrop.marks)
        if axes.first <= at <= axes.last
    ]
    if not values:
        return []
    middle = (axes.first + axes.last) / 2
    ruled: Specification = {
        "data": {"values": values},
        "mark": {"type": "rule", "color": colours.muted, "strokeDash": [2, 2]},
        "encoding": {
            "x": {"field": "at", "type": "temporal"},
            "y": {"value": 0},
            "y2": {"value": "height"},
            "tooltip": {"field": "text", "type": "nominal"},
        },
    }
    return [ruled, *(_mark_texts(values, side, middle, colours) for side in ("left", "right"))]


def _mark_texts(
    values: Sequence[dict[str, Any]], side: str, middle: float, colours: Palette
) -> Specification:
    """Write the marks of the left half to the right of their rule, and the other way round."""
    mine = [value for value in values if (value["at"] <= middle) == (side == "left")]
    return {
        "data": {"values": mine},
        "mark": {
            "type": "text", "align": side, "baseline": "top", "dx": 4 if side == "left" else -4,
            "fontSize": 11, "limit": 190, "color": colours.muted,
        },
        "encoding": {
            "x": {"field": "at", "type": "temporal"},
            "y": {"field": "row", "type": "quantitative", "scale": None},
            "text": {"field": "text", "type": "nominal"},
        },
    }  # fmt: skip
