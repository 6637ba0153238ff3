import gzip
import json
import zipfile

import pytest

from ecogov.i18n.translator import translator
from ecogov.reports.tables import csv_table
from ecogov.services.imports import list_imports, open_receipt, undo_import
from ecogov.services.projects import add_project
from ecogov.services.receipts import open_import
from ecogov.services.vendors import add_vendor
from ecogov.ui.imports.receipt_files import rejected_rows, whole_receipt
from tests.builders import ACTOR, a_project, a_vendor
from tests.harness.places import ROOT

SHEET = b"""Date,Team,Submitted,Hours
2026-11-02,KERLIP,50,4
2026-11-03,KERLIP,40,3.5
2026-11-04,KERLIP,x,3
"""
NO_VENDOR = b"Date,Submitted\n2026-11-02,50\n2026-11-03,40\n"
LABEL_STUDIO = ROOT / "data" / "sample" / "exports" / "EVAL-CHAT-label-studio.json.gz"


@pytest.fixture
def project_id(sqlite_db):
    return add_project(sqlite_db, a_project(code="TS-VIDEO"), actor=ACTOR)


@pytest.fixture
def app(project_id, open_page):  # noqa: ARG001 - the project has to be there
    return open_page("imports", project="TS-VIDEO")


def _drop(app, *files):
    """Drop files given as name and content."""
    uploader = app.file_uploader[0]
    for name, content in files:
        uploader.upload(name, content)
    app.run()
    assert not app.exception
    return app


def _confirm(app):
    app.button("imports.confirm").click().run()
    assert not app.exception
    return app


def _said(elements):
    return " ".join(element.value for element in elements)


def _tiles(app):
    return {tile.label: tile.value for tile in app.metric}


def _keys(app, kind):
    return [element.key for element in app.get(kind) if element.key]


def _box(app, ending):
    return next(box for box in app.selectbox if box.key and box.key.endswith(ending))


def test_without_any_project_the_page_says_where_to_begin(open_page):
    app = open_page("imports")
    assert "there is none yet" in _said(app.info)
    assert not app.file_uploader


def test_without_a_chosen_project_the_page_asks_for_one(sqlite_db, open_page):
    add_project(sqlite_db, a_project(), actor=ACTOR)
    add_project(sqlite_db, a_project(code="EVAL-CHAT"), actor=ACTOR)
    app = open_page("imports")
    assert not app.file_uploader
    app.selectbox("imports.project").select("EVAL-CHAT").run()
    assert not app.exception
    assert app.file_uploader
    assert app.header[-1].value == "Imports of EVAL-CHAT"


def test_a_dropped_file_is_counted_and_not_stored(sqlite_db, app):
    _drop(app, ("week.csv", SHEET))
    assert _tiles(app) == {
        "Rows read": "3",
        "New": "2",
        "Updated": "0",
        "Known already": "0",
        "Left out": "0",
        "Refused": "1",
    }
    assert app.button("imports.confirm").label == "Import 1 file into TS-VIDEO"
    assert list_imports(sqlite_db).empty


def test_a_confirmed_file_answers_its_receipt_and_waits_no_longer(sqlite_db, app):
    _confirm(_drop(app, ("week.csv", SHEET)))
    stored = list_imports(sqlite_db)
    assert stored["file"].tolist() == ["week.csv"]
    assert app.query_params["receipt"] == str(stored["id"].iloc[0])
    assert "The file was imported." in _said(app.success)
    assert "imports.confirm" not in _keys(app, "button")
    refused = next(
        table.value for table in app.dataframe if "Why, and how to mend it" in table.value.columns
    )
    assert refused["Why, and how to mend it"].tolist() == [
        "“x” is no number. Write digits only, or leave the cell empty."
    ]


def test_more_runs_of_the_page_store_nothing_twice(sqlite_db, app):
    _confirm(_drop(app, ("week.csv", SHEET)))
    app.run()
    app.run()
    assert len(list_imports(sqlite_db)) == 1


def test_the_same_file_again_says_when_it_was_imported(app):
    _confirm(_drop(app, ("week.csv", SHEET)))
    _drop(app, ("again.csv", SHEET))
    assert "imported already on" in _said(app.info)
    assert "changes nothing" in _said(app.info)


def test_two_copies_dropped_together_wait_once(app):
    _drop(app, ("a.csv", SHEET), ("b.csv", SHEET))
    assert app.header[0].value == "1 file waits"


def test_a_broken_file_does_not_stop_a_good_one(sqlite_db, app):
    _drop(app, ("week.csv", SHEET), ("empty.csv", b""), ("noise.csv", b"a,b\n\xff\xff\xff\xff,1\n"))
    assert "“empty.csv” holds no data." in _said(app.error).replace("\\", "")
    assert "“noise.csv” is not text" in _said(app.error).replace("\\", "")
    _confirm(app)
    assert list_imports(sqlite_db)["file"].tolist() == ["week.csv"]
    assert app.header[0].value == "2 files wait"


def test_a_name_from_a_file_is_shown_and_not_interpreted(app):
    _drop(app, ("![x](http://evil.example/y.png).csv", b"alpha,:red[beta]\n1,2\n"))
    assert "![x](" not in _said(app.error)
    assert ":red[" not in _said(app.error)


def test_a_vendor_that_the_file_lacks_is_chosen(sqlite_db, app):
    add_vendor(sqlite_db, a_vendor(code="KERLIP"), actor=ACTOR)
    _drop(app, ("week.csv", NO_VENDOR))
    assert "Vendor" in _said(app.warning)
    _box(app, ".vendor").select("KERLIP").run()
    assert not app.exception
    assert "Vendor" not in _said(app.warning)
    _confirm(app)
    receipt = open_receipt(sqlite_db, int(list_imports(sqlite_db)["id"].iloc[0]))
    assert "vendor" not in receipt.missing
    assert receipt.new_vendors == ()


def test_columns_of_a_sheet_are_mapped_once_and_remembered(app):
    strange = b"Wann,Was,Wieviel\n2026-11-02,pre-publish,50\n2026-11-03,pre-publish,40\n"
    _drop(app, ("strange.csv", strange))
    assert "matches no known export" in _said(app.error)
    _box(app, ".format").select("production_sheet").run()
    for place, field in enumerate(("date", "queue", "units")):
        _box(app, f".column.{place}").select(field).run()
        assert not app.exception
    assert _tiles(app)["New"] == "2"
    _confirm(app)
    _drop(app, ("next.csv", strange.replace(b"2026-11", b"2026-10")))
    assert "matches no known export" in _said(app.error)
    _box(app, ".format").select("production_sheet").run()
    assert "As you said it last time" in _said(app.caption)
    assert _box(app, ".column.2").value == "units"


@pytest.mark.usefixtures("project_id")
def test_a_sheet_without_a_count_names_the_field_in_the_readers_language(open_page):
    app = open_page("imports", project="TS-VIDEO", lang="zh-Hans")
    _drop(app, ("strange.csv", b"Wann,Was\n2026-11-02,pre-publish\n"))
    _box(app, ".format").select("production_sheet").run()
    assert "日期" in _said(app.error)
    assert "提交量" in _said(app.error)


def test_what_was_said_survives_another_page(sqlite_db, app):
    add_vendor(sqlite_db, a_vendor(code="KERLIP"), actor=ACTOR)
    _drop(app, ("week.csv", NO_VENDOR))
    _box(app, ".vendor").select("KERLIP").run()
    app.switch_page(str(ROOT / "pages" / "overview.py")).run()
    app.switch_page(str(ROOT / "pages" / "imports.py")).run()
    assert not app.exception
    assert _box(app, ".vendor").value == "KERLIP"
    assert _tiles(app)["New"] == "2"


def test_another_project_reads_the_waiting_files_again(sqlite_db, app):
    other = add_project(sqlite_db, a_project(code="EVAL-CHAT"), actor=ACTOR)
    _drop(app, ("week.csv", SHEET))
    app.selectbox("shell.project").select("EVAL-CHAT").run()
    assert not app.exception
    _confirm(app)
    assert len(list_imports(sqlite_db, other)) == 1
    assert len(list_imports(sqlite_db)) == 1


def test_a_file_that_is_left_out_is_gone(app):
    _drop(app, ("week.csv", SHEET))
    batch = app.session_state["imports.batch"]
    folder = batch.folder
    assert list(folder.iterdir())
    next(button for button in app.button if button.label == "Leave this file out").click().run()
    assert not batch.files
    assert not list(folder.iterdir())


def test_a_zip_is_read_in_place(app, tmp_path):
    path = tmp_path / "delivery.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/week.csv", SHEET)
        archive.writestr("a/next.csv", NO_VENDOR)
    _drop(app, ("delivery.zip", path.read_bytes()))
    assert app.header[0].value == "2 files wait"


def test_an_undo_is_explained_carried_out_and_said(sqlite_db, app):
    _confirm(_drop(app, ("week.csv", SHEET)))
    number = int(list_imports(sqlite_db)["id"].iloc[0])
    app.button(f"imports.receipt.{number}.undo").click().run()
    assert "2 new rows are removed." in _said(app.markdown)
    app.button("imports.undo_do").click().run()
    assert not app.exception
    assert list_imports(sqlite_db)["undone_at"].notna().all()
    assert "was undone: 2 rows" in _said(app.success)
    assert f"imports.receipt.{number}.undo" not in _keys(app, "button")


def test_an_undo_that_has_to_wait_names_the_later_import(sqlite_db, app):
    _confirm(_drop(app, ("week.csv", SHEET)))
    first = int(list_imports(sqlite_db)["id"].iloc[0])
    _confirm(_drop(app, ("late.csv", SHEET.replace(b",50,", b",51,"))))
    second = int(list_imports(sqlite_db)["id"].iloc[0])
    app.query_params["receipt"] = str(first)
    app.run()
    app.button(f"imports.receipt.{first}.undo").click().run()
    app.button("imports.undo_do").click().run()
    assert f"the newest first: {second}" in _said(app.error)
    undo_import(sqlite_db, second, actor=ACTOR)
    app.run()
    app.button(f"imports.receipt.{first}.undo").click().run()
    app.button("imports.undo_do").click().run()
    assert list_imports(sqlite_db)["undone_at"].notna().all()


def test_a_receipt_opens_by_its_link(sqlite_db, app, open_page):
    _confirm(_drop(app, ("week.csv", SHEET)))
    number = str(list_imports(sqlite_db)["id"].iloc[0])
    visitor = open_page("imports", project="TS-VIDEO", receipt=number)
    assert _tiles(visitor)["New"] == "2"
    assert not visitor.success


@pytest.mark.usefixtures("project_id")
def test_a_link_to_a_receipt_that_never_was_says_so(open_page):
    app = open_page("imports", project="TS-VIDEO", receipt="77,nonsense")
    assert "There is no import 77." in _said(app.warning).replace("\\", "")


@pytest.mark.usefixtures("project_id")
def test_the_preview_and_the_history_speak_chinese(open_page):
    app = open_page("imports", project="TS-VIDEO", lang="zh-Hans")
    _confirm(_drop(app, ("week.csv", SHEET)))
    headings = {
        options["label"]
        for table in app.dataframe
        for options in json.loads(table.proto.columns).values()
        if "label" in options
    }
    assert {"编号", "时间", "文件", "新增", "拒收", "原因与修改办法"} <= headings
    assert _tiles(app)["读取行数"] == "3"


def test_an_export_of_a_tool_is_recognised_and_offers_its_answers(app):
    _drop(app, ("anything.bin", LABEL_STUDIO.read_bytes()))
    assert "Found: Label Studio, JSON" in _box(app, ".format").options
    assert int(_tiles(app)["New"].replace(",", "")) > 1_000


def test_rows_without_a_date_count_on_a_day_that_can_be_chosen(app):
    rows = [{"id": n, "text": "t", "label": [[0, 1, "A"]], "Comments": []} for n in range(3)]
    content = "\n".join(json.dumps(row) for row in rows).encode()
    _drop(app, ("ann.jsonl", gzip.compress(content)))
    assert "3 rows carry no date at all" in _said(app.caption)
    assert any(picker.key and picker.key.endswith(".undated") for picker in app.date_input)


def test_the_receipt_as_files_is_whole_and_harmless(sqlite_db, app):
    _confirm(_drop(app, ("week.csv", SHEET.replace(b",x,", b",=1+1,"))))
    number = int(list_imports(sqlite_db)["id"].iloc[0])
    stored, t = open_import(sqlite_db, number), translator("en")
    sheets = whole_receipt(t, number, stored)
    assert list(sheets) == ["Receipt", "Refused rows"]
    facts = dict(sheets["Receipt"].itertuples(index=False, name=None))
    assert facts["Rows read"] == 3
    assert facts["Work time"] == "7.5 hours (as the sheet reports it)"
    assert b"=1+1" in csv_table(rejected_rows(t, stored))
