from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from pydantic import ValidationError

from ecogov.domain.kpi.evidence import Comparator
from ecogov.domain.targets import (
    TURNAROUND,
    TargetDraft,
    TargetKind,
    TargetScope,
    TargetWindow,
    TurnaroundClock,
    target_in_force,
)
from ecogov.i18n.translator import LANGUAGES, translator

TODAY = date(2026, 11, 22)
EVERYWHERE = TargetScope()


def draft(**changes):
    sound = {
        "project_id": 1,
        "kind": "sla",
        "metric": "qa_accuracy",
        "comparator": "ge",
        "value": 0.95,
        "effective_from": date(2026, 1, 1),
    }
    return TargetDraft(**{**sound, **changes})


def target(name="", **changes):
    blank = {"vendor_id": None, "queue_id": None, "locale": None, "metric": "qa_accuracy"}
    return SimpleNamespace(name=name, **{**blank, "effective_from": date(2026, 1, 1), **changes})


def refusals(**changes):
    with pytest.raises(ValidationError) as caught:
        draft(**changes)
    return [error["type"] for error in caught.value.errors()]


def test_a_sound_target_is_kept_as_typed():
    kept = draft(contract_clause=" 4.2 (b) ", window="month", locale="zh-CN")
    assert kept.kind is TargetKind.SLA
    assert kept.comparator is Comparator.AT_LEAST
    assert kept.window is TargetWindow.MONTH
    assert kept.contract_clause == "4.2 (b)"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"metric": "accuracy"}, "target.metric"),
        ({"value": 95}, "target.rate"),
        ({"value": -0.01}, "target.rate"),
        ({"value": float("nan")}, "target.rate"),
        ({"metric": "agreement_alpha", "value": 1.2}, "target.coefficient"),
        ({"metric": "aht_seconds", "value": -1}, "target.value"),
        ({"metric": "aht_seconds", "value": float("inf")}, "target.value"),
        ({"metric": TURNAROUND}, "target.hours_missing"),
        ({"hours": 24}, "target.hours_unused"),
    ],
)
def test_refused(changes, code):
    assert refusals(**changes) == [code]
    for language in LANGUAGES:
        assert translator(language).has(f"error.{code}")


def test_shapes_are_refused_by_pydantic():
    assert refusals(contract_clause="x" * 121) == ["string_too_long"]
    assert refusals(colour="red") == ["extra_forbidden"]
    assert refusals(metric=TURNAROUND, hours=0) == ["greater_than"]


def test_negative_coefficients_and_large_amounts_are_fine():
    assert draft(metric="agreement_alpha", value=-0.1).value == -0.1
    assert draft(metric="aht_seconds", value=4500, comparator="le").value == 4500


def test_turnaround_says_what_was_promised():
    promised = draft(metric=TURNAROUND, hours=24, clock="business")
    assert promised.hours == 24
    assert promised.clock is TurnaroundClock.BUSINESS


def test_the_narrowest_scope_wins():
    targets = [
        target("all three", queue_id=1, vendor_id=2, locale="en"),
        target("queue and locale", queue_id=1, locale="en"),
        target("queue", queue_id=1),
        target("vendor", vendor_id=2),
        target("locale", locale="en"),
        target("project"),
    ]
    chosen = [
        target_in_force(targets, "qa_accuracy", scope, TODAY).name
        for scope in (
            TargetScope(vendor_id=2, queue_id=1, locale="en"),
            TargetScope(vendor_id=3, queue_id=1, locale="en"),
            TargetScope(vendor_id=2, queue_id=1, locale="fr"),
            TargetScope(vendor_id=2, locale="en"),
            TargetScope(locale="en"),
            EVERYWHERE,
        )
    ]
    assert chosen == ["all three", "queue and locale", "queue", "vendor", "locale", "project"]


def test_a_narrower_scope_beats_a_later_date():
    targets = [target("vendor", vendor_id=2), target("new", effective_from=date(2026, 6, 1))]
    chosen = target_in_force(targets, "qa_accuracy", TargetScope(vendor_id=2), TODAY)
    assert chosen.name == "vendor"


def test_the_latest_target_in_effect_wins():
    targets = [
        target("later", effective_from=date(2026, 12, 1)),
        target("new", effective_from=date(2026, 6, 1)),
        target("old"),
    ]
    for day, name in ((TODAY, "new"), (date(2026, 6, 1), "new"), (date(2026, 5, 31), "old")):
        assert target_in_force(targets, "qa_accuracy", EVERYWHERE, day).name == name
    assert target_in_force(targets, "qa_accuracy", EVERYWHERE, date(2025, 1, 1)) is None


def test_of_the_same_day_the_last_given_wins():
    targets = [target("first"), target("second")]
    assert target_in_force(targets, "qa_accuracy", EVERYWHERE, TODAY).name == "second"


def test_targets_of_a_slice_do_not_hold_for_the_whole():
    targets = [target("vendor", vendor_id=2)]
    assert target_in_force(targets, "qa_accuracy", EVERYWHERE, TODAY) is None


def test_other_kpis_do_not_matter():
    assert target_in_force([target()], "rework_rate", EVERYWHERE, TODAY) is None


def test_rows_of_a_frame_will_do():
    frame = pd.DataFrame([vars(target("project")), vars(target("vendor", vendor_id=2))])
    for scopes in (frame, frame.astype({"vendor_id": "Int64", "queue_id": "Int64"})):
        rows = scopes.itertuples(index=False)
        chosen = target_in_force(rows, "qa_accuracy", TargetScope(vendor_id=2), TODAY)
        assert chosen.name == "vendor"
