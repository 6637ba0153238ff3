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
        NaN leaves a gap.
    target : float
        NaN for none.
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
    ends = known if isnan(target) else [*known, target]
    low, high = min(ends), max(ends)

    def place(index: int, value: float) -> tuple[float, float]:
        across = _MARGIN + (_WIDTH - 2 * _MARGIN) * index / (len(values) - 1)
        share = (value - low) / (high - low) if high > low else 0.5
        return across, _MARGIN + (_HEIGHT - 2 * _MARGIN) * (1 - share)

    spots = [None if isnan(value) else place(i, value) for i, value in enumerate(values)]
    last = next(spot for spot in reversed(spots) if spot is not None)
    drawn = [
        f'<path d="{_path(spots)}" fill="none" stroke="{colours.accent}" stroke-width="1.6" '
        'stroke-linejoin="round" stroke-linecap="round" vector-effect="non-scaling-stroke"/>',
    ]
    if not isnan(target):
        level = place(0, target)[1]
        drawn.insert(
            0,
            f'<path d="M0 {level:.1f}H{_WIDTH:.0f}" stroke="{colours.warning}" '
            'stroke-dasharray="4 3" stroke-width="1"/>',
        )
    drawn.append(f'<circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="2.6" fill="{colours.accent}"/>')
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" '
        f'width="{_WIDTH:.0f}" height="{_HEIGHT:.0f}">{"".join(drawn)}</svg>'
    )
    return f"data:image/svg+xml,{quote(picture)}"


def _path(spots: Sequence[tuple[float, float] | None]) -> str:
    parts: list[str] = []
    pen = "M"
    for spot in spots:
        if spot is None:
            pen = "M"
            continue
        parts.append(f"{pen}{spot[0]:.1f} {spot[1]:.1f}")
        pen = "L"
    return "".join(parts)
