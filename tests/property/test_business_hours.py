from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecogov.domain.business_hours import BusinessHours
from ecogov.domain.workdays import Calendar

CALENDARS = (
    Calendar(),
    Calendar(weekend=frozenset()),  # clocks change on Sundays
    Calendar.of_country("CN"),
    Calendar.of_country("SA", days_off=[date(2026, 3, 3)], days_worked=[date(2026, 3, 6)]),
)
ZONES = (
    *("UTC", "Asia/Shanghai", "Asia/Kolkata", "America/New_York", "Europe/Berlin"),
    *("Australia/Lord_Howe", "Europe/Dublin", "America/Havana"),
)
DAYS = ((9, 18), (0, 24), (1.25, 2.5), (22, 24))
SLACK = 1e-6
"""Hours are floats; the instants behind them are exact to a microsecond."""

CLOCK_CHANGES = [
    datetime(2026, month, day, 12, tzinfo=UTC)
    for month, day in ((3, 7), (3, 28), (4, 4), (10, 3), (10, 24), (10, 31))
]
moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001  # the strategy adds the zone
    max_value=datetime(2026, 12, 31),  # noqa: DTZ001  # the same
    timezones=st.just(UTC),
) | st.builds(
    lambda noon, minutes: noon + timedelta(minutes=minutes),
    st.sampled_from(CLOCK_CHANGES), st.integers(0, 48 * 60),
)  # fmt: skip
amounts = st.floats(0, 400) | st.integers(0, 40).map(lambda n: n * 4.5)
teams = st.builds(
    lambda calendar, zone, day: BusinessHours(calendar, zone, *day),
    st.sampled_from(CALENDARS), st.sampled_from(ZONES), st.sampled_from(DAYS),
)  # fmt: skip


@given(teams, st.tuples(moments, moments, moments))
def test_business_hours_add_up(team, stamps):
    first, second, third = stamps
    parts = team.between(first, second) + team.between(second, third)
    assert parts == pytest.approx(team.between(first, third), abs=SLACK)


@given(teams, moments, moments)
def test_business_hours_never_exceed_the_time_that_passed(team, one, other):
    start, end = sorted([one, other])
    hours = team.between(start, end)
    assert 0 <= hours <= (end - start).total_seconds() / 3600 + SLACK


@given(teams, moments, st.integers(0, 60 * 24 * 4))
def test_business_hours_are_the_minutes_that_are_worked(team, start, minutes):
    start = start.replace(second=0, microsecond=0)
    opened, closed, worked = set(), set(), 0
    for minute in range(-36 * 60, minutes):
        local = (start + timedelta(minutes=minute)).astimezone(ZoneInfo(team.timezone))
        day, hour = local.date(), local.hour + local.minute / 60
        opened |= {day} if hour >= team.day_start else set()
        closed |= {day} if hour >= team.day_end else set()
        is_open = day in opened and day not in closed
        worked += minute >= 0 and is_open and team.calendar.is_working(day)
    assert team.between(start, start + timedelta(minutes=minutes)) == pytest.approx(worked / 60)


@given(teams, moments, amounts)
@example(
    BusinessHours(CALENDARS[1], "Europe/Berlin", 0, 24), datetime(2026, 3, 28, 12, tzinfo=UTC), 20
)
@example(
    BusinessHours(CALENDARS[1], "Australia/Lord_Howe", 0, 24), datetime(2026, 4, 4, tzinfo=UTC), 20
)
def test_adding_hours_is_undone_by_counting_them(team, start, hours):
    assert team.between(start, team.after(start, hours)) == pytest.approx(hours, abs=SLACK)


@given(teams, moments, moments)
def test_what_was_counted_leads_to_the_end_or_to_the_close_before_it(team, one, other):
    start, end = sorted([one, other])
    reached = team.after(start, team.between(start, end))
    tick = timedelta(microseconds=1)
    assert start <= reached <= end + tick
    assert team.between(min(reached, end), end) == pytest.approx(0, abs=SLACK)


@given(teams, moments, amounts)
def test_no_earlier_instant_has_as_many_hours(team, start, hours):
    reached = team.after(start, hours)
    if reached > start:
        earlier = reached - timedelta(seconds=1)
        assert team.between(start, max(start, earlier)) < hours


@given(teams, st.tuples(moments, moments), st.tuples(amounts, amounts))
def test_later_starts_and_more_hours_never_end_earlier(team, stamps, hours):
    (early, late), (few, many) = sorted(stamps), sorted(hours)
    assert team.after(early, few) <= team.after(early, many) <= team.after(late, many)


@given(teams, moments, st.integers(0, 10**6), st.integers(0, 10**6))
def test_hours_may_be_added_in_parts(team, start, first, second):
    parts = team.after(team.after(start, first / 3600), second / 3600)
    whole = team.after(start, (first + second) / 3600)
    assert abs(parts - whole) <= timedelta(microseconds=2) or team.between(
        *sorted([parts, whole])
    ) == pytest.approx(0, abs=SLACK)


@given(teams, moments)
def test_no_hours_end_where_they_start(team, start):
    assert team.after(start, 0) == start


@given(teams, st.lists(st.tuples(moments, amounts), min_size=1, max_size=8))
def test_many_starts_are_the_same_as_each_alone(team, pairs):
    starts = pd.Series([start for start, _ in pairs])
    together = team.add(starts, [hours for _, hours in pairs])
    assert [moment.to_pydatetime() for moment in together] == [team.after(*pair) for pair in pairs]
