from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.workdays import Calendar

CALENDARS = (
    Calendar(),
    Calendar.of_country("CN"),
    Calendar.of_country("SA", days_off=[date(2026, 3, 3)], days_worked=[date(2026, 3, 6)]),
)
calendars = st.sampled_from(CALENDARS)
days = st.dates(min_value=date(2025, 12, 1), max_value=date(2026, 12, 31))
spans = st.integers(min_value=0, max_value=60)
moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001  # the strategy adds the zone
    max_value=datetime(2026, 6, 30),  # noqa: DTZ001  # the same
    timezones=st.just(UTC),
)
zones = st.sampled_from(["UTC", "Asia/Shanghai", "Asia/Kolkata", "America/New_York"])


@given(calendars, days, spans)
def test_working_days_are_the_days_that_work(calendar, start, length):
    listed = [start + timedelta(days=n) for n in range(length + 1)]
    working = [day for day in listed if calendar.is_working(day)]
    assert calendar.working_days(start, listed[-1]) == len(working)
    off = [day.day for day in calendar.non_working(start, listed[-1])]
    assert sorted([*working, *off]) == listed


@given(calendars, days, spans, spans)
def test_working_days_add_up(calendar, start, first, second):
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second + 1)
    parts = calendar.working_days(start, middle)
    parts += calendar.working_days(middle + timedelta(days=1), end)
    assert calendar.working_days(start, end) == parts


@given(calendars, zones, st.tuples(moments, moments, moments))
def test_business_hours_add_up(calendar, zone, stamps):
    first, second, third = stamps

    def hours(start, end):
        return calendar.business_hours_between(start, end, zone)

    assert hours(first, second) + hours(second, third) == pytest.approx(
        hours(first, third), abs=1e-6
    )


@given(calendars, zones, moments, moments)
def test_business_hours_never_exceed_their_working_days(calendar, zone, one, other):
    start, end = sorted([one, other])
    hours = calendar.business_hours_between(start, end, zone)
    elapsed = (end - start).total_seconds() / 3600
    assert -1e-6 <= hours <= min(elapsed, 9 * (elapsed / 24 + 2)) + 1e-6
