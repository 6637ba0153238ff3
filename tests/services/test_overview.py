"""Standings are kept until something changes, and visits are told apart."""

from datetime import UTC, datetime, timedelta

import pytest

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Person, Role
from ecogov.services.jobs.desk import list_jobs
from ecogov.services.overview.looks import last_visit, news_since
from ecogov.services.overview.standings import (
    ask_for_standings,
    list_standings,
    refresh_standings,
    standing_reports,
)
from ecogov.services.status.reporting import project_status
from tests.builders import stored_project, stored_record, stored_vendor

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def projects(db):
    return stored_project(db), stored_project(db, code="OTHER")


def old(db, at=AT):
    return [one.project_id for one in list_standings(db, at) if not one.is_current]


def test_a_standing_is_worked_out_once_and_says_what_the_status_says(db, projects):
    assert sorted(old(db)) == sorted(projects)
    assert refresh_standings(db, AT) == len(projects)
    assert old(db) == []
    assert refresh_standings(db, AT) == 0
    told = standing_reports(db)
    for project in projects:
        status = project_status(db, project, AT.date())
        assert told[project].lights == status.lights
        assert told[project].forecast.dates == status.forecast.dates


def test_only_the_project_that_was_changed_is_worked_out_anew(db, projects):
    refresh_standings(db, AT)
    stored_record(db, RecordKind.RISK, projects[1])
    assert old(db) == [projects[1]]


def test_what_all_projects_share_and_a_new_day_make_every_standing_old(db, projects):
    refresh_standings(db, AT)
    assert sorted(old(db, AT + timedelta(days=1))) == sorted(projects)
    stored_vendor(db)
    assert sorted(old(db)) == sorted(projects)


def test_a_part_of_the_work_is_enough_to_get_further(db, projects):
    assert refresh_standings(db, AT, most=1) == 1
    assert len(old(db)) == len(projects) - 1


def test_nobody_sees_how_a_project_stands_that_is_not_theirs(db, projects):
    refresh_standings(db, AT)
    viewer = db.for_person(Person("chen", roles={projects[0]: Role.VIEWER}))
    assert list(standing_reports(viewer)) == [projects[0]]
    assert [one.project_id for one in list_standings(viewer, AT)] == [projects[0]]


def test_asking_twice_asks_a_worker_once(db, projects):
    assert projects
    ask_for_standings(db, AT, actor="chen")
    ask_for_standings(db, AT, actor="lin")
    assert list(list_jobs(db)["kind"]) == ["standings"]


def test_a_visit_ends_when_nobody_looks_for_half_an_hour(db):
    first = last_visit(db, AT)
    assert first == AT - timedelta(days=1)
    assert last_visit(db, AT + timedelta(minutes=20)) == first + timedelta(minutes=20)
    left = AT + timedelta(minutes=45)
    assert last_visit(db, left) == AT - timedelta(days=1) + timedelta(minutes=45)
    assert last_visit(db, left + timedelta(hours=3)) == left
    assert last_visit(db, left + timedelta(hours=3, minutes=10)) == left
    assert last_visit(db.for_person(Person("chen", Role.VIEWER)), left) == left - timedelta(days=1)


def test_news_tell_of_projects_that_one_may_see_and_of_nothing_else(db, projects):
    since = datetime.now(UTC)
    stored_vendor(db)
    for project in projects:
        stored_record(db, RecordKind.RISK, project, title="late")
    told = news_since(db, since, most=1)
    assert (len(told.changes), told.count) == (1, 2)
    viewer = db.for_person(Person("chen", roles={projects[0]: Role.VIEWER}))
    assert set(news_since(viewer, since, most=9).changes["project_id"]) == {projects[0]}
