"""Pictures of a status report as SVG: a few kilobytes, no script, in the colours of the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Final
from urllib.parse import quote

from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.reports.status.content import Picture, Scale, Series
from ecogov.reports.status.looks import COLOURS, PICTURE_STYLE, Theme

_WIDTH: Final = 560
_HEIGHT: Final = 190
_LEFT: Final = 74
_RIGHT: Final = 60
_TOP: Final = 10
_BOTTOM: Final = 26
_TICKS: Final = 4
_LETTER: Final = 6.5
_LABEL_GAP: Final = 13
_COLOUR: Final = re.compile(r"--(\w+):(#\w+)")
_VARIABLE: Final = re.compile(r"var\(--(\w+)\)")
_FONTS: Final = "Segoe UI, PingFang SC, Microsoft YaHei, sans-serif"


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where days and heights lie on the picture."""

    first: int
    last: int
    low: float
    high: float

    @classmethod
    def of(cls, picture: Picture) -> "_Plane":
        days = [day.toordinal() for line in picture.series for day, _ in line.points]
        heights = [height(value) for line in picture.series for _, value in line.points]
        low = 0.0 if picture.scale is Scale.UNITS else min(heights)
        room = max((max(heights) - low) * 0.06, 1.0)
        bottom = low if picture.scale is Scale.UNITS else low - room
        return cls(min(days), max(days), bottom, max(heights) + room)

    def x(self, day: date) -> float:
        span = max(self.last - self.first, 1)
        return _LEFT + (day.toordinal() - self.first) / span * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _TOP)


def height(value: float | date) -> float:
    """Give the height of a value: days count from the first one of the calendar."""
    return float(value.toordinal()) if isinstance(value, date) else float(value)


def svg(t: Translator, picture: Picture, serial: str) -> str:
    """Draw a picture.

    Parameters
    ----------
    serial : str
        Names it apart from the others of the same document.
    """
    plane = _Plane.of(picture)
    lines = "".join(_line(plane, line, place) for place, line in enumerate(picture.series))
    return (
        f'<svg class="st-svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-labelledby="{serial}"><title id="{serial}">{escape(picture.alt)}</title>'
        f"{_axes(t, plane, picture.scale)}{lines}{_names(plane, picture.series)}</svg>"
    )


def standalone(t: Translator, picture: Picture, theme: Theme) -> str:
    """Draw a picture as the address of an image that holds its own colours."""
    dark = " st-dark" if theme == "dark" else ""
    drawn = svg(t, picture, "title").replace(
        '<svg class="st-svg"',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        f'class="st-svg st-report{dark}" font-family="{_FONTS}"',
        1,
    )
    styled = drawn.replace("<title", f"<style>{COLOURS}{PICTURE_STYLE}</style><title", 1)
    return f"data:image/svg+xml,{quote(styled)}"


def printed(t: Translator, picture: Picture) -> str:
    """Draw a picture for paper, in colours that every reader of SVG understands."""
    light = COLOURS.split("}", 1)[0]
    named = dict(_COLOUR.findall(light))
    style = _VARIABLE.sub(lambda found: named[found[1]], PICTURE_STYLE)
    return (
        svg(t, picture, "title")
        .replace(
            '<svg class="st-svg"',
            '<svg xmlns="http://www.w3.org/2000/svg" class="st-svg" font-family="EcoGov Sans SC"',
            1,
        )
        .replace("<title", f"<style>{style}</style><title", 1)
    )


def _axes(t: Translator, plane: _Plane, scale: Scale) -> str:
    told = []
    for step in range(_TICKS + 1):
        value = plane.low + (plane.high - plane.low) * step / _TICKS
        y = plane.y(value)
        said = _height_said(t, value, scale)
        told.append(
            f'<line class="st-grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" '
            f'y2="{y:.1f}"/><text class="st-tick" x="{_LEFT - 6}" y="{y + 4:.1f}" '
            f'text-anchor="end">{escape(said)}</text>'
        )
    for place, anchor in ((0, "start"), (1, "middle"), (2, "end")):
        day = date.fromordinal(plane.first + (plane.last - plane.first) * place // 2)
        told.append(
            f'<text class="st-tick" x="{plane.x(day):.1f}" y="{_HEIGHT - 6}" '
            f'text-anchor="{anchor}">{escape(formats.day(t, day))}</text>'
        )
    return "".join(told)


def _height_said(t: Translator, value: float, scale: Scale) -> str:
    if scale is Scale.DAYS:
        return formats.day(t, date.min + timedelta(days=round(value) - 1), length="short")
    return formats.short_number(t, value)


def _line(plane: _Plane, line: Series, place: int) -> str:
    points = " ".join(
        f"{plane.x(day):.1f},{plane.y(height(value)):.1f}" for day, value in line.points
    )
    kind = "plan" if line.is_plan else f"l{place % 8}"
    return f'<polyline class="st-line st-{kind}" points="{points}"/>'


def _names(plane: _Plane, lines: Sequence[Series]) -> str:
    """Write the names beside the ends of the lines, apart from each other."""
    ends = sorted((plane.y(height(line.points[-1][1])), place) for place, line in enumerate(lines))
    told = []
    above = 0.0
    for y, place in ends:
        line = lines[place]
        above = max(y + 4, above + _LABEL_GAP)
        told.append(_name(line, place, plane.x(line.points[-1][0]), above))
    return "".join(told)


def _name(line: Series, place: int, x: float, y: float) -> str:
    """Write a name after the end of its line, or above it where there is no room."""
    fits = x + 5 + len(line.name) * _LETTER <= _WIDTH
    kind = "plan" if line.is_plan else f"l{place % 8}"
    at, anchor = (f'x="{x + 5:.1f}" y="{y:.1f}"', "start")
    if not fits:
        at, anchor = (f'x="{x - 4:.1f}" y="{y - 8:.1f}"', "end")
    return f'<text class="st-name st-{kind}" {at} text-anchor="{anchor}">{escape(line.name)}</text>'
