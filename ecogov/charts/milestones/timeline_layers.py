"""The layers of a timeline: days off, bars, slips, marks, links, today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ecogov.charts.looks import Look, Specification
from ecogov.charts.milestones import time_axis
from ecogov.charts.theme import PALETTES, Palette
from ecogov.charts.trend_layers import DAY_MILLISECONDS, milliseconds, runs_of_days
from ecogov.i18n import formats

_HEAD_ROOM: Final = 1.0
_AXIS_PIXELS: Final = 30
_WORDS_PIXELS: Final = 216
_NARROW_PIXELS: Final = 520
_PHONE_PIXELS: Final = 640
_MOST_DAYS_SHADED_SINGLY: Final = 300
_LONG_BREAK_DAYS: Final = 3

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """What every layer needs: the reader, the ends of the days, how many rows and how high."""

    look: Look
    ends: tuple[int, int]
    count: int
    row_pixels: int

    @property
    def height(self) -> int:
        """Height of all rows, of the line above them that names today, and of the axis."""
        return round((self.count + _HEAD_ROOM) * self.row_pixels) + _AXIS_PIXELS

    @property
    def colours(self) -> Palette:
        """Colours of the reader's theme."""
        return PALETTES[self.look.theme]

    def x(self, field: str) -> Specification:
        """Place a day; narrow screens have no room for the words beside the rows."""
        width = f"width > {_NARROW_PIXELS} ? width - {_WORDS_PIXELS} : width"
        scale = {**time_axis.scale(self.ends), "range": [0, {"expr": width}]}
        axis = time_axis.axis(self.look, self.ends, orient="top", grid=True)
        return {"field": field, "type": "temporal", "scale": scale, "axis": axis}

    def span(self, first: str, last: str) -> Specification:
        """Place both ends of a span of days."""
        # Vega-Lite misreads a domain that is given beside a second field.
        x = {"field": first, "type": "temporal", "scale": {"type": "utc"}}
        return {"x": x, "x2": {"field": last}}

    def y(self, field: str = "row") -> Specification:
        """Place a row."""
        wide = f"windowSize()[0] < {_PHONE_PIXELS} ? 96 : 260"
        is_head = "heads[datum.value]"
        axis = {
            "title": None,
            "values": list(range(self.count)),
            "labelExpr": "labels[datum.value]",
            "labelLimit": {"expr": wide},
            "labelOverlap": False,
            "labelFontSize": 12 if self.row_pixels > 16 else 11,  # noqa: PLR2004 - dense rows
            "labelColor": self.colours.ink,
            "labelFontWeight": {"condition": {"test": is_head, "value": 700}, "value": 400},
            "grid": False,
            "tickCount": self.count,
        }
        domain = [self.count - 0.5, -0.5 - _HEAD_ROOM]
        scale = {"domain": domain, "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}

    def band(self) -> Specification:
        """Place the whole height of a row."""
        return {"y": self.y("top"), "y2": {"field": "bottom"}}


def days_off(frame: Frame, days: Sequence[date]) -> list[Specification]:
    """Shade days on which nobody works; over long spans only breaks, as weekends would flicker."""
    least = 1 if time_axis.days_in(frame.ends) <= _MOST_DAYS_SHADED_SINGLY else _LONG_BREAK_DAYS
    half = DAY_MILLISECONDS // 2
    values = [
        {"from": milliseconds(first) - half, "until": milliseconds(last) + half}
        for first, last in runs_of_days(days)
        if (last - first).days + 1 >= least
        and frame.ends[0] <= milliseconds(last)
        and milliseconds(first) <= frame.ends[1]
    ]
    if not values:
        return []
    place = {**frame.span("from", "until"), "y": {"value": 0}, "y2": {"value": "height"}}
    mark = {"type": "rect", "clip": True, "color": frame.colours.grid, "opacity": 0.6}
    return [{"data": {"values": values}, "mark": mark, "encoding": place}]


def heads(frame: Frame, rows: Sequence[Row]) -> list[Specification]:
    """Draw a line above each project."""
    values = [{"at": row["row"] - 0.5} for row in rows if row["is_head"]]
    if not values:
        return []
    mark = {"type": "rule", "color": frame.colours.muted, "opacity": 0.5}
    place = {"x": {"value": 0}, "x2": {"value": "width"}, "y": frame.y("at")}
    return [{"data": {"values": values}, "mark": mark, "encoding": place}]


def bars(frame: Frame, rows: Sequence[Row]) -> Specification:
    """Draw the time that a milestone takes, from its start to its forecast or actual day."""
    values = _picked(rows, ["start", "finish"], ["row", "is_critical"])
    size = round(frame.row_pixels * 0.3)
    opacity = {"condition": {"test": "datum.is_critical", "value": 0.9}, "value": 0.35}
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "strokeWidth": size, "color": frame.colours.accent},
        "encoding": {**frame.span("start", "finish"), "y": frame.y(), "opacity": opacity},
    }


def slips(frame: Frame, rows: Sequence[Row]) -> Specification:
    """Join the day promised and the day expected, in the colour of the state."""
    found = _picked(rows, ["baseline_current", "finish"], ["row", "colour"])
    values = [row for row in found if row["baseline_current"] != row["finish"]]
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "strokeWidth": 2.5},
        "encoding": {
            **frame.span("baseline_current", "finish"),
            "y": frame.y(),
            "color": _as_is("colour"),
        },
    }


def baselines(frame: Frame, rows: Sequence[Row]) -> list[Specification]:
    """Draw the day promised hollow, and the day first promised as a tick where it was another."""
    colours = frame.colours
    current = _picked(rows, ["baseline_current"], ["row"])
    first = [
        row
        for row in _picked(rows, ["baseline_original"], ["row", "baseline_current"])
        if row["baseline_original"] != row["baseline_current"]
    ]
    hollow = {
        "type": "point", "shape": "diamond", "size": _size(frame, 0.36), "strokeWidth": 1.5,
        "fill": colours.surface, "stroke": colours.muted, "opacity": 1,
    }  # fmt: skip
    tick = {
        "type": "point", "shape": "stroke", "angle": 90, "size": _size(frame, 0.36),
        "strokeWidth": 2, "stroke": colours.muted,
    }  # fmt: skip
    return [
        {
            "data": {"values": first},
            "mark": tick,
            "encoding": {"x": frame.x("baseline_original"), "y": frame.y()},
        },
        {
            "data": {"values": current},
            "mark": hollow,
            "encoding": {"x": frame.x("baseline_current"), "y": frame.y()},
        },
    ]


def finishes(frame: Frame, rows: Sequence[Row]) -> Specification:
    """Draw the day expected as a diamond, hollow where stale, and the day of doing as a disc."""
    told = ["row", "colour", "is_done", "is_stale", "is_critical", "is_cancelled"]
    is_hollow = {"test": "datum.is_stale || datum.is_cancelled", "value": frame.colours.surface}
    outline = {"test": "datum.is_critical", "value": frame.colours.ink}
    return {
        "data": {"values": _picked(rows, ["finish"], told)},
        "mark": {"type": "point", "size": _size(frame, 0.26), "strokeWidth": 1.8, "opacity": 1},
        "encoding": {
            "x": frame.x("finish"),
            "y": frame.y(),
            "shape": {
                "condition": {"test": "datum.is_done", "value": "circle"},
                "value": "diamond",
            },
            "fill": {"condition": is_hollow, **_as_is("colour")},
            "stroke": {"condition": outline, **_as_is("colour")},
        },
    }


def standings(frame: Frame, rows: Sequence[Row]) -> Specification:
    """Write beside every row where its milestone stands, where there is room."""
    return {
        "data": {"values": _picked(rows, [], ["row", "standing", "colour"])},
        "mark": {
            "type": "text", "align": "left", "baseline": "middle", "limit": _WORDS_PIXELS - 12,
            "fontSize": 12 if frame.row_pixels > 16 else 11,  # noqa: PLR2004 - dense rows
        },
        "encoding": {
            "x": {"value": {"expr": f"width - {_WORDS_PIXELS} + 12"}},
            "y": frame.y(),
            "text": {"field": "standing", "type": "nominal"},
            "color": _as_is("colour"),
            "opacity": {"value": {"expr": f"width > {_NARROW_PIXELS} ? 1 : 0"}},
        },
    }  # fmt: skip


def today(frame: Frame, as_of: date) -> list[Specification]:
    """Draw the data date and name it above the rows."""
    text = frame.look.t("schedule.today", day=formats.day(frame.look.t, as_of))
    data = {"values": [{"at": milliseconds(as_of), "text": text}]}
    colours = frame.colours
    rule = {"type": "rule", "color": colours.accent, "strokeWidth": 1.5}
    label = {
        "type": "text", "align": "left", "baseline": "top", "dx": 5, "dy": 3, "fontSize": 11,
        "fontWeight": 600, "color": colours.accent,
    }  # fmt: skip
    x = frame.x("at")
    return [
        {
            "data": data,
            "mark": rule,
            "encoding": {"x": x, "y": {"value": 0}, "y2": {"value": "height"}},
        },
        {
            "data": data,
            "mark": label,
            "encoding": {
                "x": x,
                "y": {"value": 0},
                "text": {"field": "text", "type": "nominal"},
            },
        },
    ]


def _size(frame: Frame, share: float) -> int:
    return round((frame.row_pixels * share * 1.6) ** 2)


def _as_is(field: str) -> Specification:
    return {"field": field, "type": "nominal", "scale": None}


def _picked(rows: Sequence[Row], known: Sequence[str], also: Sequence[str]) -> list[Row]:
    """Keep what a layer draws: the rows with all days that it needs, and no other fields."""
    names = [*known, *also]
    return [
        {name: row[name] for name in names}
        for row in rows
        if all(row[name] is not None for name in known)
    ]
