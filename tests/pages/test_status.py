"""Status: the draft, publishing, history, comparison, links, lights, in both languages."""

from datetime import timedelta

import pytest

from ecogov.domain.lights.words import Dimension
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.hygiene.xray import today_of
from ecogov.services.status.links import list_links, report_shown
from ecogov.services.status.overrides import list_overrides
from ecogov.services.status.publishing import published_reports
from ecogov.services.status.reporting import project_subject
from ecogov.services.status.thresholds import light_thresholds
from tests.builders import stored_project, stored_record

CODE = "TS-VIDEO"
BOTH = pytest.mark.parametrize("language", ["en", "zh-Hans"])


@pytest.fixture
def project(sqlite_db):
    return stored_project(sqlite_db)


@pytest.fixture
def today(sqlite_db, project):
    return today_of(sqlite_db, project)


@pytest.fixture
def late(sqlite_db, project, today):
    told = {"baseline_on": today - timedelta(days=9), "forecast_on": today + timedelta(days=9)}
    stored_record(sqlite_db, RecordKind.MILESTONE, project, title="Pilot <b>$5</b>", **told)
    return project


@pytest.fixture
def complete(sqlite_db, late, today):
    day = today + timedelta(days=5)
    action = {"owner": "Mei", "due_on": day, "expected_effect": "Back on plan"}
    stored_record(sqlite_db, RecordKind.ACTION, late, title="Add raters", **action)
    decision = {"recommendation": "Yes", "due_on": day}
    stored_record(sqlite_db, RecordKind.DECISION, late, title="Two lots?", **decision)
    return late


def shown(app):
    return "".join(element.proto.body for element in app.get("html"))


def published(db, project):
    return published_reports(db, project_subject(project))


@BOTH
def test_without_a_project_the_page_says_what_to_do(open_page, language):
    app = open_page("status", lang=language)
    assert len(app.info) == 1
    assert app.button("status.overview").label


@BOTH
@pytest.mark.usefixtures("late")
def test_the_draft_says_lights_date_and_milestones(open_page, language):
    body = shown(open_page("status", project=CODE, lang=language))
    assert body.count('class="st-light st-') >= 7
    assert "Pilot &lt;b&gt;$5&lt;/b&gt;" in body
    assert ("18 d late" in body) is (language == "en")


@pytest.mark.usefixtures("late")
def test_red_cannot_be_published_until_it_says_what_is_done(open_page):
    app = open_page("status", project=CODE, section="publish")
    assert app.button("status.publish").disabled
    assert "path to green" in app.warning[0].value
    assert app.button("status.log.action").label


def test_a_report_is_published_read_again_and_compared(open_page, sqlite_db, complete):
    for number in (1, 2):
        app = open_page("status", project=CODE, section="publish")
        app.text_input("status.publish.note").set_value(f"Note {number}").run()
        app.button("status.publish").click().run()
        assert f"Report {number} is published" in app.success[0].value
        stored_record(sqlite_db, RecordKind.RISK, complete, title=f"Risk {number}")
    assert published(sqlite_db, complete)["number"].tolist() == [2, 1]
    app.button("status.open.1").click().run()
    assert "Note 1" in shown(app)
    app.selectbox("status.with").select("2").run()
    assert app.dataframe[0].value.iloc[0, 0] == "Overall"
    assert "Risk 1" in app.dataframe[-1].value.iloc[0].tolist()


def test_a_link_is_made_once_shown_and_revoked(open_page, sqlite_db, complete):
    app = open_page("status", project=CODE, section="publish")
    app.button("status.publish").click().run()
    app.button("status.links.create").click().run()
    address = app.code[0].value
    told = report_shown(sqlite_db, address.rsplit("/", 1)[1])
    assert (told.number, told.is_redacted, told.language) == (1, True, "en")
    link = int(list_links(sqlite_db, project_subject(complete))["id"].iloc[0])
    app.button(f"status.links.{link}.revoke").click().run()
    assert report_shown(sqlite_db, address.rsplit("/", 1)[1]) is None
    assert not app.code


def test_a_light_is_set_by_hand_and_given_back_to_the_rules(open_page, sqlite_db, late):
    app = open_page("status", project=CODE, section="lights")
    app.button("status.override.set").click().run()
    assert app.error
    app.text_input("status.override.reason").set_value("Agreed with the sponsor").run()
    app.button("status.override.set").click().run()
    assert not app.error
    override = int(list_overrides(sqlite_db, late)["id"].iloc[0])
    assert any("Agreed with the sponsor" in one.value for one in app.markdown)
    app.button(f"status.override.{override}.end").click().run()
    assert list_overrides(sqlite_db, late)["ended_at"].notna().all()


@pytest.mark.usefixtures("late")
def test_thresholds_are_saved_for_the_programme(open_page, sqlite_db):
    app = open_page("status", project=CODE, section="lights")
    app.multiselect("status.thresholds.left_out").set_value(["cost"]).run()
    app.button("status.thresholds.save").click().run()
    held = light_thresholds(sqlite_db, "Trust & Safety")
    assert (held.version, held.thresholds.left_out) == (1, (Dimension.COST,))


@BOTH
@pytest.mark.usefixtures("late")
def test_without_a_chosen_project_a_programme_is_told(open_page, sqlite_db, language):
    stored_project(sqlite_db, code="TS-TEXT")
    body = shown(open_page("status", lang=language))
    assert 'class="st-projects"' in body
    assert CODE in body


@pytest.mark.usefixtures("late")
def test_before_the_first_report_the_history_says_so(open_page):
    app = open_page("status", project=CODE, section="history")
    assert len(app.info) == 1
    app.button("status.to_publish").click().run()
    assert app.button("status.publish").label
