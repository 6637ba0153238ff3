"""Rules in Settings: set up, tried on history, switched on."""

from datetime import date

import pytest

from ecogov.domain.production_rules.rules import RuleDraft
from ecogov.services.production_rules.evaluating import evaluate_rules
from ecogov.services.production_rules.rules import add_rule, list_rules, switch_rule
from tests.builders import a_sheet_day, stored_project, stored_target, take_in
from tests.harness.exports import records_bytes


@pytest.fixture
def project_id(sqlite_db):
    number = stored_project(sqlite_db, code="TS-VIDEO", timezone="UTC", country="")
    days = [
        a_sheet_day(Date=f"2026-03-{day:02}", Reviewed="300", Defects="60" if day >= 16 else "3")
        for day in range(2, 21)
    ]
    take_in(sqlite_db, number, records_bytes(days), name="march.csv")
    stored_target(sqlite_db, number)
    return number


def _said(app):
    elements = (*app.markdown, *app.caption, *app.success, *app.header)
    return " ".join(element.value for element in elements)


def test_a_rule_is_tried_before_it_is_switched_on(sqlite_db, project_id, open_page):
    app = open_page("settings", project="TS-VIDEO", section="rules")
    [kind] = [one for one in app.selectbox if one.key.endswith("new.0.kind")]
    kind.set_value("target_missed").run()
    [save] = [one for one in app.button if one.key and one.key.endswith(".save")]
    save.click().run()
    assert not app.exception
    assert "Would have fired 1 time" in _said(app)
    assert "QA accuracy" in app.dataframe[0].value["What was found"].iloc[0]
    assert not list_rules(sqlite_db, project_id)["is_on"].iloc[0]
    app.button("rule.switch").click().run()
    assert list_rules(sqlite_db, project_id)["is_on"].iloc[0]
    assert "The rule watches from now on" in _said(app)


def test_what_rules_told_is_listed_in_chinese_too(sqlite_db, project_id, open_page):
    draft = RuleDraft(project_id=project_id, kind="target_missed", metric="qa_accuracy", days=3)
    rule = add_rule(sqlite_db, draft, actor="ann")
    switch_rule(sqlite_db, rule, is_on=True, version=1, actor="ann")
    evaluate_rules(sqlite_db, date(2026, 3, 20), actor="worker")
    app = open_page("settings", project="TS-VIDEO", section="rules", open="none", lang="zh-Hans")
    assert "规则告警 1 条" in _said(app)
    assert "未达目标 95.0%" in app.dataframe[-1].value["结果"].iloc[0]
