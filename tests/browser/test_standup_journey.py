"""The stand-up as people hold it: by keyboard, into the log and back, in Chinese, on a phone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ecogov.domain.anomalies.asking import AnomalyFilter, Shown
from ecogov.domain.anomalies.triage import AnomalyStatus
from ecogov.services.anomalies.reading import list_anomalies
from ecogov.services.projects import get_project
from ecogov.storage.anomalies.cards import ANOMALY
from ecogov.storage.database import Database
from tests.builders import stored_project
from tests.harness.cards import DAY, stored_card
from tests.harness.tabs import settled, visit

CODE = "STANDUP"
PHONE = {"width": 390, "height": 844}
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def db(app_server) -> Iterator[Database]:
    """The database of the app, with a project of its own."""
    database = Database.open(app_server.database_url)
    stored_project(database, code=CODE)
    yield database
    database.close()


@pytest.fixture
def cards(db):
    """Four new cards, the strangest first."""
    project_id = get_project(db, CODE).id
    with db.write("test") as session:
        session.execute(ANOMALY.delete())
    return [
        stored_card(
            db, project_id, p_value=10.0 ** (-9 + number), day=DAY - timedelta(days=20 * number),
            locale=locale,
        )
        for number, locale in enumerate(("zh-CN", "id-ID", "pt-BR", "ar-SA"))
    ]  # fmt: skip


def statuses(db):
    told = list_anomalies(db, AnomalyFilter(shown=Shown.ALL))
    return dict(zip(told["id"], told["status"], strict=True))


def press(tab, key):
    tab.keyboard.press(key)
    settled(tab)


def test_a_stand_up_is_held_by_keyboard_alone(app_server, new_visitor, db, cards):
    tab = new_visitor().tab
    visit(tab, app_server.link(f"standup?project={CODE}"))
    heading = tab.get_by_role("heading", level=2).first
    expect(heading).to_contain_text("zh-CN")
    press(tab, "j")
    expect(heading).to_contain_text("id-ID")
    press(tab, "k")
    expect(heading).to_contain_text("zh-CN")
    press(tab, "a")
    expect(heading).to_contain_text("id-ID")
    press(tab, "d")
    expect(tab.get_by_role("button", name="Known event")).to_be_visible()
    press(tab, "2")
    expect(heading).to_contain_text("pt-BR")
    press(tab, "e")
    expect(tab.get_by_label("Title")).to_have_value("QA accuracy of pt-BR fell on 9 Oct 2026")
    tab.get_by_role("button", name="Log it").press("Enter")
    settled(tab)
    expect(heading).to_contain_text("ar-SA")
    expect(tab.get_by_text("1 new one left to look at")).to_be_visible()
    told = statuses(db)
    assert [told[number] for number in cards] == [
        AnomalyStatus.ACKNOWLEDGED,
        AnomalyStatus.DISMISSED,
        AnomalyStatus.CONVERTED,
        AnomalyStatus.NEW,
    ]


@pytest.mark.usefixtures("cards")
def test_keys_do_nothing_while_somebody_types(app_server, new_visitor, db):
    tab = new_visitor().tab
    visit(tab, app_server.link(f"standup?project={CODE}"))
    tab.get_by_placeholder("Write a comment").press_sequentially("a dejak")
    settled(tab)
    assert set(statuses(db).values()) == {AnomalyStatus.NEW}
    expect(tab.get_by_placeholder("Write a comment")).to_have_value("a dejak")


def test_an_anomaly_becomes_an_issue_and_the_issue_leads_back(app_server, new_visitor, cards):
    tab = new_visitor().tab
    visit(tab, app_server.link(f"standup?project={CODE}&card={cards[1]}"))
    press(tab, "i")
    tab.get_by_role("button", name="Log it").click()
    settled(tab)
    tab.get_by_role("link", name="Open I-").click()
    settled(tab)
    expect(tab.get_by_role("heading", name="QA accuracy of id-ID fell")).to_be_visible()
    tab.get_by_role("link", name="Anomaly").click()
    settled(tab)
    expect(tab.get_by_role("heading", level=2).first).to_contain_text("id-ID")
    expect(tab.get_by_text("In the log", exact=True).first).to_be_visible()


@pytest.mark.usefixtures("cards")
def test_the_stand_up_fits_a_phone_and_speaks_chinese(app_server, new_visitor):
    visitor = new_visitor(viewport=PHONE, locale="zh-CN")
    tab = visitor.tab
    visit(tab, app_server.link(f"standup?project={CODE}"))
    expect(tab.get_by_role("heading", level=2).first).to_contain_text("由 96.0% 降至 90.0%")
    assert not tab.evaluate(WIDER_THAN_SCREEN)
    card = tab.locator(".st-key-standup-card").bounding_box()
    others = tab.locator(".st-key-standup-list").bounding_box()
    assert card["y"] < others["y"]
    tab.get_by_role("button", name="确认").click()
    settled(tab)
    expect(tab.get_by_role("heading", level=2).first).to_contain_text("id-ID")
    for view in ("minutes", "trust", "alarms"):
        visit(tab, app_server.link(f"standup?project={CODE}&view={view}"))
        assert not tab.evaluate(WIDER_THAN_SCREEN)
