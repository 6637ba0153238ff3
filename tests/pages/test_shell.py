"""The frame around every page: scope, link, language, help; seen through the Overview."""

from datetime import date

import pytest

from ecogov.domain.projects import ContentDomain, ProjectDraft
from ecogov.services.projects import add_project
from ecogov.ui.navigation import PAGES

PROJECT, PERIOD, DAYS = "shell.project", "shell.period", "shell.days"
PROJECTS = {
    "SAFE-EN": ("Content safety labels", "内容安全标注"),
    "ASR-ZH": ("Mandarin transcription", "普通话转写"),
}


def _add(db, code):
    english, chinese = PROJECTS[code]
    draft = ProjectDraft(
        code=code,
        name_en=english,
        name_zh=chinese,
        content_domain=ContentDomain.SAFETY,
        timezone="Asia/Shanghai",
    )
    add_project(db, draft, actor="test")


@pytest.fixture
def two_projects(sqlite_db):
    for code in PROJECTS:
        _add(sqlite_db, code)


@pytest.fixture
def visit(new_app):
    def opened(**query):
        app = new_app()
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception, app.exception[0].message
        return app

    return opened


def _in_link(app, name):
    # What the script wrote is a text, what the test set is a list.
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value


@pytest.mark.usefixtures("two_projects")
def test_without_a_choice_all_projects_and_the_last_weeks_are_shown(visit):
    app = visit()
    assert app.selectbox(PROJECT).value == ""
    assert app.selectbox(PERIOD).value == "last-28-days"
    assert _in_link(app, "period") == "last-28-days"
    assert _in_link(app, "project") is None


@pytest.mark.usefixtures("two_projects")
def test_a_cold_link_decides_the_project_and_the_period(visit):
    app = visit(project="ASR-ZH", period="last-month")
    assert app.selectbox(PROJECT).value == "ASR-ZH"
    assert app.selectbox(PERIOD).value == "last-month"


@pytest.mark.usefixtures("two_projects")
def test_a_choice_is_written_into_the_link(visit):
    app = visit()
    app.selectbox(PROJECT).set_value("SAFE-EN").run()
    app.selectbox(PERIOD).set_value("all").run()
    assert _in_link(app, "project") == "SAFE-EN"
    assert _in_link(app, "period") == "all"


@pytest.mark.usefixtures("two_projects")
def test_a_choice_survives_a_page_change_that_drops_the_link(visit):
    app = visit(project="SAFE-EN", period="quarter")
    app.query_params.clear()
    app.run()
    assert app.selectbox(PROJECT).value == "SAFE-EN"
    assert _in_link(app, "period") == "quarter"


@pytest.mark.usefixtures("two_projects")
def test_going_back_to_an_earlier_link_brings_its_choice_back(visit):
    app = visit(project="SAFE-EN", period="all")
    app.selectbox(PROJECT).set_value("ASR-ZH").run()
    app.query_params["project"] = "SAFE-EN"
    app.run()
    assert app.selectbox(PROJECT).value == "SAFE-EN"
    del app.query_params["project"]
    app.run()
    assert app.selectbox(PROJECT).value == ""


@pytest.mark.usefixtures("two_projects")
def test_what_a_page_keeps_in_the_link_stays_there(visit):
    app = visit(section="projects")
    app.selectbox(PERIOD).set_value("all").run()
    assert _in_link(app, "section") == "projects"


@pytest.mark.usefixtures("two_projects")
def test_a_link_to_a_project_that_is_gone_says_so(visit):
    app = visit(project="GONE", period="all")
    assert app.warning[0].value == "There is no project GONE. All projects are shown instead."
    assert app.selectbox(PROJECT).value == ""
    assert not app.run().warning


@pytest.mark.usefixtures("two_projects")
def test_a_link_with_an_unreadable_period_says_so(visit):
    app = visit(period="2026-02-30..x")
    assert "Last 28 days is shown instead" in app.warning[0].value
    assert _in_link(app, "period") == "last-28-days"


@pytest.mark.usefixtures("two_projects")
def test_days_can_be_chosen(visit):
    app = visit(period="2026-03-02..2026-03-28")
    assert app.selectbox(PERIOD).value == "custom"
    app.date_input(DAYS).set_value((date(2026, 4, 1), date(2026, 4, 30))).run()
    assert _in_link(app, "period") == "2026-04-01..2026-04-30"


@pytest.mark.usefixtures("two_projects")
def test_choosing_days_starts_from_the_period_before(visit):
    app = visit(period="last-month")
    app.selectbox(PERIOD).set_value("custom").run()
    first, last = app.date_input(DAYS).value
    assert first.day == 1
    assert _in_link(app, "period") == f"{first}..{last}"


def test_the_only_project_is_chosen_at_once(sqlite_db, visit):
    _add(sqlite_db, "ASR-ZH")
    assert visit().selectbox(PROJECT).value == "ASR-ZH"


@pytest.mark.usefixtures("two_projects")
def test_a_project_that_somebody_adds_is_offered_at_the_next_run(sqlite_db, visit):
    PROJECTS["NEW"] = ("New one", "新项目")
    app = visit()
    _add(sqlite_db, "NEW")
    del PROJECTS["NEW"]
    assert "NEW · New one" in app.run().selectbox(PROJECT).options


def test_without_projects_there_is_nothing_to_choose(visit):
    assert [box.key for box in visit().selectbox] == []


@pytest.mark.usefixtures("two_projects")
def test_the_language_can_be_switched_and_stays(visit):
    app = visit(project="SAFE-EN", period="all")
    app.button("shell.language").click().run()
    assert app.title[0].value == "总览"
    assert _in_link(app, "lang") == "zh-Hans"
    assert "SAFE-EN · 内容安全标注" in app.selectbox(PROJECT).options
    assert app.selectbox(PROJECT).value == "SAFE-EN"
    app.query_params.clear()
    assert app.run().title[0].value == "总览"
    assert _in_link(app, "lang") == "zh-Hans"
    app.button("shell.language").click().run()
    assert app.title[0].value == "Overview"


def test_a_link_may_name_the_language(visit):
    assert visit(lang="zh-Hans").title[0].value == "总览"
    assert visit(lang="tlh").title[0].value == "Overview"


def test_the_document_is_told_its_language(new_app):
    app = new_app()
    app.query_params["lang"] = "zh-Hans"
    app.run()
    assert any('documentElement.lang = "zh-Hans"' in html.proto.body for html in app.get("html"))


@pytest.mark.usefixtures("two_projects")
def test_the_glossary_explains_every_term(visit):
    app = visit()
    app.button("shell.glossary").click().run()
    said = " ".join(text.value for text in app.markdown)
    assert "Gold question" in said
    assert "answer is known" in said


def test_paths_of_pages_differ_and_one_page_is_the_first():
    paths = [entry.path for entry in PAGES]
    assert len(set(paths)) == len(paths)
    assert paths.count("") == 1
