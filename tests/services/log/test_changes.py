from datetime import date

import pytest

from ecogov.domain.errors import ConflictError
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.changes import (
    approve_change,
    reject_change,
    submit_change,
    withdraw_change,
)
from ecogov.services.log.links import links_of
from ecogov.services.log.milestones import baseline_history, milestone_schedule
from ecogov.services.log.reading import get_record
from ecogov.services.log.records import amend_record
from ecogov.services.projects import get_project
from ecogov.services.targets import archive_target, list_targets
from ecogov.services.trail import history
from tests.builders import ACTOR, stored_project, stored_record, stored_target
from tests.harness.refusals import refused

CHANGE, MILESTONE = RecordKind.CHANGE, RecordKind.MILESTONE
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def project(db):
    return stored_project(db)


def submitted(db, project, *effects, **told):
    change = stored_record(db, CHANGE, project, effects=effects, **told)
    submit_change(db, change.id, version=1, actor=ACTOR)
    return change.id


def move(milestone, day=JUNE):
    return {"what": "milestone_baseline", "milestone_id": milestone, "to": day}


def test_a_baseline_is_entered_once_and_then_moves_by_approval_only(db, project):
    milestone = stored_record(db, MILESTONE, project).id
    amend_record(db, MILESTONE, milestone, {"baseline_on": MAY}, version=1, actor=ACTOR)
    with refused(db, "milestone.baseline_locked"):
        amend_record(db, MILESTONE, milestone, {"baseline_on": JUNE}, version=2, actor=ACTOR)
    with refused(db, "milestone.baseline_locked"):
        amend_record(db, MILESTONE, milestone, {"baseline_on": None}, version=2, actor=ACTOR)
    change = submitted(db, project, move(milestone), reason="Client moved the launch")
    approve_change(db, change, version=2, decider="Ann", actor="maya")

    stored = get_record(db, MILESTONE, milestone)
    assert (stored["baseline_original_on"], stored["baseline_on"]) == (MAY, JUNE)
    assert stored["version"] == 3
    kept = baseline_history(db, milestone)
    assert kept["baseline_on"].tolist() == [MAY, JUNE]
    assert kept["change_id"].tolist()[1] == change
    assert kept["reason"].tolist()[1] == "Client moved the launch"
    assert links_of(db, CHANGE, change)["relation"].tolist() == ["applies"]
    assert history(db, "milestone", milestone).iloc[0]["action"] == "milestone.rebaseline"


def test_moving_a_date_never_hides_the_total_slip(db, project):
    days = {"baseline_on": MAY, "forecast_on": JUNE}
    milestone = stored_record(db, MILESTONE, project, **days).id
    change = submitted(db, project, move(milestone))
    approve_change(db, change, version=2, decider="Ann", actor=ACTOR)
    row = milestone_schedule(db, LogFilter(project_id=project), as_of=MAY).iloc[0]
    assert (row["slip_now_days"], row["total_slip_days"], row["absorbed_days"]) == (0, 31, 31)


def test_an_approved_change_moves_what_the_project_is_committed_to(db, project):
    effects = (
        {"what": "project_due", "to": date(2027, 1, 31)},
        {"what": "project_units", "to": 1_200_000},
    )
    change = submitted(db, project, *effects)
    approve_change(db, change, version=2, decider="Ann", note="agreed", actor=ACTOR)
    moved = get_project(db, project)
    assert (moved.due_on, moved.target_units) == (date(2027, 1, 31), 1_200_000)
    stored = get_record(db, CHANGE, change)
    assert (stored["status"], stored["decided_by"], stored["decision_note"]) == (
        "approved",
        "Ann",
        "agreed",
    )


def test_a_new_target_holds_from_its_day_and_the_old_one_stays(db, project):
    target = stored_target(db, project)
    effect = {"what": "target_value", "target_id": target, "to": 0.9, "effective_from": JUNE}
    change = submitted(db, project, effect)
    approve_change(db, change, version=2, decider="Ann", actor=ACTOR)
    listed = list_targets(db, project)
    assert listed["value"].tolist() == [0.95, 0.9]
    assert listed["effective_from"].tolist()[1] == JUNE


def test_approval_does_all_that_was_asked_for_or_nothing(db, project):
    milestone = stored_record(db, MILESTONE, project, baseline_on=MAY).id
    target = stored_target(db, project)
    effect = {"what": "target_value", "target_id": target, "to": 0.9, "effective_from": JUNE}
    change = submitted(db, project, move(milestone), effect)
    archive_target(db, target, actor=ACTOR)
    with refused(db, "change_request.effect"):
        approve_change(db, change, version=2, decider="Ann", actor=ACTOR)
    change = submitted(db, project, {"what": "project_due", "to": date(2020, 1, 1)})
    with refused(db, "project.dates"):
        approve_change(db, change, version=2, decider="Ann", actor=ACTOR)


def test_only_what_was_submitted_is_decided_and_what_was_decided_stays(db, project):
    change = stored_record(db, CHANGE, project).id
    with refused(db, "change_request.transition"):
        approve_change(db, change, version=1, decider="Ann", actor=ACTOR)
    submit_change(db, change, version=1, actor=ACTOR)
    with refused(db, "change_request.decider"):
        approve_change(db, change, version=2, decider=" ", actor=ACTOR)
    with refused(db, "change_request.reason"):
        reject_change(db, change, version=2, decider="Ann", note=" ", actor=ACTOR)
    with refused(db, "record.conflict", ConflictError):
        reject_change(db, change, version=1, decider="Ann", note="no", actor=ACTOR)
    reject_change(db, change, version=2, decider="Ann", note="no budget", actor=ACTOR)
    with refused(db, "change_request.decided"):
        amend_record(db, CHANGE, change, {"title": "Again"}, version=3, actor=ACTOR)
    with refused(db, "change_request.transition"):
        withdraw_change(db, change, version=3, actor=ACTOR)


def test_what_belongs_to_another_project_cannot_be_changed(db, project):
    other = stored_project(db, code="OTHER")
    foreign = stored_record(db, MILESTONE, other).id
    with refused(db, "change_request.effect"):
        stored_record(db, CHANGE, project, effects=(move(foreign),))
