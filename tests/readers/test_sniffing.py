import gzip
import io
import json

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from ecogov.readers.opening import OpenedSource, open_sources
from ecogov.readers.registry import FORMATS, READERS, detect, reader_for
from ecogov.readers.sniffing import HEAD_BYTES, Kind, heads_of
from tests.harness.exports import csv_bytes

MTURK = ["HITId", "AssignmentId", "WorkerId", "AssignmentStatus", "AcceptTime", "SubmitTime"]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def source(content):
    return OpenedSource("upload", lambda: io.BytesIO(content))


def head(content):
    (only,) = heads_of(source(content))
    return only


def refusal_of(content):
    with pytest.raises(UnreadableFileError) as refusal:
        reader_for(source(content))
    return refusal.value


def workbook(*sheets):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return buffer.getvalue()


def test_every_format_has_a_reader_and_the_production_sheet_is_asked_last():
    assert set(READERS) == set(SourceFormat)
    assert FORMATS[-1][0].format is SourceFormat.PRODUCTION_SHEET


def test_real_exports_are_recognised_whatever_they_are_called(shared_data):
    expected = {
        "appen_crowdtruth": SourceFormat.APPEN,
        "appraise_esa": SourceFormat.APPRAISE,
        "labelstudio_leoka": SourceFormat.LABEL_STUDIO_JSON,
        "mturk_reprohum": SourceFormat.MTURK,
        "clear": SourceFormat.ZOONIVERSE,
    }
    files = [p for p in (shared_data / "annotation").rglob("*") if p.suffix in {".gz", ".xlsx"}]
    for path in files:
        if path.parent.name in expected:
            (only,) = open_sources(path, "export.bin")
            assert detect(only) is expected[path.parent.name], path.name


def test_tables_show_their_headings_and_first_rows():
    found = head(b"a;b\n1;x\n2;y\n")
    assert (found.kind, found.columns) == (Kind.CSV, ("a", "b"))
    assert found.rows == (("1", "x"), ("2", "y"))
    assert found.has("a", "b")
    assert not found.has("a", "c")


@given(st.lists(st.dictionaries(st.text(max_size=5), values, min_size=1), min_size=2, max_size=5))
def test_json_arrays_and_lines_show_the_same_records(records):
    array = head(json.dumps(records, indent=1).encode())
    lines = head("\n".join(map(json.dumps, records)).encode())
    assert array.records == lines.records == tuple(records)
    assert array.keys == lines.keys == frozenset(records[0])
    assert (array.kind, array.is_array) == (Kind.JSON, True)
    assert (lines.kind, lines.is_array) == (Kind.JSON_LINES, False)


@given(st.dictionaries(st.text("ab:{}[]\\ \"'", min_size=1, max_size=4), values, min_size=1))
def test_keys_of_a_record_too_long_for_the_head_are_known_anyway(record):
    """All keys that stand before the long text are found, and none that is nested."""
    long = record | {"zz": "x" * HEAD_BYTES}
    expected = {json.dumps(key)[1:-1] for key in long}
    assert head(json.dumps([long]).encode()).keys == expected
    assert head(json.dumps(long).encode()).keys == expected


def test_a_cover_sheet_does_not_hide_the_export():
    book = workbook([["Date", "Units"], ["2026-03-01", 5]], [MTURK, ["H", "A", "W", "Approved"]])
    assert detect(source(book)) is SourceFormat.MTURK
    (chunk,) = READERS[SourceFormat.MTURK].read(source(book), ReadOptions())
    assert chunk.rows["event_id"].to_list() == ["A"]


def test_an_unknown_file_is_refused_with_what_was_met():
    refusal = refusal_of(b"colour,size\nred,5\n")
    assert (refusal.code, refusal.params["columns"]) == ("file.format_unknown", "colour, size")
    assert refusal_of(b'{"colour": "red", "size": 5}').params["columns"] == "colour, size"
    assert refusal_of(workbook([["colour", "size"]])).code == "file.format_unknown"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"   \n", "file.empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\xff\xfe\xfa", "file.encoding"),
        (b"%PDF-1.7\n1 0 obj", "file.format_unknown"),
        (b"{not json", "file.format_unknown"),
        (b"[]", "file.format_unknown"),
    ],
)
def test_what_is_no_export_is_refused(content, code):
    assert refusal_of(content).code == code


@pytest.mark.parametrize("format_", [SourceFormat.MTURK, SourceFormat.APPEN, SourceFormat.TOLOKA])
def test_a_format_chosen_wrongly_is_refused_with_the_missing_columns(format_):
    for content in (b"a,b\n1,2\n", workbook([["a", "b"], [1, 2]])):
        with pytest.raises(UnreadableFileError) as refusal:
            list(READERS[format_].read(source(content), ReadOptions()))
        assert refusal.value.code == "file.columns_missing"


def test_a_packed_export_is_recognised_by_its_content():
    packed = gzip.compress(csv_bytes(MTURK, [["x"] * 6]))
    (only,) = open_sources(packed, "report.json")
    assert detect(only) is SourceFormat.MTURK
