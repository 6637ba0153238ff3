"""The KPI page: what it says of the figures, what its link holds, where it leads."""

import json
from datetime import date

import pytest

from ecogov.domain.imports import ImportRequest
from ecogov.readers.opening import Limits
from ecogov.services.calendars import add_change_mark
from ecogov.services.imports import import_source, opened
from ecogov.services.projects import get_project
from ecogov.ui.kpis.tiles import TILES
from tests.builders import ACTOR, a_change_mark, stored_project, stored_target

MARCH = "2026-03-02..2026-03-15"
HEADINGS = "Date,Vendor,Queue,Locale,Submitted,Accepted,Reviewed,Correct,Hours\n"


def _sheet(year=2026):
    rows = [
        f"{year}-03-{day:02},{vendor},{queue},zh-CN,400,380,100,{correct},4"
        for day in range(2, 16)
        for vendor, queue, correct in (
            ("KERLIP", "pre-publish", 99),
            ("LANTERN", "pre-publish", 90),
            ("=SUM(1)", "appeals", 97),
        )
    ]
    return (HEADINGS + "\n".join(rows) + "\n").encode()


def _import(db, content, code="TS-VIDEO"):
    project = get_project(db, code)
    for source in opened(content, "march.csv", Limits()):
        import_source(db, project, source, ImportRequest(), actor=ACTOR)


@pytest.fixture
def project_id(sqlite_db):
    project_id = stored_project(sqlite_db, code="TS-VIDEO")
    _import(sqlite_db, _sheet())
    return project_id


@pytest.fixture
def visit(project_id, open_page):  # noqa: ARG001 - the figures have to be there
    def visited(**query):
        return open_page("kpis", **{"project": "TS-VIDEO", "period": MARCH, **query})

    return visited


def _html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def _said(elements):
    return " ".join(element.value for element in elements)


def _headings(app):
    return [heading.value for heading in app.header]


def _in_link(app, name):
    value = app.query_params.get(name)
    return value if value is None or isinstance(value, str) else ",".join(value)


def _charts(app):
    return [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]


def test_a_tile_says_numerator_denominator_and_interval(visit):
    said = _html(visit())
    assert "4,004 of 4,200 sampled" in said
    assert "95% interval 94.7%–95.9%" in said


def test_a_kpi_without_a_figure_says_why(visit):
    assert "—, because no gold questions were answered in this period" in _html(visit())


def test_every_tile_carries_its_definition(visit):
    said = _html(visit())
    assert all(f'id="kd-{code}"' in said for code in TILES)
    assert "correct units ÷" in said


def test_the_evidence_is_said_in_words(sqlite_db, project_id, visit):
    stored_target(sqlite_db, project_id, value=0.90, effective_from=date(2026, 1, 1))
    app = visit()
    assert "<b>Target met</b>" in _html(app)
    assert "target ≥ 90% met" in _headings(app)[0]


def test_not_enough_evidence_says_how_many_samples_decide(sqlite_db, project_id, visit):
    stored_target(sqlite_db, project_id, value=0.95, effective_from=date(2026, 1, 1))
    said = _html(visit())
    assert "Not enough evidence" in said
    assert "more samples decide" in said


def test_the_breakdown_tells_who_differs_beyond_chance(visit):
    heading = _headings(visit())[1]
    assert heading.startswith("QA accuracy by vendor: 3 of 3 differ from the rest beyond chance")
    assert "KERLIP 99.0%" in heading
    assert "LANTERN 90.0%" in heading


def test_a_tile_shows_its_trend_and_the_link_says_so(visit):
    app = visit()
    app.button("kpi-pick-accepted_units").click().run()
    assert not app.exception
    assert _in_link(app, "metric") == "accepted_units"
    assert _headings(app)[0].startswith("Accepted units 15,960")


def test_a_cold_link_reproduces_the_view(visit):
    app = visit(metric="accepted_units", step="week", by="queue", vendor="KERLIP", rows="*")
    assert app.selectbox("kpi.metric").value == "accepted_units"
    assert app.multiselect("kpi.vendor").value == ["KERLIP"]
    assert app.selectbox("kpi.rows").value == "*"
    assert _headings(app)[0].startswith("Accepted units 5,320")
    assert "by week" in _said(app.caption)


def test_a_filter_goes_into_the_link_as_a_code(visit):
    app = visit(lang="zh-Hans")
    app.multiselect("kpi.vendor").select("LANTERN").run()
    assert not app.exception
    assert _in_link(app, "vendor") == "LANTERN"
    assert "90.0%" in _headings(app)[0]


def test_what_a_link_asks_for_in_vain_is_said_and_left_out(visit):
    app = visit(metric="karma", vendor="NOBODY", step="hour")
    assert "karma" in app.warning[0].value
    assert "NOBODY" in app.warning[0].value
    assert _in_link(app, "metric") is None
    assert _headings(app)[0].startswith("QA accuracy")
    assert not app.run().warning


def test_the_rows_behind_a_figure_can_be_opened(visit):
    app = visit()
    app.selectbox("kpi.rows").select("KERLIP").run()
    assert not app.exception
    assert _in_link(app, "rows") == "KERLIP"
    shown = app.dataframe[-1].value
    assert len(shown) == 14
    assert set(shown["Vendor"]) == {"KERLIP"}
    assert "14 rows" in _said(app.caption)


def test_the_usual_period_without_data_shows_everything_and_says_so(sqlite_db, open_page):
    stored_project(sqlite_db, code="TS-VIDEO")
    _import(sqlite_db, _sheet(2018))
    app = open_page("kpis", project="TS-VIDEO")
    assert "Showing all data instead: 2–15 Mar 2018" in app.info[0].value
    assert _headings(app)[0].startswith("QA accuracy 95.3%")


def test_chosen_days_without_data_offer_the_days_that_have_some(visit):
    app = visit(period="2020-01-01..2020-01-31")
    assert "No data in the chosen days" in app.info[0].value
    assert not app.header
    app.button("kpi.show_all").click().run()
    assert not app.exception
    assert _in_link(app, "period") == "all"
    assert app.header


def test_without_a_project_the_page_points_on(open_page):
    app = open_page("kpis")
    assert "no project yet" in _said(app.markdown)
    assert app.button("kpi.overview")


def test_without_an_import_the_page_points_on(sqlite_db, open_page):
    stored_project(sqlite_db, code="TS-VIDEO")
    app = open_page("kpis", project="TS-VIDEO")
    assert "Nothing has been imported yet" in _said(app.markdown)


def test_all_projects_are_compared_with_each_other(sqlite_db, project_id, open_page):  # noqa: ARG001
    stored_project(sqlite_db, code="TS-LIVE", name_en="Live rooms")
    _import(sqlite_db, _sheet(), "TS-LIVE")
    app = open_page("kpis", period=MARCH)
    assert "by project" in _headings(app)[1]


def test_change_marks_stand_in_the_trend(sqlite_db, project_id, visit):
    add_change_mark(sqlite_db, a_change_mark(project_id, day=date(2026, 3, 9)), actor=ACTOR)
    assert "Guideline 4.0" in json.dumps(_charts(visit())[0])


def test_the_page_speaks_chinese(visit):
    app = visit(lang="zh-Hans", metric="qa_accuracy")
    assert _headings(app)[0].startswith("质检准确率 95.3%")
    assert "按供应商拆分" in _headings(app)[1]
    assert "抽检 4,200 件，正确 4,004 件" in _html(app)
    table = app.dataframe[0].value
    assert {"期间", "数值", "证据", "分子", "分母", "样本量"} <= set(table.columns)


def test_names_from_files_cannot_become_markup(sqlite_db, open_page):
    stored_project(sqlite_db, code="TS-VIDEO")
    evil = b"<img src=x onerror=alert(1)>"
    _import(sqlite_db, _sheet().replace(b"KERLIP", evil))
    app = open_page("kpis", project="TS-VIDEO", period=MARCH)
    assert "<img src=x" not in _html(app)
