"""Rules tried on history and evaluated, on both databases."""

from datetime import date

import pytest

from ecogov.domain.errors import ConflictError, DomainError, NotFoundError
from ecogov.domain.people import NotAllowedError, Person, Role
from ecogov.domain.production_rules.rules import DEFAULTS, RuleDraft, RuleKind
from ecogov.services.production_rules.evaluating import evaluate_rules, list_alarms, try_rule
from ecogov.services.production_rules.rules import (
    add_rule,
    archive_rule,
    change_rule,
    list_rules,
    restore_rule,
    switch_rule,
)
from ecogov.services.production_rules.settling import (
    open_alarms,
    reopen_alarms,
    settle_alarms,
)
from ecogov.services.trail import history
from tests.builders import (
    ACTOR,
    a_judgment,
    a_sheet_day,
    an_assignment,
    stored_project,
    stored_target,
    take_in,
)
from tests.harness.exports import records_bytes


def _batch():
    """Tell two days of three people: W0 too fast, W1 one answer only, W2 as it should be."""
    rows = []
    for day in (2, 3):
        for number in range(90):
            worker = number % 3
            rows.append(
                an_assignment(
                    HITId=f"H{day}-{number}",
                    AssignmentId=f"A{day}-{number}",
                    WorkerId=f"W{worker}",
                    AcceptTime=f"2026-03-0{day} 08:00:00 UTC",
                    SubmitTime=f"2026-03-0{day} 09:{number // 3:02}:{number % 3:02} UTC",
                    WorkTimeInSeconds="2" if worker == 0 and day == 3 else "60",
                    **{"Answer.label": "cat" if worker == 1 or number % 2 else "dog"},
                )
            )
    return records_bytes(rows)


@pytest.fixture(scope="module")
def batch(module_db):
    number = stored_project(module_db, code="BATCH", timezone="UTC", country="")
    take_in(module_db, number, _batch(), name="batch.csv")
    return module_db, number


@pytest.fixture(scope="module")
def sheet(module_db):
    """A project whose accuracy falls on 16 March and that falls silent after the 20th."""
    number = stored_project(module_db, code="SHEET", timezone="UTC", country="")
    days = [
        a_sheet_day(Date=f"2026-03-{day:02}", Reviewed="300", Defects="60" if day >= 16 else "3")
        for day in range(2, 21)
    ]
    take_in(module_db, number, records_bytes(days), name="sheet.csv")
    stored_target(module_db, number)
    return module_db, number


def a_rule(project_id, kind, **told):
    return RuleDraft(project_id=project_id, kind=kind, **{**DEFAULTS[kind], **told})


def found(db, draft):
    return [(str(one.day), one.slice, one.value) for one in try_rule(db, draft).alarms]


def test_who_is_too_fast_is_found(batch):
    db, number = batch
    assert found(db, a_rule(number, RuleKind.TOO_FAST)) == [
        ("2026-03-03", {"annotator": "W0"}, 1.0)
    ]


def test_the_same_answer_in_a_row_is_found(batch):
    db, number = batch
    told = found(db, a_rule(number, RuleKind.STRAIGHT_LINING))
    assert told == [
        ("2026-03-02", {"annotator": "W1"}, 30.0),
        ("2026-03-03", {"annotator": "W1"}, 30.0),
    ]


def test_gold_that_failed_is_found(db):
    number = stored_project(db, code="GOLD", timezone="UTC")
    judgments = [
        a_judgment(
            _id=f"J{place}",
            _unit_id=f"U{place}",
            _golden="true",
            _created_at=f"3/2/2026 08:{place:02}:00",
            _started_at=f"3/2/2026 08:{place:02}:00",
            answer="yes" if place % 3 else "no",
            answer_gold="yes",
        )
        for place in range(12)
    ]
    take_in(db, number, records_bytes(judgments), name="judgments.csv")
    told = found(db, a_rule(number, RuleKind.GOLD_FAILED))
    assert told == [("2026-03-02", {"annotator": "W1"}, 4.0)]
    assert found(db, a_rule(number, RuleKind.GOLD_FAILED, count=5)) == []


def test_a_target_that_begins_to_be_missed_is_told_on_that_day_only(sheet):
    db, number = sheet
    trial = try_rule(db, a_rule(number, RuleKind.TARGET_MISSED, days=3))
    [alarm] = trial.alarms
    assert str(alarm.day) == "2026-03-16"
    assert alarm.limit == 0.95
    assert alarm.evidence["denominator"] == 900
    assert alarm.evidence["high"] < 0.95


def test_silence_is_told_by_the_calendar_of_the_project(sheet):
    db, number = sheet
    rule = add_rule(db, a_rule(number, RuleKind.NO_DATA), actor=ACTOR)
    switch_rule(db, rule, is_on=True, version=1, actor=ACTOR)
    told = evaluate_rules(db, date(2026, 3, 25), project_ids=(number,), actor="worker")
    assert [(str(one.day), one.slice) for one in told] == [("2026-03-24", {})]
    archive_rule(db, rule, actor=ACTOR)


def test_an_alarm_is_told_once(batch):
    db, number = batch
    rule = add_rule(db, a_rule(number, RuleKind.STRAIGHT_LINING), actor=ACTOR)
    evening = date(2026, 3, 3)
    assert evaluate_rules(db, evening, project_ids=(number,), actor="worker") == ()
    switch_rule(db, rule, is_on=True, version=1, actor=ACTOR)
    first = evaluate_rules(db, evening, project_ids=(number,), actor="worker")
    revision = db.revision()
    assert len(first) == 2
    assert {one.rule for one in first} == {rule}
    assert evaluate_rules(db, evening, project_ids=(number,), actor="worker") == ()
    assert db.revision() == revision
    kept = list_alarms(db, number)
    assert kept["day"].astype(str).tolist() == ["2026-03-03", "2026-03-02"]
    assert kept["evidence"].iloc[0] == {"answer": "cat"}
    assert "production_rule.fire" in history(db, "production_rule", rule)["action"].tolist()
    archive_rule(db, rule, actor=ACTOR)


def test_an_alarm_stays_until_somebody_has_seen_to_it(batch):
    db, number = batch
    rule = add_rule(db, a_rule(number, RuleKind.STRAIGHT_LINING), actor=ACTOR)
    switch_rule(db, rule, is_on=True, version=1, actor=ACTOR)
    _, before = open_alarms(db, number)
    evaluate_rules(db, date(2026, 3, 3), project_ids=(number,), actor="worker")
    rows, count = open_alarms(db, number)
    mine = [int(one) for one in rows.loc[rows["rule_id"] == rule, "id"]]
    assert count == before + len(mine)
    assert settle_alarms(db, mine, actor=ACTOR) == sorted(mine)
    assert settle_alarms(db, mine, actor="lin") == []
    assert open_alarms(db, number)[1] == before
    assert "rule_alarm.settle" in history(db, "rule_alarm", mine[0])["action"].tolist()
    assert reopen_alarms(db, mine, actor=ACTOR) == sorted(mine)
    assert open_alarms(db, number, limit=1)[0].shape[0] == 1
    settle_alarms(db, mine, actor=ACTOR)
    archive_rule(db, rule, actor=ACTOR)
    with pytest.raises(NotFoundError, match=r"rule_alarm\.unknown"):
        settle_alarms(db, [10**9], actor=ACTOR)


def test_a_rule_that_is_changed_is_off_until_it_is_switched_on_again(batch):
    db, number = batch
    rule = add_rule(db, a_rule(number, RuleKind.SKIPS_IN_A_ROW), actor=ACTOR)
    switch_rule(db, rule, is_on=True, version=1, actor=ACTOR)
    changed = a_rule(number, RuleKind.SKIPS_IN_A_ROW, count=9)
    change_rule(db, rule, changed, version=2, actor=ACTOR)
    row = list_rules(db, number).set_index("id").loc[rule]
    assert (row["count"], bool(row["is_on"]), row["version"]) == (9, False, 3)
    with pytest.raises(ConflictError):
        change_rule(db, rule, changed, version=2, actor=ACTOR)


def test_a_rule_that_was_put_away_comes_back(batch):
    db, number = batch
    rule = add_rule(db, a_rule(number, RuleKind.NO_DATA), actor=ACTOR)
    archive_rule(db, rule, actor=ACTOR)
    assert rule not in set(list_rules(db, number)["id"])
    assert rule in set(list_rules(db, number, archived=True)["id"])
    restore_rule(db, rule, actor=ACTOR)
    assert rule in set(list_rules(db, number)["id"])


def test_a_vendor_that_is_not_at_work_is_refused(batch):
    db, number = batch
    with pytest.raises(DomainError, match=r"target\.vendor"):
        add_rule(db, a_rule(number, RuleKind.NO_DATA, vendor_id=999), actor=ACTOR)


def test_only_who_sets_up_a_project_may_set_up_its_rules(batch):
    db, number = batch
    lead = db.for_person(Person("lea", roles={number: Role.LEAD}))
    draft = a_rule(number, RuleKind.NO_DATA)
    assert try_rule(lead, draft).first is not None
    with pytest.raises(NotAllowedError):
        add_rule(lead, draft, actor="lea")
    stranger = db.for_person(Person("eve", roles={number + 1000: Role.PM}))
    with pytest.raises(NotFoundError):
        try_rule(stranger, draft)
