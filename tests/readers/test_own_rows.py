"""Rows that other systems send by themselves: taken as they are, or refused with the field."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import CANONICAL, ReadOptions
from ecogov.readers.formats.own_rows import FIELDS, READER
from tests.harness.exports import read_upload


def read(*rows, zone="UTC"):
    content = "\n".join(map(json.dumps, rows)).encode()
    return read_upload(content, ReadOptions(timezone=zone), READER)


def an_event(**told):
    return {"event_id": "e-1", "item_id": 7, "submitted_at": "2026-03-02T08:00:00Z", **told}


def test_event_is_taken_as_it_is():
    told = an_event(label="cat", handle_seconds=30, is_gold=True, gold_correct=False, attempt=2)
    row = read(told).rows.row(0, named=True)
    assert {name: row[name] for name in told} == {
        **told, "item_id": "7", "submitted_at": datetime(2026, 3, 2, 8, tzinfo=UTC),
    }  # fmt: skip


def test_sums_of_a_day_are_known_by_day_and_by_whose_they_are():
    one = {"day": "2026-03-02", "vendor": "KERLIP", "units": 100, "units_accepted": 90}
    reading = read(one, {**one, "units": 120}, {**one, "queue": "b"}, zone="Asia/Shanghai")
    assert reading.column("submitted_at")[0] == datetime(2026, 3, 2, 4, tzinfo=UTC)
    first, again, other = reading.column("event_id")
    assert first == again != other


def test_files_of_own_rows_are_recognised():
    assert read_upload(json.dumps([an_event()]).encode()).format is SourceFormat.OWN_ROWS


@pytest.mark.parametrize(
    ("told", "field", "code"),
    [
        ({"colour": "red"}, "colour", "row.field_unknown"),
        ({"source_row": 3}, "source_row", "row.field_unknown"),
        ({"units": "many"}, "units", "row.number"),
        ({"units": 1.5}, "units", "row.number"),
        ({"units": True}, "units", "row.number"),
        ({"units": 1e30}, "units", "row.too_large"),
        ({"handle_seconds": "3"}, "handle_seconds", "row.number"),
        ({"is_gold": "yes"}, "is_gold", "row.value_type"),
        ({"label": ["a"]}, "label", "row.value_type"),
        ({"submitted_at": "soon"}, "submitted_at", "row.timestamp"),
        ({"event_id": None, "day": "2026-13-01"}, "day", "row.date_unreadable"),
    ],
)
def test_what_has_a_wrong_name_or_type_is_refused_and_the_others_stay(told, field, code):
    reading = read(an_event(**told), an_event(event_id="e-2"))
    assert [(one.row, one.field, one.code) for one in reading.rejections] == [(1, field, code)]
    assert reading.column("event_id") == ["e-2"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=4,
)


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4), min_size=1, max_size=4))
def test_whatever_is_sent_every_row_is_taken_or_refused(rows):
    reading = read(*rows)
    assert reading.rows.height + len(reading.rejections) == len(rows)


def test_every_canonical_field_may_be_told():
    assert set(FIELDS) == {*CANONICAL, "day"} - {"source_row"}
