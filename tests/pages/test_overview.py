import json
from datetime import date

from ecogov.domain.projects import ContentDomain, ProjectDraft
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


def _headings(app):
    """Headings as the table shows them, by column."""
    columns = json.loads(app.dataframe[0].proto.columns)
    return {name: options["label"] for name, options in columns.items() if "label" in options}


def test_before_the_first_project_the_page_offers_the_sample(new_app):
    app = new_app().run()
    assert not app.exception
    assert app.button("overview.sample").label == "Load the sample programme"
    assert not app.dataframe


def test_the_sample_programme_is_one_click_away(new_app):
    app = new_app().run()
    app.button("overview.sample").click().run(timeout=120)
    assert not app.exception
    assert len(app.dataframe[0].value) > 1


def test_the_project_that_is_due_next_stands_first(new_app, sqlite_db):
    _add(sqlite_db, "LATER", date(2027, 1, 31))
    _add(sqlite_db, "OPEN", None)
    _add(sqlite_db, "NEXT", date(2026, 12, 1))
    app = new_app().run()
    assert not app.exception
    codes = [code.split("project=")[-1].split("&")[0] for code in app.dataframe[0].value["code"]]
    assert codes == ["NEXT", "LATER", "OPEN"]
    assert app.header[0].value == "3 projects"


def test_the_table_speaks_chinese(new_app, sqlite_db):
    _add(sqlite_db, "ASR-ZH", None)
    app = new_app()
    app.query_params["lang"] = "zh-Hans"
    app.run()
    assert not app.exception
    assert app.header[0].value == "1 个项目"
    assert app.dataframe[0].value["name"].tolist() == ["内容安全标注"]
    assert set(_headings(app).values()) >= {"编号", "名称", "项目经理", "承诺日期"}
