"""Rows copied out of a spreadsheet: cells, days and numbers as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.errors import DomainError
from ecogov.readers.pasted import cells_of, day_of, number_of, share_of, text_of

_CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=20).map(
    str.strip
)


def test_cells_are_trimmed_and_blank_rows_left_out():
    text = "Title\tOwner\r\n a \tAnn\r\n\t\r\n\r\nb\t"
    assert cells_of(text, "\t") == [["Title", "Owner"], ["a", "Ann"], ["b", ""]]


def test_a_quoted_cell_may_hold_lines_and_delimiters():
    assert cells_of('"one\ntwo, three",x', ",") == [["one\ntwo, three", "x"]]


def test_without_a_delimiter_every_line_is_one_title():
    assert cells_of('He said "no", twice\n\nnext', None) == [['He said "no", twice'], ["next"]]


@given(st.lists(st.lists(_CELL, min_size=2, max_size=4), max_size=6))
def test_rows_written_are_read_back(rows):
    kept = [row for row in rows if any(row)]
    assert cells_of(text_of(kept, "\t"), "\t") == kept


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-31", "2026/5/31", "2026.05.31", "2026年5月31日", "20260531", "31.05.2026",
        "31 May 2026", "May 31, 2026", "31/5/2026", "5/31/2026", "2026-05-31 00:00:00",
        " 2026-05-31T00:00:00.000Z ", "31-May-26",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text):
    assert day_of(text) == date(2026, 5, 31)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("soon", "paste.day"),
        ("2026-02-30", "paste.day"),
        ("31/31/2026", "paste.day"),
        ("=TODAY()", "paste.day"),
        ("3/4/2026", "paste.day_order"),
    ],
)
def test_a_day_that_is_none_or_two_is_refused(text, code):
    with pytest.raises(DomainError) as caught:
        day_of(text)
    assert caught.value.code == code
    assert caught.value.params["text"] == text


def test_equal_day_and_month_are_one_day_either_way():
    assert day_of("5/5/2026") == date(2026, 5, 5)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234,567.5", "1234567.5"), ("12", "12"), ("1,2", "1,2"), ("-3", "-3"), ("abc", "abc")],
)
def test_only_true_thousands_lose_their_commas(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize(("text", "share"), [("30%", "0.3"), ("30％", "0.3"), ("0.3", "0.3")])  # noqa: RUF001 - as typed
def test_a_share_may_be_written_in_percent(text, share):
    assert share_of(text) == share
    assert share_of("x%") == "x%"
