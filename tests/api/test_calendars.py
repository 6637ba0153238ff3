"""The calendar feed as a calendar program asks for it, through the routes beside the app."""

from datetime import date

import pytest
from icalendar import Calendar
from starlette.applications import Starlette

from ecogov.api.routes import ROUTES
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.feeds import create_feed, list_feeds, revoke_feed
from tests.builders import ACTOR, stored_project, stored_record
from tests.harness.asking import ask


@pytest.fixture
def project(sqlite_db):
    return stored_project(sqlite_db)


@pytest.fixture
def app(sqlite_url, monkeypatch):
    monkeypatch.setenv("ECOGOV_DATABASE_URL", sqlite_url)
    return Starlette(routes=list(ROUTES))


def events(answer):
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_token_answers_the_calendar_as_it_is_now(app, sqlite_db, project):
    told = {"forecast_on": date(2026, 5, 1)}
    stored_record(sqlite_db, RecordKind.MILESTONE, project, title="Pilot accepted", **told)
    address = f"/calendar/{create_feed(sqlite_db, project, 'en', actor=ACTOR)}.ics"
    answer = ask(app, address)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert [str(event["summary"]) for event in events(answer)] == ["Pilot accepted"]
    stored_record(sqlite_db, RecordKind.MILESTONE, project, title="Next", **told)
    assert len(events(ask(app, address))) == 2
    assert ask(app, address, "HEAD").status == 200


def test_wrong_and_revoked_tokens_are_told_the_same(app, sqlite_db, project):
    token = create_feed(sqlite_db, project, "en", actor=ACTOR)
    revoke_feed(sqlite_db, int(list_feeds(sqlite_db, project)["id"].iloc[0]), actor=ACTOR)
    answers = [ask(app, f"/calendar/{one}.ics") for one in (token, "wrong", "x" * 3000)]
    answers += [ask(app, path) for path in ("/calendar/", "/calendar/a/b", "/calendar/a")]
    assert {answer.status for answer in answers} == {404}
    told = {(answer.content, answer.headers["content-type"]) for answer in answers}
    assert len(told) == 1


def test_nothing_can_be_written_through_the_feed(app, sqlite_db, project):
    token = create_feed(sqlite_db, project, "en", actor=ACTOR)
    assert ask(app, f"/calendar/{token}.ics", "POST").status in {404, 405}
