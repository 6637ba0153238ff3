"""A record of the log from its first word on: logged, changed, linked, converted, decided."""

from datetime import date, datetime

import pytest

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.services.log.links import links_of
from ecogov.services.log.milestones import milestone_links
from ecogov.services.log.notes import notes_of
from ecogov.services.log.reading import get_record, list_records
from ecogov.services.log.records import amend_record
from ecogov.ui.log.form.layout import FIRST
from tests.builders import ACTOR, stored_project, stored_record, stored_target

K = RecordKind


@pytest.fixture
def project(sqlite_db):
    return stored_project(sqlite_db)


@pytest.fixture
def staffed(sqlite_db, project):
    """A project in which three people own something: AppTest picks offered names only."""
    for name in ("Bo", "Cy", "Client"):
        stored_record(sqlite_db, K.DEPENDENCY, project, owner=name)
    return project


def begin(app, kind):
    """Open the dialog of a new record as the menu does."""
    app.menu_button(key="shell.new").click(kind.value).run()
    assert not app.exception, app.exception[0].message


def fill(app, end, /, **typed):
    """Type into the form whose button ends with `end`, and press that button."""
    button = next(b for b in app.button if str(b.key).endswith(end))
    form = str(button.key).removesuffix("." + end.rpartition(".")[2])
    for name, value in typed.items():
        field(app, f"{form}.{name}").set_value(value)
    press(app, button.key)


def field(app, key):
    kinds = ("text_input", "text_area", "selectbox", "date_input", "number_input", "checkbox",
             "datetime_input")  # fmt: skip
    for kind in (*kinds, "button_group"):
        for found in app.get(kind):
            if found.key == key:
                return found
    raise AssertionError(f"no field {key}")


def press(app, key):
    app.button(key).click().run()
    assert not app.exception, app.exception[0].message


def stored(db, kind):
    return list_records(db, kind, LogFilter())


def said(app):
    return " ".join([*(e.value for e in app.markdown), *(e.value for e in app.success)])


# ---- the dialog ----


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("kind", list(RecordKind))
def test_a_title_is_enough_for_a_record_of_any_kind(open_page, sqlite_db, kind):
    app = open_page("overview")
    begin(app, kind)
    fill(app, ".save", title="Reviewers leave before the peak")
    assert stored(sqlite_db, kind)["title"].tolist() == ["Reviewers leave before the peak"]
    assert "is logged" in said(app)
    assert not any(str(b.key).startswith("log.new.") for b in app.button)


@pytest.mark.usefixtures("project")
def test_a_refused_record_keeps_its_text_and_says_why_in_both_languages(open_page, sqlite_db):
    for language, sentence in (("en", "please fill this in"), ("zh-Hans", "请填写")):
        app = open_page("overview", lang=language)
        begin(app, K.RISK)
        fill(app, ".save", title="  ", description="Typed with care")
        assert sentence in app.error[0].value
        assert field(app, form_of(app, "log.new.") + ".description").value == "Typed with care"
    assert stored(sqlite_db, K.RISK).empty


def form_of(app, beginning):
    """Give the beginning of the keys of the open form."""
    return next(str(b.key) for b in app.button if str(b.key).startswith(beginning)
                and str(b.key).endswith(".save")).removesuffix(".save")  # fmt: skip


@pytest.mark.usefixtures("project")
def test_saving_and_going_on_asks_for_the_next_one_with_an_empty_form(open_page, sqlite_db):
    app = open_page("overview")
    begin(app, K.ACTION)
    fill(app, ".next", title="First")
    assert field(app, form_of(app, "log.new.") + ".title").value == ""
    fill(app, ".save", title="Second")
    assert sorted(stored(sqlite_db, K.ACTION)["title"]) == ["First", "Second"]


def test_the_project_is_asked_for_and_remembered_while_all_are_chosen(open_page, sqlite_db):
    stored_project(sqlite_db)
    second = stored_project(sqlite_db, code="ASR")
    app = open_page("overview")
    begin(app, K.ISSUE)
    fill(app, ".save", title="Where does it belong")
    assert "Choose the project first" in app.error[0].value
    field(app, "log.dialog.project").set_value("ASR").run()
    fill(app, ".save")
    assert stored(sqlite_db, K.ISSUE)["project_id"].tolist() == [second]
    begin(app, K.RISK)
    assert field(app, "log.dialog.project").value == "ASR"


def test_every_field_of_a_risk_is_stored_as_typed(open_page, sqlite_db, project):
    app = open_page("overview")
    told = {
        "title": "Reviewers leave",
        "owner": "Shen Yutong",
        "probability": 4,
        "impact": 5,
        "due_on": date(2026, 12, 1),
        "nature": "threat",
        "category": "people",
        "response": "mitigate",
        "cause": "Peak season",
        "cost_low": 10.5,
    }
    begin(app, K.RISK)
    fill(app, ".save", **told, chance=35.0)
    row = get_record(sqlite_db, K.RISK, int(stored(sqlite_db, K.RISK)["id"].iloc[0]))
    assert {name: row[name] for name in told} == told
    assert row["chance"] == 0.35
    assert row["project_id"] == project


def test_what_was_logged_can_be_taken_back_at_once(open_page, sqlite_db, project):
    app = open_page("overview")
    begin(app, K.RISK)
    fill(app, ".save", title="Logged by mistake")
    press(app, "log.logged.undo")
    assert list_records(sqlite_db, K.RISK, LogFilter(project_id=project)).empty
    assert "Taken back" in said(app)


# ---- the open record: form, conflict ----


def open_record(open_page, logged, **query):
    return open_page("log", project="TS-VIDEO", kind=logged.kind.value, open=logged.ref, **query)


def panel_key(logged):
    return f"record.{logged.kind.value}.{logged.id}"


def save(app, logged, **typed):
    form = form_of(app, panel_key(logged))
    for name, value in typed.items():
        field(app, f"{form}.{name}").set_value(value)
    press(app, f"{form}.save")


@pytest.mark.parametrize("kind", list(RecordKind))
def test_a_record_of_any_kind_opens_in_both_languages(open_page, sqlite_db, project, kind):
    logged = stored_record(sqlite_db, kind, project, title="Opened *as typed*")
    for language, save_word in (("en", "Save"), ("zh-Hans", "保存")):
        app = open_record(open_page, logged, lang=language)
        assert app.button(f"{form_of(app, panel_key(logged))}.save").label == save_word
    assert any(head.value.endswith(f"{logged.ref} Opened \\*as typed\\*") for head in app.header)


def test_only_what_was_changed_is_stored_and_can_be_taken_back(open_page, sqlite_db, staffed):
    logged = stored_record(sqlite_db, K.RISK, staffed, owner="Ann", cause="Peak")
    app = open_record(open_page, logged)
    save(app, logged, owner="Bo")
    row = get_record(sqlite_db, K.RISK, logged.id)
    assert (row["owner"], row["cause"], row["version"]) == ("Bo", "Peak", 2)
    assert "Owner: Ann → Bo" in said(app)
    press(app, "log.logged.undo")
    assert get_record(sqlite_db, K.RISK, logged.id)["owner"] == "Ann"
    save(app, logged, owner="Cy")
    assert get_record(sqlite_db, K.RISK, logged.id)["owner"] == "Cy"


def test_a_refused_change_keeps_the_text(open_page, sqlite_db, project):
    logged = stored_record(sqlite_db, K.MILESTONE, project)
    app = open_record(open_page, logged)
    save(app, logged, status="done", description="Typed with care")
    assert "on which day" in app.error[0].value
    form = form_of(app, panel_key(logged))
    assert field(app, f"{form}.description").value == "Typed with care"
    save(app, logged, actual_on=date(2026, 3, 3))
    row = get_record(sqlite_db, K.MILESTONE, logged.id)
    assert (row["status"], row["description"]) == ("done", "Typed with care")


def test_of_two_people_the_second_sees_both_versions_and_loses_nothing(
    open_page, sqlite_db, staffed
):
    logged = stored_record(sqlite_db, K.RISK, staffed, owner="Ann")
    first, second = open_record(open_page, logged), open_record(open_page, logged)
    save(first, logged, title="Theirs", owner="Bo")
    save(second, logged, title="Mine", description="Also mine")
    assert "changed this on" in second.error[0].value
    shown = next(table.value for table in second.dataframe if len(table.value.columns) == 3)
    assert shown.to_numpy().tolist() == [
        ["Title", "Theirs", "Mine"],
        ["Description", "–", "Also mine"],
    ]
    form = form_of(second, panel_key(logged))
    assert field(second, f"{form}.title").value == "Mine"
    assert field(second, f"{form}.owner").value == "Bo"
    save(second, logged)
    row = get_record(sqlite_db, K.RISK, logged.id)
    assert (row["title"], row["owner"], row["description"]) == ("Mine", "Bo", "Also mine")


def test_a_comment_does_not_make_the_form_stale(open_page, sqlite_db, staffed):
    logged = stored_record(sqlite_db, K.RISK, staffed)
    app = open_record(open_page, logged)
    fill(app, ".note.form.0.save", text="Talked to the *vendor*", url="https://example.org/a")
    save(app, logged, owner="Bo")
    notes = notes_of(sqlite_db, K.RISK, logged.id)
    assert notes[["text", "url"]].to_numpy().tolist() == [
        ["Talked to the *vendor*", "https://example.org/a"]
    ]
    assert "Talked to the \\*vendor\\*" in said(app)
    assert get_record(sqlite_db, K.RISK, logged.id)["owner"] == "Bo"


def test_the_history_shows_comments_or_changes_alone(open_page, sqlite_db, project):
    logged = stored_record(sqlite_db, K.RISK, project, owner="Ann")
    amend_record(sqlite_db, K.RISK, logged.id, {"probability": 4}, version=1, actor=ACTOR)
    app = open_record(open_page, logged)
    assert "Probability (inherent): – → 4 · Likely" in said(app)
    field(app, f"{panel_key(logged)}.timeline.show").set_value("comments").run()
    assert "Probability (inherent)" not in said(app)
    assert any("No comment yet" in caption.value for caption in app.caption)


# ---- archive, watch ----


def test_an_archived_record_is_kept_and_restored(open_page, sqlite_db, staffed):
    logged = stored_record(sqlite_db, K.RISK, staffed)
    app = open_record(open_page, logged)
    press(app, f"{panel_key(logged)}.archive")
    assert get_record(sqlite_db, K.RISK, logged.id)["archived_at"] is not None
    press(app, f"{panel_key(logged)}.restore")
    assert get_record(sqlite_db, K.RISK, logged.id)["archived_at"] is None
    save(app, logged, owner="Bo")
    assert get_record(sqlite_db, K.RISK, logged.id)["owner"] == "Bo"


def test_watching_is_turned_on_and_off(open_page, sqlite_db, project):
    logged = stored_record(sqlite_db, K.ISSUE, project)
    app = open_record(open_page, logged)
    labels = []
    for _ in range(2):
        press(app, f"{panel_key(logged)}.watch")
        labels.append(app.button(f"{panel_key(logged)}.watch").label)
    assert labels == ["Watching", "Watch"]


# ---- links, conversion ----


def test_a_record_found_by_its_words_is_linked_and_unlinked(open_page, sqlite_db, project):
    risk = stored_record(sqlite_db, K.RISK, project)
    issue = stored_record(sqlite_db, K.ISSUE, project, title="Tool is down")
    app = open_record(open_page, risk)
    key = f"{panel_key(risk)}.linking"
    field(app, f"{key}.text").set_value("tool").run()
    side = next(side for side in app.selectbox(f"{key}.side").options if side == "is caused by")
    app.selectbox(f"{key}.side").select(side)
    press(app, f"{key}.add")
    [link] = links_of(sqlite_db, K.RISK, risk.id).to_dict("records")
    assert (link["relation"], link["is_outward"], link["ref"]) == ("causes", False, issue.ref)
    assert "is caused by" in said(app)
    press(app, f"{panel_key(risk)}.unlink.{link['id']}")
    assert links_of(sqlite_db, K.RISK, risk.id).empty


def test_a_kpi_is_linked(open_page, sqlite_db, project):
    risk = stored_record(sqlite_db, K.RISK, project)
    app = open_record(open_page, risk)
    key = f"{panel_key(risk)}.linking"
    field(app, f"{key}.what").set_value("kpi").run()
    field(app, f"{key}.kpi").set_value("qa_accuracy").run()
    press(app, f"{key}.add")
    [link] = links_of(sqlite_db, K.RISK, risk.id).to_dict("records")
    assert (link["kind"], link["key"]) == ("kpi", "qa_accuracy")


def test_what_is_chosen_in_the_moment_of_the_press_is_linked(open_page, sqlite_db, project):
    risk = stored_record(sqlite_db, K.RISK, project)
    app = open_record(open_page, risk)
    key = f"{panel_key(risk)}.linking"
    field(app, f"{key}.what").set_value("kpi").run()
    field(app, f"{key}.kpi").set_value("qa_accuracy").run()
    field(app, f"{key}.kpi").set_value("rework_rate")
    press(app, f"{key}.add")
    assert links_of(sqlite_db, K.RISK, risk.id)["key"].tolist() == ["rework_rate"]


def test_nothing_chosen_is_no_link(open_page, sqlite_db, project):
    risk = stored_record(sqlite_db, K.RISK, project)
    app = open_record(open_page, risk)
    press(app, f"{panel_key(risk)}.linking.add")
    assert "Choose what it is linked to" in app.error[0].value


def test_a_risk_that_came_true_becomes_an_issue_in_one_click(open_page, sqlite_db, project):
    risk = stored_record(sqlite_db, K.RISK, project, title="It breaks", effect="All stand still")
    app = open_record(open_page, risk)
    press(app, f"{panel_key(risk)}.convert.issue")
    [issue] = stored(sqlite_db, K.ISSUE).to_dict("records")
    assert (issue["title"], issue["impact"]) == ("It breaks", "All stand still")
    assert get_record(sqlite_db, K.RISK, risk.id)["status"] == "realised"
    assert "became" in said(app)


def test_the_menu_converts_into_any_other_kind(open_page, sqlite_db, project):
    risk = stored_record(sqlite_db, K.RISK, project)
    app = open_record(open_page, risk)
    app.menu_button(key=f"{panel_key(risk)}.convert").click(K.DECISION).run()
    assert len(stored(sqlite_db, K.DECISION)) == 1


# ---- change requests ----


def test_an_approved_change_moves_the_baseline_that_its_preview_names(
    open_page, sqlite_db, staffed
):
    milestone = stored_record(
        sqlite_db, K.MILESTONE, staffed, title="Pilot", baseline_on=date(2026, 12, 4)
    )
    change = stored_record(sqlite_db, K.CHANGE, staffed, reason="Late guideline")
    app = open_record(open_page, change)
    key = panel_key(change)
    field(app, f"{key}.effect.milestone_id").set_value(milestone.id)
    field(app, f"{key}.effect.to_day").set_value(date(2026, 12, 11))
    press(app, f"{key}.effect.add")  # the click leaves the field: both reach the server at once
    assert "4 Dec 2026 → 11 Dec 2026 (7 days later)" in said(app)
    press(app, f"{key}.submit")
    press(app, f"{key}.approve")
    assert "Say who decides" in app.error[0].value
    field(app, f"{key}.decision.decider").set_value("Client")
    field(app, f"{key}.decision.note").set_value("Agreed on the phone")
    press(app, f"{key}.approve")
    moved = get_record(sqlite_db, K.MILESTONE, milestone.id)
    assert (moved["baseline_on"], moved["baseline_original_on"]) == (
        date(2026, 12, 11),
        date(2026, 12, 4),
    )
    assert get_record(sqlite_db, K.CHANGE, change.id)["decided_by"] == "Client"
    assert any("Agreed on the phone" in text.value for text in app.text)


def test_a_change_is_rejected_with_a_reason_or_not_at_all(open_page, sqlite_db, staffed):
    change = stored_record(sqlite_db, K.CHANGE, staffed)
    app = open_record(open_page, change)
    key = panel_key(change)
    press(app, f"{key}.submit")
    field(app, f"{key}.decision.decider").set_value("Client")
    press(app, f"{key}.reject")
    assert "why it is turned down" in app.error[0].value
    field(app, f"{key}.decision.note").set_value("No budget")
    press(app, f"{key}.reject")
    assert get_record(sqlite_db, K.CHANGE, change.id)["status"] == "rejected"


@pytest.mark.parametrize(
    "effect",
    [
        ("project_due", "to_day", date(2027, 1, 10), "31 Dec 2026 → 10 Jan 2027 (10 days later)"),
        ("project_units", "to_units", 1_200_000, "1,000,000 → 1,200,000"),
    ],
    ids=lambda effect: effect[0],
)
def test_other_effects_are_previewed_too(open_page, sqlite_db, project, effect):
    what, name, value, preview = effect
    change = stored_record(sqlite_db, K.CHANGE, project)
    app = open_record(open_page, change)
    key = f"{panel_key(change)}.effect"
    field(app, f"{key}.what").set_value(what).run()
    field(app, f"{key}.{name}").set_value(value).run()
    press(app, f"{key}.add")
    assert preview in said(app)
    press(app, f"{key}.0.remove")
    assert get_record(sqlite_db, K.CHANGE, change.id)["effects"] == []


def test_a_target_is_moved_from_a_day_on_in_percent(open_page, sqlite_db, project):
    target = stored_target(sqlite_db, project)
    change = stored_record(sqlite_db, K.CHANGE, project)
    app = open_record(open_page, change)
    key = f"{panel_key(change)}.effect"
    field(app, f"{key}.what").set_value("target_value").run()
    field(app, f"{key}.target_id").set_value(target).run()
    field(app, f"{key}.to_value").set_value(93.0)
    field(app, f"{key}.from").set_value(date(2026, 12, 1)).run()
    press(app, f"{key}.add")
    assert "95% → 93% from 1 Dec 2026" in said(app)


def test_half_an_effect_is_refused_and_kept(open_page, sqlite_db, project):
    change = stored_record(sqlite_db, K.CHANGE, project)
    app = open_record(open_page, change)
    key = f"{panel_key(change)}.effect"
    field(app, f"{key}.to_day").set_value(date(2027, 1, 10)).run()
    press(app, f"{key}.add")
    assert "Say what changes" in app.error[0].value
    assert field(app, f"{key}.to_day").value == date(2027, 1, 10)


# ---- escalations, decisions, milestones ----


def test_an_escalation_goes_its_way_from_step_to_step(open_page, sqlite_db, staffed):
    logged = stored_record(sqlite_db, K.ESCALATION, staffed)
    app = open_record(open_page, logged)
    key = panel_key(logged)
    statuses = []
    for step, note in (
        ("acknowledge", ""),
        ("hand_over", "They have the logs"),
        ("take_over", ""),
        ("raise", "No answer"),
        ("resolve", "Answered"),
        ("reopen", "Not quite"),
    ):
        version = get_record(sqlite_db, K.ESCALATION, logged.id)["version"]
        field(app, f"{key}.step.{version}.note").set_value(note)
        press(app, f"{key}.{step}")
        row = get_record(sqlite_db, K.ESCALATION, logged.id)
        statuses.append((row["status"], row["level"]))
    assert statuses == [
        ("acknowledged", "L1"),
        ("with_vendor", "L1"),
        ("acknowledged", "L1"),
        ("acknowledged", "L2"),
        ("resolved", "L2"),
        ("acknowledged", "L2"),
    ]
    assert "They have the logs" in said(app)
    save(app, logged, owner="Bo")
    row = get_record(sqlite_db, K.ESCALATION, logged.id)
    assert (row["owner"], row["level"]) == ("Bo", "L2")


def test_an_update_needs_words_and_keeps_them_when_refused(open_page, sqlite_db, project):
    logged = stored_record(sqlite_db, K.ESCALATION, project)
    app = open_record(open_page, logged)
    key = panel_key(logged)
    press(app, f"{key}.update")
    assert "how it stands" in app.error[0].value
    field(app, f"{key}.step.1.note").set_value("Vendor answers")
    field(app, f"{key}.step.1.promise").set_value(datetime(2020, 1, 1, 9, 0))  # noqa: DTZ001
    press(app, f"{key}.update")
    assert "promised for a time after" in app.error[0].value
    assert field(app, f"{key}.step.1.note").value == "Vendor answers"


def test_a_decision_gives_way_to_a_newer_one(open_page, sqlite_db, project):
    logged = stored_record(sqlite_db, K.DECISION, project, title="Two vendors")
    app = open_record(open_page, logged)
    fill(app, ".supersede.form.save", outcome="Three vendors")
    rows = stored(sqlite_db, K.DECISION).set_index("id")
    assert sorted(rows["status"]) == ["decided", "superseded"]
    assert rows.loc[logged.id, "status"] == "superseded"


def test_a_milestone_waits_for_another_and_never_in_a_circle(open_page, sqlite_db, project):
    first = stored_record(sqlite_db, K.MILESTONE, project, title="Guideline")
    second = stored_record(sqlite_db, K.MILESTONE, project, title="Pilot")
    for own, other in ((second, first), (first, second)):
        app = open_record(open_page, own)
        key = f"{panel_key(own)}.waits"
        field(app, f"{key}.predecessor").set_value(other.id)
        press(app, f"{key}.save")
    links = milestone_links(sqlite_db, project)
    assert links[["predecessor_id", "successor_id"]].to_numpy().tolist() == [[first.id, second.id]]
    assert app.error


def test_a_link_to_a_field_opens_what_it_is_hidden_behind(open_page, sqlite_db, project):
    logged = stored_record(sqlite_db, K.RISK, project)
    closed = open_record(open_page, logged)
    opened = open_record(open_page, logged, field="chance")
    assert [more.proto.expanded for more in closed.expander if more.label == "More"] == [False]
    assert [more.proto.expanded for more in opened.expander if more.label == "More"] == [True]


def test_every_kind_has_its_first_fields():
    for kind, names in FIRST.items():
        assert set(names) <= {spec.name for spec in KINDS[kind].fields}
    assert set(FIRST) == set(RecordKind)
