from datetime import date, timedelta

import pandas as pd
import pytest

from ecogov.domain.schedule.velocity import slip_velocities, trend_points

FIRST = date(2026, 1, 5)
TODAY = date(2026, 3, 2)


def weekly(*forecasts, milestone=1):
    """Reports of one milestone, a week apart; forecasts in days after the first report."""
    return pd.DataFrame(
        {
            "milestone_id": [milestone] * len(forecasts),
            "reported_on": [FIRST + timedelta(7 * n) for n in range(len(forecasts))],
            "forecast": [None if n is None else FIRST + timedelta(n) for n in forecasts],
        }
    )


def milestone(status="planned", actual=None):
    return pd.DataFrame({"id": [1], "status": [status], "actual": [actual]})


@pytest.mark.parametrize(
    ("forecasts", "velocity", "is_day_for_day"),
    [
        ((60, 60, 60, 60), 0.0, False),
        ((60, 67, 74, 81), 1.0, True),
        ((60, 66, 73, 80), 67 / 70, False),
        ((60, 74, 88), 2.0, True),
        ((60, 53, 46), -1.0, False),
        ((0, 500, 60, 60, 60, 60), 0.0, False),
        ((60, None, 74, 81), 1.0, True),
        ((60, 70, 60, 70), 2 / 7, False),
    ],
)
def test_velocity_is_the_slope_of_the_last_four_reports(forecasts, velocity, is_day_for_day):
    told = slip_velocities(weekly(*forecasts)).iloc[0]
    assert told.velocity == pytest.approx(velocity)
    assert told.is_day_for_day == is_day_for_day


@pytest.mark.parametrize("forecasts", [(60,), (60, 61), (60, None, 61)])
def test_fewer_than_three_reports_give_no_velocity_but_a_reason(forecasts):
    told = slip_velocities(weekly(*forecasts))
    assert told["velocity"].isna().all()
    assert told["is_day_for_day"].isna().all()
    assert told["null_reason"].tolist() == ["few_reports"]


def test_of_reports_on_one_day_the_last_one_counts():
    history = weekly(60, 60, 60)
    again = history.tail(1).assign(forecast=FIRST + timedelta(74))
    told = slip_velocities(pd.concat([history, again]))
    assert told["reports"].tolist() == [3]
    assert told["velocity"].tolist() == [1.0]


def test_each_milestone_has_its_own_velocity():
    both = pd.concat([weekly(60, 67, 74, milestone=7), weekly(60, 60, 60, milestone=3)])
    told = slip_velocities(both)
    assert told["milestone_id"].tolist() == [3, 7]
    assert told["velocity"].tolist() == [0.0, 1.0]


def test_no_reports_give_no_rows_with_the_same_columns():
    some, none = slip_velocities(weekly(60, 60, 60)), slip_velocities(weekly(60).head(0))
    assert none.empty
    assert none.dtypes.equals(some.dtypes)


def test_the_last_forecast_is_held_until_today_and_grows_stale():
    points = trend_points(weekly(20, 20), milestone(), TODAY)
    assert points["kind"].tolist() == ["reported", "reported", "held"]
    assert points["is_stale"].tolist() == [False, False, True]
    assert points["reported_on"].iloc[-1] == pd.Timestamp(TODAY)


def test_a_report_of_today_is_not_held_as_well():
    points = trend_points(weekly(80), milestone(), FIRST)
    assert points["kind"].tolist() == ["reported"]


def test_an_achieved_milestone_ends_on_the_diagonal():
    done_on = FIRST + timedelta(10)
    points = trend_points(weekly(20, 14, 14, 14), milestone("done", done_on), TODAY)
    assert points["kind"].tolist() == ["reported", "reported", "achieved"]
    assert points["reported_on"].iloc[-1] == points["forecast"].iloc[-1] == pd.Timestamp(done_on)


def test_a_cancelled_milestone_is_not_held():
    points = trend_points(weekly(80), milestone("cancelled"), TODAY)
    assert points["kind"].tolist() == ["reported"]


def test_reports_of_the_future_and_of_others_are_left_out():
    history = pd.concat([weekly(80, 80, 80), weekly(80, milestone=2)])
    points = trend_points(history, milestone(), FIRST + timedelta(7))
    assert points["kind"].tolist() == ["reported", "reported"]
    assert set(points["milestone_id"]) == {1}


def test_a_plane_without_reports_has_the_same_columns():
    some = trend_points(weekly(80, 80), milestone(), TODAY)
    none = trend_points(weekly(60).head(0), milestone().head(0), TODAY)
    assert none.empty
    assert list(none.columns) == list(some.columns)
