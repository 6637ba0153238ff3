import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.errors import UnreadableFileError
from ecogov.readers import jsonstream
from ecogov.readers.canonical import Rejection
from ecogov.readers.jsonstream import Element, elements
from ecogov.readers.opening import OpenedSource

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class Dribble(io.BytesIO):
    """A stream that hands out a few bytes at a time, as networks do."""

    def read(self, size=-1, /):
        return super().read(min(size, 7) if size > 0 else 7)


def source(content, stream=io.BytesIO):
    return OpenedSource("upload", lambda: stream(content))


def values(content, members=(), stream=io.BytesIO):
    return [found.value for found in elements(source(content, stream), members)]


def refusal(content, members=()):
    with pytest.raises(UnreadableFileError) as caught:
        list(elements(source(content), members))
    return caught.value


@settings(deadline=None)
@given(st.lists(json_values, min_size=1, max_size=8), st.sampled_from([None, 1]))
def test_an_array_is_read_back_whatever_is_in_it(given_values, indent):
    content = json.dumps(given_values, indent=indent).encode()
    assert values(content) == given_values
    assert values(content, stream=Dribble) == given_values


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.text(), json_values), min_size=1, max_size=8), st.booleans())
def test_json_lines_are_read_back_with_their_line_numbers(records, ends_with_newline):
    text = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    content = (text + "\n" * ends_with_newline).encode("utf-8", "surrogatepass")
    assert list(elements(source(content, Dribble))) == [
        Element(row, record) for row, record in enumerate(records, start=1)
    ]


@settings(deadline=None)
@given(st.lists(json_values, max_size=5), json_values)
def test_a_member_is_streamed_and_its_neighbours_are_passed_over(inner, other):
    content = json.dumps({"before": other, "records": inner, "after": other}).encode()
    assert values(content, members=("records",)) == inner


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.text(), json_values), min_size=1, max_size=4), st.data())
def test_a_file_that_stops_early_is_never_read_as_whole(records, data):
    content = json.dumps(records).encode()
    cut = data.draw(st.integers(1, len(content) - 1))
    assert refusal(content[:cut]).code == "file.truncated"


def test_a_byte_order_mark_and_utf_16_are_read():
    assert values(b"\xef\xbb\xbf" + b'[{"a": 1}]') == [{"a": 1}]
    assert values('[{"a": "é"}]'.encode("utf-16")) == [{"a": "é"}]


def test_chinese_of_gb18030_is_read():
    record = {"text": "质检合格，返工三条"}
    assert values(json.dumps([record], ensure_ascii=False).encode("gb18030")) == [record]


def test_a_lone_object_without_the_member_is_one_record():
    assert values(b'{"id": 1}', members=("records",)) == [{"id": 1}]


def test_empty_array_and_blank_lines_hold_nothing():
    assert values(b" [ ] ") == []
    assert values(b'{"a": 1}\n\n \r\n{"a": 2}\r\n') == [{"a": 1}, {"a": 2}]


def test_broken_json_is_refused_with_line_and_column():
    error = refusal(b'[\n {"a": 1},\n {"a": tru,\n "b": 2},\n {"padding": "' + b"x" * 99 + b'"}]')
    assert (error.code, error.params["line"], error.params["column"]) == ("file.json", 3, 8)


@pytest.mark.parametrize(
    "content",
    [b"[1,]", b"[1 2]", b"[1] 2", b'[{"a": x}]', b'["\\q"]', b"[" + b"9" * 5_000 + b"]"],
)
def test_what_is_wrong_at_the_end_is_broken_not_truncated(content):
    assert refusal(content).code == "file.json"


def test_a_thousand_levels_are_refused_not_crashed_on():
    assert refusal(b"[" * 100_000 + b"]" * 100_000).code == "file.json"


def test_a_broken_line_is_rejected_and_the_others_count():
    found = list(elements(source(b'{"a": 1}\n{"a": \n{"a": 3}\n')))
    assert found[0] == Element(1, {"a": 1})
    assert isinstance(found[1], Rejection)
    assert (found[1].row, found[1].code, found[1].raw) == (2, "row.json", '{"a": ')
    assert found[2] == Element(3, {"a": 3})


def test_a_broken_last_line_without_its_end_means_the_file_was_cut():
    assert refusal(b'{"a": 1}\n{"a": ').code == "file.truncated"


def test_an_element_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(jsonstream, "MAX_ELEMENT_CHARACTERS", 3 << 20)
    big = json.dumps({"a": "x" * (6 << 20)}).encode()
    assert refusal(b"[" + big + b"]").code == "file.element_too_large"
    assert refusal(big).code == "file.element_too_large"


def test_an_element_larger_than_the_buffer_is_read():
    record = {"a": "x" * (5 << 20)}
    assert values(json.dumps([record, {"b": 1}]).encode()) == [record, {"b": 1}]


def test_memory_does_not_grow_with_the_file():
    class Endless(io.RawIOBase):
        def __init__(self):
            self.left = 400

        def read(self, _size=-1, /):
            self.left -= 1
            if self.left == 399:
                return b"["
            return b'{"a": "' + b"x" * 65_000 + b'"},' if self.left > 0 else b""

    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFileError):
            for _ in elements(OpenedSource("upload", Endless)):
                pass
        assert tracemalloc.get_traced_memory()[1] < 12 << 20
    finally:
        tracemalloc.stop()
