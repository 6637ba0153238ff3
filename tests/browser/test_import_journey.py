"""From files in a person's hand to figures and back: with a real browser's file picker."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from ecogov.services.imports import list_imports
from ecogov.services.projects import add_project
from ecogov.services.vendors import list_vendors
from ecogov.storage.database import Database
from tests.builders import ACTOR, a_project
from tests.harness.places import ROOT
from tests.harness.serving import AppServer
from tests.harness.tabs import settled, visit

SAMPLE = ROOT / "data" / "sample"
APPEN = SAMPLE / "exports" / "SRCH-REL-appen-full-report.csv.gz"
MTURK = SAMPLE / "exports" / "EVAL-SAFE-mturk-batch-results.csv.gz"
CHINESE_SHEET = SAMPLE / "sheets" / "TS-VIDEO-LANTERN.csv"


@pytest.fixture
def stored(app_server: AppServer) -> Iterator[Database]:
    """The database behind the app."""
    database = Database.open(app_server.database_url)
    yield database
    database.close()


def _project(stored: Database, code: str) -> int:
    return add_project(stored, a_project(code=code), actor=ACTOR)


def _drop(tab: Page, *paths: object) -> None:
    picker = tab.get_by_test_id("stFileUploaderDropzoneInput").first
    picker.set_input_files([str(path) for path in paths])


def _import(tab: Page, label: str) -> None:
    tab.get_by_role("button", name=label).click()
    expect(tab.get_by_text(re.compile("was imported|were imported|已导入。"))).to_be_visible(
        timeout=60_000
    )
    settled(tab, seconds=60)


def test_two_exports_come_in_are_read_and_one_is_taken_back(app_server, new_visitor, stored):
    project_id = _project(stored, "JOURNEY-EN")
    visitor = new_visitor()
    tab = visitor.tab
    visit(tab, app_server.link("import?project=JOURNEY-EN"))
    _drop(tab, APPEN, MTURK)
    expect(tab.get_by_role("heading", name="2 files wait")).to_be_visible(timeout=30_000)
    expect(tab.get_by_text("Appen full report")).to_be_visible()
    expect(tab.get_by_text("Amazon MTurk batch results")).to_be_visible()
    assert list_imports(stored, project_id).empty

    tab.get_by_text("Answer once for all files").click()
    tab.get_by_role("combobox", name="Vendor").fill("CROWD-NEW")
    tab.keyboard.press("Enter")
    settled(tab)
    _import(tab, "Import 2 files into JOURNEY-EN")
    assert "CROWD-NEW" in list_vendors(stored)["code"].tolist()
    assert len(list_imports(stored, project_id)) == 2

    tab.reload()
    settled(tab)
    tab.get_by_text("EVAL-SAFE-mturk-batch-results.csv").click()
    expect(tab.get_by_text("Work time")).to_be_visible()
    expect(tab.get_by_text("breaks included")).to_be_visible()
    settled(tab)
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Receipt (Excel)").click()
    assert download.value.suggested_filename.endswith(".xlsx")

    tab.get_by_role("button", name="Undo this import").click()
    dialog = tab.get_by_role("dialog")
    expect(dialog.get_by_text("new rows are removed")).to_be_visible()
    dialog.get_by_role("button", name="Undo it").click()
    expect(tab.get_by_text("was undone")).to_be_visible(timeout=30_000)
    settled(tab)
    assert list_imports(stored, project_id)["undone_at"].notna().sum() == 1


def test_a_chinese_sheet_comes_in_once_however_often_it_is_clicked(app_server, new_visitor, stored):
    project_id = _project(stored, "JOURNEY-ZH")
    visitor = new_visitor(locale="zh-CN", viewport={"width": 390, "height": 900})
    tab = visitor.tab
    visit(tab, app_server.link("import?project=JOURNEY-ZH"))
    _drop(tab, CHINESE_SHEET)
    button = tab.get_by_role("button", name="将 1 个文件导入 JOURNEY-ZH")
    expect(button).to_be_visible(timeout=30_000)
    expect(tab.get_by_text("各列的含义")).to_be_visible()
    button.dblclick()
    expect(tab.get_by_text("1 个文件已导入").or_(tab.get_by_text("文件已导入。"))).to_be_visible(
        timeout=60_000
    )
    settled(tab, seconds=60)
    assert len(list_imports(stored, project_id)) == 1
