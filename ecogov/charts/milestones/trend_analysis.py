"""The milestone trend analysis: which day was forecast on which day, and what is stale."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from ecogov.charts.looks import Look, Specification
from ecogov.charts.milestones import time_axis
from ecogov.charts.milestones.trend_plane import (
    NARROW_PIXELS,
    WORDS_PIXELS,
    Plane,
    diagonal,
    stale_zone,
)
from ecogov.charts.milestones.wording import moved_days, shortened
from ecogov.charts.theme import PALETTES, Palette, vega_config
from ecogov.domain.schedule.velocity import TrendPoint
from ecogov.i18n import formats

MOST_LINES: Final = 15

_HEIGHT: Final = 440
_LABEL_PIXELS: Final = 14
_LABEL_LETTERS: Final = 24

Row = dict[str, Any]


def most_moved(points: pd.DataFrame) -> pd.DataFrame:
    """Keep the points of the `MOST_LINES` milestones whose forecasts moved most."""
    moved = moved_days(points).abs().sort_values(ascending=False, kind="stable")
    return points[points["milestone_id"].isin(moved.head(MOST_LINES).index)]


def trend_analysis_chart(
    points: pd.DataFrame, milestones: pd.DataFrame, look: Look, *, as_of: date
) -> Specification:
    """Draw how the forecasts of milestones moved from report to report.

    Parameters
    ----------
    points : DataFrame, shape (n_points >= 1, 5)
        As `trend_points` returns; of more than `MOST_LINES` milestones those that moved most are
        drawn. Not modified.
    milestones : DataFrame, shape (n_milestones, >= 5)
        Columns ``id``, ``ref``, ``title``, and as `slip_velocities` tells them ``velocity`` and
        ``is_day_for_day``. Not modified.
    look : Look
        Language and theme.
    as_of : date
        Today, or the data date.

    Returns
    -------
    dict
        Vega-Lite specification with its data, without title: the page says `trend_finding` and
        `trend_subtitle` in words.
    """
    drawn = most_moved(points)
    lines = _lines(drawn, milestones, look)
    values = _values(drawn, lines, look)
    across = time_axis.domain((row["reported"] for row in values), as_of)
    every = [row[name] for row in values for name in ("reported", "forecast")]
    plane = Plane(look, across, time_axis.domain(every, as_of))
    layers = [
        stale_zone(plane),
        *diagonal(plane),
        *_traces(plane, values),
        *_labels(plane, list(lines.values())),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": _HEIGHT,
        "layer": layers,
        "config": vega_config(look.theme, look.t.language),
    }


def _lines(points: pd.DataFrame, milestones: pd.DataFrame, look: Look) -> dict[Any, Row]:
    """Tell of each milestone its words, its colour and where its line ends."""
    ends = points.groupby("milestone_id").last().assign(moved=moved_days(points))
    told = milestones.assign(slides=milestones["is_day_for_day"].fillna(value=False).astype("bool"))
    columns = ["id", "ref", "title", "velocity", "slides"]
    lines: dict[Any, Row] = {}
    for end in told[columns].merge(ends, left_on="id", right_index=True).to_dict("records"):
        name, days = f"{end['ref']} {end['title']}", int(end["moved"])
        is_achieved = end["kind"] == TrendPoint.ACHIEVED
        is_bad = bool(end["is_stale"] or (end["slides"] and not is_achieved))
        lines[end["id"]] = {
            "name": name,
            "moved": _moved(look, shortened(name, _LABEL_LETTERS), days),
            "velocity": _velocity(look, end["velocity"]),
            "colour": _colour(PALETTES[look.theme], days, is_bad=is_bad),
            "reported": time_axis.place(end["reported_on"]),
            "forecast": time_axis.place(end["forecast"]),
        }
    return lines


def _moved(look: Look, name: str, days: int) -> str:
    way = "up" if days > 0 else "down"
    return look.t(f"schedule.trend.{way if days else 'flat'}", name=name, days=abs(days))


def _velocity(look: Look, velocity: Any) -> str:  # noqa: ANN401 - a cell of a frame
    if pd.isna(velocity):
        return look.t("schedule.null.few_reports")
    return look.t("schedule.velocity", velocity=formats.number(look.t, float(velocity), digits=2))


def _colour(colours: Palette, days: int, *, is_bad: bool) -> str:
    if is_bad:
        return colours.bad
    return colours.warning if days > 0 else colours.accent


def _values(points: pd.DataFrame, lines: dict[Any, Row], look: Look) -> list[Row]:
    rows = []
    for point in points.to_dict("records"):
        line = lines[point["milestone_id"]]
        rows.append(
            {
                "line": str(point["milestone_id"]),
                "reported": time_axis.place(point["reported_on"]),
                "forecast": time_axis.place(point["forecast"]),
                "kind": point["kind"],
                "reported_on_said": formats.day(look.t, point["reported_on"]),
                "forecast_said": formats.day(look.t, point["forecast"]),
                **{f"{name}_said": line[name] for name in ("name", "moved", "velocity")},
                "colour": line["colour"],
            }
        )
    return rows


def _traces(plane: Plane, values: Sequence[Row]) -> list[Specification]:
    """Draw each line through its reports; from the last report on it is only held."""
    told = [row for row in values if row["kind"] != TrendPoint.HELD]
    last = {row["line"]: row for row in told}
    held = [row for row in values if row["kind"] == TrendPoint.HELD]
    ends = [point for row in held for point in (last[row["line"]], row)]
    place = {"x": plane.x(), "y": plane.y(), "detail": {"field": "line", "type": "nominal"}}
    colour = {"color": {"field": "colour", "type": "nominal", "scale": None}}
    line = {"type": "line", "clip": True, "strokeWidth": 1.8}
    return [
        {"data": {"values": told}, "mark": line, "encoding": {**place, **colour}},
        {
            "data": {"values": ends},
            "mark": {**line, "strokeDash": [3, 3]},
            "encoding": {**place, **colour},
        },
        _dots(plane, values),
    ]


def _dots(plane: Plane, values: Sequence[Row]) -> Specification:
    t = plane.look.t
    names = ("name", "reported_on", "forecast", "moved", "velocity")
    achieved = {"test": f"datum.kind == '{TrendPoint.ACHIEVED}'"}
    held = {"test": f"datum.kind == '{TrendPoint.HELD}'", "value": plane.colours.surface}
    colour = {"field": "colour", "type": "nominal", "scale": None}
    return {
        "data": {"values": list(values)},
        "mark": {"type": "point", "strokeWidth": 1.5, "opacity": 1},
        "encoding": {
            "x": plane.x(),
            "y": plane.y(),
            "size": {"condition": {**achieved, "value": 90}, "value": 24},
            "fill": {"condition": held, **colour},
            "stroke": colour,
            "tooltip": [
                {
                    "field": f"{name}_said",
                    "type": "nominal",
                    "title": t(f"schedule.column.{name}"),
                }
                for name in names
            ],
        },
    }


def _labels(plane: Plane, lines: list[Row]) -> list[Specification]:
    """Write the end of every line beside the plane, spread so that no two overlap."""
    ordered = sorted(lines, key=lambda line: -line["forecast"])
    low, high = plane.upwards
    pixels = [(high - line["forecast"]) / (high - low) * _HEIGHT for line in ordered]
    spread = _spread(pixels)
    values = [
        {**line, "at": round(high - place / _HEIGHT * (high - low))}
        for line, place in zip(ordered, spread, strict=True)
    ]
    colour = {"color": {"field": "colour", "type": "nominal", "scale": None}}
    is_wide = {"value": {"expr": f"width > {NARROW_PIXELS} ? 1 : 0"}}
    leader = {"value": {"expr": f"width > {NARROW_PIXELS} ? 0.45 : 0"}}
    from_words = {"value": {"expr": f"width - {WORDS_PIXELS} + 14"}}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "strokeWidth": 0.8},
            "encoding": {
                "x": plane.bare("reported"),
                "x2": from_words,
                "y": plane.bare("forecast"),
                "y2": {"field": "at"},
                "opacity": leader,
                **colour,
            },
        },
        {
            "data": {"values": values},
            "mark": {
                "type": "text", "align": "left", "baseline": "middle", "dx": 4, "fontSize": 11.5,
                "limit": WORDS_PIXELS - 20,
            },
            "encoding": {
                "x": from_words,
                "y": plane.y("at"),
                "text": {"field": "moved", "type": "nominal"},
                "opacity": is_wide,
                **colour,
            },
        },
    ]  # fmt: skip


def _spread(pixels: Sequence[float]) -> list[float]:
    """Push labels, given from the top down, apart until each has its room inside the height.

    Going down each keeps its distance to the one above; what is pushed out below comes back up.
    """
    places: list[float] = []
    for at in pixels:
        least = places[-1] + _LABEL_PIXELS if places else _LABEL_PIXELS / 2
        places.append(max(at, least))
    most = _HEIGHT - _LABEL_PIXELS / 2
    for index in reversed(range(len(places))):
        places[index] = min(places[index], most)
        most = places[index] - _LABEL_PIXELS
    return places
