"""Project: everything about one project on a page, in both languages; every line leads on."""

from datetime import UTC, datetime, timedelta

import pytest

from ecogov.domain.log.kinds import RecordKind
from tests.builders import a_sheet_day, stored_project, stored_record, take_in

CODE = "TS-VIDEO"
BOTH = pytest.mark.parametrize("language", ["en", "zh-Hans"])
TODAY = datetime.now(UTC).date()


def day(n):
    return TODAY + timedelta(days=n)


@pytest.fixture
def project(sqlite_db):
    return stored_project(sqlite_db)


@pytest.fixture
def full(sqlite_db, project):
    def logged(kind, **told):
        stored_record(sqlite_db, kind, project, **told)

    logged(RecordKind.RISK, title="Pay $5 *more*", owner="Lin", probability=4, impact=5)
    logged(RecordKind.MILESTONE, title="Pilot", baseline_on=day(-9), forecast_on=day(9))
    logged(RecordKind.ESCALATION, title="No night shift", severity="1")
    logged(RecordKind.DECISION, title="Move in-house?", due_on=day(2), recommendation="Move")
    logged(RecordKind.ACTION, title="Hire", owner="Maya", due_on=day(-3))
    row = a_sheet_day()
    content = f"{','.join(row)}\n{','.join(map(str, row.values()))}".encode()
    take_in(sqlite_db, project, content, name="sheet.csv")
    return project


def links(app):
    return [element.proto.label for element in app.get("page_link")]


def link(app, text):
    [found] = [label for label in links(app) if text in label and "**" in label][:1]
    return found


def headers(app):
    return [header.value for header in app.header]


@BOTH
def test_before_the_first_project_the_way_to_it_is_shown(open_page, language):
    app = open_page("project", lang=language)
    assert len(app.info) == 1
    assert app.button("project.create").label


@BOTH
@pytest.mark.usefixtures("project")
def test_with_all_projects_one_is_to_be_chosen(open_page, sqlite_db, language):
    stored_project(sqlite_db, code="OTHER")
    app = open_page("project", lang=language)
    assert any("TS\\-VIDEO" in label for label in links(app))
    assert any("OTHER" in label for label in links(app))
    assert not app.header


@BOTH
@pytest.mark.usefixtures("project")
def test_an_empty_project_says_what_to_do_next(open_page, language):
    app = open_page("project", project=CODE, lang=language)
    name = {"en": "Short\\-video policy review", "zh-Hans": "短视频内容安全审核"}[language]
    assert headers(app)[0] == name
    said = " ".join(element.value for element in (*app.caption, *app.markdown))
    nothing = {"en": "Nothing is escalated.", "zh-Hans": "没有升级事项。"}[language]
    assert nothing in said
    production = {"en": "No production has been imported", "zh-Hans": "尚未导入生产数据"}[language]
    assert production in said


@BOTH
@pytest.mark.usefixtures("full")
def test_every_list_has_its_records_with_what_matters(open_page, language):
    app = open_page("project", project=CODE, lang=language)
    told = {
        "en": ("score 20, Critical", "18 d late", "business hours left", "recommended: Move",
               "3 days late"),
        "zh-Hans": ("评分 20", "延期 18 天", "工作小时", "建议：Move", "逾期 3 天"),
    }[language]  # fmt: skip
    titles = ("Pay \\$5 \\*more\\*", "Pilot", "No night shift", "Move in\\-house?", "Hire")
    for title, fact in zip(titles, told, strict=True):
        assert fact in link(app, title), title


@BOTH
@pytest.mark.usefixtures("full")
def test_the_flow_is_said_in_the_title(open_page, language):
    app = open_page("project", project=CODE, lang=language)
    finding = {"en": "0% accepted; on plan", "zh-Hans": "已合格 0%，与计划同步"}[language]
    assert finding in headers(app)


@pytest.mark.usefixtures("full")
def test_a_tile_leads_to_its_trend(open_page):
    app = open_page("project", project=CODE)
    assert app.button("kpi-pick-qa_accuracy").label


@BOTH
@pytest.mark.usefixtures("full")
def test_what_changed_last_is_told_in_words(open_page, language):
    app = open_page("project", project=CODE, lang=language)
    verb = {"en": "Logged", "zh-Hans": "登记"}[language]
    assert any("A-1" in label and verb in label for label in links(app))
    assert any({"en": "Import", "zh-Hans": "导入"}[language] in label for label in links(app))


@pytest.mark.usefixtures("full")
def test_people_lead_to_their_day(open_page):
    app = open_page("project", project=CODE)
    assert {"Lin", "Maya"} <= set(links(app))


def test_a_project_without_promises_says_what_to_enter(open_page, sqlite_db):
    project = stored_project(sqlite_db, due_on=None, target_units=None, unit_name="")
    row = a_sheet_day()
    content = f"{','.join(row)}\n{','.join(map(str, row.values()))}".encode()
    take_in(sqlite_db, project, content, name="sheet.csv")
    app = open_page("project", project=CODE)
    assert any("Enter the committed units" in element.value for element in app.markdown)
