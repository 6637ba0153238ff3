import gzip
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from tests.harness.exports import (
    days_of,
    facts_of,
    pairs_of,
    read_upload,
    records_bytes,
)

FOLDER = "annotation/clear/appen_crowdtruth"
FILES = ("binary", "multiple", "ternary")
stamps = st.datetimes(datetime(2001, 1, 1), datetime(2026, 11, 1)).map(  # noqa: DTZ001 (as in the export)
    lambda stamp: stamp.replace(microsecond=0)
)


def row(**cells):
    return {
        "_unit_id": "U1",
        "_created_at": "8/20/2018 18:40:05",
        "_golden": "false",
        "_id": "J1",
        "_missed": "",
        "_started_at": "8/20/2018 18:39:51",
        "_tainted": "false",
        "_channel": "clixsense",
        "_trust": "1",
        "_worker_id": "W1",
        "_country": "GBR",
        "answer": "yes",
        "shown_id": "entity/1",
        "answer_gold": "",
        "shown_id_gold": "",
    } | cells


def read_rows(*rows, **options):
    return read_upload(records_bytes(rows), ReadOptions(**options))


@pytest.mark.parametrize("name", FILES)
def test_real_reports_give_the_figures_computed_apart(shared_data, name):
    path = shared_data / FOLDER / f"person-video-{name}-choice.csv.gz"
    facts, reading = facts_of(path), read_upload(path)
    rows = reading.rows
    assert reading.format is SourceFormat.APPEN
    assert (rows.height, reading.rejections) == (facts["rows"], ())
    assert rows["annotator_id"].n_unique() == facts["distinct"]["annotators"]
    assert rows["item_id"].n_unique() == facts["distinct"]["items"]
    assert rows["event_id"].n_unique() == facts["distinct"]["judgments"]
    assert rows["submitted_at"].min().isoformat()[:19] == facts["first_timestamp"]
    assert rows["submitted_at"].max().isoformat()[:19] == facts["last_timestamp"]
    assert rows["started_at"].min().isoformat()[:19] == facts["first_start"]
    assert rows["handle_seconds"].sum() == facts["handling"]["total_seconds"]
    assert rows["handle_seconds"].median() == facts["handling"]["median_seconds"]
    pages = rows.group_by("page_id").agg(pl.col("handle_seconds").first())
    assert pages.height == facts["pages"]["pages"]
    assert pages["handle_seconds"].sum() == facts["pages"]["total_page_seconds"]
    assert dict(facts["rows_per_day"]["top5"]).items() <= days_of(rows["submitted_at"]).items()
    assert dict(rows["vendor"].value_counts().rows()) == facts["channel_rows"]
    agreement = facts["agreement_all_rows"]
    assert pairs_of(rows) == (agreement["pairs"], agreement["agreeing_pairs"])


def test_rows_of_a_page_share_it_and_carry_its_seconds():
    reading = read_rows(row(_id="1"), row(_id="2", _unit_id="U2"), row(_id="3", _worker_id="W2"))
    first, second, third = reading.column("page_id")
    assert first == second != third
    assert reading.column("handle_seconds") == [14.0] * 3
    assert set(reading.column("time_basis")) == {"page"}


def test_gold_is_scored_by_the_list_of_accepted_answers_and_by_missed():
    gold = {"_golden": "true", "answer_gold": "yes\nno"}
    reading = read_rows(
        row(**gold),
        row(**gold, answer="maybe"),
        row(**gold, answer="no", _missed="true"),
        row(**gold, answer=""),
        row(_golden="true", answer_gold=""),
        row(answer_gold="yes"),
        row(**gold, answer="no\nyes"),
    )
    assert reading.column("is_gold") == [True, True, True, True, True, False, True]
    assert reading.column("gold_correct") == [True, False, False, None, True, None, True]
    assert reading.column("gold_label")[0] == "yes\nno"


def test_tainted_rows_are_marked_and_the_country_is_no_locale():
    reading = read_rows(row(_tainted="true"), row())
    assert reading.column("is_tainted") == [True, False]
    assert reading.column("locale") == [None, None]


def test_the_answer_is_neither_an_id_nor_what_was_shown():
    answers = [
        row(_id=str(n), answer=("yes", "no")[n % 2], shown_id="x") | {"a": "", "a_gold": ""}
        for n in range(6)
    ]
    assert set(read_rows(*answers).column("label")) == {"yes", "no"}
    assert set(read_rows(*answers, label_field="_trust").column("label")) == {"1"}


def test_a_field_with_test_questions_beats_free_remarks():
    rows = [
        row(_id=str(n), answer=("yes", "no", "maybe")[n % 3], answer_gold="yes" if n == 1 else "")
        | {"remark": "fine" if n % 2 else "good", "remark_gold": ""}
        for n in range(6)
    ]
    assert set(read_rows(*rows).column("label")) == {"yes", "no", "maybe"}


def test_lists_keep_their_exact_text_and_tabs_separate_as_well():
    cell = '["Astronaut","Scientist"]'
    rows = [row(answer=cell, _id="1"), row(answer='["None"]', _id="2")]
    reading = read_upload(records_bytes(rows, "\t"))
    assert reading.column("label") == [cell, '["None"]']


def test_cut_report_is_not_imported_in_part(shared_data):
    path = shared_data / FOLDER / "person-video-multiple-choice.csv.gz"
    whole = gzip.decompress(path.read_bytes())
    with pytest.raises(UnreadableFileError, match=r"file\.truncated"):
        read_upload(whole[:200_003])


@given(st.lists(st.tuples(stamps, st.integers(0, 9000)), min_size=1, max_size=20), st.randoms())
def test_what_was_written_is_read_back_in_any_order(work, random):
    def text(stamp):
        return f"{stamp.month}/{stamp.day}/{stamp.year} {stamp:%H:%M:%S}"

    rows = [
        row(
            _id=str(n),
            _started_at=text(start),
            _created_at=text(start + timedelta(seconds=seconds)),
        )
        for n, (start, seconds) in enumerate(work)
    ]
    random.shuffle(rows)
    found = read_rows(*rows).rows.select("event_id", "started_at", "handle_seconds")
    assert sorted(found.rows()) == sorted(
        (str(n), start.replace(tzinfo=UTC), float(seconds))
        for n, (start, seconds) in enumerate(work)
    )
