"""Shared status reports as a browser without an account asks for them."""

import gzip
from datetime import timedelta

import pytest
from starlette.applications import Starlette

from ecogov.api import statuses
from ecogov.api.routes import ROUTES
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.records import amend_record
from ecogov.services.projects import archive_project
from ecogov.services.status.links import LinkDraft, create_link, list_links, revoke_link
from ecogov.services.status.publishing import PublicationDraft, publish_project
from ecogov.services.status.reporting import project_subject
from ecogov.storage.registers import now
from tests.builders import ACTOR, stored_record
from tests.harness.asking import ask
from tests.harness.statuses import FRIDAY, complete, working_project

TODAY = now().date()


@pytest.fixture
def project(sqlite_db):
    project = working_project(sqlite_db)
    complete(sqlite_db, project)
    return project


@pytest.fixture
def app(sqlite_url, monkeypatch):
    monkeypatch.setenv("ECOGOV_DATABASE_URL", sqlite_url)
    return Starlette(routes=list(ROUTES))


def publish(db, project, **told):
    return publish_project(db, project, PublicationDraft(as_of=FRIDAY, **told), actor=ACTOR)


def a_link(db, project, **told):
    draft = {"expires_on": TODAY + timedelta(days=5), "subject": project_subject(project)}
    return create_link(db, LinkDraft(**draft | told), actor=ACTOR)


def read(app, token, query=""):
    answer = ask(app, f"/status/{token}{query}")
    return answer.status, answer.content.decode()


def test_the_latest_report_follows_and_one_report_stays(app, sqlite_db, project):
    first = publish(sqlite_db, project, note="The first one.")
    latest = a_link(sqlite_db, project)
    only = a_link(sqlite_db, project, report_id=first.id)
    assert "The first one." in read(app, latest)[1]
    publish(sqlite_db, project, note="The second one.")
    assert "The second one." in read(app, latest)[1]
    assert "The first one." in read(app, only)[1]


def test_what_is_shown_is_frozen(app, sqlite_db, project):
    risk = stored_record(sqlite_db, RecordKind.RISK, project, title="Raters leave").id
    publish(sqlite_db, project)
    token = a_link(sqlite_db, project)
    before = read(app, token)
    amend_record(sqlite_db, RecordKind.RISK, risk, {"title": "All is well"}, version=1, actor=ACTOR)
    assert read(app, token) == before
    assert "Raters leave" in before[1]


def test_names_and_money_are_left_out_only_where_that_was_asked(app, sqlite_db, project):
    publish(sqlite_db, project)
    hidden = read(app, a_link(sqlite_db, project))[1]
    assert "Mei" not in hidden
    assert ACTOR not in hidden
    assert "A week" not in hidden
    told = read(app, a_link(sqlite_db, project, is_redacted=False))[1]
    assert "Mei" in told
    assert ACTOR in told
    assert "Add two raters" in hidden


def test_every_language_is_one_click_away_without_a_script(app, sqlite_db, project):
    publish(sqlite_db, project)
    token = a_link(sqlite_db, project, language="zh-Hans")
    assert "状态报告" in read(app, token)[1]
    english = read(app, token, "?lang=en")[1]
    assert "Status of" in english
    assert '<a href="?lang=zh-Hans"' in english
    assert "<script" not in english
    assert read(app, token, "?lang=xx") == read(app, token)


def test_revoked_ended_archived_and_wrong_links_are_told_the_same(app, sqlite_db, project):
    publish(sqlite_db, project)
    revoked = a_link(sqlite_db, project)
    assert read(app, revoked)[0] == 200
    link = int(list_links(sqlite_db, project_subject(project))["id"].iloc[0])
    revoke_link(sqlite_db, link, actor=ACTOR)
    told = {read(app, one) for one in (revoked, "wrong", "x" * 3000, "", "a/b")}
    away = a_link(sqlite_db, project)
    archive_project(sqlite_db, project, actor=ACTOR)
    told.add(read(app, away))
    assert {status for status, _ in told} == {404}
    assert len(told) == 1


def test_looks_are_counted_without_a_revision(app, sqlite_db, project):
    publish(sqlite_db, project)
    token = a_link(sqlite_db, project)
    before = sqlite_db.revision()
    for _ in range(3):
        ask(app, f"/status/{token}")
    ask(app, f"/status/{token}", "HEAD")
    statuses.write_views()
    assert list_links(sqlite_db, project_subject(project))["views"].tolist() == [3]
    assert sqlite_db.revision() == before


def test_a_browser_that_has_it_is_told_so_and_small_pages_travel(app, sqlite_db, project):
    publish(sqlite_db, project)
    address = f"/status/{a_link(sqlite_db, project)}"
    answer = ask(app, address)
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    tag = answer.headers["etag"]
    assert ask(app, address, headers={"if-none-match": tag}).status == 304
    packed = ask(app, address, headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.content) == answer.content
    assert ask(app, address, "POST").status in {404, 405}
