import pytest
from pydantic import ValidationError

from ecogov.domain.escalations.clocks import ClockKind, LevelReason
from ecogov.domain.escalations.events import EventKind
from ecogov.domain.escalations.ladder import (
    DEFAULT_LADDER,
    LEVELS,
    Allowance,
    LadderDraft,
    Level,
    Rung,
    Severity,
    draft_of,
)
from ecogov.i18n.translator import LANGUAGES, translator


def refused(**changes):
    told = draft_of(7).model_dump() | changes
    with pytest.raises(ValidationError) as caught:
        LadderDraft.model_validate(told)
    return {error["type"] for error in caught.value.errors()}


def test_the_default_ladder_is_one_that_may_be_typed_in():
    assert draft_of(7).ladder() == DEFAULT_LADDER


def test_each_severity_has_its_own_hours():
    assert DEFAULT_LADDER.allowance(Severity.CRITICAL) == Allowance(1, 4, 9)
    assert DEFAULT_LADDER.allowance(Severity.MINOR).resolve_hours == 90


def test_a_level_names_who_is_addressed():
    told = draft_of(7).model_dump()
    told["rungs"] = [
        {"level": level, "role": f"role {level}", "person": "Ann" if level == "L2" else ""}
        for level in reversed(LEVELS)
    ]
    ladder = LadderDraft.model_validate(told).ladder()
    assert ladder.rung(Level.L2) == Rung(Level.L2, "role L2", "Ann")
    assert [rung.level for rung in ladder.rungs] == list(LEVELS)


def test_the_highest_level_stays():
    assert Level.L1.raised() is Level.L2
    assert Level.L3.raised(5) is Level.L4
    assert Level.L4.raised() is Level.L4


def hours(acknowledge=1.0, update=2.0, resolve=9.0):
    return {"acknowledge_hours": acknowledge, "update_hours": update, "resolve_hours": resolve}


def test_a_ladder_that_contradicts_itself_is_refused():
    assert refused(critical=hours(acknowledge=10)) == {"escalation.ladder_order"}
    assert refused(critical=hours(update=10)) == {"escalation.ladder_order"}
    assert refused(critical=hours(resolve=400)) == {"escalation.ladder_severities"}
    assert refused(minor=hours(resolve=20)) == {"escalation.ladder_severities"}
    assert refused(rungs=({"level": "L1"},)) == {"escalation.ladder_levels"}
    assert refused(rungs=tuple({"level": "L1"} for _ in LEVELS)) == {"escalation.ladder_levels"}


@pytest.mark.parametrize("amount", [0, -1, float("nan"), float("inf"), 2001])
def test_hours_that_no_clock_can_count_are_refused(amount):
    assert refused(minor=hours(resolve=amount))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_an_escalation_has_a_name(language):
    t = translator(language)
    for area, words in (
        ("severity", Severity),
        ("level", Level),
        ("clock", ClockKind),
        ("event", EventKind),
        ("reason", LevelReason),
    ):
        names = [t(f"escalation.{area}.{word.value}") for word in words]
        assert len(set(names)) == len(names)
