"""Milestones: the plan as a picture and as a table, re-baselined by a change, followed outside."""

import json
from datetime import date, timedelta

import pytest

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.milestones import MilestoneLinkDraft
from ecogov.services.log.feeds import feed_followed, list_feeds
from ecogov.services.log.milestones import baseline_history, link_milestones, milestone_links
from ecogov.services.log.reading import get_record, list_records
from ecogov.services.log.records import amend_record
from ecogov.storage.log.histories import keep_forecast
from tests.builders import ACTOR, stored_project, stored_record

MILESTONE, CHANGE = RecordKind.MILESTONE, RecordKind.CHANGE
CODE = "TS-VIDEO"
TODAY = date.today()  # noqa: DTZ011 - days far from today's midnight
LONG_AGO, SOON, LATER = (TODAY + timedelta(days) for days in (-100, 50, 80))
BOTH = pytest.mark.parametrize("language", ["en", "zh-Hans"])


@pytest.fixture
def project(sqlite_db):
    return stored_project(sqlite_db)


@pytest.fixture
def milestone(sqlite_db, project):
    """Store milestones of the project: ``milestone(title="Pilot", forecast_on=SOON)``."""

    def stored(**told):
        return stored_record(sqlite_db, MILESTONE, project, **told).id

    return stored


def run(app):
    app.run()
    assert not app.exception, f"{app.exception[0].message}\n{app.exception[0].stack_trace}"
    return app


def press(app, key):
    app.button(key).click()
    return run(app)


def table(app):
    return next(frame.value for frame in app.dataframe if frame.proto.id.count("log.table"))


def key_ending(app, ending):
    return next(one.key for one in app.date_input if one.key.endswith(ending))


def titles(app):
    return table(app)["title"].tolist()


def type_into(app, cells):
    """Edit cells of the table as the browser does; rows by position."""
    state = {"edited_rows": cells, "added_rows": [], "deleted_rows": []}
    app.session_state[app.session_state["log.shown"].key] = state
    return run(app)


def said(app):
    parts = (app.header, app.markdown, app.info, app.warning, app.error, app.caption, app.success)
    return " ".join(element.value for kind in parts for element in kind)


def tiles(app):
    return " ".join(str(html.proto.body) for html in app.get("html"))


def in_link(app, name):
    value = app.query_params.get(name, [])
    return value if isinstance(value, list) else [value]


def charts(app):
    return [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]


def headings(app):
    shown = next(frame for frame in app.dataframe if frame.proto.id.count("log.table"))
    return {one["label"] for one in json.loads(shown.proto.columns).values() if one.get("label")}


# ---- before there is anything ----


@BOTH
def test_without_projects_the_way_to_the_first_one_is_shown(open_page, language):
    app = open_page("milestones", lang=language)
    assert app.button("plan.create").label
    assert not app.dataframe


@BOTH
@pytest.mark.usefixtures("project")
def test_an_empty_plan_says_what_to_do_next(open_page, language):
    app = open_page("milestones", lang=language)
    assert len(app.info) == 1
    before = len(app.text_input)
    assert len(press(app, "plan.new").text_input) > before


# ---- the pictures ----


@BOTH
@pytest.mark.parametrize("view", ["timeline", "trend"])
def test_the_plan_is_drawn_under_its_finding_in_the_readers_words(
    open_page, milestone, view, language
):
    milestone(title="Pilot accepted", baseline_on=SOON, forecast_on=LATER)
    app = open_page("milestones", project=CODE, lang=language, view=view)
    assert len(app.header) == 1
    assert len(charts(app)) == 1
    assert titles(app) == ["Pilot accepted"]
    if language == "zh-Hans":
        assert all(any(ord(letter) > 0x3400 for letter in label) for label in headings(app))


def test_the_finding_names_what_slides_most(open_page, milestone):
    milestone(title="Pilot", baseline_on=SOON, forecast_on=LATER)
    milestone(title="Gate", baseline_on=SOON, forecast_on=SOON)
    app = open_page("milestones", project=CODE)
    assert "1 of 2 open milestones is late" in app.header[0].value
    assert "M-1 Pilot, 30 d late" in app.header[0].value


def test_projects_are_drawn_together_and_named(open_page, sqlite_db, milestone):
    milestone(title="Here", forecast_on=SOON)
    other = stored_project(sqlite_db, code="OTHER")
    stored_record(sqlite_db, MILESTONE, other, title="There", forecast_on=LATER)
    app = open_page("milestones")
    assert table(app)["project_code"].tolist() == [CODE, "OTHER"]
    assert len(charts(app)) == 1
    assert titles(open_page("milestones", project="OTHER")) == ["There"]


def test_a_trend_shows_the_chosen_milestones_with_their_velocity(open_page, sqlite_db, milestone):
    slides, stands = milestone(title="Slides"), milestone(title="Stands")
    with sqlite_db.write(ACTOR) as session:
        for back in (21, 14, 7, 0):
            day = TODAY - timedelta(back)
            keep_forecast(session, slides, day, day + timedelta(30))
            keep_forecast(session, stands, day, SOON)
    app = open_page("milestones", project=CODE, view="trend")
    assert "slides day for day: M-1" in app.header[0].value
    shown = next(frame.value for frame in app.dataframe if "velocity" in frame.value)
    assert shown["milestone"].tolist() == ["M-1 Slides", "M-2 Stands"]
    assert shown["velocity"].tolist() == ["1.00 days per day", "0.00 days per day"]
    app.multiselect("plan.lines").set_value([stands])
    run(app)
    shown = next(frame.value for frame in app.dataframe if "velocity" in frame.value)
    assert shown["milestone"].tolist() == ["M-2 Stands"]
    assert in_link(app, "line") == [str(stands)]


def test_without_reports_the_trend_says_how_it_begins(open_page, milestone):
    milestone(title="Undated")
    app = open_page("milestones", project=CODE, view="trend")
    assert not charts(app)
    assert "A line begins when" in said(app)


# ---- filters and figures ----


def test_filters_stand_in_the_link(open_page, milestone):
    milestone(title="Late", owner="Lin", baseline_on=LONG_AGO, forecast_on=SOON)
    milestone(title="Sliding", type="gate", baseline_on=SOON, forecast_on=LATER)
    milestone(title="Stale", is_committed=True, baseline_on=LONG_AGO, forecast_on=LONG_AGO)
    milestone(title="Done", status="done", baseline_on=LONG_AGO, actual_on=LONG_AGO)

    def found(**query):
        return set(titles(open_page("milestones", project=CODE, **query)))

    assert found() == {"Late", "Sliding", "Stale"}
    assert found(state="late") == {"Late", "Sliding"}
    assert found(state="sliding") == {"Sliding"}
    assert found(state="stale") == {"Stale"}
    assert found(state="done") == {"Done"}
    assert found(state="all") == {"Late", "Sliding", "Stale", "Done"}
    assert found(owner="Lin") == {"Late"}
    assert found(owner="-") == {"Sliding", "Stale"}
    assert found(type="gate") == {"Sliding"}
    assert found(committed="1") == {"Stale"}


def test_a_tile_filters_and_the_filter_can_be_cleared(open_page, milestone):
    milestone(title="Late", baseline_on=LONG_AGO, forecast_on=SOON)
    milestone(title="Fine", baseline_on=SOON, forecast_on=SOON)
    app = press(open_page("milestones", project=CODE), "kpi-pick-late")
    assert titles(app) == ["Late"]
    assert in_link(app, "state") == ["late"]
    assert set(titles(press(app, "plan.clear"))) == {"Late", "Fine"}


def test_filters_that_let_nothing_through_offer_the_way_out(open_page, milestone):
    milestone(title="Fine", baseline_on=SOON, forecast_on=SOON)
    app = open_page("milestones", project=CODE, state="done", owner="Nobody such")
    assert "Nothing matches" in said(app)
    assert titles(press(app, "plan.show_all")) == ["Fine"]


@BOTH
def test_filters_that_mean_nothing_are_named_and_left_out(open_page, milestone, language):
    milestone(title="Fine", forecast_on=SOON)
    app = open_page("milestones", project=CODE, state="sleepy", line="x", lang=language)
    assert titles(app) == ["Fine"]
    assert "sleepy" in app.warning[0].value


def test_figures_say_numerator_denominator_and_why_there_is_none(open_page, milestone):
    milestone(title="Done", status="done", baseline_on=LONG_AGO, actual_on=LONG_AGO)
    milestone(title="Stale", baseline_on=LONG_AGO, forecast_on=LONG_AGO)
    told = tiles(open_page("milestones", project=CODE))
    assert "50%" in told
    assert "1 of 2 due" in told
    none = tiles(open_page("milestones", project=CODE, lang="zh-Hans"))
    assert "已到期 2 个，按期 1 个" in none


def test_nothing_due_is_no_figure(open_page, milestone):
    milestone(title="Fine", baseline_on=SOON, forecast_on=SOON)
    assert "no milestone was due by then" in tiles(open_page("milestones", project=CODE))


# ---- the table ----


def test_an_edited_cell_is_stored_at_once_and_can_be_taken_back(open_page, sqlite_db, milestone):
    one = milestone(title="Pilot", baseline_on=SOON, forecast_on=SOON)
    app = open_page("milestones", project=CODE)
    type_into(app, {0: {"forecast_on": LATER.isoformat()}})
    assert get_record(sqlite_db, MILESTONE, one)["forecast_on"] == LATER
    assert table(app)["slip_now"].tolist() == ["30 d late"]
    assert table(app)["state"].tolist() == ["↗ sliding"]
    press(app, "log.undo")
    assert get_record(sqlite_db, MILESTONE, one)["forecast_on"] == SOON


def test_the_day_of_doing_sets_the_status_with_it(open_page, sqlite_db, milestone):
    one = milestone(title="Pilot", baseline_on=LONG_AGO, forecast_on=LONG_AGO)
    app = open_page("milestones", project=CODE, state="all")
    type_into(app, {0: {"actual_on": LONG_AGO.isoformat()}})
    stored = get_record(sqlite_db, MILESTONE, one)
    assert (stored["status"], stored["actual_on"], stored["version"]) == ("done", LONG_AGO, 2)
    assert table(app)["state"].tolist() == ["✓ done on time"]


def test_a_baseline_is_entered_once_and_then_refused_with_what_was_typed(
    open_page, sqlite_db, milestone
):
    one = milestone(title="Pilot")
    app = open_page("milestones", project=CODE)
    type_into(app, {0: {"baseline_on": SOON.isoformat()}})
    assert get_record(sqlite_db, MILESTONE, one)["baseline_on"] == SOON
    type_into(app, {0: {"baseline_on": LATER.isoformat()}})
    assert get_record(sqlite_db, MILESTONE, one)["baseline_on"] == SOON
    assert "Only an approved change request moves a baseline" in app.error[0].value
    assert LATER.isoformat().replace("-", "\\-") in app.error[0].value


def test_what_somebody_else_changed_is_not_overwritten(open_page, sqlite_db, milestone):
    one = milestone(title="Pilot")
    app = open_page("milestones", project=CODE)
    amend_record(sqlite_db, MILESTONE, one, {"title": "Hers"}, version=1, actor="ann")
    type_into(app, {0: {"title": "Mine"}})
    assert get_record(sqlite_db, MILESTONE, one)["title"] == "Hers"
    assert "Mine" in app.error[0].value
    assert titles(app) == ["Hers"]


def test_a_long_plan_is_read_page_by_page(open_page, sqlite_db, project):
    for n in range(103):
        told = {"title": f"Milestone {n}", "forecast_on": SOON + timedelta(n)}
        stored_record(sqlite_db, MILESTONE, project, **told)
    assert len(table(open_page("milestones", project=CODE))) == 100
    second = open_page("milestones", project=CODE, page="2")
    assert titles(second) == ["Milestone 100", "Milestone 101", "Milestone 102"]


# ---- what waits for what ----


def test_the_table_tells_links_and_what_is_critical(open_page, sqlite_db, milestone):
    first = milestone(title="First", forecast_on=SOON)
    gate = milestone(title="Gate", forecast_on=LATER)
    draft = MilestoneLinkDraft(predecessor_id=first, successor_id=gate, lag_days=2)
    link_milestones(sqlite_db, draft, actor=ACTOR)
    rows = table(open_page("milestones", project=CODE)).set_index("title")
    assert rows.loc["Gate", "waits_for"] == "M-1 FS +2"
    assert rows["float"].tolist() == ["critical", "critical"]


def test_an_open_milestone_tells_what_moves_and_refuses_circles(open_page, sqlite_db, milestone):
    first, gate = milestone(title="First", forecast_on=SOON), milestone(title="Gate")
    draft = MilestoneLinkDraft(predecessor_id=first, successor_id=gate)
    link = link_milestones(sqlite_db, draft, actor=ACTOR)
    app = open_page("milestones", project=CODE, open="M-1")
    assert "M\\-2 Gate" in said(app)
    assert "On the critical path" in said(app)
    key = f"record.milestone.{first}.waits"
    app.selectbox(f"{key}.predecessor").set_value(gate)
    press(app, f"{key}.save")
    assert "M-2 → M-1 → M-2" in app.error[0].value.replace("\\", "")
    press(app, f"{key}.{link}")
    assert milestone_links(sqlite_db, None).empty
    press(app, "log.logged.undo")
    assert len(milestone_links(sqlite_db, None)) == 1


# ---- re-baselining ----


def test_a_baseline_is_moved_by_a_change_that_is_approved_in_the_dialog(
    open_page, sqlite_db, milestone
):
    one = milestone(title="Pilot", baseline_on=SOON, forecast_on=LATER)
    app = press(
        open_page("milestones", project=CODE, open="M-1"), f"record.milestone.{one}.rebaseline"
    )
    press(app, "plan.rebaseline.submit")
    assert "Say why" in app.error[0].value
    app.text_area("plan.rebaseline.reason").set_value("Client froze the guidelines")
    press(app, "plan.rebaseline.submit")
    change = list_records(sqlite_db, CHANGE, LogFilter()).iloc[0]
    assert (change["status"], change["impact_days"]) == ("submitted", 30)
    press(app, "plan.rebaseline.approve")
    assert get_record(sqlite_db, MILESTONE, one)["baseline_on"] == SOON
    app.selectbox("plan.rebaseline.decider").set_value("Shen Yutong")
    press(app, "plan.rebaseline.approve")
    assert get_record(sqlite_db, MILESTONE, one)["baseline_on"] == LATER
    assert len(baseline_history(sqlite_db, one)) == 2
    assert app.date_input(key_ending(app, "baseline_on")).value == LATER
    assert "is re-baselined" in said(app).replace("\\", "")


def test_a_request_may_stay_a_draft_and_be_submitted_later(open_page, sqlite_db, milestone):
    one = milestone(title="Pilot", baseline_on=SOON, forecast_on=LATER)
    app = press(
        open_page("milestones", project=CODE, open="M-1"), f"record.milestone.{one}.rebaseline"
    )
    app.text_area("plan.rebaseline.reason").set_value("Scope grew")
    press(app, "plan.rebaseline.draft")
    press(app, "plan.rebaseline.submit_now")
    press(app, "plan.rebaseline.later")
    assert list_records(sqlite_db, CHANGE, LogFilter())["status"].tolist() == ["submitted"]
    assert get_record(sqlite_db, MILESTONE, one)["baseline_on"] == SOON


def test_what_was_never_promised_cannot_be_promised_anew(open_page, milestone):
    one = milestone(title="Pilot", forecast_on=LATER)
    app = open_page("milestones", project=CODE, open="M-1")
    assert f"record.milestone.{one}.rebaseline" not in {button.key for button in app.button}


# ---- calendars ----


@BOTH
def test_an_address_is_shown_once_and_can_be_revoked(open_page, sqlite_db, project, language):
    app = press(open_page("milestones", project=CODE, lang=language), "plan.feed.create")
    token = app.code[0].value.removesuffix(".ics").rpartition("/")[2]
    assert feed_followed(sqlite_db, token).t.language == language
    feed = int(list_feeds(sqlite_db, project)["id"].iloc[0])
    assert not open_page("milestones", project=CODE).code
    press(app, f"plan.feed.{feed}.revoke")
    assert feed_followed(sqlite_db, token) is None
    assert not app.code
