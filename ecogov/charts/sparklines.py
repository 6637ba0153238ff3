"""Sparklines: a trend as small as a word, as an SVG picture without any text of users in it."""

from collections.abc import Sequence
from math import isnan
from typing import Final
from urllib.parse import quote

from ecogov.charts.theme import PALETTES, Theme

_WIDTH: Final = 160.0
_HEIGHT: Final = 28.0
_MARGIN: Final = 3.0
_FEWEST: Final = 2


def sparkline(values: Sequence[float], target: float, theme: Theme) -> str:
    """Draw values in order as a line with its last point, and the target where there is one.

    Parameters
    ----------
    values : sequence of float
        NaN keeps its place and is drawn over.
    target : float
        NaN for none; one so far away that it would flatten the line is left out.
    theme : {"light", "dark"}
        Which palette.

    Returns
    -------
    str
        ``data:`` address of an SVG picture; empty where fewer than two values are known.
    """
    known = [value for value in values if not isnan(value)]
    if len(known) < _FEWEST:
        return ""
    colours = PALETTES[theme]
    low, high = min(known), max(known)
    has_target = low - (high - low) <= target <= high + (high - low)
    if has_target:
        low, high = min(low, target), max(high, target)

    def place(index: int, value: float) -> tuple[float, float]:
        across = _MARGIN + (_WIDTH - 2 * _MARGIN) * index / (len(values) - 1)
        share = (value - low) / (high - low) if high > low else 0.5
        return across, _MARGIN + (_HEIGHT - 2 * _MARGIN) * (1 - share)

    spots = [None if isnan(value) else place(i, value) for i, value in enumerate(values)]
    last = next(spot for spot in reversed(spots) if spot is not None)
    level = _level(place(0, target)[1], colours.warning) if has_target else ""
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" '
        f'width="{_WIDTH:.0f}" height="{_HEIGHT:.0f}">{level}'
        f'<path d="{_path(spots)}" fill="none" stroke="{colours.accent}" stroke-width="1.6" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
        f'<circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="2.6" fill="{colours.accent}"/></svg>'
    )
    return f"data:image/svg+xml,{quote(picture)}"


def _level(down: float, colour: str) -> str:
    return (
        f'<path d="M0 {down:.1f}H{_WIDTH:.0f}" stroke="{colour}" stroke-dasharray="4 3" '
        'stroke-width="1"/>'
    )


def _path(spots: Sequence[tuple[float, float] | None]) -> str:
    known = (spot for spot in spots if spot is not None)
    return "M" + "L".join(f"{across:.1f} {down:.1f}" for across, down in known)
