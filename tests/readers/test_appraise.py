from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from tests.harness.exports import csv_bytes, days_of, facts_of, read_upload

FOLDER = "annotation/clear/appraise_esa"
START = 1711317214.308


def row(**cells):
    return {
        "login": "engdeu6905",
        "system": "wmt23.refA",
        "segment": "99",
        "item_type": "TGT",
        "source_language": "eng",
        "target_language": "deu",
        "score": "87",
        "document": "elitr_minuting-10#refA",
        "flag": "False",
        "spans": '[{"start_i":206,"end_i":252,"severity":"major"}]',
        "start": START,
        "end": START + 20,
    } | cells


def read_rows(*rows):
    return read_upload(csv_bytes(None, [list(one.values()) for one in rows]))


@pytest.mark.parametrize("protocol", ["ESA", "GEMBA", "MQM"])
def test_real_campaigns_give_the_figures_computed_apart(shared_data, protocol):
    path = shared_data / FOLDER / f"240315rc5{protocol}.scores.csv.gz"
    facts, reading = facts_of(path), read_upload(path)
    rows = reading.rows
    assert reading.format is SourceFormat.APPRAISE
    assert (rows.height, reading.rejections) == (facts["rows"], ())
    assert rows["event_id"].n_unique() == facts["rows"]
    assert rows["annotator_id"].n_unique() == facts["distinct"]["annotators_logins"]
    assert rows["item_id"].n_unique() == facts["distinct"]["segments_keyed_system_document_segment"]
    for at, name in ((rows["submitted_at"].min(), "first"), (rows["submitted_at"].max(), "last")):
        told = datetime.fromisoformat(facts[f"{name}_timestamp"][:26]).replace(tzinfo=UTC)
        assert abs(at - told) < timedelta(milliseconds=1)
    spent = (rows["submitted_at"] - rows["started_at"]).dt.total_microseconds() / 1e6
    assert spent.sum() == pytest.approx(facts["handling"]["total_seconds"], abs=0.01)
    gaps = (
        rows.sort("annotator_id", "started_at")
        .with_columns(gap=pl.col("started_at").diff().over("annotator_id"))
        .filter((pl.col("gap") > pl.duration()) & (pl.col("gap") < pl.duration(seconds=600)))
    )
    assert gaps.height == facts["handling_by_gap"]["rows"]
    assert dict(facts["rows_per_day"]["top5"]).items() <= days_of(rows["submitted_at"]).items()
    assert rows["is_gold"].sum() == facts["gold"]["gold_rows"]
    assert rows["is_gold"].null_count() == facts["tutorial_rows"]
    assert rows["gold_correct"].null_count() == rows.height
    assert set(rows["locale"]) == {"de"}


def test_the_handling_time_is_left_to_the_gap_between_starts():
    reading = read_rows(row())
    assert reading.column("time_basis") == ["gap"]
    assert reading.column("handle_seconds") == [None]
    assert reading.column("started_at") == [datetime(2024, 3, 24, 21, 53, 34, 308000, UTC)]


def test_the_damaged_copy_is_gold_and_the_tutorial_has_no_label():
    reading = read_rows(
        row(), row(item_type="BAD"), row(system="ende-tutorial1", document="ende-tutorial1")
    )
    assert reading.column("is_gold") == [False, True, None]
    assert reading.column("label") == ["87", "87", None]


@given(st.permutations([(START, "10"), (START + 60, "20"), (START + 60, "20"), (START + 90, "30")]))
def test_only_the_last_save_of_a_segment_keeps_its_label(saves):
    rows = [row(start=start, end=start + 5, score=score) for start, score in saves]
    reading = read_rows(*rows, row(login="someone else"))
    assert reading.rows.height == 5
    assert len(set(reading.column("event_id"))) == 5
    assert sorted(label for label in reading.column("label") if label) == ["30", "87"]


def test_languages_without_a_two_letter_code_keep_theirs():
    reading = read_rows(row(target_language="zho"), row(target_language="bho"), row(segment="1"))
    assert reading.column("locale") == ["zh", "bho", "de"]


def test_a_cut_row_or_a_bad_stamp_is_rejected_by_number():
    broken = csv_bytes(None, [list(row().values()), ["x"], list(row(end="soon").values())])
    assert sorted(read_upload(broken).codes()) == [(2, "row.columns"), (3, "row.timestamp")]
