from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.schedule.reports import until_renewed, weekly_reports
from ecogov.domain.schedule.velocity import slip_velocities

TODAY = date(2026, 5, 4)
NAMES = ["milestone_id", "reported_on", "forecast_on"]


def ago(days):
    return TODAY - timedelta(days)


def a_history(*rows):
    return pd.DataFrame(list(rows), columns=NAMES, dtype=object)


def milestones(*ids, status="planned", actual=None):
    told = {"id": list(ids), "status": status, "actual": [actual] * len(ids)}
    return pd.DataFrame(told)


def told(reports):
    days = reports["reported_on"].dt.date
    return list(zip(days, reports["forecast"].dt.date, reports["is_renewed"], strict=True))


def test_a_forecast_holds_week_by_week_until_another_is_kept():
    first, second = date(2026, 6, 1), date(2026, 6, 8)
    history = a_history((1, ago(22), first), (1, ago(10), second))
    assert told(weekly_reports(history, milestones(1), TODAY)) == [
        (ago(21), first, True),
        (ago(14), first, False),
        (ago(7), second, True),
        (TODAY, second, False),
    ]


def test_the_last_word_of_a_day_counts_and_a_withdrawn_forecast_is_no_report():
    later = date(2026, 6, 8)
    history = a_history(
        (1, ago(21), date(2026, 6, 1)), (1, ago(14), None), (1, ago(7), TODAY), (1, ago(7), later)
    )
    assert told(weekly_reports(history, milestones(1), TODAY)) == [
        (ago(21), date(2026, 6, 1), True),
        (ago(7), later, True),
        (TODAY, later, False),
    ]


def test_what_is_done_is_reported_no_more():
    history = a_history((1, ago(21), date(2026, 6, 1)))
    done = milestones(1, status="done", actual=ago(7))
    days = [day for day, _, _ in told(weekly_reports(history, done, TODAY))]
    assert days == [ago(21), ago(14)]


def test_only_the_milestones_that_are_asked_for_are_reported():
    history = a_history((1, ago(7), TODAY), (2, ago(7), TODAY))
    assert set(weekly_reports(history, milestones(2), TODAY)["milestone_id"]) == {2}


def test_without_history_there_are_no_reports():
    empty = weekly_reports(a_history(), milestones(1), TODAY)
    assert empty.empty
    assert until_renewed(empty).empty
    assert slip_velocities(empty).empty
    assert weekly_reports(a_history((1, TODAY, TODAY)), milestones(1), ago(7)).empty


def test_repeats_after_the_last_forecast_that_was_kept_are_left_out():
    history = a_history((1, ago(21), date(2026, 6, 1)), (1, ago(7), date(2026, 6, 2)))
    history = pd.concat([history, a_history((2, ago(21), date(2026, 6, 1)))])
    kept = until_renewed(weekly_reports(history, milestones(1, 2), TODAY))
    assert kept.groupby("milestone_id").size().to_dict() == {1: 3, 2: 1}


def test_a_forecast_that_stands_for_weeks_has_velocity_nought():
    history = a_history((1, ago(60), date(2026, 6, 1)))
    reports = weekly_reports(history, milestones(1), TODAY)
    assert slip_velocities(reports)["velocity"].tolist() == [0.0]


DAYS = st.integers(0, 60)
HISTORIES = st.lists(st.tuples(st.integers(1, 3), DAYS, st.none() | DAYS), max_size=20)


@given(HISTORIES)
def test_every_report_is_what_held_on_its_day(rows):
    kept = [(one, ago(back), on if on is None else TODAY + timedelta(on)) for one, back, on in rows]
    reports = weekly_reports(a_history(*kept), milestones(1, 2, 3), TODAY)
    expected = []
    for one in (1, 2, 3):
        for weeks in range(9, -1, -1):
            day = ago(7 * weeks)
            words = [row for row in kept if row[0] == one and row[1] <= day]
            if words:
                last = max(row[1] for row in words)
                forecast = [row[2] for row in words if row[1] == last][-1]
                expected += [] if forecast is None else [(one, day, forecast)]
    found = zip(
        reports["milestone_id"],
        reports["reported_on"].dt.date,
        reports["forecast"].dt.date,
        strict=True,
    )
    assert list(found) == expected
