"""Settings: what is entered is stored and shown at once; what is refused is said and kept."""

import json
from datetime import date

import pytest

from ecogov.domain.errors import DomainError
from ecogov.domain.escalations.ladder import Level, Rung
from ecogov.domain.kpi.evidence import Comparator
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.setups import SetupDraft
from ecogov.domain.risks.appetite import Appetite, AppetiteDraft
from ecogov.domain.risks.default_scale import DEFAULT_DRAFT
from ecogov.services.calendars import list_change_marks, list_days_off
from ecogov.services.interface.tokens import list_tokens
from ecogov.services.interface.webhooks import list_webhooks
from ecogov.services.jobs.desk import list_jobs, start_job
from ecogov.services.jobs.running import JobKind
from ecogov.services.jobs.working import Worker
from ecogov.services.log.risks import (
    BUILT_IN,
    appetites_by_category,
    change_appetites,
    change_scale,
    scale_in_force,
    scored_risks,
)
from ecogov.services.log.setups import change_setup, log_setup
from ecogov.services.projects import (
    add_project,
    archive_project,
    change_project,
    get_project,
    list_projects,
)
from ecogov.services.queues import add_queue, list_queues
from ecogov.services.targets import add_target, list_targets
from ecogov.services.vendors import add_vendor, list_vendors
from tests.builders import a_project, a_queue, a_target, a_vendor, stored_record

CODE = "TS-VIDEO"


@pytest.fixture
def project(sqlite_db):
    return add_project(sqlite_db, a_project(), actor="ann")


def fill(app, form, **typed):
    """Type into the form that is open, fields by name, and submit it."""
    for name, value in typed.items():
        _field(app, f"{form}.{name}").set_value(value)
    app.button(f"{form}.save").click().run()
    assert not app.exception, app.exception[0].message


def _field(app, key):
    kinds = ("text_input", "selectbox", "date_input", "number_input", "checkbox", "multiselect")
    for kind in (*kinds, "button_group"):
        for found in app.get(kind):
            if found.key == key:
                return found
    raise AssertionError(f"no field {key}")


def _form(app, kind):
    key = next(b.key for b in app.button if str(b.key).startswith(f"settings.{kind}.") and
               str(b.key).endswith(".save"))  # fmt: skip
    return key.removesuffix(".save")


def _asked(app, name):
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def _headings(table):
    columns = json.loads(table.proto.columns)
    return {options["label"] for options in columns.values() if "label" in options}


# ---- projects ----


def test_the_first_project_is_asked_for_at_once(open_page):
    app = open_page("settings")
    assert app.header[0].value == "New project"
    assert not app.dataframe


def test_a_code_and_a_name_make_a_project_that_is_chosen_and_leads_on(open_page, sqlite_db):
    app = open_page("settings", section="projects")
    fill(app, _form(app, "project"), code="asr-zh", name_en="Mandarin transcription")
    stored = get_project(sqlite_db, "ASR-ZH")
    assert (stored.name_zh, stored.timezone, stored.country) == (
        "Mandarin transcription",
        "Europe/Berlin",
        "DE",
    )
    assert "ASR" in app.success[0].value
    assert app.selectbox("shell.project").value == "ASR-ZH"
    assert app.dataframe[0].value["code"].tolist() == ["ASR-ZH"]
    assert app.button("settings.next_target").label == "Set its first target"


def test_all_fields_of_a_project_are_stored(open_page, sqlite_db):
    app = open_page("settings", section="projects", lang="zh-Hans")
    told = {
        "code": "ALL",
        "name_zh": "全部字段",
        "name_en": "Every field",
        "programme": "Trust",
        "requester": "Policy",
        "pm": "Shen",
        "start_on": date(2026, 3, 2),
        "due_on": date(2026, 12, 31),
        "target_units": 1000,
        "unit_name": "条",
        "task_type": "translation",
        "locales": ["zh-CN", "pt-BR"],
        "currency": "CNY",
        "timezone": "Asia/Shanghai",
        "country": "CN",
    }
    fill(app, _form(app, "project"), **told)
    stored = get_project(sqlite_db, "ALL")
    assert {name: getattr(stored, name) for name in told} == {**told, "locales": ("zh-CN", "pt-BR")}
    assert "项目 ALL 已创建" in app.success[0].value


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ("A code has 2 to 40 characters", "Code:", "whole number|more than 0")),
        ("zh-Hans", ("编号为 2 至 40 个字符", "编号：", "必须大于 0")),
    ],
)
def test_bad_input_is_said_in_words_and_nothing_typed_is_lost(
    open_page, sqlite_db, language, sentences
):
    app = open_page("settings", section="projects", lang=language)
    form = _form(app, "project")
    fill(app, form, code="a b!", name_en="Kept", target_units=-3)
    for sentence in sentences:
        assert any(word in app.error[0].value for word in sentence.split("|"))
    assert _field(app, f"{form}.name_en").value == "Kept"
    assert _field(app, f"{form}.code").value == "a b!"
    assert list_projects(sqlite_db).empty


@pytest.mark.usefixtures("project")
def test_a_code_that_is_taken_is_refused_and_mended_in_place(open_page):
    app = open_page("settings", section="projects")
    form = _form(app, "project")
    fill(app, form, code=CODE, name_en="Twice")
    assert "There is already a project TS-VIDEO" in app.error[0].value
    fill(app, form, code="TS-VIDEO-2")
    assert sorted(app.dataframe[0].value["code"]) == ["TS-VIDEO", "TS-VIDEO-2"]


def test_a_project_starts_before_its_committed_date(open_page):
    app = open_page("settings", section="projects", lang="zh-Hans")
    days = {"start_on": date(2026, 5, 2), "due_on": date(2026, 5, 1)}
    fill(app, _form(app, "project"), code="DAYS", name_zh="日期", **days)
    assert "晚于承诺日期" in app.error[0].value


def test_a_project_is_opened_filled_in_and_changed(open_page, sqlite_db, project):
    app = open_page("settings", section="projects", open=str(project), project=CODE)
    form = _form(app, "project")
    assert _field(app, f"{form}.pm").value == "Shen Yutong"
    assert _field(app, f"{form}.locales").value == ["zh-CN", "id-ID"]
    fill(app, form, pm="Maya", code="TS-CLIP")
    changed = get_project(sqlite_db, "TS-CLIP")
    assert (changed.pm, changed.requester, changed.version) == ("Maya", "", 2)
    assert _asked(app, "open") == "none"
    assert app.selectbox("shell.project").value == "TS-CLIP"


@pytest.mark.parametrize("words", [("en", "Requester"), ("zh-Hans", "需求方")])
def test_a_conflict_says_who_changed_what_and_keeps_what_was_typed(
    open_page, sqlite_db, project, words
):
    language, field = words
    app = open_page("settings", section="projects", open=str(project), lang=language)
    form = _form(app, "project")
    change_project(sqlite_db, project, a_project(requester="Legal"), version=1, actor="bob")
    fill(app, form, pm="Maya")
    assert "bob" in app.error[0].value
    assert field in app.error[0].value
    assert _field(app, f"{form}.pm").value == "Maya"
    differing = app.dataframe[0].value
    assert "Legal" in differing.to_numpy().tolist()[0] + differing.to_numpy().tolist()[1]
    assert get_project(sqlite_db, CODE).pm == "Shen Yutong"
    fill(app, form, requester="Legal")
    stored = get_project(sqlite_db, CODE)
    assert (stored.pm, stored.requester, stored.version) == ("Maya", "Legal", 3)


def test_a_change_by_others_reaches_a_form_that_is_opened_later(open_page, sqlite_db, project):
    app = open_page("settings", section="projects", open=str(project))
    app.button("settings.project.close").click().run()
    change_project(sqlite_db, project, a_project(pm="Omar"), version=1, actor="bob")
    app.selectbox(next(s.key for s in app.selectbox if ".pick." in str(s.key))).set_value(
        str(project)
    ).run()
    assert _field(app, f"{_form(app, 'project')}.pm").value == "Omar"


def test_archiving_can_be_undone(open_page, sqlite_db, project):
    app = open_page("settings", section="projects", open=str(project), project=CODE)
    app.button("settings.project.archive").click().run()
    assert not app.exception
    assert list_projects(sqlite_db).empty
    assert not app.warning
    assert "Archived:" in app.success[0].value
    app.button("settings.undo").click().run()
    assert list_projects(sqlite_db)["code"].tolist() == [CODE]
    assert "Restored:" in app.success[0].value


def test_what_was_archived_can_be_restored_later(open_page, sqlite_db, project):
    archive_project(sqlite_db, project, actor="ann")
    app = open_page("settings", section="projects", open="none", lang="zh-Hans")
    app.toggle("settings.project.archived").set_value(True).run()
    app.button(f"settings.project.restore.{project}").click().run()
    assert list_projects(sqlite_db)["code"].tolist() == [CODE]
    assert "已恢复" in app.success[0].value


def test_the_history_tells_who_changed_what_in_words(open_page, sqlite_db, project):
    changed = a_project(due_on=date(2027, 1, 15), acceptance_basis="review")
    change_project(sqlite_db, project, changed, version=1, actor="bob")
    app = open_page("settings", section="projects", open=str(project))
    toggle = next(t for t in app.toggle if ".history." in str(t.key))
    toggle.set_value(True).run()
    table = app.dataframe[0].value
    row = table[table["field"] == "Committed date"].iloc[0]
    assert (row["actor"], row["action"], row["was"], row["now"]) == (
        "bob",
        "Changed",
        "31 Dec 2026",
        "15 Jan 2027",
    )
    assert "Only once a review accepts it" in table["now"].tolist()


def test_a_link_to_a_record_that_is_gone_says_so(open_page):
    app = open_page("settings", section="projects", open="77")
    assert "What the link asks for is not here" in app.warning[0].value


@pytest.mark.usefixtures("project")
def test_the_table_speaks_chinese(open_page):
    app = open_page("settings", section="projects", open="none", lang="zh-Hans")
    assert {"编号", "名称", "项目集", "承诺日期", "导入次数"} <= _headings(app.dataframe[0])
    assert app.dataframe[0].value["name"].tolist() == ["短视频内容安全审核"]


# ---- vendors, queues ----


def test_a_vendor_is_added_and_changed(open_page, sqlite_db):
    app = open_page("settings", section="vendors")
    fill(app, _form(app, "vendor"), code="ATLAS", name_en="Atlas Data")
    assert app.dataframe[0].value["code"].tolist() == ["ATLAS"]
    record = str(list_vendors(sqlite_db)["id"].iloc[0])
    app = open_page("settings", section="vendors", open=record, lang="zh-Hans")
    fill(app, _form(app, "vendor"), is_inhouse=True, name_zh="阿特拉斯")
    stored = list_vendors(sqlite_db).iloc[0]
    assert (stored["is_inhouse"], stored["name_zh"]) == (True, "阿特拉斯")
    assert app.dataframe[0].value["name"].tolist() == ["阿特拉斯"]


@pytest.mark.parametrize(("language", "sentence"), [("en", "give a name"), ("zh-Hans", "填写名称")])
def test_a_vendor_without_a_name_is_refused(open_page, sqlite_db, language, sentence):
    app = open_page("settings", section="vendors", lang=language)
    fill(app, _form(app, "vendor"), code="ATLAS")
    assert sentence in app.error[0].value
    assert list_vendors(sqlite_db).empty


def test_a_queue_belongs_to_the_chosen_project(open_page, sqlite_db, project):
    app = open_page("settings", section="queues", project=CODE)
    fill(app, _form(app, "queue"), code="live", name_en="Live rooms")
    assert list_queues(sqlite_db, project)["code"].tolist() == ["live"]
    assert app.dataframe[0].value["name"].tolist() == ["Live rooms"]


def test_without_a_chosen_project_one_is_asked_for(open_page, sqlite_db, project):
    assert project
    add_project(sqlite_db, a_project(code="OTHER"), actor="ann")
    app = open_page("settings", section="queues")
    app.selectbox("settings.of_project").set_value("OTHER").run()
    assert app.selectbox("shell.project").value == "OTHER"
    assert app.header[0].value == "New queue"


def test_without_any_project_the_way_to_the_first_is_shown(open_page):
    app = open_page("settings", section="targets")
    app.button("settings.create_first").click().run()
    assert app.header[0].value == "New project"


# ---- targets ----


def test_a_cold_link_lands_in_the_form_of_a_new_target(open_page, project):
    assert project
    app = open_page("settings", section="targets", project=CODE)
    assert app.header[0].value == "New target"
    assert _form(app, "target")


def test_a_share_is_typed_in_percent_and_read_as_a_sentence(open_page, sqlite_db, project):
    add_vendor(sqlite_db, a_vendor(), actor="ann")
    app = open_page("settings", section="targets", project=CODE)
    form = _form(app, "target")
    typed = {"value.qa_accuracy": 99.9, "vendor_id": 1, "effective_from": date(2026, 3, 1)}
    fill(app, form, **typed, contract_clause="MSA 4.2")
    stored = list_targets(sqlite_db, project).iloc[0]
    assert (stored["value"], stored["comparator"], stored["window"]) == (0.999, "ge", "month")
    assert app.dataframe[0].value["sentence"].tolist() == [
        "QA accuracy ≥ 99.9% per month, vendor KERLIP, from 1 Mar 2026"
    ]


def test_the_sentence_of_a_target_is_chinese_for_chinese_readers(open_page, sqlite_db, project):
    queue = add_queue(sqlite_db, a_queue(project), actor="ann")
    add_target(sqlite_db, a_target(project, queue_id=queue), actor="ann")
    turnaround = {"metric": "tat_attainment", "hours": 24, "clock": "business"}
    add_target(sqlite_db, a_target(project, **turnaround), actor="ann")
    app = open_page("settings", section="targets", open="none", project=CODE, lang="zh-Hans")
    assert app.dataframe[0].value["sentence"].tolist() == [
        "质检准确率 ≥ 95%（按月），队列 appeals，2026年3月2日起",
        "24 个工作小时时效达成率 ≥ 95%（按月），2026年3月2日起",
    ]


def test_the_kpi_decides_the_unit_the_direction_and_what_else_is_asked(
    open_page, sqlite_db, project
):
    app = open_page("settings", section="targets", project=CODE)
    form = _form(app, "target")
    _field(app, f"{form}.metric").set_value("aht_seconds").run()
    assert _field(app, f"{form}.value.aht_seconds").label == "Target value (seconds)"
    assert _field(app, f"{form}.comparator.aht_seconds").value == Comparator.AT_MOST
    _field(app, f"{form}.metric").set_value("tat_attainment").run()
    fill(app, form, **{"value.tat_attainment": 95})
    assert "how many hours were promised" in app.error[0].value
    fill(app, form, hours=24)
    assert list_targets(sqlite_db, project)["hours"].tolist() == [24]


@pytest.mark.parametrize(
    "words",
    [("en", "enter a number", "between 0 and 1"), ("zh-Hans", "请输入数字", "0 到 1 之间")],
)
def test_a_value_that_cannot_be_is_refused(open_page, sqlite_db, project, words):
    language, missing, outside = words
    app = open_page("settings", section="targets", project=CODE, lang=language)
    form = _form(app, "target")
    fill(app, form, contract_clause="kept")
    assert missing in app.error[0].value
    fill(app, form, **{"value.qa_accuracy": 950})
    assert outside in app.error[0].value
    assert _field(app, f"{form}.contract_clause").value == "kept"
    assert list_targets(sqlite_db, project).empty


def test_a_stored_target_is_opened_in_percent_and_changed(open_page, sqlite_db, project):
    record = add_target(sqlite_db, a_target(project, value=0.95), actor="ann")
    app = open_page("settings", section="targets", project=CODE, open=str(record))
    form = _form(app, "target")
    assert _field(app, f"{form}.value.qa_accuracy").value == 95
    fill(app, form, **{"value.qa_accuracy": 97.5})
    assert list_targets(sqlite_db, project)["value"].tolist() == [0.975]


# ---- calendar ----


def test_an_own_day_off_is_added_refused_twice_and_removed_with_undo(open_page, sqlite_db, project):
    app = open_page("settings", section="calendar", project=CODE)
    fill(app, _form(app, "day_off"), day=date(2026, 6, 5), name="Offsite")
    assert list_days_off(sqlite_db, project)["name"].tolist() == ["Offsite"]
    assert any("5 Jun 2026 · Day off · Offsite" in text.value for text in app.text)
    fill(app, _form(app, "day_off"), day=date(2026, 6, 5))
    assert "entered already" in app.error[0].value
    app.button(next(b.key for b in app.button if "day_off.remove" in str(b.key))).click().run()
    assert list_days_off(sqlite_db, project).empty
    app.button("settings.undo").click().run()
    assert list_days_off(sqlite_db, project)["name"].tolist() == ["Offsite"]


def test_a_change_mark_is_added_in_the_readers_language(open_page, sqlite_db, project):
    app = open_page("settings", section="calendar", project=CODE, lang="zh-Hans")
    fill(app, _form(app, "change_mark"), day=date(2026, 6, 5), title_zh="规范 3.2 版生效")
    assert list_change_marks(sqlite_db, project)["title_zh"].tolist() == ["规范 3.2 版生效"]
    assert any("规范 · 规范 3.2 版生效" in text.value for text in app.text)


def test_the_year_shows_the_holidays_of_the_country(open_page, project):
    assert project
    app = open_page("settings", section="calendar", project=CODE, lang="zh-Hans")
    table = app.dataframe[0].value
    assert "法定节假日" in table["what"].tolist()
    assert "周末调休上班" in table["what"].tolist()
    assert any("个工作日" in text.value for text in app.caption)


# ---- audit trail ----


@pytest.mark.usefixtures("project")
def test_the_trail_is_filtered_and_verified(open_page, sqlite_db):
    add_vendor(sqlite_db, a_vendor(), actor="=bob()")
    app = open_page("settings", section="trail")
    app.selectbox("shell.project").set_value("").run()
    assert app.header[0].value == "2 entries"
    app.selectbox("settings.trail.record_type").set_value("vendor").run()
    table = app.dataframe[0].value
    assert table["record"].tolist() == ["KERLIP"]
    assert "Name (Chinese): 克利普" in table["changes"].iloc[0]
    app.button("settings.trail.verify").click().run()
    assert "The trail is whole" in app.success[0].value
    assert len(app.get("download_button")) == 1


@pytest.mark.usefixtures("project")
def test_the_trail_speaks_chinese(open_page):
    app = open_page("settings", section="trail", lang="zh-Hans", period="all")
    assert {"时间", "操作人", "修改内容"} <= _headings(app.dataframe[0])
    assert app.dataframe[0].value["action"].tolist() == ["添加"]


# ---- how a project runs its log ----


def _type_into(app, key, cells):
    """Edit cells of the table of a form as the browser does; rows by position."""
    app.session_state[key] = {"edited_rows": cells, "added_rows": [], "deleted_rows": []}


def _save_log(app, kind):
    form = _form(app, kind)
    app.button(f"{form}.save").click().run()
    assert not app.exception, app.exception[0].message
    return app


def test_contingency_and_hours_are_stored_and_shown(open_page, sqlite_db, project):
    app = open_page("settings", section="log", project=CODE)
    form = _form(app, "log_setup")
    assert _field(app, f"{form}.contingency").label == "Contingency, CNY"
    fill(app, form, contingency=250_000.0, day_start=8.5, day_end=17.0)
    setup = log_setup(sqlite_db, project)
    assert (setup.contingency, setup.day_start, setup.day_end) == (250_000, 8.5, 17)
    assert "Contingency and hours" in app.success[0].value
    form = _form(app, "log_setup")
    assert _field(app, f"{form}.day_start").value == 8.5


def test_a_day_that_ends_before_it_starts_is_refused_and_stays_typed(open_page, sqlite_db, project):
    app = open_page("settings", section="log", project=CODE)
    form = _form(app, "log_setup")
    fill(app, form, contingency=1_000.0, day_start=18.0, day_end=9.0)
    assert "must start before it ends" in app.error[0].value
    assert _field(app, f"{form}.contingency").value == 1_000
    assert log_setup(sqlite_db, project).version == 0


def test_two_who_change_the_hours_meet_and_the_second_sees_both(open_page, sqlite_db, project):
    change_setup(sqlite_db, SetupDraft(project_id=project), version=0, actor="ben")
    app = open_page("settings", section="log", project=CODE)
    form = _form(app, "log_setup")
    told = SetupDraft(project_id=project, contingency=5_000)
    change_setup(sqlite_db, told, version=1, actor="ben")
    fill(app, form, contingency=7_000.0)
    assert "ben" in app.error[0].value
    assert app.dataframe[0].value.iloc[0].tolist() == ["Contingency", "5,000", "7,000"]
    assert _field(app, f"{form}.contingency").value == 7_000
    fill(app, form)
    assert log_setup(sqlite_db, project).contingency == 7_000


def test_the_appetite_is_set_changed_and_cleared_in_its_table(open_page, sqlite_db, project):
    app = open_page("settings", section="log", part="appetite", project=CODE, lang="zh-Hans")
    assert app.dataframe[0].value["category"].iloc[:2].tolist() == ["交付", "质量"]
    cells = {0: {"appetite": 6, "tolerance": 12}, 1: {"appetite": 4, "tolerance": 4}}
    _type_into(app, f"{_form(app, 'risk_appetite')}.table", cells)
    _save_log(app, "risk_appetite")
    held = appetites_by_category(sqlite_db, project)
    assert held == {"delivery": Appetite(6, 12), "quality": Appetite(4, 4)}
    cells = {0: {"appetite": None, "tolerance": None}, 1: {"tolerance": 9}}
    _type_into(app, f"{_form(app, 'risk_appetite')}.table", cells)
    _save_log(app, "risk_appetite")
    assert appetites_by_category(sqlite_db, project) == {"quality": Appetite(4, 9)}


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"appetite": 9, "tolerance": 6}, "must not lie below the appetite"),
        ({"appetite": 9, "tolerance": None}, "Tolerance (score): please enter a whole number"),
        ({"appetite": 26, "tolerance": 26}, "Appetite (score): must be 25 or less"),
    ],
)
def test_an_appetite_that_makes_no_sense_stores_nothing_of_the_table(
    open_page, sqlite_db, cells, sentence
):
    project = add_project(sqlite_db, a_project(), actor="ann")
    app = open_page("settings", section="log", part="appetite", project=CODE)
    key = f"{_form(app, 'risk_appetite')}.table"
    _type_into(app, key, {0: {"appetite": 1, "tolerance": 1}, 1: cells})
    _save_log(app, "risk_appetite")
    assert sentence in app.error[0].value
    assert appetites_by_category(sqlite_db, project) == {}


def test_two_who_set_one_appetite_meet_and_the_second_sees_both(open_page, sqlite_db, project):
    app = open_page("settings", section="log", part="appetite", project=CODE)
    other = AppetiteDraft(category="delivery", appetite=3, tolerance=5)
    change_appetites(sqlite_db, project, [other], versions={}, actor="ben")
    key = f"{_form(app, 'risk_appetite')}.table"
    _type_into(app, key, {0: {"appetite": 6, "tolerance": 12}})
    _save_log(app, "risk_appetite")
    assert "has an appetite already" in app.error[0].value
    shown = app.dataframe[1].value.iloc[0].tolist()
    assert shown == ["Delivery", "3 / 5", "6 / 12"]
    _type_into(app, key, {0: {"appetite": 6, "tolerance": 12}})
    _save_log(app, "risk_appetite")
    assert appetites_by_category(sqlite_db, project) == {"delivery": Appetite(6, 12)}


def test_a_changed_scale_is_a_new_version_and_earlier_scores_keep_theirs(
    open_page, sqlite_db, project
):
    old = stored_record(sqlite_db, RecordKind.RISK, project, probability=4, impact=4)
    app = open_page("settings", section="log", part="scale", project=CODE)
    form = _form(app, "risk_scale")
    _type_into(app, f"{form}.bands", {2: {"highest": 19}, 3: {"lowest": 20}})
    _type_into(app, f"{form}.probability", {4: {"name_en": "Nearly certain", "chance_high": 95}})
    _save_log(app, "risk_scale")
    assert "new version" in app.success[0].value
    scale = scale_in_force(sqlite_db, project)
    assert scale.band(16).severity == "high"
    assert scale.probability[4].name_en == "Nearly certain"
    assert scale.probability[4].chance_high == 0.95
    rows = scored_risks(sqlite_db, LogFilter(project_id=project)).set_index("id")
    assert rows.loc[old.id, "current_band"] == "critical"
    versions = app.dataframe[-1].value
    assert versions["version"].tolist() == ["Version 2", "Version 1"]
    assert versions["state"].tolist() == ["In force", ""]


def test_saving_a_scale_as_it_is_makes_no_version(open_page, sqlite_db, project):
    app = open_page("settings", section="log", part="scale", project=CODE, lang="zh-Hans")
    _save_log(app, "risk_scale")
    assert "没有改动" in app.success[0].value
    assert scale_in_force(sqlite_db, project).version == BUILT_IN


def test_a_gap_between_bands_is_said_and_nothing_is_stored(open_page, sqlite_db, project):
    app = open_page("settings", section="log", part="scale", project=CODE)
    _type_into(app, f"{_form(app, 'risk_scale')}.bands", {1: {"highest": 7}})
    _save_log(app, "risk_scale")
    assert "No band holds the score 8" in app.error[0].value
    assert scale_in_force(sqlite_db, project).version == BUILT_IN


def test_two_who_change_the_scale_meet_and_the_second_sees_both(open_page, sqlite_db, project):
    app = open_page("settings", section="log", part="scale", project=CODE)
    form = _form(app, "risk_scale")
    levels = DEFAULT_DRAFT.impact
    other = (levels[0].model_copy(update={"name_en": "Feather"}), *levels[1:])
    draft = DEFAULT_DRAFT.model_copy(update={"impact": other})
    version = change_scale(sqlite_db, draft, project_id=project, version=BUILT_IN, actor="ben")
    _type_into(app, f"{form}.impact", {0: {"name_en": "Trifle"}})
    _save_log(app, "risk_scale")
    assert "Somebody else changed the scale" in app.error[0].value
    both = app.dataframe[3].value.iloc[0]
    assert "Feather" in both.iloc[1]
    assert "Trifle" in both.iloc[2]
    assert scale_in_force(sqlite_db, project).version == version


def test_the_ladder_holds_hours_and_people(open_page, sqlite_db, project):
    app = open_page("settings", section="log", part="ladder", project=CODE)
    form = _form(app, "ladder")
    _type_into(app, f"{form}.critical", {0: {"acknowledge_hours": 0.5}})
    _type_into(app, f"{form}.L1", {1: {"role": "Programme office", "person": "Lin"}})
    _save_log(app, "ladder")
    ladder = log_setup(sqlite_db, project).ladder
    assert ladder.critical.acknowledge_hours == 0.5
    assert ladder.rung(Level.L2) == Rung(Level.L2, "Programme office", "Lin")
    _type_into(app, f"{_form(app, 'ladder')}.critical", {0: {"resolve_hours": 0.25}})
    _save_log(app, "ladder")
    assert "may not take longer than the solution" in app.error[0].value


@pytest.mark.parametrize("part", ["money", "appetite", "scale", "ladder"])
@pytest.mark.usefixtures("project")
def test_every_part_of_the_log_is_told_in_chinese(open_page, part):
    app = open_page("settings", section="log", part=part, project=CODE, lang="zh-Hans")
    headings = {label for table in app.dataframe for label in _headings(table) if label}
    assert all(any(ord(letter) > 0x3400 for letter in label) for label in headings), headings


def test_work_of_the_background_is_started_cancelled_and_tried_again(open_page, sqlite_db):
    app = open_page("settings", section="jobs")
    app.button("settings.jobs.start.verify").click().run()
    assert "worker" in app.toast[0].value
    assert list(list_jobs(sqlite_db)["status"]) == ["waiting"]
    app.button("settings.jobs.cancel.1").click().run()
    assert list(list_jobs(sqlite_db)["status"]) == ["cancelled"]
    assert app.dataframe[0].value["kind"].tolist() == ["Check of what is stored"]


def test_failed_job_says_why_in_the_readers_language(open_page, sqlite_db):
    def refuse(*_):
        raise DomainError("job.unclean", entries=2, cells=0)

    start_job(sqlite_db, "verify", actor="ann")
    Worker(sqlite_db, {"verify": JobKind(refuse)}).work_off()
    app = open_page("settings", section="jobs", lang="zh-Hans")
    assert any("审计记录 2 条" in caption.value for caption in app.caption)
    app.button("settings.jobs.retry.1").click().run()
    assert list(list_jobs(sqlite_db)["status"]) == ["waiting"]


def test_token_is_shown_once_and_revoked(open_page, sqlite_db):
    app = open_page("settings", section="interface")
    app.text_input("settings.token.label").set_value("Labelling tool")
    app.get("button_group")[1].set_value(["read"])
    app.button("settings.token.make").click().run()
    assert app.code[0].value.startswith("ecogov_")
    assert list(list_tokens(sqlite_db)["label"]) == ["Labelling tool"]
    app.button("settings.token.revoke.1").click().run()
    assert not app.code
    assert list_tokens(sqlite_db).empty


def test_webhook_without_an_address_is_refused_in_words(open_page, sqlite_db):
    app = open_page("settings", section="interface")
    app.text_input("settings.webhook.url").set_value("ftp://example.org")
    app.multiselect("settings.webhook.events").set_value(["risk"])
    app.button("settings.webhook.add").click().run()
    assert "https://example.org/hook" in app.error[0].value
    assert list_webhooks(sqlite_db).empty
