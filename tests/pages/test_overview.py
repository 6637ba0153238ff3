from datetime import UTC, date, datetime

from ecogov.domain.projects import ContentDomain, ProjectDraft
from ecogov.services.overview.standings import refresh_standings
from ecogov.services.projects import add_project


def _add(db, code, due_on):
    draft = ProjectDraft(
        code=code,
        name_en="Content safety labels",
        name_zh="内容安全标注",
        content_domain=ContentDomain.SAFETY,
        due_on=due_on,
    )
    add_project(db, draft, actor="test")


def test_before_the_first_project_the_page_offers_the_sample(new_app):
    app = new_app().run()
    assert not app.exception
    assert app.button("overview.sample").label == "Load the sample programme"
    assert not app.dataframe


def _codes(app):
    """Codes of the projects in the order of their cards; what happened names them after that."""
    told = [link.proto.label for link in app.get("page_link") if link.proto.label.startswith("**")]
    return [label.split("**")[1] for label in told if not label.startswith("**Project ")]


def test_the_sample_programme_is_one_click_away(new_app):
    app = new_app().run()
    app.button("overview.sample").click().run(timeout=120)
    assert not app.exception
    assert len(_codes(app)) > 1


def test_a_project_shows_at_once_and_its_standing_when_it_is_known(new_app, sqlite_db):
    _add(sqlite_db, "LATER", date(2027, 1, 31))
    _add(sqlite_db, "OPEN", None)
    _add(sqlite_db, "NEXT", date(2026, 12, 1))
    app = new_app().run()
    assert not app.exception
    assert _codes(app) == ["NEXT", "LATER", "OPEN"]
    assert app.header[0].value == "3 projects"
    refresh_standings(sqlite_db, datetime.now(UTC))
    app.run()
    assert app.header[0].value == "3 projects: 3 no data"
    assert any("no number of units was promised" in text.value for text in app.markdown)


def test_the_overview_speaks_chinese(new_app, sqlite_db):
    _add(sqlite_db, "ASR-ZH", None)
    refresh_standings(sqlite_db, datetime.now(UTC))
    app = new_app()
    app.query_params["lang"] = "zh-Hans"
    app.run()
    assert not app.exception
    assert app.header[0].value == "1 个项目：1 个无数据"
    assert any("内容安全标注" in link.proto.label for link in app.get("page_link"))
