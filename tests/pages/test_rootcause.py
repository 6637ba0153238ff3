"""The root cause page: what it finds, what its link holds, where it leads."""

import json
from datetime import date

import numpy as np
import pytest

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.calendars import add_change_mark
from ecogov.services.log.reading import list_records
from tests.builders import ACTOR, a_change_mark, a_sheet_day, stored_project, take_in
from tests.harness.exports import records_bytes

WEEKS = {"before": "2026-03-02..2026-03-15", "after": "2026-03-16..2026-03-22"}
CALM = {"before": "2026-03-02..2026-03-08", "after": "2026-03-09..2026-03-15"}


def _sheet():
    dice = np.random.default_rng(7)
    return records_bytes(
        [
            a_sheet_day(
                Date=f"2026-03-{day:02}",
                Vendor=vendor,
                Language=locale,
                Reviewed="200",
                Defects=str(
                    dice.binomial(
                        200, 0.2 if day >= 16 and (vendor, locale) == ("LANTERN", "zh-CN") else 0.04
                    )
                ),
            )
            for day in range(2, 23)
            for vendor in ("KERLIP", "LANTERN", "SERRA")
            for locale in ("zh-CN", "id-ID")
        ]
    )


@pytest.fixture
def project_id(sqlite_db):
    number = stored_project(sqlite_db, code="TS-VIDEO")
    take_in(sqlite_db, number, _sheet(), name="march.csv")
    return number


@pytest.fixture
def visit(project_id, open_page):  # noqa: ARG001 - the figures have to be there
    def visited(**query):
        told = {"project": "TS-VIDEO", "metric": "qa_accuracy", **WEEKS}
        return open_page("rootcause", **{**told, **query})

    return visited


def _headings(app):
    return [heading.value.replace("\\", "") for heading in app.header]


def _said(app):
    parts = (*app.markdown, *app.caption, *app.info)
    return " ".join(element.value.replace("\\", "") for element in parts)


def _charts(app):
    return [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]


def test_the_slice_that_explains_the_change_leads(visit):
    app = visit()
    first = _headings(app)[0]
    assert first.startswith("QA accuracy fell from 96")
    assert "Vendor LANTERN · Locale zh-CN moved it by −2" in first
    assert "luck explains it with a chance of less than 0.0001%" in _said(app)


def test_luck_names_nobody_and_says_so(visit):
    app = visit(**CALM)
    assert "chance explains this, nobody is named" in _headings(app)[0]
    assert "no reason to blame anybody" in _said(app)


def test_without_choices_the_page_begins_with_the_biggest_change(visit):
    app = visit(metric="", before="", after="")
    assert app.selectbox("rootcause.metric").value in {
        "qa_accuracy", "acceptance_rate", "first_pass_yield", "rework_rate",
    }  # fmt: skip
    assert app.date_input("rootcause.after").value == (date(2026, 3, 16), date(2026, 3, 22))


def test_the_waterfall_ends_at_the_value_after(visit):
    [waterfall, timeline] = _charts(visit(along="vendor"))
    bars = waterfall["layer"][1]["data"]["values"]
    marks = waterfall["layer"][3]["data"]["values"]
    assert bars[-1]["until"] == pytest.approx(marks[-1]["at"], abs=1e-9)
    assert len(timeline["layer"][6]["data"]["values"]) == 21


def test_a_picture_is_a_choice_in_the_link(visit):
    app = visit()
    app.segmented_control("rootcause.show").set_value("table").run()
    assert not app.exception
    assert app.query_params["show"] in ("table", ["table"])
    shown = app.dataframe[0].value
    assert {"Before", "After", "Expected", "Rate effect", "Mix effect"} <= set(shown.columns)
    total = shown["Contribution"].sum()
    assert total == pytest.approx((shown["Rate effect"] + shown["Mix effect"]).sum())


def test_a_slice_opens_into_its_rows(visit):
    app = visit()
    app.button("rootcause.rows.0").click().run()
    assert not app.exception
    rows = app.dataframe[-1].value
    assert len(rows) == 7
    assert set(rows["Vendor"]) == {"LANTERN"}
    assert set(rows["Locale"]) == {"zh-CN"}


def test_a_change_is_logged_as_an_issue_with_its_words(visit, sqlite_db):
    app = visit()
    app.button("rootcause.log.issue.0").click().run()
    assert not app.exception
    [title] = [one for one in app.text_input if one.key and one.key.endswith(".title")]
    assert title.value.startswith("QA accuracy fell")
    [save] = [one for one in app.button if one.key and one.key.endswith(".save")]
    save.click().run()
    issues = list_records(sqlite_db, RecordKind.ISSUE, LogFilter())
    assert issues["title"].iloc[0].startswith("QA accuracy fell")


def test_marked_changes_stand_in_the_timeline_and_in_the_list(visit, sqlite_db, project_id):
    add_change_mark(sqlite_db, a_change_mark(project_id, day=date(2026, 3, 15)), actor=ACTOR)
    app = visit()
    assert "Guideline 4.0" in json.dumps(_charts(app)[1])
    listed = app.dataframe[-1].value
    assert "1 day before the change began" in set(listed["When"])


def test_overlapping_periods_are_refused_in_words(visit):
    app = visit(before="2026-03-02..2026-03-18")
    assert "The two periods overlap" in app.error[0].value


def test_days_without_figures_say_which_have_some(visit):
    app = visit(before="2020-01-01..2020-01-31")
    assert "There is no volume in one of the periods" in _said(app)
    assert "2–22 Mar 2026" in _said(app)


def test_what_a_link_asks_for_in_vain_is_said_and_left_out(visit):
    app = visit(metric="karma", after="soon")
    assert "karma" in app.warning[0].value
    assert "soon" in app.warning[0].value
    assert not app.exception


def test_filters_narrow_the_change(visit):
    app = visit(vendor="KERLIP")
    assert "LANTERN" not in _headings(app)[0]


def test_a_project_has_to_be_chosen(visit, sqlite_db, open_page):  # noqa: ARG001
    stored_project(sqlite_db, code="TS-LIVE", name_en="Live rooms")
    app = open_page("rootcause")
    assert "Choose one" in _said(app)


def test_the_page_speaks_chinese(visit):
    app = visit(lang="zh-Hans", show="table")
    assert _headings(app)[0].startswith("质检准确率从 96")
    assert "供应商 LANTERN · 语种地区 zh-CN 影响 −2" in _headings(app)[0]
    assert {"此前", "现在", "预期", "水平效应", "结构效应", "贡献"} <= set(
        app.dataframe[0].value.columns
    )


def test_names_from_files_cannot_become_markup(sqlite_db, open_page):
    number = stored_project(sqlite_db, code="TS-VIDEO")
    evil = b"[x](javascript:alert(1))"
    take_in(sqlite_db, number, _sheet().replace(b"LANTERN", evil), name="march.csv")
    told = {"project": "TS-VIDEO", "metric": "qa_accuracy", **WEEKS}
    app = open_page("rootcause", **told)
    texts = [element.value for element in (*app.markdown, *app.header)]
    assert not any("](javascript:" in text for text in texts)


def test_the_control_chart_tells_the_days_that_break_a_rule(visit):
    app = visit(view="chart")
    assert "QA accuracy is not stable" in _headings(app)[0]
    listed = app.dataframe[0].value
    assert "1: beyond 3" in listed["Rules broken"].iloc[-1]
    assert str(listed["Day"].iloc[-1]) >= "2026-03-16"
    assert listed["Lower limit"].gt(listed["Value"]).any()


def test_limits_are_frozen_and_let_go_and_frozen_again(visit):
    app = visit(view="chart", chart="xmr", rules="western_electric")
    app.button("rootcause.freeze").click().run()
    assert "Limits frozen by" in _said(app)
    assert app.segmented_control("rootcause.kind").disabled
    app.button("rootcause.unfreeze").click().run()
    assert "Limits frozen by" not in _said(app)
    app.button("log.logged.undo").click().run()
    assert not app.exception
    assert "Limits frozen by" in _said(app)
