from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from ecogov.domain.business_hours import BusinessHours
from ecogov.domain.errors import DomainError
from ecogov.domain.workdays import Calendar

PLAIN = Calendar()
OFFICE = BusinessHours(PLAIN, "UTC")
SHANGHAI = BusinessHours(Calendar.of_country("CN"), "Asia/Shanghai")


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_business_hours_follow_the_local_clock_and_calendar():
    friday_16, saturday_1030 = utc(2026, 2, 13, 8), utc(2026, 2, 14, 2, 30)
    hours = SHANGHAI.between(friday_16, saturday_1030)
    assert hours == pytest.approx(2 + 1.5)
    assert BusinessHours(PLAIN, "Asia/Shanghai").between(friday_16, saturday_1030) == 2


def test_a_weekend_costs_no_business_hours():
    hours = OFFICE.between(utc(2026, 11, 20, 17), utc(2026, 11, 23, 10))
    assert hours == pytest.approx(2)


def test_nights_are_free_and_hours_can_be_chosen():
    evening, morning = utc(2026, 11, 17, 20), utc(2026, 11, 18, 7)
    assert OFFICE.between(evening, morning) == 0
    assert BusinessHours(PLAIN, "UTC", 0, 24).between(evening, morning) == 11


def test_many_business_hours_with_what_is_missing():
    starts = pd.Series(pd.to_datetime(["2026-11-17T10:00Z", None], utc=True))
    ends = pd.Series(pd.to_datetime(["2026-11-18T10:00Z", "2026-11-18T10:00Z"], utc=True))
    hours = OFFICE.count(starts, ends)
    assert hours[0] == 9
    assert np.isnan(hours[1])
    assert OFFICE.count(starts[1:], ends[1:]).size == 1
    assert OFFICE.count(starts[:0], ends[:0]).size == 0


def test_a_day_cannot_end_before_it_starts():
    with pytest.raises(DomainError, match=r"calendar\.hours"):
        BusinessHours(PLAIN, "UTC", day_start=18, day_end=9)


def refusal(start, hours):
    with pytest.raises(DomainError) as caught:
        OFFICE.after(start, hours)
    return caught.value.code


def test_a_friday_afternoon_runs_into_monday():
    assert OFFICE.after(utc(2026, 11, 20, 17), 2) == utc(2026, 11, 23, 10)
    assert OFFICE.after(utc(2026, 11, 20, 9), 9) == utc(2026, 11, 20, 18)


@pytest.mark.parametrize("start", [(2026, 11, 20, 19), (2026, 11, 21, 12), (2026, 11, 23, 3)])
def test_outside_working_hours_the_clock_waits_for_the_opening(start):
    assert OFFICE.after(utc(*start), 1.5) == utc(2026, 11, 23, 10, 30)
    assert OFFICE.after(utc(*start), 0) == utc(*start)


def test_holidays_stop_the_clock_and_make_up_days_run_it():
    friday_17 = utc(2026, 2, 13, 9)
    assert SHANGHAI.after(friday_17, 10) == utc(2026, 2, 14, 10)
    assert SHANGHAI.after(friday_17, 11) == utc(2026, 2, 24, 2)


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("Europe/Berlin", (2026, 3, 28, 12), (2026, 3, 29, 12)),
        ("America/New_York", (2026, 10, 31, 12), (2026, 11, 1, 12)),
        ("Australia/Lord_Howe", (2026, 4, 4, 6), (2026, 4, 5, 6)),
    ],
)
def test_around_the_clock_a_day_on_which_clocks_change_has_its_real_hours(zone, start, end):
    always = BusinessHours(Calendar(weekend=frozenset()), zone, 0, 24)
    assert always.between(utc(*start), utc(*end)) == 24
    assert always.after(utc(*start), 24) == utc(*end)


def test_an_opening_that_the_clock_skips_is_the_moment_of_the_jump():
    early = BusinessHours(Calendar(weekend=frozenset()), "Europe/Berlin", 2.5, 6)
    assert early.after(utc(2026, 3, 28, 12), 0.5) == utc(2026, 3, 29, 1, 30)
    assert early.between(utc(2026, 3, 29), utc(2026, 3, 30)) == 3


def test_a_day_that_a_zone_skipped_has_no_hours():
    apia = BusinessHours(Calendar(), "Pacific/Apia")
    assert apia.between(utc(2011, 12, 30, 4), utc(2011, 12, 31, 10)) == 0
    assert not apia.calendar.is_working(date(2011, 12, 31))


def test_many_ends_with_what_is_missing():
    starts = pd.Series(pd.to_datetime(["2026-11-20T17:00Z", None], utc=True))
    ends = OFFICE.add(starts, 2)
    assert ends[0] == utc(2026, 11, 23, 10)
    assert pd.isna(ends[1])
    assert OFFICE.add(starts[:0], []).size == 0


def test_the_years_of_a_timetable_are_no_limit_to_hours():
    assert OFFICE.after(utc(2026, 1, 1), 9 * 261 * 20).year == 2046


def test_hours_that_cannot_pass_are_refused():
    assert refusal(utc(2026, 11, 20), -1) == "calendar.hours_negative"
    assert refusal(utc(2026, 11, 20), float("nan")) == "calendar.hours_negative"
    assert refusal(utc(2026, 11, 20), 1e6) == "calendar.too_far"
    assert refusal(utc(2026, 11, 20), float("inf")) == "calendar.too_far"
    assert refusal(utc(2200, 11, 20), 1) == "calendar.too_far"
