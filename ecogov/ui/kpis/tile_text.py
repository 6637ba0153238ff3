"""What a tile says, as HTML: every text of users and catalogs in it is escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import isnan
from typing import Final

from ecogov.domain.kpi.cells import Cell
from ecogov.domain.kpi.evidence import Evidence
from ecogov.domain.kpi.metrics import metric_of
from ecogov.i18n import formats
from ecogov.i18n.figures import bounds, figure, goal, missing
from ecogov.i18n.translator import Translator
from ecogov.services.kpi_rows import Timing

_ICONS: Final = {
    Evidence.MET.value: "✓",
    Evidence.MISSED.value: "✕",
    Evidence.UNDECIDED.value: "?",
}
_SECONDS_IN_HOUR: Final = 3600
_MANY_HOURS: Final = 100
_AS_DURATION: Final = frozenset({"aht_seconds"})
_AS_MONEY: Final = frozenset({"cost_per_accepted_unit"})


@dataclass(frozen=True, slots=True)
class Companions:
    """What is told beside the figure of a tile."""

    cells: tuple[Cell, ...]
    timing: Timing | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """One KPI as its tile shows it; `picture` is the address of its sparkline."""

    cell: Cell
    beside: Companions
    picture: str
    currency: str


def tile_html(t: Translator, tile: Tile) -> str:
    """Write the tile of a figure that is known."""
    cell = tile.cell
    value = figure(t, cell.value, cell.unit, tile.currency)
    unit = t(f"kpi.unit.{cell.unit}") if t.has(f"kpi.unit.{cell.unit}") else ""
    parts = [
        f'<div class="kt-head"><span class="kt-name">{_name(t, cell.metric)}</span>',
        f"{_definition(t, cell.metric)}</div>",
        f'<div class="kt-value">{escape(value)}<span class="kt-unit">{escape(unit)}</span></div>',
        _picture(t, tile),
        _verdict(t, tile),
        *(f'<div class="kt-line">{escape(line)}</div>' for line in _lines(t, tile)),
    ]
    return f'<div class="kt">{"".join(parts)}</div>'


def unknown_html(t: Translator, cells: Sequence[Cell]) -> str:
    """Write the line of the KPIs that have no figure, each with its reason."""
    if not cells:
        return ""
    said = "".join(
        f'<li><span class="kt-name">{_name(t, cell.metric)}</span>{_definition(t, cell.metric)} '
        f'<span class="kt-why">{escape(missing(t, cell))}</span></li>'
        for cell in cells
    )
    return f'<ul class="kt-unknown">{said}</ul>'


def _name(t: Translator, metric: str) -> str:
    return escape(t(f"metric.{metric}"))


def _definition(t: Translator, metric: str) -> str:
    """Write the button of a definition, and the definition that it opens above the page."""
    name = _name(t, metric)
    about = escape(t("kpi.define", metric=t(f"metric.{metric}")))
    formula = escape(t(f"metric.{metric}.formula"))
    text = escape(t(f"metric.{metric}.definition"))
    better = escape(t(f"metric.better.{metric_of(metric).better}"))
    return (
        f'<button class="kt-info" type="button" popovertarget="kd-{metric}" '
        f'aria-label="{about}" title="{about}">i</button>'
        f'<div class="kt-definition" popover id="kd-{metric}"><strong>{name}</strong>'
        f'<div class="kt-formula">= {formula}</div><p>{text}</p>'
        f'<p class="kt-better">{better}</p></div>'
    )


def _picture(t: Translator, tile: Tile) -> str:
    if not tile.picture:
        return '<div class="kt-spark"></div>'
    alt = escape(t("kpi.spark_alt", metric=t(f"metric.{tile.cell.metric}")))
    return f'<img class="kt-spark" src="{escape(tile.picture)}" alt="{alt}">'


def _verdict(t: Translator, tile: Tile) -> str:
    """Say where the figure stands; a target may be held by what is told beside it."""
    judged = [cell for cell in (tile.cell, *tile.beside.cells) if cell.evidence in _ICONS]
    if not judged:
        return f'<div class="kt-state kt-none">{escape(t("evidence.none"))}</div>'
    cell = judged[0]
    icon = f'<span class="kt-icon" aria-hidden="true">{_ICONS[cell.evidence]}</span>'
    word = escape(t(f"evidence.{cell.evidence}"))
    aim = goal(t, cell, tile.currency)
    if cell is not tile.cell:
        shown = figure(t, cell.value, cell.unit, tile.currency)
        aim = t("kpi.beside_target", metric=t(f"metric.{cell.metric}"), value=shown, target=aim)
    more = ""
    if cell.more_samples is not None:
        more = t("evidence.more_samples", count=cell.more_samples)
    more = f'<div class="kt-line">{escape(more)}</div>' if more else ""
    return (
        f'<div class="kt-state kt-{cell.evidence}">{icon}<b>{word}</b> '
        f'<span class="kt-goal">{escape(aim)}</span></div>{more}'
    )


def _lines(t: Translator, tile: Tile) -> list[str]:
    cell = tile.cell
    lines = [_basis(t, tile)]
    if cell.has_interval:
        lines.append(t("kpi.interval", interval=bounds(t, cell, tile.currency)))
    lines += _beside(t, tile)
    if tile.beside.timing is not None:
        lines += _measured(t, tile.beside.timing)
    return [line for line in lines if line]


def _basis(t: Translator, tile: Tile) -> str:
    """Say numerator and denominator, in the words of the KPI."""
    cell = tile.cell
    key = f"kpi.basis.{cell.metric}"
    if not t.has(key):
        return ""
    numerator = formats.number(t, cell.numerator)
    if cell.metric in _AS_DURATION:
        hours = cell.numerator / _SECONDS_IN_HOUR
        digits = 0 if hours >= _MANY_HOURS else 1
        numerator = t("kpi.hours", hours=formats.number(t, hours, digits=digits))
    if cell.metric in _AS_MONEY:
        numerator = formats.money(t, cell.numerator, tile.currency)
    told = {
        "numerator": numerator,
        "denominator": formats.number(t, cell.denominator),
        "n": formats.number(t, cell.n),
        "day": formats.day(t, cell.as_of),
    }
    others = {other.metric: formats.number(t, other.value) for other in tile.beside.cells}
    return t(key, **told, submitted=others.get("submitted_units", formats.NOTHING))


def _beside(t: Translator, tile: Tile) -> list[str]:
    told = []
    for cell in tile.beside.cells:
        key = f"kpi.beside.{cell.metric}"
        if t.has(key) and cell.is_known and not isnan(cell.value):
            told.append(t(key, value=figure(t, cell.value, cell.unit), n=formats.number(t, cell.n)))
    if tile.cell.metric in _AS_DURATION or tile.cell.metric == "agreement_percent":
        return [" · ".join(told)] if told else []
    return told


def _measured(t: Translator, timing: Timing) -> list[str]:
    """Say how time was measured: times of different bases are different things."""
    if not timing.rows:
        return []
    separator = t("value.list_separator")
    bases = [
        t(
            "kpi.time_basis",
            basis=t(f"kpi.basis_of_time.{basis}"),
            share=formats.percent(t, count / timing.rows, digits=0),
        )
        for basis, count in timing.rows_by_basis
    ]
    lines = [t("kpi.measured", bases=separator.join(bases))]
    if timing.overlapped_rows:
        share = formats.percent(t, timing.overlapped_rows / timing.rows, digits=0)
        lines.append(t("kpi.overlapped", share=share))
    return lines
