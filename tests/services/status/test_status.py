"""The status of a project: computed from what is stored, never greener than that."""

from datetime import date, timedelta

import pytest

from ecogov.domain.errors import ConflictError, DomainError, NotFoundError
from ecogov.domain.lights.overrides import OverrideDraft
from ecogov.domain.lights.thresholds import Thresholds
from ecogov.domain.lights.words import Dimension, Light
from ecogov.domain.log.changes import ChangeDraft, MoveDueDate
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import NotAllowedError, Person, Role
from ecogov.domain.risks.appetite import AppetiteDraft
from ecogov.services.log.changes import approve_change, submit_change
from ecogov.services.log.reading import get_record
from ecogov.services.log.records import log_record
from ecogov.services.log.risks import change_appetites
from ecogov.services.status.overrides import end_override, list_overrides, override_light
from ecogov.services.status.programmes import list_programmes, programme_status
from ecogov.services.status.reporting import project_forecast, project_status
from ecogov.services.status.thresholds import change_thresholds, light_thresholds
from ecogov.storage.registers import now
from tests.builders import ACTOR, a_sheet_day, stored_project, stored_record, stored_target, take_in
from tests.harness.exports import records_bytes
from tests.harness.statuses import FRIDAY, complete, working_project

SCHEDULE, RISK = Dimension.SCHEDULE, Dimension.RISK
MILESTONE = RecordKind.MILESTONE
TODAY = now().date()


@pytest.fixture
def project(db):
    return working_project(db)


@pytest.fixture
def calm(sqlite_db):
    return working_project(sqlite_db)


def rules_of(report, dimension):
    return {one.rule: one for one in report.light_of(dimension).readings}


def test_a_steady_project_ends_when_arithmetic_says(db, project):
    report = project_status(db, project, FRIDAY)
    forecast = report.forecast
    assert (forecast.accepted, forecast.remaining, forecast.n_days) == (5000, 5000, 50)
    assert forecast.dates.p50 == forecast.dates.p80 == date(2026, 7, 17)
    assert forecast.dates.confidence == 1.0
    assert (forecast.held, forecast.judged) == (forecast.judged, forecast.judged)
    assert report.light_of(SCHEDULE).light is Light.GREEN
    assert project_forecast(db, project, FRIDAY) == forecast


def test_what_nobody_entered_is_grey_and_makes_the_whole_grey(sqlite_db, calm):
    report = project_status(sqlite_db, calm, FRIDAY)
    grey = {part.dimension for part in report.lights if part.light is Light.GREY}
    assert {Dimension.QUALITY, Dimension.COST, RISK} <= grey
    assert report.overall is Light.GREY


def test_a_moved_date_stays_visible_and_is_not_green(sqlite_db, calm):
    late = date(2026, 7, 1)
    change = ChangeDraft(
        project_id=calm, title="More time", effects=(MoveDueDate(to=date(2026, 12, 31)),)
    )
    change_id = log_record(sqlite_db, RecordKind.CHANGE, change, actor=ACTOR).id
    submit_change(sqlite_db, change_id, version=1, actor=ACTOR)
    version = get_record(sqlite_db, RecordKind.CHANGE, change_id)["version"]
    approve_change(sqlite_db, change_id, version=version, decider="Ann", actor=ACTOR)
    report = project_status(sqlite_db, calm, TODAY)
    forecast = report.forecast
    assert (forecast.committed_first, forecast.committed) == (date(2026, 8, 31), date(2026, 12, 31))
    assert forecast.total_slip == 122
    assert report.light_of(SCHEDULE).light is not Light.GREEN
    assert late < forecast.committed


def test_a_milestone_without_a_baseline_is_not_green(sqlite_db, calm):
    stored_record(sqlite_db, MILESTONE, calm, forecast_on=FRIDAY + timedelta(days=20))
    report = project_status(sqlite_db, calm, FRIDAY)
    assert rules_of(report, SCHEDULE)["unbaselined"].null_reason == "no_baseline"
    assert report.light_of(SCHEDULE).light is Light.GREY


def test_stale_data_are_not_green(sqlite_db, calm):
    reports = [
        project_status(sqlite_db, calm, FRIDAY + timedelta(days=days)) for days in (5, 7, 40)
    ]
    found = [rules_of(one, SCHEDULE)["data_age"] for one in reports]
    assert [one.light for one in found] == [Light.GREEN, Light.AMBER, Light.GREY]
    assert Light.GREEN not in {one.light_of(SCHEDULE).light for one in reports[1:]}


def test_a_late_milestone_makes_the_schedule_red_by_its_days(sqlite_db, calm):
    told = {"baseline_on": FRIDAY - timedelta(days=12), "forecast_on": FRIDAY + timedelta(days=3)}
    stored_record(sqlite_db, MILESTONE, calm, title="Pilot accepted", **told)
    report = project_status(sqlite_db, calm, FRIDAY)
    assert rules_of(report, SCHEDULE)["slip_now"].value == 15
    assert report.light_of(SCHEDULE).light is Light.RED
    assert [one.slip_now for one in report.milestones] == [15]


def test_quality_is_judged_by_what_the_sample_proves(db, project):
    stored_target(db, project, value=0.95)
    report = project_status(db, project, FRIDAY)
    reading = report.light_of(Dimension.QUALITY).deciding
    assert (reading.subject, reading.value, reading.green) == ("qa_accuracy", 1.0, 0.95)
    assert report.light_of(Dimension.QUALITY).light is Light.GREEN
    assert [one.metric for one in report.metrics if one.target is not None] == ["qa_accuracy"]


def test_a_risk_outside_tolerance_is_red_and_buys_days(db, project):
    change_appetites(
        db, project, [AppetiteDraft(category="delivery", appetite=4, tolerance=8)],
        versions={}, actor=ACTOR,
    )  # fmt: skip
    stored_record(
        db, RecordKind.RISK, project, title="Vendor leaves", category="delivery", owner="Mei",
        probability=5, impact=5, chance=1.0, days_low=5, days_likely=5, days_high=5,
    )  # fmt: skip
    report = project_status(db, project, FRIDAY)
    assert report.light_of(RISK).deciding.rule == "outside_tolerance"
    assert report.light_of(RISK).light is Light.RED
    assert [(one.ref, one.days) for one in report.forecast.bought] == [("R-1", 7)]
    assert report.forecast.risked.p80 == report.forecast.dates.p80 + timedelta(days=7)
    assert report.risks[0].days == 7


def test_an_override_is_shown_with_its_reason_and_never_makes_green(db, project):
    draft = OverrideDraft(
        project_id=project, dimension=Dimension.COST, light=Light.GREEN,
        reason="Costs were agreed by telephone", expires_on=TODAY + timedelta(days=5),
    )  # fmt: skip
    override_id = override_light(db, draft, actor=ACTOR)
    part = project_status(db, project, TODAY).light_of(Dimension.COST)
    assert (part.light, part.rule_light) == (Light.AMBER, Light.GREY)
    assert (part.override.set_by, part.override.is_greener) == (ACTOR, True)
    later = project_status(db, project, TODAY + timedelta(days=6)).light_of(Dimension.COST)
    assert later.override is None
    end_override(db, override_id, actor=ACTOR)
    assert project_status(db, project, TODAY).light_of(Dimension.COST).override is None
    with pytest.raises(DomainError, match=r"lights\.ended"):
        end_override(db, override_id, actor=ACTOR)


def test_thresholds_are_data_of_a_programme(db, project):
    assert light_thresholds(db, "Trust & Safety").version == 0
    strict = Thresholds(pace_green=5.0, pace_amber=4.0, left_out=(Dimension.COST,))
    change_thresholds(db, "Trust & Safety", strict, version=0, actor=ACTOR)
    report = project_status(db, project, FRIDAY)
    assert report.light_of(Dimension.THROUGHPUT).light is Light.RED
    assert not report.light_of(Dimension.COST).is_followed
    with pytest.raises(ConflictError):
        change_thresholds(db, "Trust & Safety", strict, version=7, actor=ACTOR)
    change_thresholds(db, "Trust & Safety", Thresholds(), version=1, actor=ACTOR)
    assert light_thresholds(db, "Trust & Safety").version == 2


def test_the_thresholds_of_all_hold_where_a_programme_has_none(sqlite_db):
    change_thresholds(sqlite_db, "", Thresholds(shortfall=0.1), version=0, actor=ACTOR)
    held = light_thresholds(sqlite_db, "Search")
    assert (held.thresholds.shortfall, held.version) == (0.1, 0)


def test_the_path_and_the_decisions_come_from_the_log(db, project):
    complete(db, project)
    stored_record(db, RecordKind.ACTION, project, title="Nobody does it")
    report = project_status(db, project, FRIDAY)
    assert [(one.ref, one.owner, one.effect) for one in report.path] == [
        ("A-1", "Mei", "Twenty units a day more")
    ]
    assert [one.ask for one in report.decisions] == ["Accept in two lots"]
    assert {line.ref for line in report.upcoming} == {"A-1", "DC-1"}


def test_weeks_that_got_worse_turn_the_arrow(sqlite_db, calm):
    days = [FRIDAY + timedelta(days=n) for n in (3, 4, 5, 6, 7)]
    slow = [
        a_sheet_day(Date=day.isoformat(), Units="10", Accepted="10", Defects="0") for day in days
    ]
    take_in(sqlite_db, calm, records_bytes(slow), name="slow.csv")
    part = project_status(sqlite_db, calm, days[-1]).light_of(Dimension.THROUGHPUT)
    assert part.arrow.value == "worse"


def test_an_empty_project_says_why_there_is_nothing(db):
    report = project_status(db, stored_project(db, target_units=None), FRIDAY)
    assert report.forecast.null_reason == "no_units"
    assert report.overall is Light.GREY
    assert report.records == report.changes == ()


@pytest.mark.usefixtures("calm")
def test_a_programme_is_as_bad_as_its_worst_project(sqlite_db):
    other = stored_project(sqlite_db, code="TS-TEXT", programme="Trust & Safety")
    complete(sqlite_db, other)
    seen = []
    report = programme_status(
        sqlite_db, "Trust & Safety", FRIDAY, progress=lambda _share, code: seen.append(code)
    )
    assert seen == ["TS-TEXT", "TS-VIDEO"]
    assert [one.code for one in report.projects] == seen
    assert report.path[0].ref == "TS-TEXT A-1"
    assert {part.project for part in report.lights} <= set(seen)
    assert list_programmes(sqlite_db) == ["Trust & Safety"]
    with pytest.raises(NotFoundError, match=r"status\.no_programme"):
        programme_status(sqlite_db, "Nothing", FRIDAY)


def test_who_may_not_see_a_project_is_told_that_it_is_not_there(sqlite_db, calm):
    stranger = sqlite_db.for_person(Person("eve"))
    with pytest.raises(NotFoundError):
        project_status(stranger, calm, FRIDAY)
    viewer = sqlite_db.for_person(Person("vic", Role.VIEWER))
    assert project_status(viewer, calm, FRIDAY).subject.code == "TS-VIDEO"
    draft = OverrideDraft(
        project_id=calm, dimension=RISK, light=Light.RED, reason="We were told otherwise",
        expires_on=TODAY,
    )  # fmt: skip
    with pytest.raises(NotAllowedError):
        override_light(viewer, draft, actor="vic")
    with pytest.raises(NotAllowedError):
        change_thresholds(viewer, "", Thresholds(), version=0, actor="vic")
    assert list_overrides(sqlite_db, calm).empty
