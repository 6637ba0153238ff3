from datetime import date, timedelta
from itertools import pairwise

import altair as alt
import pandas as pd
import pytest

from ecogov.charts.looks import Look
from ecogov.charts.milestones.timeline import MOST_ROWS, PICKED, Plan, timeline_chart
from ecogov.charts.milestones.trend_analysis import MOST_LINES, most_moved, trend_analysis_chart
from ecogov.charts.milestones.trend_analysis import _spread as spread
from ecogov.charts.milestones.wording import (
    shortened,
    timeline_alt,
    timeline_finding,
    timeline_subtitle,
    trend_finding,
)
from ecogov.charts.theme import PALETTES
from ecogov.domain.schedule.slips import MilestoneState, with_slips
from ecogov.domain.schedule.velocity import slip_velocities, trend_points
from ecogov.i18n.log.slips import slip, standing
from ecogov.i18n.translator import LANGUAGES, translator

EN = translator("en", "en-GB")
ZH = translator("zh-Hans")
LIGHT = Look(EN, "light")
TODAY = date(2026, 6, 15)
BEFORE, AFTER, LATER = date(2026, 6, 10), date(2026, 6, 20), date(2026, 6, 25)
NO_LINKS = pd.DataFrame(columns=["predecessor_id", "successor_id", "kind", "lag_days"])
COLUMNS = ("start", "baseline_original", "baseline_current", "forecast", "actual")


def milestones(*rows):
    """Milestones from what differs from a plain one on plan; ids count from 1."""
    plain = dict.fromkeys(COLUMNS) | {"status": "planned", "project": "P", "is_critical": False}
    plain |= dict.fromkeys(COLUMNS[1:4], AFTER)
    told = [
        {**plain, "id": number, "ref": f"M-{number}", "title": f"Gate {number}", **row}
        for number, row in enumerate(rows, 1)
    ]
    frame = pd.DataFrame(told, columns=[*plain, "id", "ref", "title"], dtype="object")
    floats = pd.array([pd.NA] * len(frame), dtype="Int64")
    return with_slips(frame, TODAY).assign(total_float_days=floats)


def links(*rows):
    return pd.DataFrame(rows, columns=NO_LINKS.columns)


def drawn(frame, linked=NO_LINKS, look=LIGHT, **told):
    return timeline_chart(Plan(frame, linked, TODAY, **told), look)


def rows_of(specification):
    return specification["layer"][-1]["data"]["values"]


def layer_at(specification, kind, **mark):
    """The values of the only layers whose mark is of this kind with these properties."""
    return [
        layer["data"]["values"]
        for layer in specification["layer"]
        if layer["mark"]["type"] == kind
        and all(layer["mark"].get(name) == value for name, value in mark.items())
    ]


def history(*lines):
    """Weekly reports from forecasts in days after the first report, a tuple per milestone."""
    first = date(2026, 4, 6)
    return pd.DataFrame(
        [
            (number, first + timedelta(7 * week), first + timedelta(forecast))
            for number, line in enumerate(lines, 1)
            for week, forecast in enumerate(line)
        ],
        columns=["milestone_id", "reported_on", "forecast"],
    )


def analysis(frame, reports):
    told = slip_velocities(reports).rename(columns={"milestone_id": "id"})
    return frame.merge(told, on="id", how="left"), trend_points(reports, frame, TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_of_milestones_are_sound_vega_lite(language, theme):
    look = Look(translator(language), theme)
    frame = milestones(
        {"status": "done", "actual": BEFORE, "start": date(2026, 5, 1)},
        {"forecast": LATER, "is_critical": True, "project": "Q"},
        {"status": "cancelled"},
    )
    told, points = analysis(frame, history((60, 60, 60), (60, 67, 74)))
    plan = Plan(frame, links((1, 2, "FS", 0)), TODAY, (date(2026, 6, 13), date(2026, 6, 14)))
    for specification in (
        timeline_chart(plan, look),
        trend_analysis_chart(points, told, look, as_of=TODAY),
    ):
        assert alt.Chart.from_dict(specification).to_dict()["config"]["font"]


def test_a_timeline_orders_by_project_and_day_and_names_projects_only_where_several():
    frame = milestones({"forecast": LATER, "project": "B"}, {"project": "B"}, {"project": "A"})
    labels = drawn(frame)["params"][0]["value"]
    assert labels == ["B", "M-2 Gate 2", "M-1 Gate 1", "A", "M-3 Gate 3"]
    assert drawn(frame.assign(project="B"))["params"][1]["value"] == [False] * 3


def test_a_slip_is_drawn_from_the_day_promised_to_the_day_expected():
    [values] = layer_at(drawn(milestones({"forecast": LATER}, {})), "rule", strokeWidth=2.5)
    assert len(values) == 1
    assert values[0]["finish"] - values[0]["baseline_current"] == 5 * 86_400_000
    assert values[0]["colour"] == PALETTES["light"].warning


def test_the_first_baseline_is_marked_only_where_it_was_another():
    frame = milestones({"baseline_original": BEFORE}, {}, {"baseline_original": None})
    [ticks] = layer_at(drawn(frame), "point", shape="stroke")
    assert [tick["row"] for tick in ticks] == [0]


def test_an_actual_day_is_a_disc_and_a_stale_forecast_is_hollow():
    frame = milestones({"status": "done", "actual": BEFORE}, {"forecast": date(2026, 6, 12)})
    marks = next(
        values for values in layer_at(drawn(frame), "point") if values and "is_stale" in values[0]
    )
    assert [(mark["is_done"], mark["is_stale"]) for mark in marks] == [(True, False), (False, True)]


def test_a_link_leads_to_the_end_that_its_kind_holds_back():
    start = date(2026, 6, 1)
    frame = milestones({}, {"start": start, "forecast": LATER, "baseline_current": LATER})
    for kind, expected in (("FS", start), ("FF", LATER)):
        corners = layer_at(drawn(frame, links((1, 2, kind, 0))), "line")[0]
        assert pd.Timestamp(corners[-2]["at"], unit="ms").date() == expected


def test_links_are_interrupted_between_each_other_and_drop_what_is_not_drawn():
    frame = milestones({}, {"forecast": LATER}, {"forecast": None})
    linked = links((1, 2, "FS", 0), (1, 99, "FS", 0), (1, 3, "FS", 0))
    corners = layer_at(drawn(frame, linked), "line")[0]
    assert [corner["row"] is None for corner in corners] == [False, False, False, True]


def test_links_of_the_critical_path_are_drawn_apart():
    frame = milestones({"is_critical": True}, {"is_critical": True, "forecast": LATER}, {})
    specification = drawn(frame, links((1, 2, "FS", 0), (1, 3, "SS", 0)))
    colours = PALETTES["light"]
    assert layer_at(specification, "line", color=colours.ink)
    assert layer_at(specification, "line", color=colours.muted)


def test_weekends_are_shaded_over_months_and_only_breaks_over_years():
    weekend = (date(2026, 6, 13), date(2026, 6, 14))
    holiday = tuple(date(2026, 6, 1) + timedelta(n) for n in range(4))
    near, far = milestones({}), milestones({"forecast": date(2028, 6, 1)})
    near = near.assign(start=date(2026, 5, 1))
    shades = [
        layer_at(drawn(f, days_off=weekend + holiday), "rect", clip=True) for f in (near, far)
    ]
    assert [len(values) for [values] in shades] == [2, 1]


def test_rows_can_be_clicked_and_tell_state_and_slips_in_words():
    specification = drawn(milestones({"baseline_original": BEFORE, "forecast": LATER}))
    row = rows_of(specification)[0]
    assert specification["layer"][-1]["params"][0]["name"] == PICKED
    assert row["key"] == "1"
    assert (row["state"], row["standing"]) == ("sliding", "5 d late, in total 15 d late")
    assert (row["now_said"], row["total_said"], row["absorbed_said"]) == (
        "5 d late", "15 d late", "10 days",
    )  # fmt: skip


def test_only_the_rows_speak_to_a_screen_reader():
    layers = drawn(milestones({}))["layer"]
    assert [layer["mark"].get("aria") for layer in layers].count(False) == len(layers) - 1


def test_a_timeline_is_bounded_and_says_so():
    specification = drawn(milestones(*({} for _ in range(MOST_ROWS + 3))))
    assert len(rows_of(specification)) == MOST_ROWS
    assert specification["height"] < 20 * MOST_ROWS
    subtitle = timeline_subtitle(EN, MOST_ROWS + 3, MOST_ROWS, TODAY)
    assert f"the first {MOST_ROWS} of {MOST_ROWS + 3} milestones" in subtitle


def test_a_timeline_without_rows_can_be_drawn():
    assert rows_of(drawn(milestones())) == []


def test_a_milestone_without_any_day_keeps_its_row():
    frame = milestones(dict.fromkeys(COLUMNS))
    assert rows_of(drawn(frame))[0]["standing"] == "not baselined"


@pytest.mark.parametrize("t", [EN, ZH])
def test_every_state_has_its_words(t):
    assert all(standing(t, state, 3, 3) for state in MilestoneState)


@pytest.mark.parametrize(
    ("days", "said"), [(5, "5 d late"), (-2, "2 d early"), (0, "on the day"), (pd.NA, "–")]
)
def test_a_slip_is_said_without_a_sign(days, said):
    assert slip(EN, days) == said


def test_what_a_moved_baseline_hides_is_said_beside():
    assert standing(EN, "on_plan", 0, 10) == "on plan, in total 10 d late"
    assert standing(ZH, "sliding", 2, 9) == "延期 2 天（累计延期 9 天）"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((), "No milestones yet"),
        (({}, {}), "2 open milestones, none late"),
        (({"status": "done", "actual": BEFORE},), "1 milestone, nothing left open"),
        (({"forecast": LATER}, {}), "1 of 2 open milestones is late; M-1 Gate 1, 5 d late"),
        (
            ({"forecast": LATER}, {"forecast": date(2026, 7, 1)}, {"forecast": BEFORE}),
            (
                "2 of 3 open milestones are late; most of all M-2 Gate 2, 11 d late; "
                "1 forecast is stale"
            ),
        ),
    ],
)
def test_the_finding_of_a_timeline_counts_what_is_open(rows, said):
    assert timeline_finding(EN, milestones(*rows)) == said


def test_a_timeline_is_described_with_its_finding():
    assert timeline_alt(EN, milestones({}), TODAY) == (
        "Timeline of 1 milestone as of 15 Jun 2026. 1 open milestone, not late."
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (((80, 87, 94),), "1 of 1 milestones slides day for day: M-1"),
        (((80, 80, 82), (90, 90, 90)), "1 of 2 forecasts moved later: M-1 Gate 1, 2 d"),
        (((90, 90, 90),), "1 forecast, not moved later"),
        (((10, 10, 10),), "1 forecast, not moved later; 1 forecast is stale"),
        ((), "No forecast was reported yet"),
    ],
)
def test_the_finding_of_the_trend_names_what_slides(lines, said):
    told, points = analysis(milestones({}, {}), history(*lines))
    assert trend_finding(EN, told, points) == said


def test_an_achieved_milestone_slides_no_more():
    frame = milestones({"status": "done", "actual": BEFORE})
    told, points = analysis(frame, history((40, 47, 54)))
    assert "day for day" not in trend_finding(EN, told, points)


def test_the_plane_shades_what_is_stale_and_holds_the_last_forecast_in_dashes():
    told, points = analysis(milestones({}), history((80, 80, 85)))
    specification = trend_analysis_chart(points, told, LIGHT, as_of=TODAY)
    [zone] = layer_at(specification, "area")
    assert all(corner["forecast"] >= corner["reported"] for corner in zone)
    [held] = layer_at(specification, "line", strokeDash=[3, 3])
    assert [point["kind"] for point in held] == ["reported", "held"]


def test_only_the_lines_that_moved_most_are_drawn():
    moves = range(MOST_LINES + 5)
    told, points = analysis(
        milestones(*({} for _ in moves)), history(*((90, 90, 90 + by) for by in moves))
    )
    kept = set(most_moved(points)["milestone_id"])
    assert kept == set(range(6, MOST_LINES + 6))
    labels = trend_analysis_chart(points, told, LIGHT, as_of=TODAY)["layer"][-1]["data"]["values"]
    assert len(labels) == MOST_LINES


@pytest.mark.parametrize("pixels", [[0.0] * 15, [440.0] * 15, [5.0, 6.0, 300.0, 301.0, 439.0]])
def test_labels_keep_apart_and_inside(pixels):
    places = spread(pixels)
    gaps = [then - now for now, then in pairwise(places)]
    assert min(gaps) >= 14
    assert places[0] >= 0
    assert places[-1] <= 440


def test_a_text_is_cut_by_its_width():
    assert shortened("Gate", 4) == "Gate"
    assert shortened("Delivery gate", 9) == "Delivery…"
    assert shortened("最终交付验收", 8) == "最终交付…"
