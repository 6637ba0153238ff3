"""Files taken in, listed and taken back from the command line."""

import gzip
import json
import zipfile
from datetime import datetime

import pytest

from tests.harness.exports import csv_bytes, facts_of

HEADER = ["Date", "Vendor", "Queue", "Submitted", "Reviewed", "Defects", "Hours"]
ROWS = [
    ["2026-03-02", "KERLIP", "ads", 100, 20, 1, 4],
    ["2026-03-03", "KERLIP", "ads", 120, 20, 2, 5],
]
RECEIPT = {
    "import_id": int, "format": str, "file": str, "sha256": str, "rows_read": int,
    "accepted": int, "updated": int, "duplicate": int, "skipped": int, "rejected": int,
    "rejections": list, "annotators": int, "items": int, "first_submitted_at": str,
    "last_submitted_at": str, "handle_seconds": dict, "missing": list,
}  # fmt: skip


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "march.csv"
    path.write_bytes(csv_bytes(HEADER, ROWS))
    return path


def imported(command, project, *words):
    return command("import", *words, "--project", project, "--json")


def test_receipt_has_exactly_the_keys_and_types_of_the_contract(command, project, sheet):
    told = imported(command, project, sheet).json
    assert list(told)[: len(RECEIPT)] == list(RECEIPT)
    assert {name: type(told[name]) for name in RECEIPT} == RECEIPT
    for name in ("first_submitted_at", "last_submitted_at"):
        assert datetime.fromisoformat(told[name]).utcoffset().total_seconds() == 0
    parts = ("accepted", "updated", "duplicate", "skipped", "rejected")
    assert told["rows_read"] == sum(told[name] for name in parts) == 2


def test_receipt_for_people_counts_in_a_table(command, project, sheet):
    said = command("import", sheet, "--project", project)
    assert said.status == 0
    assert "march.csv" in said.stdout
    assert "New" in said.stdout
    assert "新增" in command("import", sheet, "--project", project, "--language", "zh").stdout


def test_same_file_again_changes_nothing(command, project, sheet):
    imported(command, project, sheet)
    told = imported(command, project, sheet).json
    assert (told["accepted"], told["updated"], told["duplicate"]) == (0, 0, 2)


def test_dry_run_counts_and_stores_nothing(command, project, sheet):
    told = imported(command, project, sheet, "--dry-run").json
    assert (told["import_id"], told["accepted"]) == (None, 2)
    assert command("imports", "list", "--json").json == []
    assert command("vendor", "list", "--json").json == []


def test_refused_rows_say_field_code_and_sentence(command, project, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_bytes(csv_bytes(HEADER, [*ROWS, ["soon", "KERLIP", "ads", 1, 1, 0, 1]]))
    said = imported(command, project, path)
    [row] = said.json["rejections"]
    assert said.status == 0
    assert list(row)[:4] == ["row", "field", "code", "message"]
    assert row["code"].startswith("row.")
    assert "soon" in row["message"]
    chinese = imported(command, project, path, "--language", "zh").json["rejections"][0]
    assert chinese["message"] != row["message"]
    assert "soon" in command("import", path, "--project", project).stdout


def test_strict_refuses_the_whole_file(command, project, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_bytes(csv_bytes(HEADER, [*ROWS, ["soon", "KERLIP", "ads", 1, 1, 0, 1]]))
    said = imported(command, project, path, "--strict")
    assert (said.status, said.json["error"]["code"]) == (1, "import.strict")
    assert command("imports", "list", "--json").json == []


def test_file_without_a_good_row_is_no_success(command, project, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_bytes(csv_bytes(HEADER, [["2999-01-01", *ROWS[0][1:]]]))
    for words in ((), ("--dry-run",)):
        said = imported(command, project, path, *words)
        assert (said.status, said.json["import_id"], said.json["rejected"]) == (1, None, 1)


def test_a_refused_file_stops_no_other_but_shows_in_the_status(command, project, sheet, tmp_path):
    odd = tmp_path / "a-letter.csv"
    odd.write_text("Dear,all\nhello,there\n", encoding="utf-8")
    said = imported(command, project, odd, sheet)
    refused, receipt = said.json
    assert said.status == 1
    assert set(refused) == {"file", "error"}
    assert refused["file"] == "a-letter.csv"
    assert refused["error"]["code"] == "file.format_unknown"
    assert refused["error"]["message"] in said.stderr
    assert receipt["accepted"] == 2


def test_folders_and_archives_give_one_object_per_file(command, project, tmp_path):
    folder = tmp_path / "inbox"
    (folder / ".hidden").mkdir(parents=True)
    (folder / ".hidden" / "x.csv").write_text("left out", encoding="utf-8")
    (folder / "b.csv.gz").write_bytes(gzip.compress(csv_bytes(HEADER, ROWS[:1])))
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        for name, row in (("one.csv", ["2026-04-01", *ROWS[0][1:]]), ("two.csv", ROWS[1])):
            archive.writestr(name, csv_bytes(HEADER, [row]))
    told = imported(command, project, folder).json
    assert [one["file"] for one in told] == ["b.csv", "one.csv", "two.csv"]
    assert [one["accepted"] for one in told] == [1, 1, 1]
    assert len({one["import_id"] for one in told}) == 3


def test_mapping_is_used_and_kept_for_later_files(command, project, tmp_path):
    path, mapping = tmp_path / "odd.csv", tmp_path / "mapping.json"
    path.write_bytes(csv_bytes(["Whenever", "Alpha"], [["02/03/2026", 7]]))
    columns = {"date": "Whenever", "units": "Alpha"}
    mapping.write_text(
        json.dumps({"columns": columns, "date_format": "%d/%m/%Y"}), encoding="utf-8"
    )
    told = imported(command, project, path, "--mapping", mapping, "--vendor", "KERLIP").json
    assert (told["format"], told["accepted"]) == ("production_sheet", 1)
    path.write_bytes(csv_bytes(["Whenever", "Alpha"], [["03/03/2026", 9]]))
    again = imported(command, project, path, "--format", "production_sheet", "--vendor", "KERLIP")
    assert again.json["accepted"] == 1
    assert [one["code"] for one in command("vendor", "list", "--json").json] == ["KERLIP"]


def test_what_is_no_mapping_is_refused(command, project, sheet):
    mapping = sheet.with_name("mapping.json")
    for text in ("{", "[]", '{"columns": 5}', '{"columns": {}, "extra": 1}'):
        mapping.write_text(text, encoding="utf-8")
        said = imported(command, project, sheet, "--mapping", mapping)
        assert (said.status, said.json["error"]["code"]) == (1, "mapping.file")


def test_unknown_project_and_missing_file_are_refused(command, project, sheet):
    said = imported(command, "NOBODY", sheet)
    assert (said.status, said.json["error"]["code"]) == (1, "project.unknown")
    assert imported(command, project, sheet.with_name("gone.csv")).status == 2
    assert imported(command, project, sheet, "--format", "papyrus").status == 2


def test_imports_are_listed_and_one_is_taken_back(command, project, sheet):
    imported(command, project, sheet)
    [told] = command("imports", "list", "--json").json
    assert told["import_id"] == 1
    assert told["file"] == "march.csv"
    assert told["rows_read"] == told["accepted"] == 2
    assert told["undone_at"] is None
    assert "march.csv" in command("imports", "list", "--project", project).stdout
    assert command("imports", "undo", 1, "--json").json == {"import_id": 1, "rows": 2}
    assert command("imports", "list", "--json").json[0]["undone_at"] is not None


def test_import_that_is_gone_or_unknown_cannot_be_taken_back(command, project, sheet):
    imported(command, project, sheet)
    command("imports", "undo", 1)
    again, unknown = (command("imports", "undo", number, "--json") for number in (1, 77))
    assert (again.status, again.json["error"]["code"]) == (1, "import.undone")
    assert (unknown.status, unknown.json["error"]["code"]) == (1, "import.unknown")


REAL = {
    "mturk_reprohum/grammaticality_4_batches.csv.gz": ("mturk", "items_HITId", "elapsed"),
    "appen_crowdtruth/person-video-binary-choice.csv.gz": ("appen", "items", "page"),
}


@pytest.mark.parametrize("name", REAL)
def test_real_export_gives_the_figures_counted_otherwise(command, project, shared_data, name):
    path = shared_data / "annotation" / "clear" / name
    facts, told = facts_of(path), imported(command, project, path).json
    format_, items, seconds = REAL[name]
    assert told["format"] == format_
    assert told["sha256"] == facts["sha256"]
    assert told["rows_read"] == told["accepted"] == facts["rows"]
    assert told["annotators"] == facts["distinct"]["annotators"]
    assert told["items"] == facts["distinct"][items]
    assert told["first_submitted_at"][:19] == facts["first_timestamp"]
    assert told["last_submitted_at"][:19] == facts["last_timestamp"]
    assert told["rejections"] == []
    assert set(told["handle_seconds"]) == {seconds}
    assert command("verify").status == 0
