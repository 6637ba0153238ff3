from datetime import UTC, datetime, timedelta

import pytest

from ecogov.domain.escalations.ladder import Level
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.breaches import raise_breached
from ecogov.services.log.escalations import acknowledge, events_of, raise_level, resolve
from ecogov.services.log.reading import get_record
from ecogov.services.log.setups import change_ladder, ladder_draft, log_setup
from ecogov.services.verification import verify
from ecogov.storage.log.registers import REGISTERS
from tests.builders import ACTOR, stored_project, stored_record

ESCALATION = RecordKind.ESCALATION
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai, where the project is."""

CLOCK = "clock"


@pytest.fixture
def project(db):
    return stored_project(db)


@pytest.fixture
def escalation(db, project, monkeypatch):
    """Escalate something on that Monday morning."""
    for place in ("rules", "records", "escalations"):
        monkeypatch.setattr(f"ecogov.services.log.{place}.now", lambda: MONDAY)

    def escalated(**told):
        return stored_record(db, ESCALATION, told.pop("project", project), **told).id

    return escalated


def level(db, one):
    return get_record(db, ESCALATION, one)["level"]


def test_what_nobody_acknowledged_in_time_is_raised_once_and_says_why(db, escalation):
    one, calm = escalation(severity="1"), escalation(severity="1")
    acknowledge(db, calm, version=1, actor=ACTOR)
    allowed = timedelta(hours=log_setup(db, 1).ladder.critical.acknowledge_hours)
    assert raise_breached(db, at=MONDAY + allowed, actor=CLOCK) == []
    late = MONDAY + allowed + timedelta(minutes=1)
    [told] = raise_breached(db, at=late, actor=CLOCK)
    assert (told.id, told.was, told.level, told.reason) == (one, "L1", "L2", "acknowledge")
    assert (level(db, one), level(db, calm)) == ("L2", "L1")
    last = events_of(db, one).iloc[-1]
    assert (last["event"], last["actor"], last["level"]) == ("raised_by_clock", CLOCK, "L2")
    assert (last["at"], last["note"]) == (late, "acknowledge")

    seen = db.revision()
    assert raise_breached(db, at=late, actor=CLOCK) == []
    assert db.revision() == seen
    assert verify(db).is_clean


def test_a_clock_sleeps_over_the_weekend(db, escalation):
    one = escalation(severity="3")
    hours = log_setup(db, 1).ladder.minor.acknowledge_hours
    assert hours <= 45  # a week of work of the usual hours
    raise_breached(db, at=MONDAY + timedelta(days=4, hours=8), actor=CLOCK)
    stood = level(db, one)
    raise_breached(db, at=MONDAY + timedelta(days=5, hours=23), actor=CLOCK)
    assert level(db, one) == stood


def test_every_clock_that_runs_out_is_one_more_step_and_the_ladder_ends(db, escalation):
    one = escalation(severity="1")
    raise_level(db, one, version=1, level=Level.L2, actor=ACTOR)
    for days in (1, 2, 30, 60):
        raise_breached(db, at=MONDAY + timedelta(days=days), actor=CLOCK)
    assert level(db, one) == "L4"
    told = events_of(db, one)
    by_clock = told.loc[told["event"] == "raised_by_clock", "level"].tolist()
    assert by_clock == sorted(set(by_clock))


def test_each_project_goes_by_its_own_ladder(db, escalation):
    other = stored_project(db, code="PATIENT")
    draft = ladder_draft(log_setup(db, other))
    patient = draft.critical.model_copy(
        update={"acknowledge_hours": 8.0, "update_hours": 16.0, "resolve_hours": 40.0}
    )
    calm = {"critical": patient, "major": patient, "minor": patient}
    change_ladder(db, draft.model_copy(update=calm), version=0, actor=ACTOR)
    hasty, slow = escalation(severity="1"), escalation(severity="1", project=other)
    raise_breached(db, at=MONDAY + timedelta(hours=7), actor=CLOCK)
    assert (level(db, hasty) > "L1", level(db, slow)) == (True, "L1")


def test_what_is_over_or_put_away_is_left_alone(db, escalation):
    done, gone = escalation(severity="1"), escalation(severity="1")
    resolve(db, done, version=1, resolution="Solved", actor=ACTOR)
    with db.write(ACTOR) as session:
        REGISTERS[ESCALATION].replace(session, gone, {"archived_at": MONDAY})
    assert raise_breached(db, at=MONDAY + timedelta(days=30), actor=CLOCK) == []
