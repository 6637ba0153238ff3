"""SQL: a question is answered, kept and opened by its link; what is no question is refused."""

import pytest

from ecogov.services.asking.saved import list_queries, save_query
from tests.builders import stored_project


def ask(app, statement):
    app.text_area("sql.statement").set_value(statement)
    app.button("sql.ask").click().run()
    assert not app.exception


def test_question_is_answered_and_kept_under_a_name(open_page, sqlite_db):
    stored_project(sqlite_db)
    app = open_page("sql")
    ask(app, "SELECT code, id FROM project")
    assert app.dataframe[0].value.to_dict("records") == [{"code": "TS-VIDEO", "id": 1}]
    app.text_input("sql.name").set_value("Projects").run()
    app.button("sql.save").click().run()
    assert list(list_queries(sqlite_db)["name"]) == ["Projects"]
    app.button("sql.remove").click().run()
    assert list_queries(sqlite_db).empty


def test_link_opens_a_kept_query(open_page, sqlite_db):
    number = save_query(sqlite_db, "One", "SELECT 1 AS one", actor="ann")
    app = open_page("sql", query=str(number))
    assert app.text_area("sql.statement").value == "SELECT 1 AS one"


@pytest.mark.parametrize(("language", "words"), [("en", "is no question"), ("zh-Hans", "不是查询")])
def test_what_is_no_question_is_refused_in_words(open_page, language, words):
    app = open_page("sql", lang=language)
    ask(app, "DELETE FROM project")
    assert words in app.error[0].value


def test_schema_can_be_searched(open_page):
    app = open_page("sql")
    app.text_input("sql.find").set_value("milestone.title").run()
    assert app.dataframe[-1].value["table"].tolist() == ["milestone"]
