from datetime import UTC, date, datetime

import pandas as pd
import pytest

from ecogov.i18n import formats
from ecogov.i18n.translator import translator

EN = translator("en", "en-GB")
US = translator("en", "en-US")
ZH = translator("zh-Hans", "zh-CN")
UNKNOWN = [None, float("nan")]


def test_numbers_are_grouped_and_keep_their_decimals():
    assert formats.number(EN, 12345.678, digits=1) == "12,345.7"
    assert formats.number(ZH, 12345.6) == "12,346"
    assert formats.number(EN, 0) == "0"


def test_rates_are_shown_in_percent():
    assert formats.percent(EN, 0.9534) == "95.3%"
    assert formats.percent(ZH, 1, digits=0) == "100%"


def test_money_names_its_currency():
    assert formats.money(EN, 1234.5, "CNY") == "CN¥1,234.50"
    assert formats.money(ZH, 1234.5, "CNY") == "¥1,234.50"
    assert formats.money(EN, 1234.5, "") == "1,234.50"


def test_short_money_counts_as_the_reader_does():
    assert formats.short_money(EN, 1_234_000, "CNY") == "CN¥1.2M"
    assert formats.short_money(ZH, 1_234_000, "CNY") == "¥123.4万"
    assert formats.short_money(EN, 900_000, "") == "900K"
    assert formats.short_money(EN, float("nan"), "USD") == formats.NOTHING


def test_days_follow_the_reader():
    day = date(2026, 11, 22)
    assert [formats.day(t, day) for t in (EN, US, ZH)] == [
        "22 Nov 2026",
        "Nov 22, 2026",
        "2026年11月22日",
    ]


def test_a_span_of_days_says_nothing_twice():
    first, last = date(2026, 3, 2), date(2026, 3, 28)
    assert formats.days(EN, first, last) == "2–28 Mar 2026"
    assert formats.days(ZH, first, last) == "2026年3月2日至28日"
    assert formats.days(EN, first, first) == "2 Mar 2026"
    assert formats.days(EN, None, last) == formats.NOTHING


def test_moments_are_told_on_the_clock_of_the_project():
    moment = datetime(2026, 11, 22, 23, 5, tzinfo=UTC)
    assert formats.moment(EN, moment, "Asia/Shanghai") == "23 Nov 2026, 07:05"
    assert formats.moment(ZH, moment, "Asia/Shanghai") == "2026年11月23日 07:05"


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "0 secs", "0秒"),
        (4.52, "4.5 secs", "4.5秒"),
        (83, "1 min 23 secs", "1分钟23秒"),
        (59.7, "1 min", "1分钟"),
        (3600, "1 hr", "1小时"),
        (3599.9, "1 hr", "1小时"),
        (3675, "1 hr 1 min", "1小时1分钟"),
        (90061, "1 day 1 hr", "1天1小时"),
        (-83, "−1 min 23 secs", "−1分钟23秒"),
    ],
)
def test_durations_are_told_by_their_two_largest_units(seconds, english, chinese):
    assert formats.duration(EN, seconds) == english
    assert formats.duration(ZH, seconds) == chinese


def test_whole_days_carry_their_unit():
    assert [formats.whole_days(EN, n) for n in (1, 5, 2.5)] == ["1 day", "5 days", "2.5 days"]
    assert formats.whole_days(ZH, 5) == "5天"


@pytest.mark.parametrize("unknown", UNKNOWN)
@pytest.mark.parametrize(
    "show", [formats.number, formats.percent, formats.duration, formats.whole_days]
)
def test_the_unknown_is_a_dash_and_never_zero(show, unknown):
    assert show(EN, unknown) == formats.NOTHING


def test_unknown_days_and_money_are_dashes_too():
    assert formats.day(EN, pd.NaT) == formats.NOTHING
    assert formats.moment(EN, pd.NaT) == formats.NOTHING
    assert formats.money(EN, float("nan"), "USD") == formats.NOTHING


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (12345, "12,345"),
        (2.0, "2"),
        (2.5, "2.50"),
        (date(2026, 11, 22), "22 Nov 2026"),
        (datetime(2026, 11, 22, 1, 2, tzinfo=UTC), "22 Nov 2026, 01:02"),
        ("ASR-ZH", "ASR-ZH"),
        (None, formats.NOTHING),
    ],
)
def test_any_value_of_a_sentence_can_be_shown(value, text):
    assert formats.shown(EN, value) == text
