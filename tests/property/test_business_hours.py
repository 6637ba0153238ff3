from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.business_hours import BusinessHours
from ecogov.domain.workdays import Calendar

CALENDARS = (
    Calendar(),
    Calendar.of_country("CN"),
    Calendar.of_country("SA", days_off=[date(2026, 3, 3)], days_worked=[date(2026, 3, 6)]),
)
calendars = st.sampled_from(CALENDARS)
moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001  # the strategy adds the zone
    max_value=datetime(2026, 6, 30),  # noqa: DTZ001  # the same
    timezones=st.just(UTC),
)
zones = st.sampled_from(["UTC", "Asia/Shanghai", "Asia/Kolkata", "America/New_York"])


@given(calendars, zones, st.tuples(moments, moments, moments))
def test_business_hours_add_up(calendar, zone, stamps):
    first, second, third = stamps

    def hours(start, end):
        return BusinessHours(calendar, zone).between(start, end)

    assert hours(first, second) + hours(second, third) == pytest.approx(
        hours(first, third), abs=1e-6
    )


@given(calendars, zones, moments, moments)
def test_business_hours_never_exceed_their_working_days(calendar, zone, one, other):
    start, end = sorted([one, other])
    hours = BusinessHours(calendar, zone).between(start, end)
    elapsed = (end - start).total_seconds() / 3600
    assert -1e-6 <= hours <= min(elapsed, 9 * (elapsed / 24 + 2)) + 1e-6
