"""The status report as people use it: publish, share, open the link signed out, compare, print."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.hygiene.xray import today_of
from ecogov.storage.database import Database
from tests.builders import stored_project, stored_record
from tests.harness.tabs import settled, visit

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def project(sqlite_url):
    """A project whose pilot is late, with a way out."""
    db = Database.open(sqlite_url)
    project = stored_project(db)
    today = today_of(db, project)
    stored_record(
        db, RecordKind.MILESTONE, project, title="Pilot accepted",
        baseline_on=today - timedelta(days=9), forecast_on=today + timedelta(days=9),
    )  # fmt: skip
    stored_record(
        db, RecordKind.ACTION, project, title="Add raters", owner="Mei Lin",
        due_on=today + timedelta(days=5), expected_effect="Back on plan",
    )  # fmt: skip
    stored_record(
        db, RecordKind.DECISION, project, title="Two lots?", recommendation="Yes",
        due_on=today + timedelta(days=5),
    )  # fmt: skip
    yield project
    db.close()


def published(tab, server, note):
    visit(tab, server.link("status?project=TS-VIDEO&section=publish"))
    field = tab.get_by_role("textbox", name="One sentence of yours")
    field.fill(note)
    field.press("Tab")
    settled(tab)
    tab.get_by_role("button", name="Publish", exact=True).click()
    expect(tab.get_by_text("is published.").first).to_be_visible()
    settled(tab)


@pytest.mark.usefixtures("project")
def test_publish_share_read_signed_out_on_a_phone_and_compare(cold_server, new_visitor):
    tab = new_visitor(locale="en-GB").tab
    published(tab, cold_server, "First words.")
    tab.get_by_role("button", name="Create a link").click()
    address = tab.get_by_text("/status/").first
    expect(address).to_be_visible()
    link = address.inner_text().strip()
    expect(tab.get_by_text("Copy the address now")).to_be_visible()

    outside = new_visitor(locale="zh-CN", viewport=PHONE, java_script_enabled=False).tab
    outside.goto(link)
    expect(outside.get_by_role("heading", level=1)).to_have_text(
        "Status of Short-video policy review"
    )
    expect(outside.get_by_text("First words.")).to_be_visible()
    expect(outside.get_by_text("Pilot accepted").first).to_be_visible()
    assert outside.get_by_text("Mei Lin").count() == 0
    width = outside.locator("article").bounding_box()["width"]
    assert width <= PHONE["width"]
    outside.get_by_role("link", name="简体中文").click()
    expect(outside.get_by_role("heading", level=1)).to_have_text("短视频内容安全审核状态报告")

    published(tab, cold_server, "Second words.")
    outside.goto(link)
    expect(outside.get_by_text("Second words.")).to_be_visible()

    visit(tab, cold_server.link("status?project=TS-VIDEO&report=2&with=1"))
    expect(tab.get_by_role("heading", name="Report 1 of")).to_be_visible()
    settled(tab)

    visit(tab, cold_server.link("status?project=TS-VIDEO&report=1"))
    expect(tab.get_by_text("First words.")).to_be_visible()
    tab.emulate_media(media="print")
    expect(tab.get_by_role("button", name="Take away")).to_be_hidden()
    expect(tab.get_by_text("First words.")).to_be_visible()
    cold_server.check_log()
