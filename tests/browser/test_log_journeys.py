"""The log as people use it: by keyboard, in the table, in two windows, along its links."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.reading import get_record, list_records
from ecogov.services.projects import get_project
from ecogov.storage.database import Database
from tests.builders import stored_project, stored_record
from tests.harness.tabs import settled, visit

RISK = RecordKind.RISK
CODE = "LOG"
# Rules that Streamlit's own parts break, with the part that breaks them.
STREAMLIT_BREAKS = {
    "empty-table-header": "stDataFrame",  # the heading of a column of ticks
    "list": "stSidebarNav",
    "listitem": "stSidebarNav",
    "svg-img-alt": "stMetric",
    "presentation-role-conflict": "stFileUploader",
}


@pytest.fixture(scope="module")
def db(app_server) -> Iterator[Database]:
    """The database of the app, with a project that the journeys share."""
    database = Database.open(app_server.database_url)
    stored_project(database, code=CODE)
    yield database
    database.close()


@pytest.fixture(scope="module")
def risk(db):
    """A risk with Chinese words."""
    return stored_record(
        db, RISK, get_project(db, CODE).id, title="审核员流失 Seed", owner="林浩然"
    )


def test_a_risk_is_logged_from_another_page_by_keyboard_alone(app_server, new_visitor, db):
    tab = new_visitor().tab
    visit(tab, app_server.link(f"kpis?project={CODE}"))
    tab.keyboard.press("Alt+n")
    expect(tab.get_by_role("dialog")).to_be_visible()
    settled(tab)
    tab.get_by_role("dialog").get_by_label("Title").press_sequentially("By keyboard alone")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("dialog")).to_be_hidden()
    settled(tab)
    [title] = list_records(db, RISK, LogFilter(text="keyboard"))["title"]
    assert title == "By keyboard alone"


def test_a_cell_is_edited_in_place_and_is_there_after_a_reload(app_server, new_visitor, db, risk):
    tab = new_visitor().tab
    visit(tab, app_server.link(f"log?kind=risk&project={CODE}&q=Seed"))
    table = tab.get_by_test_id("stDataFrame").first
    box = table.bounding_box()
    assert box is not None
    tab.mouse.dblclick(box["x"] + 250, box["y"] + 52)
    cell = tab.locator(".gdg-input")
    cell.fill("审核员流失 Seed edited")
    cell.press("Enter")
    expect(tab.get_by_test_id("glide-cell-2-0")).to_have_text("审核员流失 Seed edited")
    settled(tab)
    tab.reload()
    settled(tab)
    assert get_record(db, RISK, risk.id)["title"] == "审核员流失 Seed edited"


def test_the_second_of_two_windows_is_told_and_keeps_what_was_typed(
    app_server, new_visitor, db, risk
):
    link = app_server.link(f"log?kind=risk&project={CODE}&open={risk.ref}")
    first, second = new_visitor().tab, new_visitor().tab
    for tab in (first, second):
        visit(tab, link)
    for tab, title in ((first, "Seed, said first"), (second, "Seed, said second")):
        tab.get_by_label("Title", exact=True).fill(title)
        tab.get_by_role("button", name="Save", exact=True).click()
        settled(tab)
    expect(second.get_by_text("Nothing of yours was stored")).to_be_visible()
    expect(second.get_by_label("Title", exact=True)).to_have_value("Seed, said second")
    assert get_record(db, RISK, risk.id)["title"] == "Seed, said first"
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_text("Nothing of yours was stored")).to_be_hidden()
    settled(second)
    assert get_record(db, RISK, risk.id)["title"] == "Seed, said second"


def test_a_risk_that_came_true_becomes_an_issue_and_leads_back(app_server, new_visitor, db, risk):
    tab = new_visitor().tab
    visit(tab, app_server.link(f"log?kind=risk&project={CODE}&open={risk.ref}"))
    tab.get_by_role("button", name="Came true: issue").click()
    expect(tab.get_by_text(f"{risk.ref} became I-1")).to_be_visible()
    assert get_record(db, RISK, risk.id)["status"] == "realised"
    tab.get_by_role("link", name="Open I-1").click()
    expect(tab.get_by_role("heading", name="I-1")).to_be_visible()
    settled(tab)
    tab.get_by_role("link", name=risk.ref).first.click()
    expect(tab.get_by_role("heading", name=risk.ref)).to_be_visible()
    settled(tab)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_log_breaks_no_rule_of_access_of_its_own(app_server, new_visitor, risk, scheme):
    tab = new_visitor(color_scheme=scheme).tab
    visit(tab, app_server.link(f"log?kind=risk&project={CODE}&open={risk.ref}"))
    broken = {
        (violation["id"], node["html"][:120])
        for violation in Axe().run(tab).response["violations"]
        for node in violation["nodes"]
        if violation["id"] not in STREAMLIT_BREAKS
    }
    assert not broken
