"""A file of records into the log and out of it again, as people do it in the browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.reading import get_record, list_records
from ecogov.services.log.records import amend_record
from ecogov.storage.database import Database
from tests.builders import ACTOR, stored_project, stored_record
from tests.harness.tabs import settled, visit

CODE = "FILES"
RISK = RecordKind.RISK


@pytest.fixture(scope="module")
def db(app_server):
    database = Database.open(app_server.database_url)
    yield database
    database.close()


def drop(tab: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    tab.get_by_test_id("stFileUploaderDropzoneInput").set_input_files([file])


def given(tab: Page, **_told) -> bytes:
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name="Download", exact=True).click()
    return Path(waiting.value.path()).read_bytes()


def test_a_table_comes_in_row_by_row_and_goes_out_as_it_came(app_server, new_visitor, db):
    project = stored_project(db, code=CODE)
    known = stored_record(db, RISK, project, title="Reviewers leave", owner="Ann")
    tab = new_visitor().tab
    visit(tab, app_server.link(f"log?kind=files&project={CODE}"))
    table = (
        "Reference,Title,Owner,Probability (inherent),Weather\n"
        f"{known.ref},Reviewers leave,Bo,,\n"
        ",标注员春节前离职,林浩然,4,\n"
        ",Impossible,Ann,nine,\n"
        ",Kept in part,Cy,,Rain\n"
    )
    drop(tab, "risks.csv", table.encode())
    expect(tab.get_by_text("2 New, 1 Changed, 1 Refused")).to_be_visible()
    settled(tab)
    cells = tab.get_by_test_id("stDataFrame").first.locator("td")
    for text in ("Changed", "Refused", "Weather"):
        expect(cells.filter(has_text=text).first).to_be_attached()
    assert len(list_records(db, RISK, LogFilter(project_id=project))) == 1

    tab.get_by_role("button", name=f"Store in {CODE}").click()
    expect(tab.get_by_text("“risks.csv” is in the log")).to_be_visible()
    settled(tab)
    rows = list_records(db, RISK, LogFilter(project_id=project))
    assert set(rows["title"]) == {"Reviewers leave", "标注员春节前离职", "Kept in part"}
    assert get_record(db, RISK, known.id)["owner"] == "Bo"

    workbook = given(tab)
    settled(tab)
    revision = db.revision()
    drop(tab, "log.xlsx", workbook)
    expect(tab.get_by_text("This file brings nothing new")).to_be_visible()
    settled(tab)
    expect(tab.get_by_role("button", name=f"Store in {CODE}")).to_be_hidden()
    assert db.revision() == revision

    amend_record(db, RISK, known.id, {"owner": "Eve"}, version=2, actor=ACTOR)
    tab.reload()
    settled(tab)
    drop(tab, "log.xlsx", workbook)
    tab.get_by_role("button", name=f"Store in {CODE}").click()
    expect(tab.get_by_text("“log.xlsx” is in the log")).to_be_visible()
    settled(tab)
    assert get_record(db, RISK, known.id)["owner"] == "Bo"
