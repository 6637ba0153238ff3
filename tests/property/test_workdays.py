from datetime import date, timedelta

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
