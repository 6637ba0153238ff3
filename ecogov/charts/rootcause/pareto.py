"""How few slices carry most of a change: bars by size, and what they add up to."""

from typing import Final

import pandas as pd

from ecogov.charts.looks import Look, Specification
from ecogov.charts.theme import PALETTES, vega_config

MOST_BARS: Final = 20

_HEIGHT: Final = 280
_VITAL: Final = 0.8


def pareto_chart(rows: pd.DataFrame, look: Look) -> Specification:
    """Draw what each slice adds to a change, the largest first, and the share that they reach.

    Parameters
    ----------
    rows : DataFrame, shape (n_slices, 4)
        In order: ``name`` (unique), ``share`` (of all that moved along the change, 0 to 1, below
        0 against it), ``reached`` (running sum of the shares) and ``text`` (the contribution in
        words). At most `MOST_BARS` are drawn. Not modified.

    Returns
    -------
    dict
        Vega-Lite specification with its data.
    """
    t, colours = look.t, PALETTES[look.theme]
    shown = rows.head(MOST_BARS)
    values = shown[["name", "share", "reached", "text"]].to_dict("records")
    x = {
        "field": "name", "type": "nominal", "sort": list(shown["name"]),
        "axis": {"title": None, "labelAngle": -35, "labelLimit": 130, "labelOverlap": False},
    }  # fmt: skip
    low = min(0.0, float(shown["share"].min()))
    y = {
        "type": "quantitative",
        "scale": {"domain": [low, 1.04], "nice": False},
        "axis": {"title": t("rootcause.pareto.axis"), "format": ".0%", "tickCount": 6},
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": t("kpi.column.slice")},
        {"field": "text", "type": "nominal", "title": t("rootcause.column.contribution")},
        {"field": "reached", "title": t("rootcause.column.reached"), "format": ".0%"},
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": _HEIGHT,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "width": {"band": 0.7}, "color": colours.accent},
                "encoding": {"x": x, "y": {**y, "field": "share"}, "tooltip": tooltip},
            },
            {
                "mark": {
                    "type": "rule", "aria": False, "strokeDash": [5, 4], "color": colours.warning,
                },
                "encoding": {"y": {"datum": _VITAL}},
            },
            {
                "mark": {
                    "type": "line", "point": {"size": 36, "color": colours.categories[1]},
                    "color": colours.categories[1], "strokeWidth": 1.5,
                },
                "encoding": {"x": x, "y": {**y, "field": "reached"}, "tooltip": tooltip},
            },
        ],
        "config": vega_config(look.theme, t.language),
    }  # fmt: skip
