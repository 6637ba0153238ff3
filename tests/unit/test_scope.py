from datetime import date

import pytest

from ecogov.domain.errors import DomainError
from ecogov.domain.scope import PERIODS, custom_period, days_of

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("last-7-days", date(2026, 11, 16), TODAY),
        ("last-28-days", date(2026, 10, 26), TODAY),
        ("this-month", date(2026, 11, 1), TODAY),
        ("last-month", date(2026, 10, 1), date(2026, 10, 31)),
        ("quarter", date(2026, 10, 1), TODAY),
        ("all", None, None),
        ("2026-01-01..2026-03-31", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-01-01..2026-01-01", date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_period_is_two_days_that_both_belong_to_it(period, first, last):
    assert days_of(period, TODAY) == (first, last)


def test_last_month_of_january_is_december():
    assert days_of("last-month", date(2026, 1, 31)) == (date(2025, 12, 1), date(2025, 12, 31))


@pytest.mark.parametrize("month", range(1, 13))
def test_a_quarter_starts_in_january_april_july_or_october(month):
    first, last = days_of("quarter", date(2026, month, 15))
    assert first.month in {1, 4, 7, 10}
    assert first <= last


def test_every_named_period_can_be_resolved():
    for period in PERIODS:
        days_of(period, TODAY)


@pytest.mark.parametrize(
    "period",
    [
        "",
        "..",
        "soon",
        "2026-01-01",
        "2026-01-01..",
        "2026-02-30..2026-03-01",
        "2026-02-01..2026-01-01",
    ],
)
def test_what_is_no_period_is_refused(period):
    with pytest.raises(DomainError, match=r"period\.invalid"):
        days_of(period, TODAY)


def test_a_custom_period_reads_back():
    first, last = date(2026, 3, 2), date(2026, 3, 28)
    assert days_of(custom_period(first, last), TODAY) == (first, last)
