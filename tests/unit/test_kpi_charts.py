from datetime import date
from io import BytesIO
from math import nan
from urllib.parse import unquote

import altair as alt
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from ecogov.charts.kpi_breakdown import MOST_BARS, PICKED, breakdown_chart
from ecogov.charts.kpis import trend_chart
from ecogov.charts.looks import Look
from ecogov.charts.sparklines import sparkline
from ecogov.charts.trend_layers import Backdrop
from ecogov.domain.kpi.cells import Cell, change
from ecogov.domain.kpi.drilling import BEHIND
from ecogov.domain.kpi.intervals import wilson
from ecogov.domain.kpi.metrics import METRICS
from ecogov.domain.kpi.standing import with_standing
from ecogov.i18n.figures import figure, finding, goal
from ecogov.i18n.translator import LANGUAGES, translator
from ecogov.reports.tables import csv_table, xlsx_table

EN = translator("en", "en-GB")


def rates(counts, metric="qa_accuracy", target=nan):
    """KPI cells of a rate from pairs of numerator and denominator."""
    k, n = zip(*counts, strict=True)
    low, high = wilson(k, n)
    return pd.DataFrame(
        {
            "metric": metric,
            "unit": "share",
            "value": [a / b if b else nan for a, b in counts],
            "numerator": [float(a) for a in k],
            "denominator": [float(b) for b in n],
            "n": [float(b) for b in n],
            "low": low,
            "high": high,
            "target": target,
            "comparator": "ge",
            "evidence": "none" if pd.isna(target) else "undecided",
            "more_samples": pd.array([pd.NA] * len(k), dtype="Int64"),
            "null_reason": [None if b else "no_reviews" for b in n],
            "as_of": date(2026, 3, 31),
        }
    )


def by_day(counts, **told):
    days = [date(2026, 3, 2 + index) for index in range(len(counts))]
    return rates(counts, **told).assign(day=days, is_partial=False)


def layers(specification):
    return specification["layer"][0]["layer"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_charts_are_sound_vega_lite(language, theme):
    look = Look(translator(language), theme)
    backdrop = Backdrop((date(2026, 3, 3),), ((date(2026, 3, 3), "Guideline"),))
    points = by_day([(90, 100), (0, 0), (96, 100)], target=0.95)
    rows = with_standing(rates([(90, 100), (60, 100)])).assign(key=["a", "b"], name=["A", "B"])
    for specification in (
        trend_chart(points, "day", look, backdrop),
        breakdown_chart(rows, look),
    ):
        assert alt.Chart.from_dict(specification).to_dict()["config"]["font"]


def test_a_missing_figure_is_a_gap_with_its_reason_and_no_zero():
    drawn = trend_chart(by_day([(9, 10), (0, 0)]), "day", Look(EN, "light"), Backdrop())
    missing = drawn["layer"][0]["data"]["values"][1]
    assert missing["value"] is None
    assert missing["figure"] == "—, because nothing was reviewed in this period"


def test_days_off_are_shaded_only_where_a_period_is_a_day():
    backdrop = Backdrop((date(2026, 3, 3), date(2026, 3, 4)), ())
    points = by_day([(9, 10)] * 5)
    shades = layers(trend_chart(points, "day", Look(EN, "light"), backdrop))[0]
    assert len(shades["data"]["values"]) == 1
    weekly = trend_chart(
        points.rename(columns={"day": "week"}), "week", Look(EN, "light"), backdrop
    )
    assert not any(layer["mark"]["type"] == "rect" for layer in layers(weekly))


def test_a_target_that_changed_is_drawn_in_steps():
    points = by_day([(9, 10)] * 3).assign(target=[0.9, 0.95, 0.95])
    drawn = layers(trend_chart(points, "day", Look(EN, "light"), Backdrop()))
    assert any(layer["mark"].get("interpolate") == "step-after" for layer in drawn)


def test_long_times_are_drawn_in_hours():
    points = by_day([(9, 10)] * 2).assign(unit="seconds", metric="aht_seconds", value=14_400.0)
    points = points.assign(low=nan, high=nan)
    drawn = trend_chart(points, "day", Look(EN, "light"), Backdrop())
    assert drawn["layer"][0]["data"]["values"][0]["value"] == 4
    assert layers(drawn)[-1]["encoding"]["y"]["axis"]["title"] == "hours"


def test_a_breakdown_can_be_clicked_and_draws_no_more_than_fits():
    counts = [(90 + index % 5, 100) for index in range(MOST_BARS + 10)]
    names = [f"P{index}" for index in range(len(counts))]
    rows = with_standing(rates(counts)).assign(key=names, name=names)
    drawn = breakdown_chart(rows, Look(EN, "light"))
    assert len(drawn["layer"][0]["data"]["values"]) == MOST_BARS
    assert layers(drawn)[-1]["params"][0]["name"] == PICKED


def test_only_slices_that_differ_beyond_chance_are_decided():
    told = with_standing(rates([(950, 1000), (952, 1000), (800, 1000)]))
    assert dict(zip(told["numerator"], told["is_decided"], strict=True))[800] is True
    alike = with_standing(rates([(95, 100), (94, 100), (96, 100)]))
    assert alike["is_decided"].tolist() == [False, False, False]


def test_a_plain_count_is_no_sample_and_is_not_ranked():
    cells = rates([(5, 10), (9, 10)]).assign(metric="accepted_units", unit="units")
    told = with_standing(cells)
    assert told["is_decided"].isna().all()
    assert told["value"].is_monotonic_decreasing


@pytest.mark.parametrize(("before", "is_real"), [((940, 1000), True), ((957, 1000), False)])
def test_a_change_is_real_only_beyond_chance(before, is_real):
    now, then = (Cell.of(rates([pair]).iloc[0].to_dict()) for pair in ((965, 1000), before))
    assert change(now, then).is_real is is_real


def test_no_change_can_be_told_from_nothing():
    cells = [Cell.of(row) for row in rates([(9, 10), (0, 0)]).to_dict("records")]
    assert change(cells[0], cells[1]) is None


def test_the_finding_says_value_target_and_change():
    row = rates([(9_610, 10_000)], target=0.95).iloc[0].to_dict() | {"evidence": "met"}
    now, then = Cell.of(row), Cell.of(rates([(9_530, 10_000)]).iloc[0].to_dict())
    said = finding(EN, now, change(now, then), days=28)
    assert said == "QA accuracy 96.1%, target ≥ 95% met, up 0.8 points on the 28 days before"
    chinese = finding(translator("zh-Hans"), now, change(now, then), days=28)
    assert chinese == "质检准确率 96.1%，达到目标 ≥ 95%，较前 28 天上升 0.8 个百分点"


def test_what_is_not_known_is_said_with_its_reason():
    cell = Cell(metric="qa_accuracy", unit="share", null_reason="no_reviews")
    said = finding(EN, cell, None, days=28)
    assert said == "QA accuracy: —, because nothing was reviewed in this period"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.961, "share", "96.1%"),
        (0.00025, "share", "0.025%"),
        (0.99975, "share", "99.975%"),
        (1952.02, "units_per_day", "1,952"),
        (13.97, "units_per_hour", "14.0"),
        (0.0123, "currency", "0.0123 USD"),
        (0.6571, "coefficient", "0.66"),
    ],
)
def test_figures_are_shown_as_exactly_as_they_deserve(value, unit, shown):
    assert figure(EN, value, unit, "USD") == shown


def test_a_target_is_never_rounded_away():
    cell = Cell(metric="qa_accuracy", unit="share", target=0.9975, comparator="ge")
    assert goal(EN, cell) == "≥ 99.75%"


def test_every_kpi_has_rows_behind_it():
    assert BEHIND.keys() == METRICS.keys()


def test_a_sparkline_leaves_out_a_target_that_would_flatten_it():
    near, far = (unquote(sparkline([0.95, 0.96, nan, 0.97], t, "light")) for t in (0.94, 0.2))
    assert "stroke-dasharray" in near
    assert "stroke-dasharray" not in far


@pytest.mark.parametrize("values", [[], [1.0], [nan, 2.0]])
def test_a_sparkline_needs_two_figures(values):
    assert sparkline(values, nan, "light") == ""


FORMULAS = pd.DataFrame({"Name": ["=1+1", "@x", "plain", None], "=Value": [-1.5, 2.0, nan, 0.0]})


def test_a_csv_runs_no_formula_and_leaves_numbers_alone():
    text = csv_table(FORMULAS).decode("utf-8-sig")
    assert text.splitlines() == ["Name,'=Value", "'=1+1,-1.5", "'@x,2.0", "plain,", ",0.0"]


def test_an_xlsx_holds_texts_as_texts():
    content = xlsx_table(FORMULAS, "KPI: [x]", {"=Value": "0.0%"})
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Name", "=Value"]
    assert rows[1] == ["=1+1", -1.5]


def test_where_chance_cannot_be_judged_nobody_is_called_undecided():
    cells = rates([(5, 10), (9, 10)]).assign(
        metric="aht_seconds", unit="seconds", low=nan, high=nan
    )
    assert with_standing(cells)["is_decided"].isna().all()
