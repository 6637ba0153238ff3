"""Every page as a stranger meets it: by a cold deep link, on a phone, in the other language."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from ecogov.domain.imports import ImportRequest
from ecogov.i18n.translator import translator
from ecogov.readers.opening import Limits
from ecogov.services.imports import import_source, opened
from ecogov.services.projects import add_project, get_project
from ecogov.storage.database import Database
from ecogov.ui.navigation import PAGES
from tests.builders import ACTOR, a_project
from tests.harness.places import ROOT
from tests.harness.serving import AppServer
from tests.harness.tabs import settled, visit

EXPORTS = ROOT / "data" / "sample" / "exports"
FILES = ("SRCH-REL-appen-full-report.csv.gz", "EVAL-SAFE-mturk-batch-results.csv.gz")
PHONE = {"width": 390, "height": 844}
LINKS = {entry.key: entry.path for entry in PAGES}


@pytest.fixture(scope="module")
def served(app_server: AppServer) -> Iterator[AppServer]:
    """The app with a project that two real-shaped exports were imported into."""
    db = Database.open(app_server.database_url)
    add_project(db, a_project(code="PAGES"), actor=ACTOR)
    project = get_project(db, "PAGES")
    for name in FILES:
        (source,) = opened(EXPORTS / name, name, Limits())
        import_source(db, project, source, ImportRequest(), actor=ACTOR)
    db.close()
    return app_server


@pytest.mark.parametrize("key", LINKS)
def test_a_cold_deep_link_meets_the_shell_and_its_page(cold_server, new_visitor, key):
    tab = new_visitor().tab
    visit(tab, cold_server.link(LINKS[key]))
    title = translator("en")(f"page.{key}")
    expect(tab.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()
    expect(tab.get_by_test_id("stSidebarNav")).to_contain_text(title)


@pytest.mark.parametrize("key", LINKS)
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_a_page_fits_a_phone_in_both_languages(served, new_visitor, key, locale):
    tab = new_visitor(locale=locale, viewport=PHONE, color_scheme="dark").tab
    visit(tab, served.link(f"{LINKS[key]}?project=PAGES"))
    language = "zh-Hans" if locale == "zh-CN" else "en"
    title = translator(language)(f"page.{key}")
    expect(tab.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert tab.evaluate(overflow) <= 0


def test_kpis_are_read_in_english_and_in_chinese(served, new_visitor):
    tab = new_visitor().tab
    visit(tab, served.link("kpis?project=PAGES&period=all"))
    expect(tab.get_by_text("Gold accuracy").first).to_be_visible()
    expect(tab.get_by_text("95% interval").first).to_be_visible()
    tab.get_by_role("button", name="简体中文").click()
    expect(tab.get_by_text("金标准确率").first).to_be_visible()
    settled(tab)
    expect(tab.locator("html")).to_have_attribute("lang", "zh-Hans")
    tab.reload()
    settled(tab)
    expect(tab.get_by_role("heading", level=1, name="指标")).to_be_visible()


def test_a_link_holds_the_opened_rows_behind_a_figure(served, new_visitor):
    tab = new_visitor().tab
    view = "metric=gold_accuracy&by=annotator&rows=*"
    visit(tab, served.link(f"kpis?project=PAGES&period=all&{view}"))
    expect(tab.get_by_text("answers to gold questions").last).to_be_visible(timeout=20_000)
    rows = tab.get_by_test_id("stDataFrame").last
    expect(rows).to_be_visible()
    settled(tab)
