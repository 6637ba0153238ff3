"""What Settings says about targets and places, and what it writes into files."""

from datetime import date

import pandas as pd
import pytest

from ecogov.i18n.places import country_names, currency_names, locale_name, timezone_names
from ecogov.i18n.targets import metric_value, target_sentence
from ecogov.i18n.translator import translator
from ecogov.reports.tables import csv_table
from ecogov.ui.literal import literal

ENGLISH, CHINESE = translator("en", "en-GB"), translator("zh-Hans", "zh-CN")
TARGET = {
    "metric": "rework_rate",
    "comparator": "le",
    "value": 0.035,
    "window": "week",
    "vendor_code": "ATLAS",
    "queue_code": None,
    "locale": "pt-BR",
    "effective_from": date(2026, 3, 1),
    "hours": float("nan"),
    "clock": "calendar",
}


def test_a_target_is_one_sentence_in_both_languages():
    assert target_sentence(ENGLISH, TARGET) == (
        "Rework rate ≤ 3.5% per week, vendor ATLAS, locale pt-BR, from 1 Mar 2026"
    )
    assert target_sentence(CHINESE, TARGET) == (
        "返工率 ≤ 3.5%（按周），供应商 ATLAS，语言地区 pt-BR，2026年3月1日起"
    )


@pytest.mark.parametrize(
    ("metric", "value", "said"),
    [
        ("qa_accuracy", 0.95, "95%"),
        ("qa_accuracy", 0.9999, "99.99%"),
        ("aht_seconds", 90, "1 min 30 secs"),
        ("accepted_units", 1200, "1,200 units"),
        ("agreement_alpha", 0.667, "0.667"),
        ("cost_per_accepted_unit", 0.5, "CN¥0.50"),
    ],
)
def test_a_value_has_its_unit_and_no_idle_decimals(metric, value, said):
    assert metric_value(ENGLISH, metric, value, "CNY") == said


def test_places_are_named_in_the_readers_language():
    assert country_names(ENGLISH)["CN"] == "China (CN)"
    assert country_names(CHINESE)["CN"] == "中国 (CN)"
    assert currency_names(CHINESE)["CNY"] == "CNY · 人民币"
    assert timezone_names(CHINESE)["Asia/Shanghai"] == "Asia/Shanghai · 上海"
    assert "UTC" in timezone_names(ENGLISH)
    assert locale_name(ENGLISH, "pt-BR") == "pt-BR · Portuguese (Brazil)"


@pytest.mark.parametrize("typed", ["not a locale", "", "zz-ZZ"])
def test_what_is_no_locale_stays_as_it_was_typed(typed):
    assert locale_name(ENGLISH, typed) == typed


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\uff1d1"])
def test_a_formula_in_a_download_is_only_text(formula):
    text = csv_table(pd.DataFrame({"a": [formula], "n": [-1]})).decode("utf-8-sig")
    assert f"'{formula}" in text
    assert text.rstrip().endswith("-1")


def test_marks_in_words_of_people_are_no_markdown():
    assert literal("$5 and *6*") == "\\$5 and \\*6\\*"
    assert literal("质检") == "质检"


def test_a_name_that_is_an_address_stands_in_two_pieces_so_that_it_is_no_link():
    assert literal("ann@example.org") == "ann:color[@]example\\.org"
    assert literal("by 10 @ noon") == "by 10 @ noon"
