"""The 5 x 5 map of risks: how many lie where, and how some of them move."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from ecogov.charts.looks import Look, Specification
from ecogov.charts.risks.bands import TONES, Tone, band_with_scores
from ecogov.charts.risks.map_axes import MapAxes
from ecogov.charts.risks.movement import arrows
from ecogov.charts.theme import PALETTES, vega_config
from ecogov.domain.risks.scales import LEVELS, Scale
from ecogov.domain.risks.words import Nature, Severity
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator

PICKED_CELL: Final = "picked_cell"
"""Name of the selection: its points carry the fields ``probability`` and ``impact``."""

_ROW_PIXELS: Final = 74
_MOST_REFS_IN_CELL: Final = 3
_MOST_REFS_TOLD: Final = 12
_EMPTY_OPACITY: Final = 0.38


@dataclass(frozen=True, slots=True)
class _Map:
    """What every layer of a map needs to know."""

    look: Look
    scale: Scale
    nature: Nature

    @property
    def axes(self) -> MapAxes:
        return MapAxes.of(self.scale, self.look.t)

    @property
    def tones(self) -> dict[Severity, Tone]:
        return TONES[self.look.theme, self.nature]


def heat_map(
    cells: pd.DataFrame,
    legs: pd.DataFrame,
    scale: Scale,
    look: Look,
    *,
    picked: tuple[int, int] | None = None,
) -> Specification:
    """Draw risks by probability (upwards) and impact (to the right), coloured by band.

    Parameters
    ----------
    cells : DataFrame, shape (25, 7)
        Cells of one nature, as `ecogov.domain.risks.matrix.matrix` returns. Not modified.
    legs : DataFrame
        Moves to draw, as `ecogov.domain.risks.matrix.movement` returns; of the risks given first,
        at most `ecogov.charts.risks.movement.MOST_RISKS_MOVED`. Not modified.
    scale : Scale
        The one that `cells` was made with; it names levels and bands.
    look : Look
        Language, theme.
    picked : tuple of int, optional
        Probability and impact of the cell that is picked already.

    Returns
    -------
    dict
        Vega-Lite specification with its data and the selection `PICKED_CELL`, without title: the
        page says `heat_map_finding` in words.
    """
    drawn = _Map(look, scale, Nature(cells["nature"].iloc[0]))
    values = [_cell_value(cell, drawn) for cell in cells.to_dict("records")]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": LEVELS * _ROW_PIXELS,
        "layer": [
            {"data": {"values": values}, **_cells(drawn, picked)},
            *arrows(legs, scale, look),
            {"data": {"values": values}, "layer": [_counts(drawn.axes), _refs(drawn.axes)]},
        ],
        "config": vega_config(look.theme, look.t.language),
    }


def heat_map_finding(t: Translator, cells: pd.DataFrame, scale: Scale, *, n_unscored: int) -> str:
    """Say how many risks lie in the worst band (for opportunities, the best) that holds any.

    Parameters
    ----------
    t : Translator
        The reader's language.
    cells : DataFrame, shape (25, 7)
        Cells of one nature, as `heat_map` takes them. Not modified.
    scale : Scale
        The one that `cells` was made with.
    n_unscored : int
        Risks that lie in no cell.
    """
    nature = Nature(cells["nature"].iloc[0])
    counts = cells.groupby("band")["n"].sum()
    held = [band for band in scale.bands if counts.get(band.severity.value, 0)]
    if held:
        band, n = held[-1], formats.number(t, int(counts.sum()))
        said = t(
            f"risk.map.finding.{nature}",
            count=int(counts[band.severity.value]),
            n=n,
            band=band.name(t.language),
            low=band.lowest,
            high=band.highest,
        )
    else:
        said = t(f"risk.map.finding.none.{nature}")
    return said + (t("risk.map.unscored", count=n_unscored) if n_unscored else "")


def _cell_value(cell: dict[Any, Any], drawn: _Map) -> dict[str, Any]:
    t, scale = drawn.look.t, drawn.scale
    probability, impact, n = int(cell["probability"]), int(cell["impact"]), int(cell["n"])
    refs = [str(ref) for ref in cell["refs"]]
    band = scale.band(int(cell["score"]))
    return {
        "probability": probability,
        "impact": impact,
        "left": impact - 0.5,
        "right": impact + 0.5,
        "bottom": probability - 0.5,
        "top": probability + 0.5,
        "band": band_with_scores(t, band, drawn.nature),
        "ink": drawn.tones[band.severity].ink,
        "count": formats.number(t, n) if n else "",
        "in_cell": " ".join(refs) if len(refs) <= _MOST_REFS_IN_CELL else "",
        "cell": t(
            "risk.map.cell_name",
            probability=scale.probability[probability - 1].name(t.language),
            impact=scale.impact[impact - 1].name(t.language),
        ),
        "score": formats.number(t, int(cell["score"])),
        "n": formats.number(t, n),
        "refs": _told_refs(t, refs),
    }


def _told_refs(t: Translator, refs: Sequence[str]) -> str:
    if not refs:
        return formats.NOTHING
    first = t("value.list_separator").join(refs[:_MOST_REFS_TOLD])
    more = len(refs) - _MOST_REFS_TOLD
    return t("risk.map.more", refs=first, count=more) if more > 0 else first


def _cells(drawn: _Map, picked: tuple[int, int] | None) -> Specification:
    t, colours = drawn.look.t, PALETTES[drawn.look.theme]
    axes = drawn.axes
    select = {
        "type": "point",
        "fields": ["probability", "impact"],
        "on": "click",
        "clear": "dblclick",
    }
    parameter: Specification = {"name": PICKED_CELL, "select": select}
    if picked is not None:
        parameter["value"] = [{"probability": picked[0], "impact": picked[1]}]
    is_picked = {"param": PICKED_CELL, "empty": False}
    return {
        "mark": {"type": "rect", "cursor": "pointer", "cornerRadius": 3},
        "params": [parameter],
        "encoding": {
            "x": axes.x("left"),
            "x2": {"field": "right"},
            "y": axes.y("bottom"),
            "y2": {"field": "top"},
            "color": _band_colour(drawn),
            "fillOpacity": {
                "condition": {"test": "datum.count", "value": 1},
                "value": _EMPTY_OPACITY,
            },
            "stroke": {"condition": {**is_picked, "value": colours.ink}, "value": colours.surface},
            "strokeWidth": {"condition": {**is_picked, "value": 2.5}, "value": 2},
            "tooltip": _tooltip(t),
        },
    }


def _band_colour(drawn: _Map) -> Specification:
    return {
        "field": "band",
        "type": "nominal",
        "scale": {
            "domain": [
                band_with_scores(drawn.look.t, band, drawn.nature) for band in drawn.scale.bands
            ],
            "range": [drawn.tones[band.severity].fill for band in drawn.scale.bands],
        },
        "legend": {"title": None, "symbolType": "square", "symbolStrokeWidth": 0},
    }


def _tooltip(t: Translator) -> list[Specification]:
    titles = {
        "cell": t("risk.map.cell"),
        "score": t("risk.map.score"),
        "band": t("risk.map.band"),
        "n": t("risk.map.n"),
        "refs": t("risk.map.refs"),
    }
    return [{"field": f, "type": "nominal", "title": title} for f, title in titles.items()]


def _counts(axes: MapAxes) -> Specification:
    mark = {
        "align": "left", "baseline": "top", "dx": 9, "dy": 8, "fontSize": 15, "fontWeight": 700,
    }  # fmt: skip
    return _written(mark, axes.x("left"), axes.y("top"), "count")


def _refs(axes: MapAxes) -> Specification:
    mark = {
        "align": "left", "baseline": "bottom", "dx": 9, "dy": -7, "fontSize": 10.5,
        "limit": {"expr": f"width / {LEVELS} - 14"},
    }  # fmt: skip
    return _written(mark, axes.x("left"), axes.y("bottom"), "in_cell")


def _written(mark: Specification, x: Specification, y: Specification, field: str) -> Specification:
    return {
        "mark": {"type": "text", "tooltip": None, **mark},
        "encoding": {
            "x": x,
            "y": y,
            "text": {"field": field, "type": "nominal"},
            "color": {"field": "ink", "type": "nominal", "scale": None},
        },
    }
