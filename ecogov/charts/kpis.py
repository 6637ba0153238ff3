"""The trend of one KPI: line, interval, target, days off, marked changes."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import isnan
from typing import Any, Final

import pandas as pd

from ecogov.charts.looks import Look, Specification
from ecogov.charts.scales import Scale, scale_of
from ecogov.charts.theme import PALETTES, vega_config
from ecogov.charts.trend_layers import (
    Axes,
    Backdrop,
    change_marks,
    days_off,
    dots,
    interval_band,
    line,
    milliseconds,
    target_line,
)
from ecogov.domain.kpi.cells import Cell
from ecogov.i18n import formats
from ecogov.i18n.figures import bounds, figure, goal, missing
from ecogov.i18n.translator import Translator

_HEIGHT: Final = 300
_MOST_POINTS_DRAWN: Final = 70
_PADDING_SHARE: Final = 0.12


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
    scale = scale_of(look.t, cells[0].unit, (low, high), currency=look.currency)
    values = [
        _value(row, cell, look, scale)
        for row, cell in zip(_periods(points, step, look), cells, strict=True)
    ]
    places = tuple(value["at"] for value in values)
    label = look.t("kpi.axis.month_format" if step == "month" else "kpi.axis.day_format")
    axes = Axes(scale, _domain(low, high, scale), places, step, label)
    layers = [
        *days_off(backdrop, step, axes, colours),
        interval_band(axes, colours),
        *target_line(cells, look, axes, colours),
        line(axes, colours),
        dots(axes, look, colours, has_all=len(values) <= _MOST_POINTS_DRAWN),
        *change_marks(backdrop, axes, colours),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": _HEIGHT,
        "layer": [{"data": {"values": values}, "layer": layers}],
        "config": vega_config(look.theme, look.t.language),
    }


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


def _periods(points: pd.DataFrame, step: str, look: Look) -> list[dict[str, Any]]:
    return [
        {
            "at": milliseconds(start),
            "name": period_name(look.t, start, step),
            "partial": bool(is_partial),
        }
        for start, is_partial in zip(points[step], points["is_partial"], strict=True)
    ]


def _value(period: dict[str, Any], cell: Cell, look: Look, scale: Scale) -> dict[str, Any]:
    ends = {"value": cell.value, "low": cell.low, "high": cell.high, "goal": cell.target}
    drawn = {name: _drawn(end, scale) for name, end in ends.items()}
    return {**period, **drawn, **_told(cell, look)}


def _drawn(value: float, scale: Scale) -> float | None:
    return None if isnan(value) else value / scale.divisor


def period_name(t: Translator, start: date, step: str) -> str:
    """Name a period: its day, the days of its week, its month."""
    return formats.days(t, start, last_day(start, step))


def last_day(start: date, step: str) -> date:
    """Tell the last day of the period that begins on a day."""
    if step == "day":
        return start
    if step == "week":
        return start + timedelta(days=6)
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _told(cell: Cell, look: Look) -> dict[str, str]:
    t = look.t
    if not cell.is_known:
        return {"figure": missing(t, cell)}
    told = {"figure": figure(t, cell.value, cell.unit, look.currency)}
    told["interval"] = bounds(t, cell, look.currency) if cell.has_interval else formats.NOTHING
    told["n"] = formats.number(t, cell.n)
    if cell.evidence != "none":
        told["verdict"] = f"{goal(t, cell, look.currency)} · {t(f'evidence.{cell.evidence}')}"
    return told
