"""Stand-ups: what is new, what was said, what was promised."""

from datetime import date

import pytest

from ecogov.domain.anomalies.triage import BudgetDraft, yearly_budget
from ecogov.domain.errors import ConflictError
from ecogov.domain.log.drafts import ActionDraft
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import NotAllowedError, Person, Role
from ecogov.services.anomalies.budgets import budget_of, set_budget
from ecogov.services.anomalies.standups import (
    MinutesDraft,
    close_standup,
    keep_minutes,
    promise,
    standups_of,
    start_standup,
)
from ecogov.services.log.records import amend_record
from tests.builders import ACTOR, stored_project
from tests.harness.refusals import refused


@pytest.fixture
def project_id(db):
    return stored_project(db)


@pytest.fixture
def running(db, project_id):
    return start_standup(db, project_id, actor=ACTOR)


def test_a_stand_up_that_runs_goes_on_and_minutes_are_kept(db, project_id, running):
    assert start_standup(db, project_id, actor="Bo") == running
    keep_minutes(db, running, MinutesDraft(minutes="Kerlip retrains"), version=1, actor=ACTOR)
    told = standups_of(db, project_id).running
    assert (told["minutes"], told["version"], told["started_by"]) == ("Kerlip retrains", 2, ACTOR)


def test_minutes_of_two_people_do_not_overwrite_each_other(db, running):
    keep_minutes(db, running, MinutesDraft(minutes="mine"), version=1, actor="Ann")
    with refused(db, "record.conflict", ConflictError):
        keep_minutes(db, running, MinutesDraft(minutes="yours"), version=1, actor="Bo")


def test_promises_are_carried_over_until_they_are_kept(db, project_id, running):
    draft = ActionDraft(project_id=project_id, title="Retrain the shift", owner="Lin",
                        due_on=date(2026, 11, 23))  # fmt: skip
    made = promise(db, running, draft, actor=ACTOR)
    close_standup(db, running, actor=ACTOR)
    told = standups_of(db, project_id)
    assert told.running is None
    assert told.since is not None
    assert told.promises["title"].tolist() == ["Retrain the shift"]
    amend_record(db, RecordKind.ACTION, made.id, {"status": "done"}, version=1, actor=ACTOR)
    assert standups_of(db, project_id).promises.empty


def test_a_closed_stand_up_takes_nothing_more(db, project_id, running):
    close_standup(db, running, actor=ACTOR)
    with refused(db, "standup.closed"):
        keep_minutes(db, running, MinutesDraft(minutes="late"), version=2, actor=ACTOR)
    assert start_standup(db, project_id, actor=ACTOR) != running


def test_a_stand_up_is_about_its_project(db, running):
    other = stored_project(db, code="OTHER")
    with refused(db, "standup.project"):
        promise(db, running, ActionDraft(project_id=other, title="Elsewhere"), actor=ACTOR)


def test_the_budget_of_a_project_wins_and_the_week_is_everybody_s(db, project_id):
    assert budget_of(db, project_id).draft == BudgetDraft()
    set_budget(db, None, BudgetDraft(years_per_alarm=1, weekly_alarms=3), version=0, actor=ACTOR)
    own = BudgetDraft(years_per_alarm=4, weekly_alarms=9)
    set_budget(db, project_id, own, version=0, actor=ACTOR)
    told = budget_of(db, project_id)
    assert (told.draft.years_per_alarm, told.draft.weekly_alarms, told.version) == (4, 3, 1)
    with refused(db, "record.conflict", ConflictError):
        set_budget(db, project_id, BudgetDraft(), version=0, actor=ACTOR)


def test_many_series_share_the_alarms_of_a_week():
    draft = BudgetDraft(years_per_alarm=2, weekly_alarms=5)
    assert yearly_budget(draft, 10) == 0.5
    assert yearly_budget(draft, 10_000) * 10_000 == pytest.approx(5 * 365.25 / 7)


def test_a_lead_sets_no_budget(db, project_id):
    lead = db.for_person(Person("lea", None, {project_id: Role.LEAD}))
    with refused(db, "right.missing", NotAllowedError):
        set_budget(lead, project_id, BudgetDraft(), version=0, actor="lea")
    assert start_standup(lead, project_id, actor="lea")
