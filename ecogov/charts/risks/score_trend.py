"""How the scores of a register went: risks by band above, their total score below."""

import json
from datetime import date
from typing import Any, Final

import pandas as pd

from ecogov.charts.looks import Look, Specification
from ecogov.charts.risks.bands import TONES, band_name
from ecogov.charts.theme import PALETTES, Theme, vega_config
from ecogov.charts.trend_layers import milliseconds
from ecogov.domain.risks.scales import Scale
from ecogov.domain.risks.score_history import LANES, REALISED, UNSCORED, Step
from ecogov.domain.risks.words import Nature, Severity
from ecogov.i18n import formats

_COUNTS_HEIGHT: Final = 190
_TOTAL_HEIGHT: Final = 90
_MOST_LABELS: Final = 10
_AXIS_PIXELS: Final = 38
_COLUMNS: Final = "containerSize()[0] < 480 ? 3 : 7"
_UNSCORED_FILLS: Final[dict[Theme, str]] = {"light": "#c3cbd0", "dark": "#47525a"}


def score_trend_chart(
    trend: pd.DataFrame, step: Step, scale: Scale, look: Look, *, nature: Nature = Nature.THREAT
) -> Specification:
    """Draw how many risks lay in every band, and their total score.

    Parameters
    ----------
    trend : DataFrame, shape (n_periods, 10)
        As `ecogov.domain.risks.score_history.score_trend` returns, not empty. Not modified.
    step : {"week", "month"}
        What a period is.
    scale : Scale
        The one that is in force; it names the bands.
    look : Look
        Language, theme.
    nature : Nature
        Whose entries they are; it decides the colours.

    Returns
    -------
    dict
        Vega-Lite specification of two panels with their data, without title: the page says
        `score_trend_finding` in words.
    """
    lanes = _lanes(trend, nature, scale, look)
    values = [value for row in trend.to_dict("records") for value in _stack(row, lanes, look)]
    totals = [_total(row, look) for row in trend.to_dict("records")]
    x = _x(trend, step, look)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "vconcat": [
            {**_counts(x, lanes, look), "data": {"values": values}},
            {**_totals(x, look), "data": {"values": totals}},
        ],
        "spacing": 14,
        "bounds": "flush",
        "config": vega_config(look.theme, look.t.language),
    }


def score_trend_finding(
    look: Look, trend: pd.DataFrame, scale: Scale, *, nature: Nature = Nature.THREAT
) -> str:
    """Say where the total score went, and how many risks the gravest band holds.

    Parameters
    ----------
    look : Look
        Language.
    trend : DataFrame
        As `score_trend_chart` takes it. Not modified.
    scale : Scale
        Its highest band is counted.
    nature : Nature
        Whose entries they are.
    """
    t, band = look.t, scale.bands[-1]
    if not trend[list(LANES)].to_numpy().any():
        return t("risk.trend.nothing")
    first, last = trend.iloc[0], trend.iloc[-1]
    told = {
        "total": formats.number(t, last["total_score"]),
        "band": band_name(t, band, nature),
        "n": formats.number(t, last[band.severity.value]),
    }
    if len(trend) == 1:
        return t("risk.trend.finding.single", **told)
    difference = float(last["total_score"] - first["total_score"])
    way = "same" if not difference else "up" if difference > 0 else "down"
    return t(
        f"risk.trend.finding.{way}",
        **told,
        difference=formats.number(t, abs(difference)),
        day=formats.day(t, first["as_of"]),
        before=formats.number(t, first[band.severity.value]),
    )


def _lanes(
    trend: pd.DataFrame, nature: Nature, scale: Scale, look: Look
) -> dict[str, tuple[str, str]]:
    """Name and colour the lanes, gravest first; a lane outside the scale shows if it holds any."""
    t, colours = look.t, PALETTES[look.theme]
    named = {band.severity.value: band_name(t, band, nature) for band in scale.bands}
    tones = TONES[look.theme, nature]
    fills = {severity.value: tones[severity].fill for severity in reversed(Severity)}
    fills |= {UNSCORED: _UNSCORED_FILLS[look.theme], REALISED: colours.muted}
    return {
        lane: (named.get(lane) or t(f"risk.trend.{lane}"), fills[lane])
        for lane in fills
        if lane in named or trend[lane].any()
    }


def _period(row: dict[Any, Any], look: Look) -> dict[str, Any]:
    start: date = row["period"]
    return {"at": milliseconds(start), "period": formats.days(look.t, start, row["as_of"])}


def _stack(
    row: dict[Any, Any], lanes: dict[str, tuple[str, str]], look: Look
) -> list[dict[str, Any]]:
    period = _period(row, look)
    return [
        {**period, "lane": name, "place": place, "n": int(row[lane])}
        for place, (lane, (name, _)) in enumerate(lanes.items())
    ]


def _total(row: dict[Any, Any], look: Look) -> dict[str, Any]:
    score = float(row["total_score"])
    return {**_period(row, look), "total": score, "told": formats.number(look.t, score)}


def _x(trend: pd.DataFrame, step: Step, look: Look) -> Specification:
    every = -(-len(trend) // _MOST_LABELS)
    label = json.dumps(look.t(f"risk.trend.{'month' if step == 'month' else 'day'}_format"))
    return {
        "field": "at",
        "type": "ordinal",
        "scale": {"type": "band", "paddingInner": 0.2, "paddingOuter": 0.1},
        "bandPosition": 0.5,
        "axis": {
            "title": None,
            "values": [milliseconds(start) for start in trend["period"].iloc[::every]],
            "labelExpr": f"utcFormat(datum.value, {label})",
            "labelAngle": 0,
            "labelOverlap": "greedy",
            "labelSeparation": 8,
        },
    }


def _bare(x: Specification) -> Specification:
    return {**x, "axis": {**x["axis"], "labels": False, "ticks": False}}


def _counts(x: Specification, lanes: dict[str, tuple[str, str]], look: Look) -> Specification:
    t = look.t
    titles = {"period": t("risk.trend.period"), "lane": t("risk.trend.lane")}
    names, fills = zip(*lanes.values(), strict=True)
    return {
        "height": _COUNTS_HEIGHT,
        "mark": {"type": "bar"},
        "encoding": {
            "x": _bare(x),
            "y": {
                "field": "n",
                "type": "quantitative",
                "axis": {
                    "title": t("risk.trend.n"),
                    "tickMinStep": 1,
                    "tickCount": 4,
                    "minExtent": _AXIS_PIXELS,
                },
            },
            "color": {
                "field": "lane",
                "type": "nominal",
                "scale": {"domain": list(names), "range": list(fills)},
                "legend": {"title": None, "symbolType": "square", "columns": {"expr": _COLUMNS}},
            },
            "order": {"field": "place", "type": "quantitative"},
            "tooltip": [
                *({"field": f, "type": "nominal", "title": title} for f, title in titles.items()),
                {"field": "n", "type": "quantitative", "title": t("risk.trend.n"), "format": ","},
            ],
        },
    }


def _totals(x: Specification, look: Look) -> Specification:
    t = look.t
    titles = {"period": t("risk.trend.period"), "told": t("risk.trend.total")}
    return {
        "height": _TOTAL_HEIGHT,
        "mark": {"type": "line", "point": {"size": 34}},
        "encoding": {
            "x": x,
            "y": {
                "field": "total",
                "type": "quantitative",
                "scale": {"zero": True},
                "axis": {
                    "title": t("risk.trend.total"),
                    "tickCount": 3,
                    "format": ",~r",
                    "minExtent": _AXIS_PIXELS,
                },
            },
            "tooltip": [
                {"field": f, "type": "nominal", "title": title} for f, title in titles.items()
            ],
        },
    }
