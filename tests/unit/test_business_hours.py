from datetime import UTC, datetime

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
