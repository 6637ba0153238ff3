"""Risks on the map, over time and in money: what is said, what narrows, what is missing."""

import pytest

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.setups import SetupDraft
from ecogov.domain.risks.appetite import AppetiteDraft
from ecogov.domain.risks.default_scale import DEFAULT_DRAFT
from ecogov.services.log.risks import BUILT_IN, change_appetites, change_scale
from ecogov.services.log.setups import change_setup
from tests.builders import ACTOR, stored_project, stored_record

RISK = RecordKind.RISK
CODE = "TS-VIDEO"
BOTH = pytest.mark.parametrize("language", ["en", "zh-Hans"])
COST = {"probability": 3, "impact": 3, "chance": 0.4, "cost_low": 10_000, "cost_high": 100_000}


@pytest.fixture
def project(sqlite_db):
    return stored_project(sqlite_db)


@pytest.fixture
def open_risks(open_page):
    return lambda **query: open_page("log", kind="risk", **query)


def run(app):
    app.run()
    assert not app.exception, f"{app.exception[0].message}\n{app.exception[0].stack_trace}"
    return app


def press(app, key):
    app.button(key).click()
    return run(app)


def titles(app):
    listed = [frame.value for frame in app.dataframe if "log.table" in frame.proto.id]
    return listed[0]["title"].tolist() if listed else []


def said(app):
    parts = (app.header, app.subheader, app.markdown, app.caption, app.info, app.success)
    return " ".join(element.value for kind in parts for element in kind)


def in_link(app, name):
    value = app.query_params.get(name, [])
    return value if isinstance(value, list) else [value]


def switch(app, name, value):
    group = next(one for one in app.get("button_group") if one.key == f"log.risks.{name}")
    group.set_value(value)
    return run(app)


def figures(app):
    return {one.label: one.value for one in app.metric}


# ---- ways of looking ----


def test_the_way_of_looking_stands_in_the_link(open_risks, sqlite_db, project):
    stored_record(sqlite_db, RISK, project, title="Grave", probability=4, impact=5)
    app = switch(open_risks(project=CODE), "view", "map")
    assert in_link(app, "view") == ["map"]
    assert "1 of 1 scored threats is in the band" in said(app)
    app = switch(app, "view", "list")
    assert in_link(app, "view") == []
    assert titles(app) == ["Grave"]


@BOTH
@pytest.mark.parametrize("view", ["map", "trend", "cost"])
@pytest.mark.usefixtures("project")
def test_where_there_is_no_risk_each_view_says_so(open_risks, view, language):
    app = open_risks(view=view, lang=language, project=CODE)
    told = {
        ("map", "en"): "No threat is scored yet",
        ("map", "zh-Hans"): "还没有已评分的威胁",
        ("trend", "en"): "No risk was logged",
        ("trend", "zh-Hans"): "没有登记风险",
        ("cost", "en"): "there is no live risk",
        ("cost", "zh-Hans"): "没有在管风险",
    }
    assert told[view, language] in app.header[0].value


# ---- the map ----


def test_a_picked_cell_narrows_the_list_and_not_the_map(open_risks, sqlite_db, project):
    stored_record(sqlite_db, RISK, project, title="Grave", probability=4, impact=5)
    stored_record(sqlite_db, RISK, project, title="Mild", probability=1, impact=1)
    gain = {"nature": "opportunity", "probability": 4, "impact": 5}
    stored_record(sqlite_db, RISK, project, title="Gain", **gain)
    app = open_risks(project=CODE, view="map")
    app.selectbox("log.risks.cell").set_value("4-5")
    run(app)
    assert titles(app) == ["Grave"]
    assert in_link(app, "cell") == ["current-4-5"]
    assert "of 2 scored threats" in app.header[0].value
    press(app, "log.cell")
    assert titles(app) == ["Mild", "Grave"]


def test_the_map_shows_the_stage_and_the_nature_that_are_asked_for(open_risks, sqlite_db, project):
    lowered = {"residual_probability": 1, "residual_impact": 1}
    stored_record(sqlite_db, RISK, project, title="Lowered", probability=5, impact=5, **lowered)
    gain = {"nature": "opportunity", "probability": 2, "impact": 2}
    stored_record(sqlite_db, RISK, project, title="Gain", **gain)
    app = open_risks(project=CODE, view="map", cell="current-1-1")
    assert "“Low”" in app.header[0].value
    app = switch(app, "stage", "inherent")
    assert "“Critical”" in app.header[0].value
    assert in_link(app, "cell") == []
    app = switch(app, "nature", "opportunity")
    assert "opportunities" in app.header[0].value
    assert titles(app) == ["Gain"]


@pytest.mark.parametrize("stage", ["inherent", "current", "target"])
def test_what_has_no_score_is_counted_and_listed(open_risks, sqlite_db, project, stage):
    levels = {"probability": 2, "impact": 2, "target_probability": 1, "target_impact": 1}
    stored_record(sqlite_db, RISK, project, title="Scored", **levels)
    stored_record(sqlite_db, RISK, project, title="Half", probability=3)
    stored_record(sqlite_db, RISK, project, title="Bare")
    app = open_risks(project=CODE, view="map", stage=stage)
    assert "**33%**: 1 of 3" in said(app)
    press(app, "log.risks.unscored")
    assert titles(app) == ["Bare", "Half"]
    assert in_link(app, "unscored") == [stage]
    press(app, "log.unscored")
    assert len(titles(app)) == 3


def test_threats_are_held_to_the_appetite_of_their_category(open_risks, sqlite_db, project):
    draft = AppetiteDraft(category="vendor", appetite=6, tolerance=12)
    change_appetites(sqlite_db, project, [draft], versions={}, actor=ACTOR)
    for title, probability, category in (
        ("Within", 2, "vendor"), ("Above", 4, "vendor"), ("Far above", 5, "vendor"),
        ("Elsewhere", 1, "people"),
    ):  # fmt: skip
        levels = {"probability": probability, "impact": 3, "category": category}
        stored_record(sqlite_db, RISK, project, title=title, **levels)
    app = open_risks(project=CODE, view="map")
    for word in ("Within", "Outside appetite", "Outside tolerance", "No appetite set"):
        assert word in said(app)
    rows = next(f.value for f in app.dataframe if "log.table" in f.proto.id).set_index("title")
    assert rows.loc["Far above", "appetite"] == "▲ Outside tolerance"
    assert rows.loc["Elsewhere", "appetite"] == "No appetite set"
    press(app, "log.risks.outside.TS-VIDEO.R-3")
    assert in_link(app, "open") == ["R-3"]


def test_what_is_over_is_listed_and_not_on_the_map(open_risks, sqlite_db, project):
    told = {"probability": 5, "impact": 5, "status": "realised"}
    stored_record(sqlite_db, RISK, project, title="Came true", **told)
    app = open_risks(project=CODE, view="map", status="all")
    assert titles(app) == ["Came true"]
    assert "No threat is scored yet" in app.header[0].value
    assert "Realised and closed risks are no exposure" in said(app)


def test_levels_carry_the_names_of_the_scale_in_force(open_risks, sqlite_db, project):
    levels = DEFAULT_DRAFT.impact
    renamed = (levels[0].model_copy(update={"name_en": "Feather"}), *levels[1:])
    draft = DEFAULT_DRAFT.model_copy(update={"impact": renamed})
    change_scale(sqlite_db, draft, project_id=project, version=BUILT_IN, actor=ACTOR)
    stored_record(sqlite_db, RISK, project, title="Light", probability=1, impact=1)
    app = open_risks(project=CODE, view="map", open="R-1")
    assert "Feather" in " ".join(app.selectbox("log.risks.cell").options)
    assert any("1 · Feather" in box.options for box in app.selectbox)


# ---- the trend ----


@BOTH
def test_the_trend_begins_with_the_first_risk(open_risks, sqlite_db, project, language):
    stored_record(sqlite_db, RISK, project, title="New", probability=4, impact=5)
    app = open_risks(project=CODE, view="trend", lang=language)
    assert "20" in app.header[0].value
    assert len(app.dataframe[0].value) == 1
    app = switch(app, "step", "month")
    assert in_link(app, "step") == ["month"]
    total = app.dataframe[0].value[{"en": "Total score", "zh-Hans": "风险总分"}[language]]
    assert total.tolist() == [20]


# ---- the cost ----


@BOTH
def test_where_nothing_is_quantified_the_way_to_the_costs_is_shown(
    open_risks, sqlite_db, project, language
):
    stored_record(sqlite_db, RISK, project, title="Mild", probability=1, impact=1)
    stored_record(sqlite_db, RISK, project, title="Grave", probability=5, impact=5)
    app = open_risks(project=CODE, view="cost", lang=language)
    assert not app.metric
    press(app, "log.risks.add_cost")
    assert in_link(app, "open") == ["R-2"]
    assert in_link(app, "field") == ["cost_likely"]


def test_the_contingency_is_held_against_the_cost(open_risks, sqlite_db, project):
    stored_record(sqlite_db, RISK, project, title="Strike", **COST)
    stored_record(sqlite_db, RISK, project, title="No cost", probability=1, impact=1)
    taken = {"status": "realised", "cost_likely": 5_000}
    stored_record(sqlite_db, RISK, project, title="Came true", **taken)
    gain = {"nature": "opportunity", "chance": 0.5, "cost_likely": 8_000}
    stored_record(sqlite_db, RISK, project, title="Gain", **gain)
    setup = SetupDraft(project_id=project, contingency=25_000)
    change_setup(sqlite_db, setup, version=0, actor=ACTOR)
    app = open_risks(project=CODE, view="cost")
    told = figures(app)
    assert told["Expected loss"] == "-CN¥16.2K"
    assert told["Expected gain"] == "CN¥4K"
    assert told["Contingency left"] == "CN¥20K"
    assert "1 risk does not count (1: no cost is given)" in said(app)
    assert "took CN¥5K of the contingency" in said(app)
    largest = app.dataframe[0].value
    assert largest["title"].tolist() == ["Strike"]
    assert largest["expected_value"].tolist() == [-16_161]
    assert largest["share"].tolist() == [1]
    app = switch(app, "side", "net")
    assert app.dataframe[0].value["title"].tolist() == ["Strike", "Gain"]


def test_without_a_contingency_the_way_to_set_it_is_shown(open_risks, sqlite_db, project):
    stored_record(sqlite_db, RISK, project, title="Strike", **COST)
    app = open_risks(project=CODE, view="cost")
    assert "Contingency left" not in figures(app)
    assert "Set the contingency of the project" in [
        link.proto.label for link in app.get("page_link")
    ]


def test_amounts_of_different_currencies_are_never_added(open_risks, sqlite_db, project):
    stored_record(sqlite_db, RISK, project, title="Strike", **COST)
    for place in range(2):
        other = stored_project(sqlite_db, code=f"USD-{place}", currency="USD")
        stored_record(sqlite_db, RISK, other, title="Abroad", **COST)
    app = open_risks(view="cost")
    assert "2 projects in this currency: USD" in said(app)
    assert figures(app)["Expected loss"] == "-US$32.3K"
    app = switch(app, "currency", "CNY")
    assert figures(app)["Expected loss"] == "-CN¥16.2K"
    assert app.dataframe[0].value["project_code"].tolist() == [CODE]
