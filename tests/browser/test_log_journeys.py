"""The log as people use it: by keyboard, in the table, in two windows, along its links."""

from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.milestones import milestone_schedule
from ecogov.services.log.reading import get_record, list_records
from ecogov.services.log.views import list_views
from ecogov.services.projects import get_project
from ecogov.storage.database import Database
from tests.builders import stored_project, stored_record
from tests.harness.tabs import settled, visit

RISK, MILESTONE, CHANGE = RecordKind.RISK, RecordKind.MILESTONE, RecordKind.CHANGE
CODE = "LOG"
PHONE = {"width": 390, "height": 844}
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# Rules that Streamlit's own parts break, with the part that breaks them.
STREAMLIT_BREAKS = {
    "empty-table-header": "stDataFrame",  # the heading of a column of ticks
    "list": "stSidebarNav",
    "listitem": "stSidebarNav",
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
    tab.get_by_role("link", name="Open R-").press("Enter")
    expect(tab.get_by_role("heading", name="By keyboard alone")).to_be_visible()
    expect(tab.get_by_test_id("glide-cell-2-0")).to_have_text("By keyboard alone")
    settled(tab)


@pytest.mark.parametrize("page", ["log?kind=risk&", "overview?"])
def test_what_was_typed_is_there_again_after_escape(app_server, new_visitor, db, page):
    tab = new_visitor().tab
    visit(tab, app_server.link(f"{page}project={CODE}".replace("overview", "")))
    dialog = tab.get_by_role("dialog")
    title = dialog.get_by_label("Title", exact=True)
    for before, way_out in (("", "Escape"), ("Half a thought", "cross")):
        tab.keyboard.press("Alt+n")
        expect(title).to_have_value(before)
        settled(tab)
        title.fill("Half a thought")
        if way_out == "Escape":
            tab.keyboard.press("Escape")
        else:
            dialog.get_by_role("button", name="Close", exact=True).click()
        expect(dialog).to_be_hidden()
        settled(tab)
    tab.keyboard.press("Alt+n")
    expect(title).to_have_value("Half a thought")
    settled(tab)
    discard = dialog.get_by_role("button", name="Start with an empty form")
    discard.click()
    expect(discard).to_be_hidden()
    settled(tab)
    expect(title).to_have_value("")
    tab.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    settled(tab)
    assert list_records(db, RISK, LogFilter(text="thought")).empty


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


def test_a_cell_beside_its_form_is_edited_while_something_is_typed_there(
    app_server, new_visitor, db
):
    one = stored_record(db, RISK, get_project(db, CODE).id, title="Beside its form")
    tab = new_visitor(viewport={"width": 1900, "height": 900}).tab
    visit(tab, app_server.link(f"log?kind=risk&project={CODE}&q=Beside&open={one.ref}"))
    owner = tab.locator(".st-key-log-record").get_by_role("combobox", name="Owner", exact=True)
    owner.fill("Typed, not saved")
    tab.keyboard.press("Enter")
    box = tab.get_by_test_id("stDataFrame").first.bounding_box()
    assert box is not None
    tab.mouse.dblclick(box["x"] + 250, box["y"] + 52)
    cell = tab.locator(".gdg-input")
    cell.fill("Said in the table")
    cell.press("Enter")
    expect(tab.get_by_label("Title", exact=True)).to_have_value("Said in the table")
    settled(tab)
    expect(owner).to_have_value("Typed, not saved")
    tab.get_by_role("button", name="Save", exact=True).click()
    expect(tab.get_by_text(f"{one.ref} is saved")).to_be_visible()
    settled(tab)
    stored = get_record(db, RISK, one.id)
    assert (stored["title"], stored["owner"]) == ("Said in the table", "Typed, not saved")


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
    versions = second.locator(".st-key-log-record").get_by_test_id("glide-cell-1-0")
    expect(versions).to_have_text("Seed, said first")
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


def test_an_approved_change_moves_the_promise_and_hides_no_slip(app_server, new_visitor, db):
    project = get_project(db, CODE).id
    promised, expected = date(2026, 12, 4), date(2026, 12, 18)
    days = {"baseline_on": promised, "forecast_on": expected}
    milestone = stored_record(db, MILESTONE, project, title="Pilot accepted", **days)
    change = stored_record(db, CHANGE, project, title="Guideline came late")
    tab = new_visitor().tab
    visit(tab, app_server.link(f"log?kind=change_request&project={CODE}&open={change.ref}"))
    record = tab.locator(".st-key-log-record")
    record.get_by_role("combobox", name="Milestone").fill("Pilot")
    tab.keyboard.press("Enter")
    settled(tab)
    record.get_by_role("spinbutton", name="year, New day").press_sequentially("20261211")
    tab.keyboard.press("Enter")
    settled(tab)
    record.get_by_role("button", name="Add this change").click()
    expect(record.get_by_text("(7 days later)")).to_be_visible()
    record.get_by_role("button", name="Submit", exact=True).click()
    record.get_by_role("combobox", name="Who decides").fill("Client")
    tab.keyboard.press("Enter")
    record.get_by_role("button", name="Approve", exact=True).click()
    expect(tab.get_by_text("is approved and carried out")).to_be_visible()
    settled(tab)

    plan = milestone_schedule(db, LogFilter(project_id=project), as_of=promised)
    moved = plan.set_index("id").loc[milestone.id]
    assert (moved["baseline_current"], moved["baseline_original"]) == (date(2026, 12, 11), promised)
    assert (moved["slip_now_days"], moved["total_slip_days"]) == (7, 14)
    visit(tab, app_server.link(f"log?project={CODE}&open={milestone.ref}"))
    for day in ("11 Dec 2026", "4 Dec 2026"):
        expect(record.locator("strong").get_by_text(day, exact=True)).to_be_visible()


def test_chinese_words_are_found_from_any_page_in_any_language(app_server, new_visitor, db):
    found = stored_record(db, RISK, get_project(db, CODE).id, title="节前标注员集中离职")
    tab = new_visitor().tab
    visit(tab, app_server.link(f"kpis?project={CODE}"))
    tab.keyboard.press("Control+k")
    box = tab.get_by_role("dialog").get_by_role("textbox")
    box.fill("标注员集中")
    box.press("Enter")
    tab.get_by_role("dialog").get_by_role("link", name=found.ref).click()
    expect(tab.get_by_role("heading", name="节前标注员集中离职")).to_be_visible()
    settled(tab)


def test_a_saved_view_is_opened_by_its_link_in_another_browser(app_server, new_visitor, db):
    project = get_project(db, CODE).id
    for owner in ("Zhou Min", "Ann Miller"):
        stored_record(db, RISK, project, title=f"Owned by {owner}", owner=owner)
    tab = new_visitor().tab
    visit(tab, app_server.link(f"log?kind=risk&project={CODE}&owner=Zhou%20Min"))
    tab.get_by_role("button", name="Views").click()
    tab.get_by_label("Name of this view").fill("Zhou Min's")
    tab.get_by_role("button", name="Save this view").click()
    expect(tab.get_by_text("View saved: Zhou Min's")).to_be_visible()
    settled(tab)
    assert list_views(db, "log")["name"].tolist() == ["Zhou Min's"]
    link = tab.get_by_role("link", name="Zhou Min's").get_attribute("href")
    assert link is not None

    other = new_visitor(locale="zh-CN").tab
    visit(other, app_server.link(link.removeprefix(app_server.url)))
    expect(other.get_by_text("1 个风险")).to_be_visible()
    expect(other.get_by_test_id("glide-cell-2-0")).to_have_text("Owned by Zhou Min")


def test_on_a_phone_in_chinese_nothing_leaves_the_screen(app_server, new_visitor, db):
    told = {"title": "越南语审核员不足", "probability": 4, "impact": 4}
    risk = stored_record(db, RISK, get_project(db, CODE).id, **told)
    tab = new_visitor(locale="zh-CN", viewport=PHONE, color_scheme="dark").tab
    visit(tab, app_server.link(f"log?kind=escalation&project={CODE}"))
    chosen = tab.locator(".st-key-log-section").get_by_role("radio", checked=True)
    expect(chosen).to_have_text("升级事项")
    expect(chosen).to_be_in_viewport(ratio=1)
    assert not tab.evaluate(WIDER_THAN_SCREEN)

    visit(tab, app_server.link(f"log?kind=risk&project={CODE}&open={risk.ref}"))
    heading = tab.get_by_role("heading", name="越南语审核员不足")
    expect(heading).to_be_visible()
    assert not tab.evaluate(WIDER_THAN_SCREEN)
    above, below = heading.bounding_box(), tab.get_by_test_id("stDataFrame").first.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] < below["y"]


def test_a_cold_link_opens_its_record_and_the_way_back_leads_to_it(cold_server, new_visitor):
    database = Database.open(cold_server.database_url)
    project = stored_project(database, code=CODE)
    stored_record(database, RISK, project, title="Night shift", owner="lin@example.org")
    database.close()
    tab = new_visitor().tab
    visit(tab, cold_server.link(f"log?kind=risk&project={CODE}&open=R-1"))
    heading = tab.get_by_role("heading", name="R-1 Night shift")
    expect(heading).to_be_visible()
    expect(tab.get_by_text("lin@example.org").first).to_be_visible()
    expect(tab.locator('a[href^="mailto:"]')).to_have_count(0)

    tab.get_by_role("radio", name="Issues").click()
    expect(heading).to_be_hidden()
    settled(tab)
    assert "kind=issue" in tab.url
    tab.go_back()
    expect(heading).to_be_visible()
    settled(tab)
    assert "open=R-1" in tab.url


def test_escape_closes_the_pasted_rows_whatever_became_of_them(app_server, new_visitor, db):
    tab = new_visitor().tab
    visit(tab, app_server.link(f"log?kind=issue&project={CODE}"))
    tab.get_by_role("button", name="Paste rows").click()
    dialog = tab.get_by_role("dialog")
    box = dialog.get_by_role("textbox")
    box.fill("Title\tCategory\nPasted, good\tQuality\nPasted, bad\tMoon")
    box.press("Control+Enter")
    dialog.get_by_role("button", name="Log 1").click()
    expect(dialog.get_by_text("1 row was logged")).to_be_visible()
    settled(tab)
    expect(box).to_be_focused()
    tab.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    settled(tab)
    found = list_records(db, RecordKind.ISSUE, LogFilter(text="Pasted"))
    assert found["title"].tolist() == ["Pasted, good"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_log_breaks_no_rule_of_access_of_its_own(app_server, new_visitor, risk, scheme):
    tab = new_visitor(color_scheme=scheme).tab
    visit(tab, app_server.link(f"log?kind=risk&project={CODE}&open={risk.ref}"))
    broken = {
        (violation["id"], node["html"][:120])
        for violation in Axe().run(tab).response["violations"]
        for node in violation["nodes"]
        if not _is_streamlits(tab, violation["id"], node["target"][0])
    }
    assert not broken


def _is_streamlits(tab: Page, rule: str, target: str) -> bool:
    part = STREAMLIT_BREAKS.get(rule)
    inside = f"e => e.closest('[data-testid=\"{part}\"]') !== null"
    return part is not None and bool(tab.locator(target).first.evaluate(inside))
