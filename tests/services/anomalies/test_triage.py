"""One test for each thing that people do with a card, and for each that they may not."""

from datetime import date, timedelta

import pytest

from ecogov.domain.anomalies.asking import AnomalyFilter, Shown
from ecogov.domain.anomalies.triage import AssignmentDraft, NoteDraft, Reason
from ecogov.domain.errors import ConflictError, NotFoundError
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import NotAllowedError, Person, Role
from ecogov.services.anomalies import triage
from ecogov.services.anomalies.learning import precision, shifts, take_back_shift
from ecogov.services.anomalies.reading import (
    find_anomaly,
    get_anomaly,
    list_anomalies,
    new_counts,
)
from ecogov.services.log.links import links_of
from ecogov.services.log.reading import get_record
from ecogov.services.trail import history
from tests.builders import ACTOR, stored_project
from tests.harness.cards import DAY, stored_card
from tests.harness.refusals import refused

TODAY = date(2026, 11, 20)


@pytest.fixture
def seen(db):
    """A new card at the version that everybody saw."""
    return stored_card(db, stored_project(db)), 1


def standing(db, number=1):
    return get_anomaly(db, number, today=TODAY).card


def asked(**told):
    return AnomalyFilter(**told)


def test_a_card_is_found_by_its_number_and_counted(db, seen):
    assert find_anomaly(db, 1, 1) == seen[0]
    assert new_counts(db) == {1: 1}
    with pytest.raises(NotFoundError, match=r"anomaly\.unknown"):
        find_anomaly(db, 1, 2)


def test_acknowledging_leaves_a_card_open_but_not_new(db, seen):
    triage.acknowledge(db, seen, actor=ACTOR)
    assert standing(db)["status"] == "acknowledged"
    assert new_counts(db) == {}
    assert len(list_anomalies(db, asked())) == 1
    assert list_anomalies(db, asked(shown=Shown.NEW)).empty
    assert history(db, "anomaly", seen[0])["action"].iloc[0] == "anomaly.acknowledged"


def test_a_stale_version_is_refused_with_who_changed_what(db, seen):
    triage.assign(db, seen, AssignmentDraft(owner="Lin"), actor="Bo")
    with refused(db, "record.conflict", ConflictError) as caught:
        triage.dismiss(db, seen, Reason.NOISE, actor=ACTOR)
    assert caught.value.params["who"] == "Bo"
    assert "anomaly.owner" in caught.value.params["fields"]
    assert standing(db)["owner"] == "Lin"


def test_a_snoozed_card_comes_back_on_its_day(db, seen):
    triage.snooze(db, seen, TODAY + timedelta(days=3), actor=ACTOR, today=TODAY)
    assert list_anomalies(db, asked(), today=TODAY).empty
    later = TODAY + timedelta(days=3)
    assert list_anomalies(db, asked(), today=later)["status"].tolist() == ["acknowledged"]


@pytest.mark.parametrize("days", [0, 91])
def test_a_snooze_has_bounds(db, seen, days):
    with refused(db, "anomaly.snooze"):
        triage.snooze(db, seen, TODAY + timedelta(days=days), actor=ACTOR, today=TODAY)


def test_dismissing_as_noise_makes_that_detector_stricter_on_that_series(db, seen):
    triage.dismiss(db, seen, Reason.NOISE, actor=ACTOR)
    [shift] = shifts(db).to_dict("records")
    assert (shift["finding"], shift["step"], shift["factor"]) == ("shift", -1, 0.5)
    assert shift["series"] == "qa_accuracy|0|0|zh-CN|0"
    take_back_shift(db, shift["entries"], actor=ACTOR)
    assert shifts(db).empty


@pytest.mark.parametrize("reason", [Reason.KNOWN_EVENT, Reason.DATA_ERROR])
def test_other_reasons_teach_the_detectors_nothing(db, seen, reason):
    triage.dismiss(db, seen, reason, actor=ACTOR)
    assert (standing(db)["status"], standing(db)["reason"]) == ("dismissed", reason)
    assert shifts(db).empty


def test_feedback_stays_within_its_bounds(db):
    project_id = stored_project(db)
    for number in range(6):
        one = stored_card(db, project_id, day=DAY - timedelta(days=30 * number))
        triage.dismiss(db, (one, 1), Reason.NOISE, actor=ACTOR)
    assert shifts(db)["factor"].tolist() == [0.125]


def test_reopening_takes_back_what_a_verdict_taught(db, seen):
    triage.dismiss(db, seen, Reason.NOISE, actor=ACTOR)
    triage.reopen(db, (1, 2), actor=ACTOR)
    assert (standing(db)["status"], standing(db)["reason"]) == ("acknowledged", "")
    assert shifts(db).empty


def test_history_is_not_people_s_reason(db, seen):
    with refused(db, "anomaly.reason"):
        triage.dismiss(db, seen, Reason.HISTORY, actor=ACTOR)


def test_a_settled_card_is_not_acknowledged(db, seen):
    triage.mark_planned(db, seen, actor=ACTOR)
    with refused(db, "anomaly.settled"):
        triage.acknowledge(db, (1, 2), actor=ACTOR)


@pytest.mark.parametrize("kind", triage.INTO)
def test_a_card_becomes_a_record_and_each_leads_to_the_other(db, seen, kind):
    made = triage.convert(db, seen, kind, {"title": "Accuracy fell"}, actor=ACTOR)
    assert get_record(db, kind, made.id)["title"] == "Accuracy fell"
    assert standing(db)["status"] == "converted"
    [there] = get_anomaly(db, seen[0]).links.to_dict("records")
    [back] = links_of(db, kind, made.id).to_dict("records")
    assert (there["kind"], there["ref"], there["is_outward"]) == (kind, made.ref, True)
    assert (back["kind"], back["key"], back["relation"]) == ("anomaly", str(seen[0]), "became")
    assert shifts(db)["step"].tolist() == [1]


def test_a_record_that_would_not_do_leaves_the_card_as_it_was(db, seen):
    with pytest.raises(ValueError, match="title"):
        triage.convert(db, seen, RecordKind.ISSUE, {"title": ""}, actor=ACTOR)
    assert standing(db)["status"] == "new"


def test_a_card_does_not_become_a_milestone(db, seen):
    with refused(db, "anomaly.kind"):
        triage.convert(db, seen, RecordKind.MILESTONE, {"title": "No such"}, actor=ACTOR)


def test_comments_stay_with_the_card(db, seen):
    triage.comment(db, seen[0], NoteDraft(text="Half the shift is new"), actor=ACTOR)
    assert get_anomaly(db, seen[0]).notes["text"].tolist() == ["Half the shift is new"]


def test_similar_cases_tell_what_helped(db):
    project_id = stored_project(db)
    old = stored_card(db, project_id, day=DAY - timedelta(days=60))
    triage.convert(db, (old, 1), RecordKind.ISSUE, {"title": "Retrain the shift"}, actor=ACTOR)
    stored_card(db, project_id, day=DAY - timedelta(days=50), metric="skip_rate")
    new = stored_card(db, project_id)
    [case] = get_anomaly(db, new).similar.to_dict("records")
    assert (case["id"], case["status"]) == (old, "converted")
    assert case["helped"] == [("issue", "I-1", "Retrain the shift")]


def test_precision_counts_verdicts_and_says_how_sure_it_is(db):
    project_id = stored_project(db)
    numbers = [
        stored_card(db, project_id, day=DAY - timedelta(days=20 * number), finding=finding)
        for number, finding in enumerate(["shift", "shift", "spike", "spike", "spike"])
    ]
    told = {"title": "It was real"}
    triage.convert(db, (numbers[0], 1), RecordKind.ACTION, told, actor=ACTOR)
    triage.dismiss(db, (numbers[1], 1), Reason.NOISE, actor=ACTOR)
    triage.dismiss(db, (numbers[2], 1), Reason.KNOWN_EVENT, actor=ACTOR)
    history_card = {"card": {"status": "closed", "reason": "history"}}
    stored_card(db, project_id, day=DAY - timedelta(days=300), **history_card)
    whole = precision(db).iloc[0]
    assert (whole["found"], whole["confirmed"], whole["noise"]) == (5, 2, 1)
    assert whole["precision"] == pytest.approx(2 / 3)
    assert whole["low"] < 2 / 3 < whole["high"]
    by_finding = precision(db, ("finding",)).set_index("finding")
    assert by_finding["precision"].to_dict() == {"shift": 0.5, "spike": 1.0}


def test_roles_are_heeded(db, seen):
    viewer = db.for_person(Person("eve", None, {1: Role.VIEWER}))
    lead = db.for_person(Person("lea", None, {1: Role.LEAD}))
    stranger = db.for_person(Person("sam", None, {2: Role.LEAD}))
    with refused(db, "right.missing", NotAllowedError):
        triage.acknowledge(viewer, seen, actor="eve")
    with refused(db, "anomaly.unknown", NotFoundError):
        triage.acknowledge(stranger, seen, actor="sam")
    with pytest.raises(NotFoundError, match=r"anomaly\.unknown"):
        get_anomaly(stranger, seen[0])
    assert list_anomalies(stranger, asked()).empty
    with refused(db, "right.missing", NotAllowedError):
        triage.convert(lead, seen, RecordKind.RISK, {"title": "May happen"}, actor="lea")
    triage.convert(lead, seen, RecordKind.ISSUE, {"title": "It happened"}, actor="lea")
