"""How figures and values look, to people and to programs."""

import json
import math
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest

from ecogov.commands.terminal.figures import figure
from ecogov.commands.terminal.options import listed
from ecogov.commands.terminal.plain import counted, plain, records
from ecogov.domain.production import SourceFormat
from ecogov.i18n.translator import translator


@pytest.mark.parametrize(
    ("metric", "value", "english", "chinese"),
    [
        ("qa_accuracy", 0.9731, "97.3%", "97.3%"),
        ("agreement_alpha", 0.6574, "0.657", "0.657"),
        ("submitted_units", 12345.0, "12,345", "12,345"),
        ("throughput_units_per_day", 48301.6, "48,301.6", "48,301.6"),
        ("aht_seconds", 54.57, "54.6 s", "54.6 秒"),
        ("aht_p90_seconds", 1070.0, "17 min 50 sec", "17分钟50秒"),
        ("handle_seconds", 7_200_000.0, "2,000 h", "2,000 小时"),
        ("aht_seconds", math.nan, "–", "–"),
        ("aht_seconds", None, "–", "–"),
        ("qa_accuracy", None, "–", "–"),
    ],
)
def test_figure_carries_the_unit_of_its_metric(metric, value, english, chinese):
    assert figure(translator("en"), metric, value) == english
    assert figure(translator("zh-Hans"), metric, value) == chinese


def test_costs_carry_the_currency_of_the_project():
    assert figure(translator("en"), "cost_per_accepted_unit", 1.5, "USD") == "$1.50"


def test_values_become_what_json_can_write():
    told = plain(
        {
            "when": datetime(2026, 3, 2, 8, tzinfo=timezone(timedelta(hours=8))),
            "stamp": pd.Timestamp(2026, 3, 2, tz=UTC),
            "day": date(2026, 3, 2),
            "format": SourceFormat.MTURK,
            "missing": [math.nan, math.inf, pd.NaT, pd.NA, None, np.float64("nan")],
            "numbers": (np.int64(3), np.float64(0.5), np.bool_(True), True),  # noqa: FBT003 - the value under test
        }
    )
    assert json.loads(json.dumps(told, allow_nan=False)) == {
        "when": "2026-03-02T00:00:00+00:00",
        "stamp": "2026-03-02T00:00:00+00:00",
        "day": "2026-03-02",
        "format": "mturk",
        "missing": [None] * 6,
        "numbers": [3, 0.5, True, True],
    }


def test_whole_numbers_are_written_without_a_point():
    assert json.dumps([counted(3.0), counted(3.5), counted(math.nan)]) == "[3, 3.5, null]"


def test_frame_becomes_one_object_per_row():
    frame = pd.DataFrame({"code": ["A"], "n": pd.array([None], dtype="Int64")})
    assert records(frame) == [{"code": "A", "n": None}]
    assert records(frame.iloc[:0]) == []


def test_values_may_be_given_by_comma_or_repeated():
    assert listed(["a, b", "c", "a", ""]) == ("a", "b", "c")
