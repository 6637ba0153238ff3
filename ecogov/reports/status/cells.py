"""Cells of the tables of a status report."""

from collections.abc import Sequence
from datetime import date

from ecogov.domain.lights.words import Light
from ecogov.i18n import formats
from ecogov.i18n.log.slips import slip
from ecogov.i18n.status import chance, light_word
from ecogov.i18n.translator import Translator
from ecogov.reports.status.content import Cell, Grid


def text(said: str) -> Cell:
    """Make a cell of words."""
    return Cell(said or formats.NOTHING, said or None)


def day(t: Translator, value: date | None) -> Cell:
    """Make a cell of a day."""
    return Cell(formats.day(t, value), value)


def number(t: Translator, value: float | None, digits: int = 0) -> Cell:
    """Make a cell of a number."""
    return Cell(formats.number(t, value, digits=digits), value, is_number=True)


def share(t: Translator, value: float | None) -> Cell:
    """Make a cell of a simulated share."""
    return Cell(chance(t, value), value, is_number=True, is_share=True)


def late(t: Translator, days: int | None) -> Cell:
    """Make a cell of a slip."""
    return Cell(slip(t, days), days, is_number=True)


def light(t: Translator, value: Light) -> Cell:
    """Make a cell of a light."""
    return Cell(light_word(t, value), t(f"light.{value}"), light=value)


def grid(
    t: Translator,
    keys: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    wide: Sequence[int] = (),
) -> Grid:
    """Make a table whose headings stand under ``status.<key>``; columns that say nothing go."""
    is_told = [
        any(row[place].value is not None for row in rows) or place in wide
        for place in range(len(keys))
    ]
    kept = [place for place, told in enumerate(is_told) if told or not rows]
    return Grid(
        tuple(t(f"status.{keys[place]}") for place in kept),
        tuple(tuple(row[place] for place in kept) for row in rows),
        tuple(kept.index(place) for place in wide if place in kept),
    )
