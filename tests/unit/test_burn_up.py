"""Accepted units against a straight plan over working days, as numbers, words and picture."""

import json
from datetime import date

import pandas as pd
import pytest

from ecogov.charts.burn_up import burn_up_chart, burn_up_finding, burn_up_subtitle
from ecogov.charts.looks import Look
from ecogov.domain.burn_up import PlanGap, Promise, burn_up
from ecogov.domain.workdays import Calendar
from ecogov.i18n.translator import translator

# Monday to the Friday of the week after: ten working days.
START, DUE = date(2026, 3, 2), date(2026, 3, 13)
CALENDAR = Calendar()


def promised(**told):
    return Promise(**{"start_on": START, "due_on": DUE, "target_units": 100,
                      "calendar": CALENDAR, **told})  # fmt: skip


def daily(*days):
    return pd.DataFrame(days, columns=["day", "value"])


def look(language="en", theme="light"):
    return Look(translator(language, "en-GB"), theme)


@pytest.mark.parametrize(
    ("last", "accepted", "behind"),
    [
        (date(2026, 3, 6), 50, 0),
        (date(2026, 3, 6), 20, 3),
        (date(2026, 3, 6), 80, -3),
        (date(2026, 3, 6), 45, 0),
        (date(2026, 3, 8), 50, 0),
        (date(2026, 3, 13), 30, 7),
        (date(2026, 3, 17), 100, 0),
        (date(2026, 3, 17), 90, 3),
        (date(2026, 2, 27), 10, -1),
    ],
)
def test_the_distance_is_counted_in_whole_working_days(last, accepted, behind):
    assert burn_up(daily((last, accepted)), promised()).days_behind == behind


def test_a_day_off_of_the_project_makes_nobody_late():
    calendar = Calendar(days_off=frozenset({date(2026, 3, 6)}))
    until_friday = daily((date(2026, 3, 6), 45.0))
    told = burn_up(until_friday, promised(calendar=calendar))
    assert (told.days_behind, round(told.planned, 1)) == (0, 44.4)


def test_figures_add_up_and_end_with_the_data():
    told = burn_up(daily((date(2026, 3, 3), 5), (date(2026, 3, 2), 10)), promised())
    assert (told.accepted, told.share, told.as_of) == (15, 0.15, date(2026, 3, 3))
    points = told.points.set_index("day")
    assert len(points) == 12
    assert points.loc[date(2026, 3, 2), "accepted"] == 10
    assert points.loc[date(2026, 3, 3), "accepted"] == 15
    assert pd.isna(points.loc[date(2026, 3, 4), "accepted"])
    assert points.loc[DUE, "planned"] == 100
    assert points.loc[date(2026, 3, 8), "planned"] == points.loc[date(2026, 3, 6), "planned"]


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({"target_units": None}, PlanGap.NO_UNITS),
        ({"start_on": None}, PlanGap.NO_START),
        ({"due_on": None}, PlanGap.NO_DUE),
        ({"start_on": date(2026, 3, 7), "due_on": date(2026, 3, 8)}, PlanGap.NO_WORKING_DAYS),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_what_lacks_for_a_plan_is_told_and_the_units_are_drawn(change, gap, language):
    told = burn_up(daily((date(2026, 3, 4), 10)), promised(**change))
    assert told.gap is gap
    assert (told.planned, told.days_behind) == (None, None)
    assert told.points["planned"].isna().all()
    t = look(language)
    assert t.t(f"burn_up.gap.{gap}")
    assert burn_up_finding(t, told)
    assert json.dumps(burn_up_chart(told, t), allow_nan=False)


def test_nothing_imported_gives_the_plan_alone():
    told = burn_up(daily(), promised())
    assert (told.accepted, told.as_of, told.days_behind) == (0, None, None)
    assert told.points["accepted"].isna().all()
    assert burn_up_finding(look(), told) == "No units accepted yet"
    assert burn_up(daily(), promised(start_on=None)).points.empty


@pytest.mark.parametrize(
    ("accepted", "english", "chinese"),
    [
        (50, "50% accepted; on plan", "已合格 50%，与计划同步"),
        (20, "20% accepted; 3 working days behind plan", "已合格 20%，落后计划 3 个工作日"),
        (60, "60% accepted; 1 working day ahead of plan", "已合格 60%，领先计划 1 个工作日"),
        (100, "100.0% accepted: all that was promised", "已合格 100.0%，承诺数量全部完成"),
    ],
)
def test_the_title_says_the_finding(accepted, english, chinese):
    told = burn_up(daily((date(2026, 3, 6), accepted)), promised())
    assert burn_up_finding(look(), told) == english
    assert burn_up_finding(look("zh-Hans"), told) == chinese


def test_the_subtitle_says_of_what_and_until_when():
    told = burn_up(daily((date(2026, 3, 6), 20)), promised())
    said = burn_up_subtitle(look(), told, "video")
    assert said == (
        "20 of 100 units accepted (video) · data until 6 Mar 2026 · by then the plan wants 50"
    )


def test_a_unit_without_a_name_leaves_no_brackets():
    told = burn_up(daily((date(2026, 3, 6), 20)), promised())
    assert "(" not in burn_up_subtitle(look(), told, "")
    assert "（" not in burn_up_subtitle(look("zh-Hans"), told, "")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_long_projects_are_thinned_out_and_keep_their_ends(theme):
    days = pd.date_range("2024-01-01", "2026-12-31").date
    told = burn_up(
        daily(*((day, 1.0) for day in days)), promised(start_on=days[0], due_on=days[-1])
    )
    specification = burn_up_chart(told, look(theme=theme))
    values = specification["layer"][0]["data"]["values"]
    assert 300 <= len(values) <= 410
    assert values[-1]["accepted"] == len(days)
