import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.readers.canonical import CANONICAL, canonical_frame
from ecogov.readers.checking import ID_BYTES, LABEL_CHARACTERS, checked

TODAY = dt.date(2026, 11, 22)


def rows(**columns):
    count = max(len(values) for values in columns.values())
    given_columns = {"source_row": list(range(1, count + 1)), "event_id": ["e"] * count, **columns}
    return canonical_frame(given_columns)


def verdicts(**columns):
    good, rejections = checked(rows(**columns), today=TODAY)
    return good["source_row"].to_list(), [(one.row, one.field, one.code) for one in rejections]


def moment(year, month=1, day=1, hour=0):
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


@pytest.mark.parametrize("field", ["assigned_at", "started_at", "submitted_at", "reviewed_at"])
def test_dates_before_2000_or_in_the_future_are_refused(field):
    stamps = [
        moment(9999, 12, 31),
        moment(1999, 12, 31, 23),
        moment(2000),
        moment(2026, 11, 24, 23),
        moment(2026, 11, 25),
        None,
    ]
    kept, refused = verdicts(**{field: stamps})
    assert kept == [3, 4, 6]
    assert refused == [(row, field, "row.date_out_of_range") for row in (1, 2, 5)]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("event_id", None, "row.event_id_missing"),
        ("event_id", " ", "row.event_id_missing"),
        ("handle_seconds", -0.5, "row.negative_duration"),
        ("handle_seconds", float("inf"), "row.not_finite"),
        ("amount", float("nan"), "row.not_finite"),
        ("amount", -1.0, "row.negative"),
        ("units", -1, "row.negative"),
        ("units_open", -1, "row.negative"),
        ("stage", "guess", "row.value"),
        ("time_basis", "nap", "row.value"),
        ("review_result", "maybe", "row.value"),
        ("label_source", "ghost", "row.value"),
        ("item_id", "中" * ID_BYTES, "row.too_long"),
    ],
)
def test_each_thing_that_cannot_be_trusted_has_its_code(field, value, code):
    assert verdicts(**{field: [value]}) == ([], [(1, field, code)])


def test_a_row_is_refused_once_for_the_first_thing_wrong():
    kept, refused = verdicts(handle_seconds=[-1.0, 5.0], stage=["guess", "annotate"])
    assert kept == [2]
    assert len(refused) == 1


def test_the_value_that_was_refused_is_told():
    _, (rejection,) = checked(rows(submitted_at=[moment(9999)]), today=TODAY)
    assert rejection.params["value"].startswith("9999-01-01")


def test_nul_characters_are_taken_out():
    good, _ = checked(rows(label=["a\0b", None], item_id=["x\0", "y"]), today=TODAY)
    assert good["label"].to_list() == ["ab", None]
    assert good["item_id"].to_list() == ["x", "y"]


def test_long_labels_are_shortened_but_equal_stays_equal():
    long, other = "x" * 5000, "x" * 4999 + "y"
    good, _ = checked(rows(label=[long, long, other, "short"], gold_label=[long] * 4), today=TODAY)
    first, second, third, short = good["label"].to_list()
    assert first == second == good["gold_label"][0] != third
    assert short == "short"
    assert len(first) <= LABEL_CHARACTERS


def test_nothing_in_nothing_out():
    good, rejections = checked(pl.DataFrame(schema=CANONICAL), today=TODAY)
    assert (good.height, rejections) == (0, ())


@given(st.lists(st.one_of(st.none(), st.floats()), max_size=30))
def test_every_row_is_either_kept_or_refused(seconds):
    frame = rows(handle_seconds=seconds) if seconds else pl.DataFrame(schema=CANONICAL)
    good, rejections = checked(frame, today=TODAY)
    assert good.height + len(rejections) == frame.height
    assert good["handle_seconds"].drop_nulls().ge(0).all()
