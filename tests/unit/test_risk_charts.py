import json
from datetime import date
from itertools import pairwise

import altair as alt
import numpy as np
import pytest

from ecogov.charts.looks import Look
from ecogov.charts.risks.bands import TONES
from ecogov.charts.risks.exceedance import exceedance_chart, exceedance_finding
from ecogov.charts.risks.heat_map import PICKED_CELL, heat_map, heat_map_finding
from ecogov.charts.risks.movement import MOST_RISKS_MOVED
from ecogov.charts.risks.score_trend import score_trend_chart, score_trend_finding
from ecogov.charts.theme import PALETTES
from ecogov.domain.risks.default_scale import DEFAULT_SCALE
from ecogov.domain.risks.matrix import matrix, movement
from ecogov.domain.risks.score_history import Periods, score_trend
from ecogov.domain.risks.simulation import CostOutlook, contingency_outlook, exceedance
from ecogov.domain.risks.words import Nature, Stage
from ecogov.i18n.translator import LANGUAGES, translator
from tests.harness.risks import SCALES, entries, scored_risks, states

EN, ZH = translator("en", "en-GB"), translator("zh-Hans")
LOOK = Look(EN, "light", "CNY")
COST = np.linspace(0, 2_000_000, 1001)


def mapped(*rows, nature="threat"):
    scored = scored_risks(*rows)
    cells = matrix(scored, Stage.CURRENT, DEFAULT_SCALE)
    return cells[cells["nature"] == nature], movement(scored)


def drawn_map(*rows, look=LOOK, **told):
    return checked(heat_map(*mapped(*rows), DEFAULT_SCALE, look, **told))


def trend(*rows, changes=()):
    periods = Periods(date(2026, 3, 2), date(2026, 3, 22))
    return score_trend(entries(*rows), states(*changes), SCALES, periods)


def drawn_cost(look=LOOK, given=None):
    outlook = CostOutlook.of(COST)
    contingency = None if given is None else contingency_outlook(COST, given)
    return checked(exceedance_chart(exceedance(COST), outlook, look, contingency))


def checked(specification):
    """Let Altair judge the specification by the schema of Vega-Lite, and give it back."""
    kind = alt.VConcatChart if "vconcat" in specification else alt.LayerChart
    told = kind.from_dict(specification).to_dict()
    assert told["config"]["font"]
    return specification


def marks(specification):
    """Every mark of a specification, however deep its layers are."""
    if "mark" in specification:
        yield specification
    for layer in specification.get("layer", ()):
        yield from marks(layer)


def texts(specification):
    return json.dumps(specification, ensure_ascii=False)


MOVED = {"probability": 5, "impact": 4, "residual_probability": 3, "target_probability": 1}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", PALETTES)
def test_charts_are_sound_vega_lite(language, theme):
    look = Look(translator(language), theme, "CNY")
    drawn_map(MOVED, {}, look=look, picked=(3, 4))
    drawn_cost(look, 900_000)
    for nature in Nature:
        rows = trend((1, 3, "inherent", 4, 4))
        checked(score_trend_chart(rows, "week", DEFAULT_SCALE, look, nature=nature))


def test_a_cell_tells_its_count_and_names_its_risks_while_they_are_few():
    cells = drawn_map({}, {}, *[{"probability": 1}] * 14)["layer"][0]["data"]["values"]
    by_place = {(cell["probability"], cell["impact"]): cell for cell in cells}
    assert by_place[3, 4]["count"] == "2"
    assert by_place[3, 4]["in_cell"] == "R-1 R-2"
    assert by_place[3, 4]["cell"] == "Possible × Major"
    assert by_place[1, 4]["in_cell"] == ""
    assert by_place[1, 4]["refs"].endswith("R-14 and 2 more")
    assert by_place[5, 5]["count"] == ""


def test_a_click_on_a_cell_tells_its_probability_and_impact():
    params = drawn_map({}, picked=(3, 4))["layer"][0]["params"]
    assert params[0]["name"] == PICKED_CELL
    assert params[0]["select"]["fields"] == ["probability", "impact"]
    assert params[0]["value"] == [{"probability": 3, "impact": 4}]


def test_arrows_lead_from_inherent_over_current_to_target():
    arrows = drawn_map(MOVED, {})["layer"][1]["data"]["values"]
    assert [round(value["y2"] - value["y"]) for value in arrows] == [-2, -2]
    assert arrows[0]["y2"] == arrows[1]["y"]
    assert arrows[1]["move"] == "Target: Possible × Major → Very unlikely × Major"


def test_only_as_many_risks_move_as_can_be_told_apart():
    rows = [MOVED] * (MOST_RISKS_MOVED + 5)
    arrows = drawn_map(*rows)["layer"][1]["data"]["values"]
    assert len({value["risk"] for value in arrows}) == MOST_RISKS_MOVED
    spots = {(value["x"], value["y"]) for value in arrows if value["leg"] == "current"}
    assert len(spots) == MOST_RISKS_MOVED


def test_risks_that_stay_have_no_arrow():
    assert len(drawn_map({})["layer"]) == 2


def test_names_of_levels_that_look_like_code_stay_texts():
    told = DEFAULT_SCALE.impact[0].__class__(name_en="'] + alert(1) + ['\"", name_zh="x")
    scale = DEFAULT_SCALE.__class__(
        1, DEFAULT_SCALE.probability, (told, *DEFAULT_SCALE.impact[1:]), DEFAULT_SCALE.bands
    )
    axis = checked(heat_map(*mapped({}), scale, LOOK))["layer"][0]["encoding"]["x"]["axis"]
    listed = axis["labelExpr"].split("' ' + ")[1].removesuffix("[datum.value - 1]")
    assert json.loads(listed)[0] == told.name_en


def test_the_map_says_how_many_lie_in_the_gravest_band():
    cells, _ = mapped({"probability": 5, "impact": 5}, {}, {"impact": None})
    said = heat_map_finding(EN, cells, DEFAULT_SCALE, n_unscored=1)
    assert said == "1 of 2 scored threats is in the band “Critical”; 1 more has no score"
    chinese = heat_map_finding(ZH, cells, DEFAULT_SCALE, n_unscored=0)
    assert chinese == "2 个已评分威胁中，有 1 个处于“极高”等级"


def test_no_opportunity_is_called_critical():
    rows = {"nature": "opportunity", "probability": 5, "impact": 5}
    cells, legs = mapped(rows, nature="opportunity")
    said = heat_map_finding(EN, cells, DEFAULT_SCALE, n_unscored=0)
    assert said == "1 of 1 scored opportunities has a score of 16–25"
    assert "Critical" not in texts(heat_map(cells, legs, DEFAULT_SCALE, LOOK))


def test_an_empty_map_says_so():
    cells, _ = mapped()
    assert heat_map_finding(EN, cells, DEFAULT_SCALE, n_unscored=0) == "No threat is scored yet"


def test_the_curve_begins_where_more_is_certain_and_is_drawn_in_the_unit_of_its_axis():
    values = drawn_cost()["layer"][0]["data"]["values"]
    assert (values[0]["loss"], values[0]["probability"]) == (0, 1)
    assert values[-1]["loss"] == 2
    axis = next(marks(drawn_cost()))["encoding"]["x"]["axis"]
    assert axis["title"] == "Cost of risks (CNY, millions)"
    chinese = next(marks(drawn_cost(Look(ZH, "light", "CNY"))))["encoding"]["x"]
    assert chinese["axis"]["title"] == "风险成本（万 CNY）"
    assert chinese["scale"]["domain"][1] > 200


def test_quantiles_and_the_contingency_are_marked_with_their_amounts():
    drawn = texts(drawn_cost(given=900_000))
    for text in ("P50 CN¥1M", "P80 CN¥1.6M", "Contingency left CN¥900K"):
        assert text in drawn
    assert "Contingency" not in texts(drawn_cost())


@pytest.mark.parametrize("given", [-500_000, 500_000, 1_000_000, 1_300_000, 1_600_000, 1_700_000])
def test_no_line_crosses_the_name_of_another(given):
    upright = [mark for mark in marks(drawn_cost(given=given)) if "datum" in mark["encoding"]["x"]]
    rules, names = upright[::2], upright[1::2]
    assert len(rules) == len(names) == 3
    for name in names:
        at, way = name["encoding"]["x"]["datum"], name["mark"]["align"]
        ways_on = [
            rule["encoding"]["y"]["value"]
            for rule in rules
            if (rule["encoding"]["x"]["datum"] - at) * (1 if way == "left" else -1) > 0
        ]
        assert all(top > name["encoding"]["y"]["value"] + 2 for top in ways_on)
    assert len({(name["encoding"]["y"]["value"], name["mark"]["align"]) for name in names}) == 3


def test_an_overspent_contingency_is_still_on_the_picture():
    domain = next(marks(drawn_cost(given=-500_000)))["encoding"]["x"]["scale"]["domain"]
    assert domain[0] < -0.5


def test_the_finding_of_the_cost_says_p80_and_whether_the_contingency_suffices():
    outlook = CostOutlook.of(COST)
    said = exceedance_finding(LOOK, outlook, contingency_outlook(COST, 1_260_000))
    assert said == (
        "80% of the time the cost stays at or below CN¥1.6M; "
        "the contingency of CN¥1.3M suffices in 63%"
    )
    assert exceedance_finding(Look(ZH, "light", "CNY"), outlook) == (
        "有 80% 的把握成本不超过 ¥160万"
    )
    overspent = contingency_outlook(COST, 0, spent=5_000)
    assert exceedance_finding(LOOK, outlook, overspent).endswith("is overspent by CN¥5K")


def test_where_nothing_was_simulated_the_finding_says_why():
    said = exceedance_finding(LOOK, CostOutlook.of(COST[:0]), null_reason="none_quantified")
    assert said == "The cost of the risks is not known: no risk has both a chance and a cost"


def test_the_trend_stacks_the_gravest_band_first_and_hides_lanes_that_are_never_used():
    rows = trend((1, 3, "inherent", 4, 5), (2, 3, "inherent", None, 2))
    counts = score_trend_chart(rows, "week", DEFAULT_SCALE, LOOK)["vconcat"][0]
    assert counts["encoding"]["color"]["scale"]["domain"] == [
        "Critical", "High", "Moderate", "Low", "Unscored",
    ]  # fmt: skip
    stacked = sorted(counts["data"]["values"], key=lambda value: value["place"])
    assert stacked[0]["lane"] == "Critical"


def test_a_band_that_the_scale_in_force_lacks_is_shown_where_history_has_it():
    rows = trend((1, 3, "inherent", 4, 5)).assign(negligible=1)
    counts = score_trend_chart(rows, "week", DEFAULT_SCALE, LOOK)["vconcat"][0]
    assert "Negligible" in counts["encoding"]["color"]["scale"]["domain"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [(1, 3, "inherent", 4, 5), (1, 17, "current", 2, 2)],
            "Total score 4, down 16 since 8 Mar 2026; “Critical”: 0 now, 1 then",
        ),
        (
            [(1, 3, "inherent", 4, 5), (2, 17, "inherent", 4, 4)],
            "Total score 36, up 16 since 8 Mar 2026; “Critical”: 2 now, 1 then",
        ),
        (
            [(1, 3, "inherent", 4, 5)],
            "Total score 20, the same as on 8 Mar 2026; “Critical”: 1 now, 1 then",
        ),
        ([], "No risk was logged in these periods"),
    ],
)
def test_the_finding_of_the_trend_says_where_the_score_went(rows, said):
    assert score_trend_finding(LOOK, trend(*rows), DEFAULT_SCALE) == said


def test_a_single_period_is_compared_with_nothing():
    rows = trend((1, 3, "inherent", 4, 5)).head(1)
    assert score_trend_finding(LOOK, rows, DEFAULT_SCALE) == "Total score 20; “Critical”: 1"


# Machado, Oliveira, Fernandes: "A physiologically-based model for simulation of color vision
# deficiency", IEEE TVCG 15(6), 2009; severity 1.0, on linear RGB.
_EYES = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip


def _linear(colour):
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def _lab(linear):
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = np.cbrt(to_xyz @ linear.clip(0, 1) / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", _EYES)
@pytest.mark.parametrize("key", TONES, ids=str)
def test_neighbouring_bands_differ_for_all_eyes(key, eyes):
    seen = [_lab(_EYES[eyes] @ _linear(tone.fill)) for tone in TONES[key].values()]
    apart = [np.linalg.norm(one - other) for one, other in pairwise(seen)]
    assert min(apart) >= 7


@pytest.mark.parametrize("key", TONES, ids=str)
def test_numbers_can_be_read_on_every_band(key):
    weights = [0.2126, 0.7152, 0.0722]
    for tone in TONES[key].values():
        dark, light = sorted(weights @ _linear(colour) for colour in (tone.fill, tone.ink))
        assert (light + 0.05) / (dark + 0.05) >= 4.5
