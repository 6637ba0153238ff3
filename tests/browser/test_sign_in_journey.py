"""Signing in with a deep link, reading without editing, being out when signed out elsewhere."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ecogov.domain.accounts import AccountDraft, GrantDraft
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Role
from ecogov.services.people.accounts import add_account, set_password
from ecogov.services.people.roles import grant_role
from ecogov.storage.database import Database
from tests.builders import ACTOR, stored_project, stored_record
from tests.harness.tabs import Visitor, settled

PASSWORD = "correct horse battery"  # noqa: S105 - of this test


@pytest.fixture
def team(sqlite_url):
    """Two projects; Vi may see the first one, Mo manages it."""
    db = Database.open(sqlite_url)
    own, _other = stored_project(db, code="OWN"), stored_project(db, code="OTHER")
    stored_record(db, RecordKind.RISK, own, title="Vendor loses a team", owner="Mo")
    for email, role in (("vi@example.org", Role.VIEWER), ("mo@example.org", Role.PM)):
        account_id = add_account(db, AccountDraft(email=email), actor=ACTOR)
        set_password(db, account_id, PASSWORD, actor=ACTOR)
        grant_role(db, account_id, GrantDraft(role=role, project_id=own), actor=ACTOR)
    db.close()


def sign_in(tab: Page, email: str) -> None:
    tab.get_by_label("E-mail address").fill(email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    tab.get_by_test_id("stApp").wait_for()
    settled(tab)


@pytest.mark.usefixtures("team")
def test_a_viewer_reads_what_they_may_and_edits_nothing(
    cold_server, new_visitor: Callable[..., Visitor]
):
    tab = new_visitor().tab
    tab.goto(cold_server.link("log?kind=risk&project=OWN&open=R-1"))
    expect(tab).to_have_url(re.compile("/account/login"))
    sign_in(tab, "vi@example.org")
    expect(tab).to_have_url(re.compile(r"/log\?.*open=R-1"))
    expect(tab.get_by_role("heading", name="Vendor loses a team")).to_be_visible()
    expect(tab.get_by_text("Owner: Mo").first).to_be_visible()
    for name in ("New", "Paste rows", "Put away", "Save"):
        expect(tab.get_by_role("button", name=name, exact=True)).to_have_count(0)
    navigation = tab.get_by_test_id("stSidebarNav")
    expect(navigation.get_by_role("link", name="Risks & log")).to_be_visible()
    for name in ("Settings", "Import", "SQL"):
        expect(navigation.get_by_role("link", name=name)).to_have_count(0)
    tab.goto(cold_server.link("settings?section=people"))
    settled(tab)
    expect(tab.get_by_text("This page is not for your role")).to_be_visible()
    expect(tab.get_by_text("mo@example.org")).to_have_count(0)


@pytest.mark.usefixtures("team")
def test_who_signs_out_in_one_tab_is_out_in_the_other(
    cold_server, new_visitor: Callable[..., Visitor]
):
    visitor = new_visitor()
    first = visitor.tab
    first.goto(cold_server.link("log?kind=risk&project=OWN"))
    sign_in(first, "mo@example.org")
    second = first.context.new_page()
    second.goto(cold_server.link("kpis?project=OWN"))
    second.get_by_test_id("stApp").wait_for()
    settled(second)
    second.locator(".st-key-shell-account button").first.click()
    second.get_by_role("button", name="Sign out", exact=True).click()
    expect(second).to_have_url(re.compile("/account/login"))
    first.get_by_role("button", name="Risk", exact=True).click()
    expect(first).to_have_url(re.compile(r"/account/login\?next=%2Flog"))
    assert not first.evaluate("document.cookie.includes('ecogov_sid')")
