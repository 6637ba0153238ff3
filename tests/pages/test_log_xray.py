"""The X-ray on the page of the log: counted by rule, filtered in the link, one click to mend."""

from datetime import date

import pytest

from ecogov.domain.log.kinds import RecordKind
from tests.builders import stored_project, stored_record, stored_target

CODE = "TS-VIDEO"
BOTH = pytest.mark.parametrize("language", ["en", "zh-Hans"])
PAST = date(2026, 1, 5)


@pytest.fixture
def project(sqlite_db):
    return stored_project(sqlite_db, target_units=None, due_on=None)


@pytest.fixture
def found(sqlite_db, project):
    stored_record(sqlite_db, RecordKind.ACTION, project, title="Hire $5 *now*", due_on=PAST)
    stored_record(sqlite_db, RecordKind.ACTION, project, title="Train", owner="Lin", due_on=PAST)
    stored_record(sqlite_db, RecordKind.ISSUE, project, title="Tool slow", owner="Ann", due_on=PAST)


def run(app):
    app.run()
    assert not app.exception, f"{app.exception[0].message}\n{app.exception[0].stack_trace}"
    return app


TITLES = ("Hire $5 *now*", "Train", "Tool slow")
SHOWN = ("Hire \\$5 \\*now\\*", "Train", "Tool slow")


def lines(app):
    return [link.proto.label for link in app.get("page_link") if link.proto.label.startswith("**")]


def titles(app):
    """Give the titles of the findings that are listed, in order."""
    names = dict(zip(SHOWN, TITLES, strict=True))
    return [names[shown] for line in lines(app) for shown in SHOWN if shown in line]


@BOTH
def test_a_clean_log_is_praised(open_page, sqlite_db, project, language):
    told = {"owner": "Lin", "due_on": date(2100, 1, 1)}
    stored_record(sqlite_db, RecordKind.ACTION, project, **told)
    app = open_page("log", kind="xray", lang=language)
    assert len(app.success) == 1
    assert not lines(app)


@BOTH
@pytest.mark.usefixtures("found")
def test_every_finding_stands_in_the_list_with_its_reason(open_page, language):
    app = open_page("log", kind="xray", project=CODE, lang=language)
    assert sorted(titles(app)) == ["Hire $5 *now*", "Hire $5 *now*", "Tool slow", "Train"]
    day = {"en": "5 Jan 2026", "zh-Hans": "2026年1月5日"}[language]
    assert sum(day in line for line in lines(app)) == 3


@pytest.mark.usefixtures("found")
def test_rule_kind_and_owner_narrow_the_list_in_the_link(open_page):
    assert set(titles(open_page("log", kind="xray", rule="unowned"))) == {"Hire $5 *now*"}
    assert titles(open_page("log", kind="xray", what="issue")) == ["Tool slow"]
    assert titles(open_page("log", kind="xray", owner="Lin")) == ["Train"]
    nobodys = titles(open_page("log", kind="xray", owner="-"))
    assert set(nobodys) == {"Hire $5 *now*"}
    app = open_page("log", kind="xray")
    app.selectbox("log.xray.owner").set_value("Ann")
    assert titles(run(app)) == ["Tool slow"]
    assert app.query_params["owner"] in ("Ann", ["Ann"])


@pytest.mark.usefixtures("found")
def test_filters_that_leave_nothing_can_be_cleared(open_page):
    app = open_page("log", kind="xray", owner="Ann", what="action")
    assert len(app.info) == 1
    app.button("log.xray.clear").click()
    assert len(titles(run(app))) == 4


@pytest.mark.usefixtures("found")
def test_a_link_opens_the_record_beside_the_findings(open_page):
    app = open_page("log", kind="xray", project=CODE, open="A-1", field="owner")
    assert any("A-1" in header.value for header in app.header)
    assert len(titles(app)) == 4


@BOTH
def test_what_concerns_a_whole_project_leads_to_its_page(open_page, sqlite_db, project, language):
    stored_target(sqlite_db, project, metric="qa_accuracy")
    app = open_page("log", kind="xray", lang=language)
    labels = [link.proto.label for link in app.get("page_link")]
    metric = {"en": "QA accuracy", "zh-Hans": "质检准确率"}[language]
    assert sum(metric in label for label in labels) == 1
