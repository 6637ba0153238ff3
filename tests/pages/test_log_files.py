"""The section of files, drawn alone: preview, confirm, receipt, download."""

import pytest
from streamlit.testing.v1 import AppTest

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.i18n.translator import translator
from ecogov.services.log.reading import count_records
from ecogov.services.projects import list_projects
from ecogov.storage.database import Database
from tests.builders import stored_project

JIRA = (
    b"Summary,Issue key,Issue Type,Status,Reporter\nLeave,ABC-1,Risk,Open,Ann\n,ABC-2,Task,Open,\n"
)
_HEADINGS = (
    b"project_name,year,start_date,end_date,colour_rating,rating_comment,yearly_budget,"
    b"yearly_forecast,wlc_baseline_incl_NCG,department,report_category\n"
)
PORTFOLIO = (
    _HEADINGS
    + b"New tower,2018,2016-01-01,2020-06-30,Green,On track,900,900,9000,DfT,Infrastructure\n"
    + b"New tower,2019,2016-01-01,2021-12-31,Amber,Slips,900,950,9000,DfT,Infrastructure\n"
)


def script(url, language, code):
    """Draw the section as the page of the log does; Streamlit runs this text by itself."""
    import pandas as pd  # noqa: PLC0415

    from ecogov.domain.scope import Scope  # noqa: PLC0415
    from ecogov.i18n.translator import translator  # noqa: PLC0415
    from ecogov.storage.database import Database  # noqa: PLC0415
    from ecogov.ui.log.files import files_section  # noqa: PLC0415
    from ecogov.ui.page import Page  # noqa: PLC0415

    db = Database.open(url)
    files_section(
        Page(
            key="log", t=translator(language), db=db, revision=db.revision(), actor="ann",
            scope=Scope(project=code), timezone="UTC", theme="light", projects=pd.DataFrame(),
        )
    )  # fmt: skip


@pytest.fixture
def db(sqlite_url):
    database = Database.open(sqlite_url)
    yield database
    database.close()


def drawn(url, language, code):
    at = AppTest.from_function(script, args=(url, language, code), default_timeout=30)
    at.run()
    assert not at.exception, at.exception[0].stack_trace
    return at


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_file_is_shown_row_by_row_and_stored_once_confirmed(db, sqlite_url, language):
    t = translator(language)
    project = stored_project(db)
    at = drawn(sqlite_url, language, "TS-VIDEO")
    at.file_uploader[0].set_value([("jira.csv", JIRA, "text/csv")]).run()
    assert not at.exception, at.exception[0].stack_trace
    fates = at.dataframe[0].value[t("bring.column.fate")].tolist()
    assert fates == [t("bring.fate.new"), t("bring.fate.refused")]
    wanted = LogFilter(project_id=project)
    assert count_records(db, RecordKind.RISK, wanted) == 0
    at.button(key="log.files.confirm").click().run()
    assert not at.exception, at.exception[0].stack_trace
    assert count_records(db, RecordKind.RISK, wanted) == 1
    assert any("jira" in one.value for one in at.success)


def test_without_a_project_there_is_only_a_hint(sqlite_url):
    at = drawn(sqlite_url, "en", None)
    assert [one.value for one in at.info] == [translator("en")("bring.choose_project")]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_portfolio_is_known_by_its_columns_and_becomes_projects(db, sqlite_url, language):
    t = translator(language)
    at = drawn(sqlite_url, language, None)
    at.file_uploader[0].set_value([("gmpp.csv", PORTFOLIO, "text/csv")]).run()
    assert not at.exception, at.exception[0].stack_trace
    assert any("Infrastructure and Projects Authority" in one.value for one in at.markdown)
    assert list_projects(db).empty
    at.button(key="log.files.confirm").click().run()
    assert not at.exception, at.exception[0].stack_trace
    assert list_projects(db)["name_en"].tolist() == ["New tower"]
    assert any("gmpp" in one.value for one in at.success)

    again = drawn(sqlite_url, language, None)
    again.file_uploader[0].set_value([("gmpp.csv", PORTFOLIO, "text/csv")]).run()
    assert t("bring.nothing_new") in [one.value for one in again.info]


def test_records_without_a_project_are_refused_with_a_sentence(sqlite_url):
    at = drawn(sqlite_url, "en", None)
    at.file_uploader[0].set_value([("jira.csv", JIRA, "text/csv")]).run()
    assert "choose the project" in at.error[0].value
    assert not any(one.key == "log.files.confirm" for one in at.button)


def test_formats_follow_the_kind(db, sqlite_url):
    stored_project(db)
    at = drawn(sqlite_url, "en", "TS-VIDEO")
    assert not {"CSV, own table", "Calendar (ICS)"} & set(_offered(at))
    at.selectbox(key="log.files.give_kind").set_value(RecordKind.MILESTONE).run()
    assert {"Calendar (ICS)", "Microsoft Project (XML)"} <= set(_offered(at))


def _offered(at):
    return at.selectbox(key="log.files.give_format").options
