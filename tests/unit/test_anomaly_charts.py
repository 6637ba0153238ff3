"""The picture of a card, as a specification, and its words."""

from datetime import date

import pytest

from ecogov.charts.anomalies.card import card_chart
from ecogov.charts.looks import Look
from ecogov.domain.anomalies.watched import WHOLE
from ecogov.i18n.anomaly_cards import Reader, explained, headline, short, weighed
from ecogov.i18n.translator import translator
from ecogov.services.anomalies.summing import picture, summary, told
from tests.harness.cards import DAY, a_band, a_flagged_day, frame_of

LANGUAGES = ("en", "zh-Hans")


def a_card(**own):
    days = frame_of(a_flagged_day(1, **own))
    return {
        **summary(days), "lead": told(days, a_band(days)),
        "picture": picture(days, a_band(days), DAY), "cause": None,
    }  # fmt: skip


def reader(language="en"):
    return Reader(translator(language), lambda _dimension, key: f"<{key}>", "USD")


def drawn(card, marks=(), theme="light"):
    look = Look(translator("en"), theme)
    return card_chart(card["picture"], card["lead"]["metric"], look, marks)


def layers(specification):
    return specification["layer"][0]["layer"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_day_is_drawn_and_the_strange_one_marked(theme):
    values = drawn(a_card(), theme=theme)["layer"][0]["data"]["values"]
    assert len(values) == 31
    assert [value["strange"] for value in values] == [False] * 30 + [True]
    assert values[-1]["counts"] == "900 of 1,000"
    assert values[-1]["band"] == "94.5% to 97.2%"


def test_marks_are_drawn_with_their_words():
    told = str(drawn(a_card(), ((date(2026, 11, 16), "Guideline 4.0"),)))
    assert "Guideline 4.0" in told
    assert "Guideline 4.0" not in str(drawn(a_card()))


def test_a_line_runs_over_days_without_a_figure():
    lines = [one for one in layers(drawn(a_card())) if one["mark"]["type"] == "line"]
    assert {one["transform"][0]["filter"] for one in lines} == {"datum.value !== null"}


def test_unknown_ends_of_the_band_are_no_numbers():
    card = a_card()
    card["picture"]["low"][0] = card["picture"]["high"][0] = None
    assert drawn(card)["layer"][0]["data"]["values"][0]["band"] == "–"


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({}, "QA accuracy of <zh-CN> fell from 96.0% to 90.0% on 1 day (900 of 1,000 sampled"),
        (
            {"metric": "submitted_units", "measure": "count", "value": 0.2, "numerator": None,
             "denominator": None},
            "Submitted units of <zh-CN> fell from 1.0 to 0.2 a day on 1 day",
        ),
        ({"finding": "spread"}, "QA accuracy of <zh-CN> swings more widely than before (90.0% on"),
        (
            {"vendor_id": WHOLE.vendor_id, "queue_id": WHOLE.queue_id, "locale": ""},
            "QA accuracy of the whole project fell",
        ),
        ({"locale": ""}, "QA accuracy of work that names no place fell"),
        (
            {"expected_low": 0.85},
            "(900 of 1,000 sampled units; chance alone does this on 0.0001% of days)",
        ),
    ],
)  # fmt: skip
def test_the_headline_says_from_what_to_what_with_its_proof(own, words):
    assert words in headline(reader(), a_card(**own))


def test_the_headline_never_says_that_a_value_moved_the_other_way():
    # The weeks before lie at 96 %, but more was expected of this weekday.
    card = a_card(direction="down", value=0.97, numerator=970.0, expected=0.99, expected_low=0.98)
    assert "fell from 99.0% to 97.0%" in headline(reader(), card)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slice_that_explains_is_named_in_both_languages(language):
    cause = {
        "slice": {"vendor": "3"}, "is_named": True, "is_rate": True, "looked_at": 27,
        "is_mix": False, "confidence": 1.0, "contribution": -0.02, "rate_effect": -0.02,
        "mix_effect": 0.0, "before": 0.96, "after": 0.9, "expected": None, "share_before": 0.3,
        "share_after": 0.3, "volume": 1000.0, "numerator": 900.0,
    }  # fmt: skip
    assert "<3>" in explained(reader(language), a_card() | {"cause": [cause]})
    mean = {**cause, "is_mean": True, "before": 61.0, "after": 80.0, "contribution": 5.0}
    slow = a_card(metric="aht_seconds", measure="mean") | {"cause": [mean]}
    assert "<3>" in explained(reader(language), slow)
    assert explained(reader(language), a_card()) == ""


def test_evidence_against_weighs_nothing():
    shares = [share for _, share in weighed(translator("en"), a_card())]
    assert shares == [0.75, 0.25]
    assert sum(shares) == 1


def test_a_list_names_what_moved_which_way():
    assert short(reader(), a_card()) == "QA accuracy down: <zh-CN>"
