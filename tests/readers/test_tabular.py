import contextlib
import csv
import datetime as dt
import io

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.errors import UnreadableFileError
from ecogov.readers.opening import OpenedSource
from ecogov.readers.tabular import ROW, read_table, unique_names
from tests.harness.exports import csv_bytes

cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\ufeff", exclude_categories=["Cs"]),
    max_size=12,
)
HEADER = ["first", "second", "third"]


def source(content):
    return OpenedSource("upload", lambda: io.BytesIO(content))


def table(content, **options):
    pieces = list(read_table(source(content), **options))
    frames = [piece.frame.select(ROW, pl.exclude(ROW)) for piece in pieces]
    frame = pl.concat(frames) if frames else pl.DataFrame()
    return frame, [rejection for piece in pieces for rejection in piece.rejections]


def workbook(*sheets):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return buffer.getvalue()


def refusal_of(content, **options):
    with pytest.raises(UnreadableFileError) as refusal:
        table(content, **options)
    return refusal.value.code


@given(st.lists(st.tuples(cells, cells, cells), max_size=20), st.sampled_from(",\t;|"))
def test_what_a_csv_writer_writes_is_read_back(rows, delimiter):
    frame, rejections = table(csv_bytes(HEADER, rows, delimiter))
    # A row of empty cells cannot be told from a blank line.
    numbered = [(n, *row) for n, row in enumerate(rows, start=2) if any(row)]
    assert frame.rows() == [tuple(cell or None for cell in row) for row in numbered]
    assert rejections == []


@given(st.lists(st.sampled_from([1, 2, 3, 4]), max_size=30))
def test_ragged_rows_are_rejected_by_number_and_the_others_kept(widths):
    frame, rejections = table(csv_bytes(HEADER, [["x"] * width for width in widths] + [HEADER]))
    numbered = list(enumerate([*widths, 3], start=2))
    assert frame[ROW].to_list() == [number for number, width in numbered if width == 3]
    assert [one.row for one in rejections] == [n for n, width in numbered if width != 3]
    assert {one.code for one in rejections} <= {"row.columns"}


def test_a_file_larger_than_a_block_keeps_its_row_numbers():
    rows = [["x" * 300] * (3 if n % 997 else 2) for n in range(30_000)]
    frame, rejections = table(csv_bytes(HEADER, rows))
    assert [one.row for one in rejections] == list(range(2, 30_002, 997))
    assert frame[ROW].to_list() == [n + 2 for n in range(30_000) if n % 997]


def test_pieces_are_bounded_whatever_the_file():
    pieces = list(read_table(source(csv_bytes(["a", "b"], [["1", "2"]] * 120_000))))
    assert max(piece.frame.height for piece in pieces) <= 50_000
    assert sum(piece.frame.height for piece in pieces) == 120_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_are_recognised(encoding, newline):
    text = newline.join(["编号,标签", "1,合格", "2,“不合格”需要返工", ""])
    frame, _ = table(text.encode(encoding))
    assert frame.rows() == [(2, "1", "合格"), (3, "2", "“不合格”需要返工")]


def test_chinese_far_behind_the_head_of_the_file_is_recognised():
    text = "id,label\n" + "1,plain\n" * 400_000 + "2,敏感内容\n"
    frame, _ = table(text.encode("gb18030"))
    assert frame.row(-1) == (400_002, "2", "敏感内容")


def test_multiline_cells_count_as_one_row():
    frame, _ = table(b'a,b\n"x\r\ny",1\nz,2\n')
    assert frame.rows() == [(2, "x\r\ny", "1"), (3, "z", "2")]


def test_blank_lines_are_passed_over_but_counted():
    frame, rejections = table(b"\n\na,b\n1,2\n\n,\n3,4\n\n")
    assert frame.rows() == [(4, "1", "2"), (7, "3", "4")]
    assert rejections == []


def test_headings_met_twice_or_empty_get_names():
    frame, _ = table(b"x,,x,source_row\n1,2,3,4\n")
    assert frame.columns == [ROW, "x", "column 2", "x#2", "source_row#2"]


@given(st.lists(st.sampled_from(["a", "", "a#2", " a ", "source_row"]), max_size=8))
def test_names_are_always_unique(headings):
    names = unique_names(headings)
    assert len(set(names)) == len(headings)
    assert ROW not in names


def test_headless_files_take_the_names_they_are_given():
    frame, _ = table(b"1,2\n3,4\n", names=["a", "b"])
    assert frame.rows() == [(1, "1", "2"), (2, "3", "4")]


def test_a_reader_says_what_else_means_missing():
    frame, _ = table(b"a,b\n?,x\n", nulls=("", "?"))
    assert frame.rows() == [(2, None, "x")]
    frame, _ = table(workbook([["a", "b"], ["?", "x"]]), nulls=("", "?"))
    assert frame.rows() == [(2, None, "x")]


def test_formula_in_a_cell_stays_text():
    frame, _ = table(b"a,b\n=1+1,@SUM(A1)\n")
    assert frame.rows() == [(2, "=1+1", "@SUM(A1)")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"\n\n", "file.empty"),
        (b"a,b\n1,caf\xe9 noir\n2,\xff\xff\n", "file.encoding"),
        (b"a,b\n1,2\n3", "file.truncated"),
        (b'a,b\n1,2\n3,"cut in a quo', "file.truncated"),
        (b'a,b\n1,2\n"cut in a\nquoted li', "file.truncated"),
        (b'a,b\n1,2\n3,"cut behind a line\n', "file.truncated"),
        ("a,b\n1,中".encode()[:-1], "file.truncated"),
        (b'a,b\n1,"' + b"x" * 12_000_000 + b'"\n', "file.row_too_long"),
    ],
)
def test_files_that_cannot_be_read_as_a_whole_are_refused(content, code):
    assert refusal_of(content) == code


def test_a_last_line_without_newline_is_no_cut():
    assert table(b"a,b\n1,2\n3,4")[0].height == 2


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5), st.data())
def test_a_cut_file_never_passes_for_a_whole_one_unnoticed(rows, data):
    """Cut anywhere behind the header: refused, or at the end of a row or of its last cell."""
    rows = [(f"x{left}", f"y{right}") for left, right in rows]
    whole = csv_bytes(["a", "b"], rows)
    cut = whole[: data.draw(st.integers(len(b"a,b\r\n") + 1, len(whole) - 3))]
    with contextlib.suppress(UnreadableFileError):
        frame, rejections = table(cut)
        assert rejections == []
        complete = frame.rows()[:-1]
        assert complete == [(n, *row) for n, row in enumerate(rows, start=2)][: len(complete)]


def test_workbook_cells_keep_what_a_person_sees():
    moment = dt.datetime(2026, 3, 31, 14, 5)  # noqa: DTZ001 (Excel knows no zones)
    rows = [["n", "f", "t", "b", "d", "s"], [7, 0.25, "x", True, moment, "007"]]
    frame, _ = table(workbook(rows))
    assert frame.rows() == [(2, "7", "0.25", "x", "true", "2026-03-31 14:05:00", "007")]


def test_workbook_rows_are_numbered_as_excel_counts_them():
    rows = [["Daily report"], [], ["a", "b"], [1, 2], [], [3, 4]]
    assert table(workbook(rows))[0].rows() == [(4, "1", "2"), (6, "3", "4")]


def test_the_sheet_with_the_wanted_headings_is_read_else_the_first_with_data():
    sheets = ([["note", "by"], ["x", "y"]], [["a", "b"], [1, 2]])
    assert table(workbook([], *sheets))[0].rows() == [(2, "x", "y")]
    assert table(workbook([], *sheets), wanted=("b",))[0].rows() == [(2, "1", "2")]


def test_empty_or_broken_workbooks_are_refused():
    assert refusal_of(workbook([])) == "file.empty"
    assert refusal_of(workbook([["a"]])[:-100]) == "file.workbook_broken"


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=10))
def test_the_standard_library_agrees_on_every_cell(rows):
    content = csv_bytes(["a", "b"], rows)
    expected = list(csv.reader(io.StringIO(content.decode(), newline="")))[1:]
    kept = [tuple(cell or None for cell in row) for row in expected if any(row)]
    assert [row[1:] for row in table(content)[0].rows()] == kept
