"""Values of the log in words: forms, histories and conflicts say the same."""

from datetime import date

import pytest

from ecogov.domain.log.drafts import ActionDraft
from ecogov.domain.log.kinds import RecordKind
from ecogov.i18n.log.values import level_name, log_value, plain_number
from ecogov.i18n.refusals import invalid
from ecogov.i18n.translator import translator

ENGLISH, CHINESE = translator("en", "en-GB"), translator("zh-Hans", "zh-CN")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("due_on", date(2026, 12, 4), "4 Dec 2026"),
        ("due_on", "2026-12-04", "4 Dec 2026"),
        ("probability", 4, "4 · Likely"),
        ("residual_impact", 5, "5 · Severe"),
        ("chance", 0.35, "35%"),
        ("chance", 0.0725, "7.25%"),
        ("cost_low", 1200.0, "CN¥1,200.00"),
        ("days_high", 3.0, "3 days"),
        ("owner", "Ann", None),
        ("no_such_field", 1, None),
    ],
)
def test_a_value_is_said_by_the_shape_of_its_field(name, value, said):
    assert log_value(ENGLISH, (RecordKind.RISK, name), value, currency="CNY") == said


def test_levels_are_named_in_the_readers_language():
    assert level_name(CHINESE, "target_probability", 1) == "1 · 极低"
    assert level_name(CHINESE, "target_impact", 1) == "1 · 轻微"


def test_effects_are_told_shortly():
    effects = [
        {"what": "project_due", "to": "2027-01-15"},
        {"what": "project_units", "to": 1_200_000},
    ]
    assert log_value(ENGLISH, (RecordKind.CHANGE, "effects"), effects) == (
        "Committed date of the project → 15 Jan 2027, Committed number of units → 1,200,000"
    )


@pytest.mark.parametrize(
    ("value", "said"), [(3, "3"), (3.5, "3.5"), (0.1 + 0.2, "0.3"), (12_000.25, "12,000.25")]
)
def test_a_number_has_no_idle_decimals(value, said):
    assert plain_number(ENGLISH, value) == said


@pytest.mark.parametrize(
    ("title", "said"),
    [("", "Title: please fill this in."), ("x" * 201, "Title: at most 200 characters, please.")],
)
def test_a_title_that_will_not_do_is_refused_in_words(title, said):
    with pytest.raises(ValueError, match="title") as caught:
        ActionDraft(project_id=1, title=title)
    assert invalid(ENGLISH, caught.value, {"title": "Title"}) == (said,)
