"""Risks & log: lists in the link, cells saved at once, many at a time, pasted, found, mine."""

import json
from datetime import date, timedelta

import pytest

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind, Reference
from ecogov.domain.log.register import KINDS
from ecogov.domain.risks.default_scale import DEFAULT_DRAFT
from ecogov.domain.risks.scales import ScaleDraft
from ecogov.services.log.reading import get_record, list_records
from ecogov.services.log.records import amend_record, log_records
from ecogov.services.log.risks import BUILT_IN, change_scale
from ecogov.services.log.views import list_views
from ecogov.ui.log.cached import ROWS_PER_PAGE
from tests.builders import ACTOR, a_record, stored_project, stored_record, stored_vendor

RISK, MILESTONE, ISSUE = RecordKind.RISK, RecordKind.MILESTONE, RecordKind.ISSUE
ESCALATION, DECISION = RecordKind.ESCALATION, RecordKind.DECISION
CODE = "TS-VIDEO"
LONG_AGO = date(2026, 1, 5)
BOTH = pytest.mark.parametrize("language", ["en", "zh-Hans"])


@pytest.fixture
def project(sqlite_db):
    return stored_project(sqlite_db)


def run(app):
    app.run()
    assert not app.exception, f"{app.exception[0].message}\n{app.exception[0].stack_trace}"
    return app


def press(app, key):
    app.button(key).click()
    return run(app)


def table(app):
    """Give the list that is on the screen, as a frame."""
    return next(frame.value for frame in app.dataframe if frame.proto.id.count("log.table"))


def titles(app):
    return table(app)["title"].tolist()


def type_into(app, cells):
    """Edit cells of the list as the browser does; rows by position."""
    key = app.session_state["log.shown"].key
    state = {"edited_rows": cells, "added_rows": [], "deleted_rows": []}
    app.session_state[key] = state
    return run(app)


def said(app):
    parts = (app.markdown, app.success, app.info, app.warning, app.error, app.caption)
    return " ".join(element.value for kind in parts for element in kind)


def in_link(app, name):
    value = app.query_params.get(name, [])
    return value if isinstance(value, list) else [value]


def headings(frame):
    columns = json.loads(frame.proto.columns)
    return {options["label"] for options in columns.values() if options.get("label")}


# ---- before there is anything ----


@BOTH
def test_without_projects_the_way_to_the_first_one_is_shown(open_page, language):
    app = open_page("log", lang=language)
    assert app.button("log.create").label
    assert not app.dataframe


@BOTH
@pytest.mark.parametrize("kind", list(RecordKind))
@pytest.mark.usefixtures("project")
def test_an_empty_list_says_what_to_do_next(open_page, kind, language):
    app = open_page("log", kind=kind.value, lang=language)
    assert len(app.info) == 1
    assert app.button("log.new").label


# ---- lists ----


@BOTH
@pytest.mark.parametrize("kind", list(RecordKind))
def test_every_kind_has_its_list_in_the_readers_words(open_page, sqlite_db, kind, language):
    project = stored_project(sqlite_db)
    stored_record(sqlite_db, kind, project, title="Reviewers leave 审核员离职", owner="Lin")
    app = open_page("log", kind=kind.value, project=CODE, lang=language)
    assert titles(app) == ["Reviewers leave 审核员离职"]
    shown = headings(app.dataframe[0])
    owner = {"en": "Owner", "zh-Hans": "负责人"}[language]
    assert owner in shown
    if language == "zh-Hans":
        assert all(any(ord(letter) > 0x3400 for letter in label) for label in shown), shown


def test_only_what_is_open_is_listed_until_somebody_asks_for_more(open_page, sqlite_db, project):
    stored_record(sqlite_db, ISSUE, project, title="Open")
    stored_record(sqlite_db, ISSUE, project, title="Closed", status="closed")
    app = open_page("log", kind="issue")
    assert titles(app) == ["Open"]
    app.selectbox("log.issue.status").set_value("ended")
    assert titles(run(app)) == ["Closed"]
    assert in_link(app, "status") == ["ended"]
    app.selectbox("log.issue.status").set_value("all")
    assert titles(run(app)) == ["Closed", "Open"]
    app.selectbox("log.issue.status").set_value("open")
    assert titles(run(app)) == ["Open"]
    assert in_link(app, "status") == []


def test_a_list_is_narrowed_by_words_owner_choice_vendor_and_day(open_page, sqlite_db, project):
    vendor = stored_vendor(sqlite_db)
    told = {"owner": "Lin", "category": "quality", "vendor_id": vendor, "due_on": LONG_AGO}
    stored_record(sqlite_db, ISSUE, project, title="Agreement fell", **told)
    stored_record(sqlite_db, ISSUE, project, title="Night shift")

    def found(**query):
        return titles(open_page("log", kind="issue", **query))

    for query in (
        {"q": "agreement"}, {"q": "I-1"}, {"owner": "Lin"}, {"category": "quality"},
        {"vendor": "KERLIP"}, {"due": "overdue"}, {"status": "is-open", "owner": "Lin"},
    ):  # fmt: skip
        assert found(**query) == ["Agreement fell"], query
    for query in ({"owner": "-"}, {"category": "-"}, {"vendor": "-"}, {"due": "undated"}):
        assert found(**query) == ["Night shift"], query


def test_what_is_picked_stands_in_the_link_and_can_be_cleared(open_page, sqlite_db, project):
    stored_record(sqlite_db, RISK, project, title="Hers", owner="Ann")
    stored_record(sqlite_db, RISK, project, title="His", owner="Ben")
    app = open_page("log", kind="risk")
    app.multiselect("log.risk.owner").set_value(["Ben"])
    run(app)
    assert titles(app) == ["His"]
    assert in_link(app, "owner") == ["Ben"]
    app.text_input("log.risk.q").set_value("nothing such")
    run(app)
    assert "Nothing matches" in said(app)
    press(app, "log.clear_all")
    assert titles(app) == ["His", "Hers"]
    assert in_link(app, "owner") == []
    assert in_link(app, "q") == []


@BOTH
def test_filters_that_mean_nothing_are_named_and_left_out(open_page, sqlite_db, project, language):
    stored_record(sqlite_db, RISK, project, title="Here")
    app = open_page("log", kind="risk", status="is-sleepy", category="moon*", lang=language)
    assert titles(app) == ["Here"]
    assert "is\\-sleepy" in app.warning[0].value
    assert "moon\\*" in app.warning[0].value
    assert in_link(app, "category") == []


def test_a_cell_of_the_heat_map_narrows_the_risks(open_page, sqlite_db, project):
    stored_record(sqlite_db, RISK, project, title="Grave", probability=4, impact=5)
    stored_record(sqlite_db, RISK, project, title="Mild", probability=1, impact=1)
    app = open_page("log", kind="risk", cell="current-4-5")
    assert titles(app) == ["Grave"]
    press(app, "log.cell")
    assert titles(app) == ["Mild", "Grave"]


@pytest.mark.parametrize("cell", ["current-9-9", "current", "moon-1-1", "current-1-1-1"])
def test_a_cell_that_does_not_exist_narrows_nothing(open_page, sqlite_db, project, cell):
    stored_record(sqlite_db, RISK, project, title="Mild", probability=1, impact=1)
    assert titles(open_page("log", kind="risk", cell=cell)) == ["Mild"]


def test_risks_are_sorted_by_the_score_as_things_stand(open_page, sqlite_db, project):
    stored_record(sqlite_db, RISK, project, title="20", probability=4, impact=5)
    lowered = {"residual_probability": 1, "residual_impact": 2}
    stored_record(sqlite_db, RISK, project, title="2", probability=5, impact=5, **lowered)
    stored_record(sqlite_db, RISK, project, title="6", probability=2, impact=3)
    stored_record(sqlite_db, RISK, project, title="unscored")
    app = open_page("log", kind="risk", sort="score")
    assert titles(app) == ["20", "6", "2", "unscored"]
    assert table(app)["score"].tolist()[:3] == [20, 6, 2]


@BOTH
def test_a_score_says_in_words_how_grave_it_is(open_page, sqlite_db, project, language):
    stored_record(sqlite_db, RISK, project, title="20", probability=4, impact=5)
    lowered = {"residual_probability": 1, "residual_impact": 2}
    stored_record(sqlite_db, RISK, project, title="2", probability=5, impact=5, **lowered)
    stored_record(sqlite_db, RISK, project, title="unscored")
    shown = table(open_page("log", kind="risk", sort="score", lang=language))
    words = {"en": ["Critical", "Low"], "zh-Hans": ["极高", "低"]}
    assert shown["band"].tolist()[:2] == words[language]
    assert shown["band"].isna().tolist() == [False, False, True]


def test_a_score_keeps_the_bands_that_it_was_scored_by(open_page, sqlite_db, project):
    stored_record(sqlite_db, RISK, project, title="Before", probability=1, impact=2)
    told = DEFAULT_DRAFT.model_dump()
    lowest, second = told["bands"][0], told["bands"][1]
    told["bands"] = ({**lowest, "highest": 1}, {**second, "lowest": 2}, *told["bands"][2:])
    change_scale(sqlite_db, ScaleDraft(**told), project_id=None, version=BUILT_IN, actor=ACTOR)
    stored_record(sqlite_db, RISK, project, title="After", probability=1, impact=2)
    shown = table(open_page("log", kind="risk"))
    assert dict(zip(shown["title"], shown["band"], strict=True)) == {
        "Before": "Low", "After": "Moderate",
    }  # fmt: skip


def test_overdue_is_said_in_words_and_counted(open_page, sqlite_db, project):
    stored_record(sqlite_db, MILESTONE, project, title="Late", forecast_on=LONG_AGO)
    stored_record(sqlite_db, MILESTONE, project, title="Undated")
    app = open_page("log", kind="milestone")
    late = dict(zip(table(app)["title"], table(app)["late"], strict=True))
    assert late["Late"].endswith("days late")
    assert late["Undated"] == ""
    assert "**2 milestones** · 1 overdue" in said(app)


def test_a_long_list_is_read_page_by_page(open_page, sqlite_db, project):
    for n in range(ROWS_PER_PAGE + 3):
        stored_record(sqlite_db, RISK, project, title=f"Risk {n}")
    app = open_page("log", kind="risk")
    assert len(table(app)) == ROWS_PER_PAGE
    assert "rows 1 to 100" in said(app)
    second = open_page("log", kind="risk", page="2")
    assert titles(second) == ["Risk 2", "Risk 1", "Risk 0"]
    assert titles(open_page("log", kind="risk", page="99")) == titles(second)
    assert len(table(open_page("log", kind="risk", page="x"))) == ROWS_PER_PAGE


def test_records_of_all_projects_name_their_project(open_page, sqlite_db, project):
    stored_record(sqlite_db, RISK, project, title="Here")
    stored_record(sqlite_db, RISK, stored_project(sqlite_db, code="OTHER"), title="There")
    assert set(table(open_page("log", kind="risk"))["project_code"]) == {CODE, "OTHER"}
    one = open_page("log", kind="risk", project="OTHER")
    assert titles(one) == ["There"]
    assert "project_code" not in table(one)


def test_sections_count_what_is_open_and_are_left_without_their_filters(
    open_page, sqlite_db, project
):
    stored_record(sqlite_db, ISSUE, project, title="One")
    stored_record(sqlite_db, ISSUE, project, title="Two", status="closed")
    app = open_page("log", kind="risk", owner="Lin")
    sections = app.get("button_group")[0]
    assert "Issues 1" in [option.content for option in sections.proto.options]
    sections.set_value("issue")
    run(app)
    assert titles(app) == ["One"]
    assert in_link(app, "kind") == ["issue"]
    assert in_link(app, "owner") == []


@pytest.mark.usefixtures("project")
def test_a_section_that_does_not_exist_is_the_risks(open_page):
    assert open_page("log", kind="horoscope").button("log.new").label == "Risk"


# ---- editing in place ----


def test_an_edited_cell_is_stored_at_once_and_can_be_taken_back(open_page, sqlite_db, project):
    risk = stored_record(sqlite_db, RISK, project, title="Before")
    app = open_page("log", kind="risk")
    type_into(app, {0: {"title": "After"}})
    assert get_record(sqlite_db, RISK, risk.id)["title"] == "After"
    assert titles(app) == ["After"]
    assert "Saved: R\\-1, Title" in said(app)
    press(app, "log.undo")
    assert get_record(sqlite_db, RISK, risk.id)["title"] == "Before"
    assert titles(app) == ["Before"]


def test_edits_that_the_browser_still_holds_are_not_stored_twice(open_page, sqlite_db, project):
    risk = stored_record(sqlite_db, RISK, project, title="Before")
    app = open_page("log", kind="risk")
    type_into(app, {0: {"title": "After"}})
    amend_record(sqlite_db, RISK, risk.id, {"title": "Hers"}, version=2, actor="ann")
    run(app)
    assert titles(app) == ["Hers"]
    type_into(app, {0: {"owner": "Lin"}})
    stored = get_record(sqlite_db, RISK, risk.id)
    assert (stored["title"], stored["owner"]) == ("Hers", "Lin")


@pytest.mark.parametrize(
    "case",
    [
        (ISSUE, {"status": "blocked", "severity": "major"}, {"status": "blocked"}),
        (ISSUE, {"due_on": "2026-05-31"}, {"due_on": date(2026, 5, 31)}),
        (ISSUE, {"due_on": "2026-05-31T00:00:00.000Z"}, {"due_on": date(2026, 5, 31)}),
        (RISK, {"inherent": "4x5"}, {"probability": 4, "impact": 5}),
        (RISK, {"target": "1x2"}, {"target_probability": 1, "target_impact": 2}),
        (MILESTONE, {"percent_complete": 40}, {"percent_complete": 40}),
        (MILESTONE, {"is_committed": True}, {"is_committed": True}),
        (MILESTONE, {"actual_on": "2026-01-05"}, {"status": "done", "actual_on": LONG_AGO}),
        (DECISION, {"decider": "Maya"}, {"decider": "Maya"}),
        (ESCALATION, {"severity": "1"}, {"severity": "1"}),
        (RecordKind.CHANGE, {"impact_days": -3}, {"impact_days": -3}),
        (RecordKind.DEPENDENCY, {"direction": "outbound"}, {"direction": "outbound"}),
    ],
)
def test_cells_of_every_shape_are_stored(open_page, sqlite_db, project, case):
    kind, cells, expected = case
    record = stored_record(sqlite_db, kind, project)
    app = open_page("log", kind=kind.value, status="all")
    type_into(app, {0: cells})
    stored = get_record(sqlite_db, kind, record.id)
    assert {name: stored[name] for name in expected} == expected
    assert not app.error


def test_a_cell_that_is_emptied_is_stored_empty(open_page, sqlite_db, project):
    told = {"due_on": LONG_AGO, "category": "quality", "probability": 2, "impact": 3}
    risk = stored_record(sqlite_db, RISK, project, **told)
    app = open_page("log", kind="risk")
    type_into(app, {0: {"due_on": None, "category": None, "inherent": None}})
    stored = get_record(sqlite_db, RISK, risk.id)
    assert [stored[name] for name in told] == [None] * 4


def test_a_milestone_set_to_done_was_done_today(open_page, sqlite_db, project):
    milestone = stored_record(sqlite_db, MILESTONE, project)
    app = open_page("log", kind="milestone", status="all")
    type_into(app, {0: {"status": "done"}})
    stored = get_record(sqlite_db, MILESTONE, milestone.id)
    assert abs(stored["actual_on"] - date.today()) <= timedelta(1)  # noqa: DTZ011 - zones differ by a day at most
    type_into(app, {0: {"status": "planned"}})
    assert get_record(sqlite_db, MILESTONE, milestone.id)["actual_on"] is None


@pytest.mark.parametrize(
    "reader",
    [("en", ("R-1", "Not stored: Title", "ann")), ("zh-Hans", ("R-1", "未保存：标题", "ann"))],
)
def test_a_conflict_says_who_changed_what_keeps_the_text_and_shows_the_truth(
    open_page, sqlite_db, project, reader
):
    language, words = reader
    risk = stored_record(sqlite_db, RISK, project, title="Before")
    app = open_page("log", kind="risk", lang=language)
    amend_record(sqlite_db, RISK, risk.id, {"title": "Hers"}, version=1, actor="ann")
    type_into(app, {0: {"title": "Mine, long and dear"}})
    assert all(word in app.error[0].value for word in (*words, "Mine, long and dear"))
    assert titles(app) == ["Hers"]
    assert get_record(sqlite_db, RISK, risk.id)["version"] == 2
    type_into(app, {0: {"title": "Mine, long and dear"}})
    assert not app.error
    assert titles(app) == ["Mine, long and dear"]


@pytest.mark.parametrize(
    "case",
    [
        (RISK, {"title": ""}, "Title"),
        (RISK, {"title": "x" * 201}, "200"),
        (RISK, {"title": "a\0b"}, "plain text"),
        (RISK, {"status": "accepted"}, "needs the name of who accepted it"),
        (RISK, {"inherent": "9x9"}, "whole number"),
        (RISK, {"current": "high"}, "number"),
        (RISK, {"due_on": "1066-10-14"}, "1970"),
        (DECISION, {"status": "decided"}, "Say what was decided"),
        (ISSUE, {"vendor_id": 99}, "vendor"),
        (MILESTONE, {"actual_on": "2099-01-01"}, "has not come yet"),
        (ISSUE, {"number": 7}, "number"),
    ],
)
def test_what_would_not_do_is_refused_in_words_and_shown(open_page, sqlite_db, project, case):
    kind, cells, word = case
    record = stored_record(sqlite_db, kind, project, title="Kept")
    app = open_page("log", kind=kind.value)
    type_into(app, {0: cells})
    assert word in app.error[0].value.replace("\\", "")
    assert get_record(sqlite_db, kind, record.id)["version"] == 1
    assert titles(app) == ["Kept"]
    press(app, "log.refused.close")
    assert not app.error


def test_a_record_that_leaves_the_list_takes_no_neighbours_edits(open_page, sqlite_db, project):
    lower = stored_record(sqlite_db, ISSUE, project, title="Lower")
    upper = stored_record(sqlite_db, ISSUE, project, title="Upper")
    app = open_page("log", kind="issue")
    type_into(app, {0: {"status": "closed"}})
    assert titles(app) == ["Lower"]
    run(app)
    assert get_record(sqlite_db, ISSUE, upper.id)["status"] == "closed"
    assert get_record(sqlite_db, ISSUE, lower.id)["status"] == "open"


@pytest.mark.parametrize("kind", [RecordKind.CHANGE, ESCALATION])
def test_a_status_that_verbs_move_cannot_be_typed(open_page, sqlite_db, project, kind):
    record = stored_record(sqlite_db, kind, project)
    app = open_page("log", kind=kind.value)
    columns = json.loads(app.dataframe[0].proto.columns)
    assert columns["status"]["disabled"] is True
    type_into(app, {0: {"status": KINDS[kind].all_statuses[-1]}})
    assert "no field" in app.error[0].value
    assert get_record(sqlite_db, kind, record.id)["version"] == 1


def test_formulas_markup_and_odd_letters_are_shown_as_typed(open_page, sqlite_db, project):
    hostile = ["=1+1", "<b>x</b>", "$a$ *b* [c](d)", "\N{RIGHT-TO-LEFT OVERRIDE}审核 🙂"]
    risk = stored_record(sqlite_db, RISK, project)
    app = open_page("log", kind="risk")
    for text in hostile:
        type_into(app, {0: {"title": text}})
        assert get_record(sqlite_db, RISK, risk.id)["title"] == text.strip()
        assert titles(app) == [text.strip()]


# ---- many at once ----


def tick(app, *rows):
    return type_into(app, {row: {"selected": True} for row in rows})


def test_many_are_changed_together_and_taken_back_together(open_page, sqlite_db, project):
    for owner in ("Ann", "Ben", "Eve"):
        stored_record(sqlite_db, RISK, project, owner=owner)
    app = open_page("log", kind="risk")
    tick(app, 0, 1)
    assert "2 selected" in said(app)
    app.selectbox("log.bulk.field.risk").set_value("owner")
    run(app)
    app.selectbox("log.bulk.risk.owner").set_value("Ann")
    run(app)
    press(app, "log.bulk.apply")
    assert list_records(sqlite_db, RISK, LogFilter())["owner"].tolist() == ["Ann"] * 3
    assert "Owner changed in 2 records" in said(app)
    press(app, "log.undo")
    owners = list_records(sqlite_db, RISK, LogFilter())["owner"].tolist()
    assert owners == ["Eve", "Ben", "Ann"]


def test_a_status_and_a_day_are_set_for_many(open_page, sqlite_db, project):
    for _ in range(2):
        stored_record(sqlite_db, MILESTONE, project)
    app = open_page("log", kind="milestone", status="all")
    press(app, "log.select_all")
    app.selectbox("log.bulk.field.milestone").set_value("status")
    run(app)
    app.selectbox("log.bulk.milestone.status").set_value("done")
    run(app)
    press(app, "log.bulk.apply")
    done = list_records(sqlite_db, MILESTONE, LogFilter())
    assert done["status"].tolist() == ["done"] * 2
    assert done["actual_on"].notna().all()


def test_many_get_the_value_that_was_typed_last_however_soon_the_click_came(
    open_page, sqlite_db, project
):
    kept = stored_record(sqlite_db, ISSUE, project, title="One", due_on=LONG_AGO)
    app = open_page("log", kind="issue")
    press(app, "log.select_all")
    app.selectbox("log.bulk.field.issue").set_value("due_on")
    run(app)
    app.date_input("log.bulk.issue.due_on").set_value(date(2026, 12, 24))
    press(app, "log.bulk.apply")
    assert get_record(sqlite_db, ISSUE, kept.id)["due_on"] == date(2026, 12, 24)


def test_one_that_was_changed_meanwhile_leaves_all_as_they_were(open_page, sqlite_db, project):
    ids = [stored_record(sqlite_db, RISK, project, owner="Ann").id for _ in range(2)]
    app = open_page("log", kind="risk")
    tick(app, 0, 1)
    app.selectbox("log.bulk.field.risk").set_value("owner")
    run(app)
    amend_record(sqlite_db, RISK, ids[0], {"owner": "Eve"}, version=1, actor="eve")
    press(app, "log.bulk.apply")
    owners = {get_record(sqlite_db, RISK, one)["owner"] for one in ids}
    assert owners == {"Eve", "Ann"}
    assert "eve" in app.error[0].value


@BOTH
def test_many_are_archived_and_come_back(open_page, sqlite_db, project, language):
    for n in range(3):
        stored_record(sqlite_db, RISK, project, title=f"Risk {n}")
    app = open_page("log", kind="risk", lang=language)
    tick(app, 0, 2)
    press(app, "log.bulk.archive")
    assert titles(app) == ["Risk 1"]
    press(app, "log.undo")
    assert len(titles(app)) == 3


@BOTH
def test_all_that_match_are_changed_beyond_the_page_and_taken_back(
    open_page, sqlite_db, project, language
):
    drafts = [a_record(ISSUE, project, owner="Ann") for _ in range(ROWS_PER_PAGE + 3)]
    log_records(sqlite_db, ISSUE, drafts, actor=ACTOR)
    stored_record(sqlite_db, ISSUE, project, owner="Bo")
    app = open_page("log", kind="issue", owner="Ann", lang=language)
    tick(app, 0)
    press(app, "log.bulk.all")
    assert str(ROWS_PER_PAGE + 3) in said(app)
    type_into(app, {0: {"selected": False}})
    app.selectbox("log.bulk.field.issue").set_value("severity")
    run(app)
    app.selectbox("log.bulk.issue.severity").set_value("critical")
    before = sqlite_db.revision()
    press(app, "log.bulk.apply")
    assert sqlite_db.revision() == before + 1

    def critical():
        rows = list_records(sqlite_db, ISSUE, LogFilter())
        return rows.loc[rows["severity"] == "critical", "owner"].tolist()

    assert critical() == ["Ann"] * (ROWS_PER_PAGE + 2)
    press(app, "log.undo")
    assert critical() == []


def test_the_ticks_beyond_the_page_go_with_their_filter(open_page, sqlite_db, project):
    drafts = [a_record(ISSUE, project, title=f"Issue {n}") for n in range(ROWS_PER_PAGE + 3)]
    log_records(sqlite_db, ISSUE, drafts, actor=ACTOR)
    app = open_page("log", kind="issue")
    press(app, "log.select_all")
    press(app, "log.bulk.all")
    app.text_input("log.issue.q").set_value("Issue 10")
    run(app)
    assert f"**{len(titles(app))} selected**" in said(app)


def test_what_was_archived_is_listed_apart_and_restored(open_page, sqlite_db, project):
    for n in range(2):
        stored_record(sqlite_db, RISK, project, title=f"Risk {n}")
    app = open_page("log", kind="risk")
    tick(app, 0)
    press(app, "log.bulk.archive")
    app = open_page("log", kind="risk", archived="1")
    assert titles(app) == ["Risk 1"]
    press(app, "log.select_all")
    press(app, "log.bulk.restore")
    assert len(list_records(sqlite_db, RISK, LogFilter())) == 2


# ---- the table and the form of the same record ----


def form_of(app, logged):
    beginning = f"record.risk.{logged.id}."
    saves = (b.key for b in app.button if str(b.key).startswith(beginning))
    return next(key for key in saves if key.endswith(".save") and ".note." not in key).removesuffix(
        ".save"
    )


def test_a_cell_that_is_edited_beside_its_form_is_no_conflict_with_oneself(
    open_page, sqlite_db, project
):
    one = stored_record(sqlite_db, RISK, project, title="Before", owner="Ann")
    app = open_page("log", project=CODE, open=one.ref)
    type_into(app, {0: {"title": "After", "owner": "Lin"}})
    form = form_of(app, one)
    assert app.text_input(f"{form}.title").value == "After"
    app.text_area(f"{form}.description").set_value("Said in the form")
    press(app, f"{form}.save")
    assert not app.error
    stored = get_record(sqlite_db, RISK, one.id)
    assert (stored["title"], stored["owner"]) == ("After", "Lin")
    assert stored["description"] == "Said in the form"


def test_an_edit_beside_a_form_that_somebody_else_made_stale_stays_a_conflict(
    open_page, sqlite_db, project
):
    one = stored_record(sqlite_db, RISK, project, title="Before")
    app = open_page("log", project=CODE, open=one.ref)
    amend_record(sqlite_db, RISK, one.id, {"owner": "Eve"}, version=1, actor="eve")
    run(app)
    type_into(app, {0: {"title": "After"}})
    form = form_of(app, one)
    app.text_area(f"{form}.description").set_value("Mine")
    press(app, f"{form}.save")
    assert "changed this on" in app.error[0].value
    assert get_record(sqlite_db, RISK, one.id)["description"] == ""


# ---- records in the link ----


@pytest.mark.parametrize("kind", list(RecordKind))
def test_a_cold_link_opens_the_record_beside_its_list(open_page, sqlite_db, project, kind):
    stored_record(sqlite_db, kind, project, title="Reviewers leave")
    app = open_page("log", project=CODE, open=str(Reference(kind, 1)))
    assert any("Reviewers leave" in header.value for header in (*app.header, *app.subheader))
    assert titles(app) == ["Reviewers leave"]


def test_a_record_of_another_project_is_opened_while_all_are_shown(open_page, sqlite_db, project):
    other = stored_project(sqlite_db, code="OTHER")
    stored_record(sqlite_db, RISK, project, title="Here")
    stored_record(sqlite_db, RISK, other, title="There")
    app = open_page("log", open="R-1", of="OTHER")
    assert any("There" in header.value for header in (*app.header, *app.subheader))
    assert len(table(app)) == 2


@pytest.mark.parametrize("asked", ["R-77", "Q-1", "<b>"])
@pytest.mark.usefixtures("project")
def test_a_link_to_a_record_that_is_not_there_says_so(open_page, asked):
    app = open_page("log", project=CODE, open=asked)
    assert "There is no record" in app.warning[0].value
    press(app, "log.close")
    assert not app.warning
    assert in_link(app, "open") == []


# ---- paste ----


def paste(app, text):
    press(app, "log.paste")
    app.text_area("log.paste.text").set_value(text)
    return run(app)


@BOTH
def test_good_rows_are_logged_and_bad_ones_stay_in_the_box(open_page, sqlite_db, project, language):
    app = open_page("log", kind="risk", project=CODE, lang=language)
    text = "Title\tOwner\tCategory\nReviewers leave\tLin\tPeople\nBad\tLin\tMoon"
    paste(app, text)
    assert any("Moon" in str(frame.value.iloc[-1, 1]) for frame in app.dataframe)
    press(app, "log.paste.log")
    kept = app.text_area("log.paste.text").value.split("\n")
    assert kept == ["Title\tOwner\tCategory", "Bad\tLin\tMoon"]
    assert len(app.success) == 1
    assert list_records(sqlite_db, RISK, LogFilter())["title"].tolist() == ["Reviewers leave"]
    stored = list_records(sqlite_db, RISK, LogFilter()).iloc[0]
    assert (stored["project_id"], stored["category"]) == (project, "people")


@pytest.mark.usefixtures("project")
def test_rows_that_were_mended_after_the_preview_are_shown_before_they_are_logged(
    open_page, sqlite_db
):
    app = open_page("log", kind="risk", project=CODE)
    paste(app, "Title\tCategory\nGood\tPeople\nBad\tMoon")
    mended = "Title\tCategory\nGood\tPeople\nBad\tQuality"
    app.text_area("log.paste.text").set_value(mended)
    press(app, "log.paste.log")
    assert app.text_area("log.paste.text").value == mended
    assert list_records(sqlite_db, RISK, LogFilter()).empty
    press(app, "log.paste.log")
    assert list_records(sqlite_db, RISK, LogFilter())["title"].tolist() == ["Bad", "Good"]


@pytest.mark.usefixtures("project")
def test_rows_that_the_log_refuses_are_not_logged_at_all(open_page, sqlite_db):
    app = open_page("log", kind="milestone", project=CODE)
    paste(app, "Title\tStatus\tDone on\nGood\tPlanned\t\nFuture\tDone\t2099-01-01")
    press(app, "log.paste.log")
    assert list_records(sqlite_db, MILESTONE, LogFilter()).empty
    assert "has not come yet" in app.error[0].value
    assert "Future" in app.text_area("log.paste.text").value


def test_a_paste_into_all_projects_asks_for_one(open_page, sqlite_db, project):
    stored_project(sqlite_db, code="OTHER")
    app = open_page("log", kind="risk")
    paste(app, "Reviewers leave")
    assert not any(b.key == "log.paste.log" for b in app.button)
    app.selectbox("log.paste.project").set_value(project)
    run(app)
    press(app, "log.paste.log")
    assert list_records(sqlite_db, RISK, LogFilter())["project_id"].tolist() == [project]


@pytest.mark.usefixtures("project")
def test_only_one_dialog_is_open_at_a_time(open_page):
    app = open_page("log", kind="risk")
    paste(app, "Reviewers leave")
    press(app, "shell.search")
    assert not any(field.key == "shell.search.text" for field in app.text_input)
    press(app, "shell.new_risk")
    press(app, "shell.search")
    assert not any(area.key == "log.paste.text" for area in app.text_area)


# ---- my day, search, views ----


@BOTH
def test_my_day_is_what_is_mine_and_presses(open_page, sqlite_db, project, language):
    stored_record(sqlite_db, ISSUE, project, title="Late", owner="Lin", due_on=LONG_AGO)
    stored_record(sqlite_db, RISK, project, title="Undated", owner="Lin")
    stored_record(sqlite_db, RISK, project, title="Hers", owner="Ann")
    app = open_page("log", kind="my-day", lang=language)
    assert not app.dataframe
    app.selectbox("log.me").set_value("Lin")
    run(app)
    assert in_link(app, "me") == ["Lin"]
    assert [frame.value["title"].tolist() for frame in app.dataframe] == [["Late"], ["Undated"]]
    assert len(app.subheader) == 2


def test_my_day_without_anything_says_so(open_page, sqlite_db, project):
    stored_record(sqlite_db, RISK, project, owner="Ann")
    app = open_page("log", kind="my-day", me="Lin")
    assert "Nothing is late" in app.success[0].value
    assert app.selectbox("log.me").value == "Lin"


@BOTH
def test_the_search_finds_records_of_every_kind(open_page, sqlite_db, project, language):
    for kind in RecordKind:
        stored_record(sqlite_db, kind, project, title=f"审核质量 {kind.value}")
    app = open_page("log", kind="search", q="审核质量", lang=language)
    links = [link.proto for link in app.get("page_link")]
    assert len([link for link in links if "审核质量" in link.label]) == len(RecordKind)
    assert any("open=CR-1" in link.query_string for link in links)


def test_the_search_opens_from_the_header_of_every_page(open_page, sqlite_db, project):
    stored_record(sqlite_db, RISK, project, title="Reviewers leave")
    app = open_page("overview")
    press(app, "shell.search")
    app.text_input("shell.search.text").set_value("R-1")
    press(app, "shell.search")
    assert any("Reviewers leave" in link.proto.label for link in app.get("page_link"))


@pytest.mark.usefixtures("project")
def test_a_search_in_vain_says_what_to_try(open_page):
    assert "Nothing found" in open_page("log", kind="search", q="unicorn").info[0].value


@BOTH
def test_a_view_keeps_the_filters_under_a_name(open_page, sqlite_db, project, language):
    stored_record(sqlite_db, RISK, project, owner="Lin")
    query = {"kind": "risk", "owner": "Lin", "sort": "due", "project": CODE, "lang": language}
    app = open_page("log", **query)
    app.text_input("log.view.name").set_value("Lins 风险")
    press(app, "log.view.save")
    views = list_views(sqlite_db, "log")
    told = {"kind": ["risk"], "project": [CODE], "owner": ["Lin"], "sort": ["due"]}
    assert views["query"].tolist() == [told]
    [link] = [link.proto for link in app.get("page_link") if "Lins" in link.proto.label]
    assert "owner=Lin" in link.query_string
    press(app, f"log.view.remove.{views['id'].iloc[0]}")
    assert list_views(sqlite_db, "log").empty
    press(app, "log.undo")
    assert list_views(sqlite_db, "log")["name"].tolist() == ["Lins 风险"]


@pytest.mark.usefixtures("project")
def test_a_view_without_a_name_is_refused(open_page, sqlite_db):
    app = open_page("log", kind="risk")
    press(app, "log.view.save")
    assert "name" in app.error[0].value
    assert list_views(sqlite_db, "log").empty


@pytest.mark.parametrize("kind", list(RecordKind))
@pytest.mark.usefixtures("project")
def test_the_menu_of_every_page_logs_every_kind(open_page, sqlite_db, kind):
    app = open_page("overview")
    app.menu_button(key="shell.new").click(kind.value)
    run(app)
    key = next(field.key for field in app.text_input if str(field.key).endswith(".title"))
    app.text_input(key).set_value("Logged from afar")
    save = next(b.key for b in app.button if str(b.key).endswith(".save"))
    press(app, save)
    assert list_records(sqlite_db, kind, LogFilter())["title"].tolist() == ["Logged from afar"]
