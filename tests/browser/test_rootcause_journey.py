"""Root cause as people use it: from the KPI to the slice, to its rows, to an issue; on a phone."""

from collections.abc import Iterator

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.reading import list_records
from ecogov.storage.database import Database
from tests.builders import a_sheet_day, stored_project, take_in
from tests.harness.exports import records_bytes
from tests.harness.tabs import settled, visit

CODE = "ROOT"
WEEKS = (
    f"project={CODE}&metric=qa_accuracy&before=2026-03-02..2026-03-15&after=2026-03-16..2026-03-22"
)
PHONE = {"width": 390, "height": 844}
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
STREAMLIT_BREAKS = {"empty-table-header", "list", "listitem"}


@pytest.fixture(scope="module")
def db(app_server) -> Iterator[Database]:
    """The database of the app, with a project in which one vendor fell in one locale."""
    database = Database.open(app_server.database_url)
    number = stored_project(database, code=CODE)
    dice = np.random.default_rng(7)
    days = [
        a_sheet_day(
            Date=f"2026-03-{day:02}",
            Vendor=vendor,
            Language=locale,
            Reviewed="200",
            Defects=str(dice.binomial(200, 0.2 if _is_bad(day, vendor, locale) else 0.04)),
        )
        for day in range(2, 23)
        for vendor in ("KERLIP", "LANTERN", "SERRA")
        for locale in ("zh-CN", "id-ID")
    ]
    take_in(database, number, records_bytes(days), name="march.csv")
    yield database
    database.close()


def _is_bad(day, vendor, locale):
    return day >= 16 and (vendor, locale) == ("LANTERN", "zh-CN")


def test_from_a_kpi_to_the_slice_to_its_rows_and_back(app_server, new_visitor, db):  # noqa: ARG001
    tab = new_visitor().tab
    visit(tab, app_server.link(f"kpis?project={CODE}&period=2026-03-16..2026-03-22"))
    tab.get_by_role("link", name="Why did it change?").click()
    heading = tab.get_by_role("heading", name="Vendor LANTERN · Locale zh-CN moved it")
    expect(heading).to_be_visible()
    settled(tab)
    tab.get_by_role("button", name="Open the rows").first.click()
    expect(tab.get_by_role("heading", name="Rows after the change")).to_be_visible()
    expect(tab.get_by_text("7 rows: reviewed, by day of review")).to_be_visible()
    settled(tab)
    assert "rows=vendor%3ALANTERN" in tab.url
    told = tab.url
    other = new_visitor().tab
    visit(other, told)
    expect(other.get_by_text("7 rows: reviewed, by day of review")).to_be_visible()
    tab.get_by_role("button", name="Close", exact=True).click()
    expect(tab.get_by_role("heading", name="Rows after the change")).to_have_count(0)


def test_a_change_becomes_an_issue_that_points_at_its_kpi(app_server, new_visitor, db):
    tab = new_visitor().tab
    visit(tab, app_server.link(f"root-cause?{WEEKS}"))
    tab.get_by_role("button", name="Log as issue").first.click()
    dialog = tab.get_by_role("dialog")
    expect(dialog).to_be_visible()
    settled(tab)
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(tab.get_by_text("is logged")).to_be_visible()
    titles = list_records(db, RecordKind.ISSUE, LogFilter())["title"].tolist()
    assert any(title.startswith("QA accuracy fell") for title in titles)


def test_limits_are_frozen_and_taken_back(app_server, new_visitor, db):  # noqa: ARG001
    tab = new_visitor().tab
    visit(tab, app_server.link(f"root-cause?{WEEKS}&view=chart"))
    expect(tab.get_by_role("heading", name="QA accuracy is not stable")).to_be_visible()
    tab.get_by_role("button", name="Freeze these limits").click()
    expect(tab.get_by_text("Limits frozen by")).to_be_visible()
    settled(tab)
    tab.get_by_role("button", name="Undo").click()
    expect(tab.get_by_text("Limits frozen by")).to_have_count(0)


def test_the_page_reads_in_chinese_on_a_phone(app_server, new_visitor, db):  # noqa: ARG001
    tab = new_visitor(locale="zh-CN", viewport=PHONE).tab
    visit(tab, app_server.link(f"root-cause?{WEEKS}"))
    expect(tab.get_by_role("heading", name="供应商 LANTERN · 语种地区 zh-CN")).to_be_visible()
    assert not tab.evaluate(WIDER_THAN_SCREEN)
    for show in ("帕累托图", "表格"):
        tab.get_by_role("radio", name=show).or_(tab.get_by_role("button", name=show)).first.click()
        settled(tab)
        assert not tab.evaluate(WIDER_THAN_SCREEN)


@pytest.mark.parametrize("view", ["causes", "chart"])
def test_nothing_stands_in_the_way_of_a_screen_reader(app_server, new_visitor, db, view):  # noqa: ARG001
    tab = new_visitor().tab
    visit(tab, app_server.link(f"root-cause?{WEEKS}&view={view}"))
    expect(tab.get_by_role("heading", level=2).first).to_be_visible()
    found = Axe().run(tab).response["violations"]
    assert [rule["id"] for rule in found if rule["id"] not in STREAMLIT_BREAKS] == []
