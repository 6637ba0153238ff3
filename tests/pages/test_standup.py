"""The stand-up as a team lead meets it: cards, verbs, promises, trust, alarms."""

from datetime import date, timedelta

import pytest

from ecogov.domain.anomalies.asking import AnomalyFilter, Shown
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.production_rules.rules import RuleDraft, RuleKind
from ecogov.services.anomalies.asking import is_scan_wanted
from ecogov.services.anomalies.budgets import budget_of
from ecogov.services.anomalies.reading import get_anomaly, list_anomalies
from ecogov.services.anomalies.standups import standups_of
from ecogov.services.anomalies.triage import mark_planned
from ecogov.services.log.reading import get_record
from ecogov.services.production_rules.evaluating import evaluate_rules
from ecogov.services.production_rules.rules import add_rule, switch_rule
from ecogov.services.production_rules.settling import open_alarms, settle_alarms
from tests.builders import ACTOR, a_sheet_day, stored_project, take_in
from tests.harness.cards import DAY, stored_card
from tests.harness.exports import records_bytes

HEADLINE = "QA accuracy of zh\\-CN fell from 96\\.0% to 90\\.0% on 1 day"


@pytest.fixture
def cards(sqlite_db):
    """Three new cards of one project, the first the strangest."""
    project_id = stored_project(sqlite_db, code="DESK")
    return [
        stored_card(sqlite_db, project_id, p_value=p_value, day=DAY - timedelta(days=back), **own)
        for p_value, back, own in (
            (1e-9, 0, {}),
            (1e-6, 1, {"metric": "rework_rate", "direction": "up", "value": 0.99}),
            (1e-4, 20, {"locale": "id-ID"}),
        )
    ]


def status(db, number):
    return get_anomaly(db, number).card["status"]


def headings(app):
    return [one.value for one in app.header]


def texts(app):
    return "\n".join(one.value for one in app.markdown)


def test_before_the_first_project_it_says_what_to_do(open_page):
    app = open_page("standup")
    assert "no projects yet" in app.info[0].value
    assert app.button("standup.overview")


def test_before_the_first_scan_it_offers_one(open_page, sqlite_db):
    stored_project(sqlite_db)
    app = open_page("standup")
    assert "Nobody has looked" in app.info[0].value
    app.button("standup.scan").click().run()
    assert is_scan_wanted(sqlite_db)
    assert "in the background" in texts(app)


@pytest.mark.usefixtures("cards")
def test_the_strangest_card_is_open_with_its_words_and_picture(open_page):
    app = open_page("standup")
    assert headings(app)[0].startswith(HEADLINE)
    assert "**3** new ones left" in texts(app)
    [chart] = app.get("vega_lite_chart")
    assert '"diamond"' in chart.proto.spec
    assert "the level moved: 75%" in texts(app)


def test_a_card_has_an_address_of_its_own(open_page, cards):
    app = open_page("standup", card=str(cards[2]))
    assert "id\\-ID" in headings(app)[0]
    gone = open_page("standup", card="77")
    assert "does not exist" in gone.warning[0].value


def test_acknowledging_goes_on_to_the_next_and_can_be_undone(open_page, cards, sqlite_db):
    app = open_page("standup")
    app.button("standup.acknowledge").click().run()
    assert status(sqlite_db, cards[0]) == "acknowledged"
    assert headings(app)[0].startswith("Rework rate")
    assert "**2** new ones left" in texts(app)
    app.button("log.logged.undo").click().run()
    assert status(sqlite_db, cards[0]) == "new"
    assert headings(app)[0].startswith("QA accuracy")


def test_dismissing_asks_why(open_page, cards, sqlite_db):
    app = open_page("standup")
    app.button("standup.dismiss").click().run()
    app.button("standup.dismiss.noise").click().run()
    card = get_anomaly(sqlite_db, cards[0]).card
    assert (card["status"], card["reason"]) == ("dismissed", "noise")
    assert len(list_anomalies(sqlite_db, AnomalyFilter())) == 2
    settled = open_page("standup", show="settled")
    settled.button("standup.reopen").click().run()
    assert status(sqlite_db, cards[0]) == "acknowledged"


def test_escalating_makes_a_record_that_tells_what_was_found(open_page, cards, sqlite_db):
    app = open_page("standup")
    app.button("standup.escalate").click().run()
    [save] = [one for one in app.button if one.label == "Log it"]
    save.click().run()
    assert status(sqlite_db, cards[0]) == "converted"
    record = get_record(sqlite_db, RecordKind.ESCALATION, 1)
    assert record["title"].startswith("QA accuracy of zh-CN fell on")
    assert "900 of 1,000 sampled units" in record["description"]


def test_a_card_that_changed_meanwhile_is_not_overwritten(open_page, cards, sqlite_db):
    app = open_page("standup")
    mark_planned(sqlite_db, (cards[0], 1), actor="Bo")
    app.button("standup.acknowledge").click().run()
    assert "Bo changed this" in app.error[0].value
    assert status(sqlite_db, cards[0]) == "planned"


def test_comments_are_kept(open_page, cards, sqlite_db):
    app = open_page("standup")
    key = f"standup.comment.{cards[0]}.0"
    app.text_input(f"{key}.text").set_value("Half the shift is new")
    app.button(f"{key}.save").click().run()
    assert get_anomaly(sqlite_db, cards[0]).notes["text"].tolist() == ["Half the shift is new"]
    assert "Half the shift is new" in texts(app)


@pytest.mark.usefixtures("cards")
def test_filters_stand_in_the_link_and_can_be_cleared(open_page):
    app = open_page("standup", metric="rework_rate")
    assert headings(app)[0].startswith("Rework rate")
    empty = open_page("standup", metric="skip_rate")
    assert "No anomaly fits" in empty.info[0].value
    empty.button("standup.clear").click().run()
    assert headings(empty)[0].startswith("QA accuracy")


@pytest.mark.usefixtures("cards")
def test_a_stand_up_keeps_minutes_and_carries_promises_over(open_page, sqlite_db):
    app = open_page("standup", view="minutes")
    app.button("standup.start").click().run()
    running = standups_of(sqlite_db, 1).running
    key = f"standup.minutes.{running['id']}.1"
    app.text_area(f"{key}.text").set_value("Kerlip retrains")
    app.button(f"{key}.save").click().run()
    app.text_input("standup.promise.0.title").set_value("Retrain the shift")
    app.button("standup.promise.0.save").click().run()
    app.button("standup.end").click().run()
    assert "Kerlip retrains" in texts(app)
    assert "1 promise is still owed" in headings(app)
    later = open_page("standup", view="minutes")
    later.button("standup.done.1").click().run()
    assert standups_of(sqlite_db, 1).promises.empty


@pytest.mark.usefixtures("cards")
def test_trust_is_told_with_its_interval(open_page):
    app = open_page("standup")
    app.button("standup.dismiss").click().run()
    app.button("standup.dismiss.noise").click().run()
    told = open_page("standup", view="trust")
    assert headings(told)[0] == "Of 1 verdict 0 was something: 0% (0% to 79%)"
    assert "2 times stricter with a new level" in texts(told)
    [entry] = [one for one in told.button if one.label == "Forget it"]
    entry.click().run()
    assert "Nothing yet." in texts(told)


@pytest.mark.usefixtures("cards")
def test_the_budget_of_false_alarms_is_set_by_who_may(open_page, sqlite_db):
    app = open_page("standup", view="alarms")
    app.number_input("standup.budget.1.0.years").set_value(4.0)
    app.button("standup.budget.1.0.save").click().run()
    assert budget_of(sqlite_db, 1).draft.years_per_alarm == 4
    app.number_input("standup.budget.1.1.weekly").set_value(9.0)
    app.button("standup.budget.1.1.save").click().run()
    assert budget_of(sqlite_db, None).draft.weekly_alarms == 9


@pytest.mark.usefixtures("cards")
def test_the_page_speaks_chinese(open_page):
    app = open_page("standup", lang="zh-Hans")
    assert "由 96\\.0% 降至 90\\.0%" in headings(app)[0]
    assert app.button("standup.acknowledge").label == "确认"
    for view in ("minutes", "trust", "alarms"):
        assert open_page("standup", lang="zh-Hans", view=view).title[0].value == "站会"


def test_all_cards_are_listed_when_asked_for(open_page, cards, sqlite_db):
    app = open_page("standup", show="all")
    listed = [one for one in app.button if str(one.key).startswith("standup.open.")]
    assert len(listed) == len(list_anomalies(sqlite_db, AnomalyFilter(shown=Shown.ALL))) == 3
    listed[2].click().run()
    assert app.query_params["card"] == str(cards[2])


def test_alarms_of_rules_are_seen_to(open_page, sqlite_db):
    project = stored_project(sqlite_db, timezone="UTC", country="")
    take_in(sqlite_db, project, records_bytes([a_sheet_day(Date="2026-03-02")]))
    draft = RuleDraft(project_id=project, kind=RuleKind.NO_DATA, days=2)
    rule = add_rule(sqlite_db, draft, actor=ACTOR)
    switch_rule(sqlite_db, rule, is_on=True, version=1, actor=ACTOR)
    evaluate_rules(sqlite_db, date(2026, 3, 9), actor=ACTOR)
    app = open_page("standup", view="rules", project="TS-VIDEO")
    assert app.header[0].value == "1 alarm of rules to look at"
    assert app.dataframe[0].value.shape == (1, 4)
    settle_alarms(sqlite_db, list(open_alarms(sqlite_db)[0]["id"].map(int)), actor=ACTOR)
    app = open_page("standup", view="rules", lang="zh-Hans")
    assert app.header[0].value == "0 条规则告警待查看"
    assert any("已启用的规则没有触发" in text.value for text in app.markdown)
