"""When a rule is broken, and when it is not."""

from datetime import date, timedelta

import pandas as pd
import pytest
from pydantic import ValidationError

from ecogov.domain.production_rules.patterns import (
    gold_failed,
    longest_runs,
    silent_days,
    too_fast,
)
from ecogov.domain.production_rules.rules import DEFAULTS, NEEDED, RuleDraft, RuleKind
from ecogov.i18n.rules import rule_sentence
from ecogov.i18n.translator import translator

MONDAY = date(2026, 3, 2)


def days(*offsets):
    return [MONDAY + timedelta(days=offset) for offset in offsets]


@pytest.mark.parametrize("kind", RuleKind)
def test_every_kind_begins_with_limits_that_fit(kind):
    draft = RuleDraft(project_id=1, kind=kind, **DEFAULTS[kind])
    assert set(DEFAULTS[kind]) == set(NEEDED[kind])
    row = {**draft.model_dump(), "vendor_code": None, "queue_code": None}
    for language in ("en", "zh-Hans"):
        assert rule_sentence(translator(language), row)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"kind": RuleKind.GOLD_FAILED, "count": 3}, "rule.missing"),
        ({"kind": RuleKind.NO_DATA, "days": 2, "count": 3}, "rule.unused"),
        ({"kind": RuleKind.GOLD_FAILED, "count": 5, "among": 4}, "rule.among"),
        ({"kind": RuleKind.TARGET_MISSED, "metric": "karma", "days": 7}, "rule.metric"),
    ],
)
def test_limits_that_do_not_fit_are_refused(told, code):
    with pytest.raises(ValidationError) as caught:
        RuleDraft(project_id=1, **told)
    assert caught.value.errors()[0]["type"] == code


def test_too_fast_needs_units_enough_and_the_share():
    daily = pd.DataFrame(
        [(MONDAY, "a", 50, 10), (MONDAY, "b", 50, 9), (MONDAY, "c", 19, 19), (MONDAY, "d", 50, 0)],
        columns=["day", "annotator", "units", "fast_units"],
    )
    found = too_fast(daily, share=0.2, least=20)
    assert [(who["annotator"], value) for _, who, value, _ in found] == [("a", 0.2)]


def test_the_longest_run_of_a_day_is_told():
    runs = pd.DataFrame(
        [(MONDAY, "a", 5, "cat"), (MONDAY, "a", 9, "dog"), (MONDAY, "b", 6, None)],
        columns=["day", "annotator", "length", "what"],
    )
    found = longest_runs(runs)
    assert [(who["annotator"], value, told) for _, who, value, told in found] == [
        ("a", 9.0, {"answer": "dog"}),
        ("b", 6.0, {}),
    ]


def test_gold_is_judged_over_the_last_answers_across_days():
    answers = pd.DataFrame(
        {
            "annotator": "a",
            "day": days(0, 0, 1, 1, 1, 2, 2),
            "is_right": [False, True, False, True, True, False, True],
        }
    )
    found = gold_failed(answers, wrong=2, among=4)
    assert [(day, value) for day, _, value, _ in found] == [(day, 2.0) for day in days(1, 2)]


def test_a_good_day_is_never_blamed_for_gold():
    answers = pd.DataFrame(
        {"annotator": "a", "day": days(0, 0, 1), "is_right": [False, False, True]}
    )
    assert [day for day, *_ in gold_failed(answers, wrong=2, among=3)] == days(0)


def test_silence_is_told_once_and_not_before_the_first_data():
    expected = days(0, 1, 2, 3, 4, 7, 8, 9)
    found = silent_days(days(2, 7), expected, days=2)
    assert [day for day, *_ in found] == days(4, 9)
    assert silent_days([], expected, days=1) == []
