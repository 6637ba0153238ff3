from datetime import UTC, datetime, timedelta

import pytest

from ecogov.domain.errors import ConflictError
from ecogov.domain.escalations.ladder import DEFAULT_LADDER, Level
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.setups import SetupDraft
from ecogov.services.log.escalations import (
    acknowledge,
    clocks_of,
    events_of,
    give_update,
    hand_to_vendor,
    raise_level,
    reopen,
    resolve,
    take_over,
)
from ecogov.services.log.reading import get_record, list_records
from ecogov.services.log.records import amend_record
from ecogov.services.log.setups import change_ladder, change_setup, ladder_draft, log_setup
from tests.builders import ACTOR, stored_project, stored_record
from tests.harness.refusals import refused

ESCALATION = RecordKind.ESCALATION


@pytest.fixture
def project(db):
    return stored_project(db)


def test_an_escalation_goes_its_way_and_every_step_is_kept(db, project):
    one = stored_record(db, ESCALATION, project).id
    later = datetime.now(UTC) + timedelta(days=1)
    acknowledge(db, one, version=1, actor="maya")
    give_update(db, one, version=2, note="Vendor asked", next_update_at=later, actor="maya")
    hand_to_vendor(db, one, version=3, actor="maya")
    take_over(db, one, version=4, actor="maya")
    raise_level(db, one, version=5, level=Level.L3, actor="maya")
    resolve(db, one, version=6, resolution="Team enlarged", actor="maya")
    reopen(db, one, version=7, actor="maya")
    told = events_of(db, one)
    assert told["event"].tolist() == [
        "raised", "acknowledged", "updated", "handed_to_vendor", "back_from_vendor",
        "raised_level", "resolved", "reopened",
    ]  # fmt: skip
    stored = get_record(db, ESCALATION, one)
    assert (stored["status"], stored["level"], stored["resolved_at"]) == (
        "acknowledged",
        "L3",
        None,
    )
    assert stored["resolution"] == "Team enlarged"


def test_steps_that_do_not_fit_are_refused(db, project):
    one = stored_record(db, ESCALATION, project, level="L2").id
    with refused(db, "escalation.transition"):
        take_over(db, one, version=1, actor=ACTOR)
    with refused(db, "escalation.transition"):
        reopen(db, one, version=1, actor=ACTOR)
    with refused(db, "escalation.level_down"):
        raise_level(db, one, version=1, level=Level.L2, actor=ACTOR)
    with refused(db, "escalation.note_missing"):
        give_update(db, one, version=1, note=" ", actor=ACTOR)
    with refused(db, "escalation.resolution_missing"):
        resolve(db, one, version=1, resolution="", actor=ACTOR)
    past = datetime.now(UTC) - timedelta(hours=1)
    with refused(db, "escalation.promise_past"):
        give_update(db, one, version=1, note="x", next_update_at=past, actor=ACTOR)
    acknowledge(db, one, version=1, actor=ACTOR)
    with refused(db, "record.conflict", ConflictError):
        acknowledge(db, one, version=1, actor=ACTOR)


def test_clocks_are_read_from_what_happened(db, project):
    ids = [stored_record(db, ESCALATION, project, severity="1").id for _ in range(2)]
    acknowledge(db, ids[0], version=1, actor=ACTOR)
    rows = list_records(db, ESCALATION, LogFilter(project_id=project))
    states = clocks_of(db, project, rows, at=datetime.now(UTC) + timedelta(days=14))
    assert set(states) == set(ids)
    assert not states[ids[0]].acknowledge.is_breached
    assert states[ids[1]].acknowledge.is_breached
    assert states[ids[1]].standing.level is not Level.L1
    assert clocks_of(db, project, rows.iloc[:0], at=datetime.now(UTC)) == {}


def test_a_level_that_is_edited_counts_as_raised(db, project):
    one = stored_record(db, ESCALATION, project).id
    amend_record(db, ESCALATION, one, {"level": "L2"}, version=1, actor=ACTOR)
    assert events_of(db, one)["event"].tolist() == ["raised", "raised_level"]


def test_a_project_runs_its_log_as_the_program_comes_until_told_otherwise(db, project):
    setup = log_setup(db, project)
    assert (setup.version, setup.contingency, setup.ladder) == (0, None, DEFAULT_LADDER)
    draft = SetupDraft(project_id=project, contingency=500_000, day_start=8, day_end=17)
    change_setup(db, draft, version=0, actor=ACTOR)
    told = log_setup(db, project)
    assert (told.version, told.contingency, told.day_end) == (1, 500_000, 17)
    ladder = ladder_draft(told)
    slower = ladder.model_copy(
        update={"minor": ladder.minor.model_copy(update={"resolve_hours": 180.0})}
    )
    change_ladder(db, slower, version=1, actor=ACTOR)
    assert log_setup(db, project).ladder.minor.resolve_hours == 180
    assert log_setup(db, project).contingency == 500_000
    with refused(db, "record.conflict", ConflictError):
        change_setup(db, draft, version=1, actor=ACTOR)
