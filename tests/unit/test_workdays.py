from datetime import date

import numpy as np
import pandas as pd
import pytest

from ecogov.domain.errors import DomainError
from ecogov.domain.workdays import Calendar, DayOff, NonWorkingDay

CHINA = Calendar.of_country("CN")
PLAIN = Calendar()


def refusal(**changes):
    with pytest.raises(DomainError) as caught:
        Calendar.of_country(**{"country": "CN", **changes})
    return caught.value.code


def test_weekends_do_not_work():
    assert [PLAIN.is_working(date(2026, 11, day)) for day in (20, 21, 22, 23)] == [
        True,
        False,
        False,
        True,
    ]
    assert PLAIN.working_days(date(2026, 11, 1), date(2026, 11, 30)) == 21


def test_china_works_its_make_up_days_and_rests_its_bridges():
    assert CHINA.is_working(date(2026, 2, 14))  # a Saturday, worked for the Spring Festival
    assert CHINA.is_working(date(2026, 2, 28))
    assert not CHINA.is_working(date(2026, 2, 16))
    assert not CHINA.is_working(date(2026, 2, 20))
    assert CHINA.working_days(date(2026, 2, 9), date(2026, 2, 28)) == 11


def test_days_off_carry_their_names_in_both_languages():
    eve = CHINA.non_working(date(2026, 2, 13), date(2026, 2, 16))
    assert eve == [
        NonWorkingDay(date(2026, 2, 15), DayOff.WEEKEND),
        NonWorkingDay(date(2026, 2, 16), DayOff.HOLIDAY, "Chinese New Year's Eve", "农历除夕"),
    ]
    republic = Calendar.of_country("IN").non_working(date(2026, 1, 26), date(2026, 1, 26))
    assert republic == [NonWorkingDay(date(2026, 1, 26), DayOff.HOLIDAY, "Republic Day", None)]


def test_countries_bring_their_own_weekend():
    assert Calendar.of_country("SA").weekend == {4, 5}
    assert Calendar.of_country("SA", weekend=(5, 6)).weekend == {5, 6}
    assert Calendar.of_country(" us ").country == "US"
    assert Calendar.of_country(None) == PLAIN


def test_own_days_win_over_the_country():
    own = Calendar.of_country(
        "CN", days_off=[date(2026, 2, 14)], days_worked=[date(2026, 2, 17), date(2026, 2, 21)]
    )
    assert not own.is_working(date(2026, 2, 14))
    assert own.is_working(date(2026, 2, 17))
    assert own.is_working(date(2026, 2, 21))
    off = own.non_working(date(2026, 2, 14), date(2026, 2, 14))
    assert off == [NonWorkingDay(date(2026, 2, 14), DayOff.OWN)]


def test_refused_calendars():
    assert refusal(country="XX") == "calendar.country"
    assert refusal(weekend=range(7)) == "calendar.weekend"
    assert refusal(weekend=[7]) == "calendar.weekend"
    day = [date(2026, 2, 14)]
    assert refusal(days_off=day, days_worked=day) == "calendar.contradiction"


def test_a_span_that_ends_before_it_starts_has_no_working_days():
    assert PLAIN.working_days(date(2026, 11, 20), date(2026, 11, 16)) == 0
    assert PLAIN.non_working(date(2026, 11, 20), date(2026, 11, 16)) == []


def test_many_spans_are_counted_at_once():
    starts = pd.Series(pd.to_datetime(["2026-02-09", "2026-02-14", "2026-02-20"]))
    counts = CHINA.count_working_days(starts, np.datetime64("2026-02-14"))
    assert counts.tolist() == [6, 1, 0]
    assert CHINA.count_working_days([], []).size == 0


def test_days_far_off_are_weekdays_or_weekends():
    assert CHINA.working_days(date(9990, 1, 1), date(9990, 1, 7)) == 5
