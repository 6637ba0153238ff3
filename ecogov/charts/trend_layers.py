"""The layers of a trend: axes, interval, line, target, days off, marked changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from ecogov.charts.looks import Look, Specification
from ecogov.charts.scales import Scale
from ecogov.charts.theme import PALETTES, Palette
from ecogov.domain.kpi.cells import Cell
from ecogov.i18n.figures import goal

_MOST_LABELS: Final = 16
_MARK_ROWS: Final = 3
_MARK_ROW_PIXELS: Final = 14
DAY_MILLISECONDS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What stands behind a trend: days off, and change marks as (day, text)."""

    days_off: tuple[date, ...] = ()
    marks: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Axes:
    """Both axes: scale and ends of the figures, where the periods stand, how they are named."""

    scale: Scale
    domain: tuple[float, float]
    places: tuple[int, ...]
    step: str
    label: str

    @property
    def first(self) -> int:
        """Where the first period stands."""
        return self.places[0]

    @property
    def last(self) -> int:
        """Where the last period stands."""
        return self.places[-1]

    @property
    def half_step(self) -> int:
        """Room at both ends, so that no point lies on the frame."""
        only_one = self.first == self.last
        return DAY_MILLISECONDS // 2 if self.step == "day" or only_one else 0


def milliseconds(day: date) -> int:
    """Place a day on a time axis that is drawn in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def moment(place: int) -> Specification:
    """Say an end of the axis by its parts: Vega-Lite takes a bare number for a year."""
    at = datetime.fromtimestamp(place / 1000, tz=UTC)
    parts = {"year": at.year, "month": at.month, "date": at.day, "hours": at.hour}
    return {**parts, "utc": True}


def x_axis(axes: Axes) -> Specification:
    """Encode the time axis."""
    room = axes.half_step
    axis: Specification = {
        "title": None,
        "format": axes.label,
        "labelFlush": False,
        "labelOverlap": True,
    }
    if axes.step == "day":
        axis["tickMinStep"] = DAY_MILLISECONDS
    else:
        every = -(-len(axes.places) // _MOST_LABELS)
        axis["values"] = [moment(place) for place in axes.places[::every]]
    domain = [moment(axes.first - room), moment(axes.last + room)]
    scale = {"type": "utc", "domain": domain, "nice": False, "padding": 0 if room else 12}
    return {"field": "at", "type": "temporal", "scale": scale, "axis": axis}


def y_axis(axes: Axes, field: str = "value") -> Specification:
    """Encode a field on the axis of the figures."""
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": list(axes.domain), "zero": False, "nice": False},
        "axis": {
            "title": axes.scale.title or None,
            "format": axes.scale.number,
            "tickCount": 5,
        },
    }


def interval_band(axes: Axes, colours: Palette) -> Specification:
    """Shade what chance allows; where there is no interval there is no shade."""
    return {
        "mark": {"type": "area", "clip": True, "opacity": 0.16, "color": colours.accent},
        "encoding": {"x": x_axis(axes), "y": y_axis(axes, "low"), "y2": {"field": "high"}},
    }


def line(axes: Axes, colours: Palette) -> Specification:
    """Join the figures; a missing one interrupts the line."""
    return {
        "mark": {"type": "line", "clip": True, "color": colours.accent},
        "encoding": {"x": x_axis(axes), "y": y_axis(axes)},
    }


def dots(axes: Axes, look: Look, colours: Palette, *, has_all: bool) -> Specification:
    """Draw the points, hollow where the period is cut off; where they are many, one at a time."""
    t = look.t
    titles = {
        "name": t("kpi.column.period"),
        "figure": t("kpi.column.value"),
        "interval": t("kpi.column.interval"),
        "n": t("kpi.column.n"),
        "verdict": t("kpi.column.target"),
    }
    near = {"type": "point", "on": "pointerover", "nearest": True, "fields": ["at"]}
    is_cut = {"test": "datum.partial", "value": PALETTES[look.theme].surface}
    is_near = {"param": "near", "empty": False, "value": 1}
    return {
        "mark": {"type": "point", "clip": True, "strokeWidth": 1.5, "size": 34},
        "params": [{"name": "near", "select": near}],
        "encoding": {
            "x": x_axis(axes),
            "y": y_axis(axes),
            "fill": {"condition": is_cut, "value": colours.accent},
            "stroke": {"value": colours.accent},
            "opacity": {"condition": is_near, "value": 1 if has_all else 0},
            "tooltip": [
                {"field": field, "type": "nominal", "title": title}
                for field, title in titles.items()
            ],
        },
    }


def target_line(
    cells: Sequence[Cell], look: Look, axes: Axes, colours: Palette
) -> list[Specification]:
    """Draw the target as the steps in which it was agreed, and write it at its end."""
    known = [cell for cell in cells if cell.has_target]
    if not known:
        return []
    stroke = {"color": colours.warning, "strokeDash": [6, 4], "strokeWidth": 1.5}
    is_one = len({cell.target for cell in known}) == 1 and len(known) == len(cells)
    level = {"datum": known[-1].target / axes.scale.divisor}
    line: Specification = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", **stroke},
        "encoding": {"y": level},
    }
    if not is_one:
        line = {
            "mark": {"type": "line", "interpolate": "step-after", **stroke},
            "encoding": {"x": x_axis(axes), "y": y_axis(axes, "goal")},
        }
    text = look.t("kpi.target_line", target=goal(look.t, known[-1], look.currency))
    label: Specification = {
        "data": {"values": [{"text": text}]},
        "mark": {
            "type": "text", "align": "right", "baseline": "bottom", "dy": -4, "dx": -4,
            "color": colours.warning, "fontWeight": 600,
        },
        "encoding": {
            "x": {"value": "width"},
            "y": level,
            "text": {"field": "text", "type": "nominal"},
        },
    }  # fmt: skip
    return [line, label]


def days_off(backdrop: Backdrop, step: str, axes: Axes, colours: Palette) -> list[Specification]:
    """Shade the days on which nobody works, where a period is a day."""
    if step != "day" or not backdrop.days_off:
        return []
    half = DAY_MILLISECONDS // 2
    values = [
        {"from": milliseconds(first) - half, "until": milliseconds(last) + half}
        for first, last in runs_of_days(backdrop.days_off)
        if milliseconds(last) >= axes.first and milliseconds(first) <= axes.last
    ]
    shade = {"type": "rect", "clip": True, "color": colours.grid, "opacity": 0.6}
    return [
        {
            "data": {"values": values},
            "mark": shade,
            "encoding": {
                # Vega-Lite misreads a domain that is given beside a second field.
                "x": {"field": "from", "type": "temporal", "scale": {"type": "utc"}},
                "x2": {"field": "until"},
                "y": {"value": 0},
                "y2": {"value": "height"},
            },
        }
    ]


def runs_of_days(days: Sequence[date]) -> list[tuple[date, date]]:
    """Join neighbouring days, so that a weekend is one shade and not two."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][1] <= timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def change_marks(backdrop: Backdrop, axes: Axes, colours: Palette) -> list[Specification]:
    """Draw what was changed on purpose, with its words beside the rule."""
    values = [
        {"at": at, "text": text, "row": index % _MARK_ROWS * _MARK_ROW_PIXELS + 2}
        for index, (at, text) in enumerate(
            (milliseconds(day), text) for day, text in backdrop.marks
        )
        if axes.first <= at <= axes.last
    ]
    if not values:
        return []
    ruled: Specification = {
        "data": {"values": values},
        "mark": {"type": "rule", "color": colours.muted, "strokeDash": [2, 2]},
        "encoding": {
            "x": x_axis(axes),
            "y": {"value": 0},
            "y2": {"value": "height"},
            "tooltip": {"field": "text", "type": "nominal"},
        },
    }
    return [ruled, *(_mark_texts(values, side, axes, colours) for side in ("left", "right"))]


def _mark_texts(
    values: Sequence[dict[str, Any]], side: str, axes: Axes, colours: Palette
) -> Specification:
    """Write the marks of the left half to the right of their rule, and the other way round."""
    middle = (axes.first + axes.last) / 2
    mine = [value for value in values if (value["at"] <= middle) == (side == "left")]
    return {
        "data": {"values": mine},
        "mark": {
            "type": "text", "align": side, "baseline": "top", "dx": 4 if side == "left" else -4,
            "fontSize": 11, "limit": 190, "color": colours.muted,
        },
        "encoding": {
            "x": x_axis(axes),
            "y": {"field": "row", "type": "quantitative", "scale": None},
            "text": {"field": "text", "type": "nominal"},
        },
    }  # fmt: skip
