import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from tests.harness.exports import (
    csv_bytes,
    days_of,
    facts_of,
    pairs_of,
    read_upload,
    records_bytes,
)

FOLDER = "annotation/clear/mturk_reprohum"
FILES = (
    "grammaticality_4_batches.csv.gz",
    "repetition_4_batches.csv.gz",
    "Batch_5076850_batch_results (Repetition Batch 1).xlsx",
)
words = st.text("abcdefgXYZ0123", min_size=1, max_size=10)
stamps = st.datetimes(datetime(2005, 11, 2), datetime(2026, 11, 1)).map(  # noqa: DTZ001 (wall clock)
    lambda stamp: stamp.replace(microsecond=0, tzinfo=ZoneInfo("America/Los_Angeles"))
)


def row(**cells):
    return {
        "HITId": "H1",
        "Reward": "$0.34",
        "CreationTime": "Fri May 26 07:49:57 PDT 2023",
        "RequesterAnnotation": "BatchId:5080671;OriginalHitTemplateId:928390917;",
        "AssignmentId": "A1",
        "WorkerId": "W1",
        "AssignmentStatus": "Submitted",
        "AcceptTime": "Fri May 26 07:50:18 PDT 2023",
        "SubmitTime": "Fri May 26 07:54:45 PDT 2023",
        "ApprovalTime": "",
        "RejectionTime": "",
        "WorkTimeInSeconds": "267",
        "Answer.best": "A",
    } | cells


def read_rows(*rows, **options):
    return read_upload(records_bytes(rows), ReadOptions(**options))


@pytest.mark.parametrize("name", FILES)
def test_real_batches_give_the_figures_computed_apart(shared_data, name):
    path = shared_data / FOLDER / name
    facts, reading = facts_of(path), read_upload(path)
    rows = reading.rows
    assert reading.format is SourceFormat.MTURK
    assert (rows.height, reading.rejections) == (facts["rows"], ())
    assert rows["annotator_id"].n_unique() == facts["distinct"]["annotators"]
    assert rows["item_id"].n_unique() == facts["distinct"]["items_HITId"]
    assert rows["event_id"].n_unique() == facts["distinct"]["assignments"]
    assert rows["batch"].n_unique() == facts["distinct"]["batches"]
    assert rows["submitted_at"].min().isoformat()[:19] == facts["first_timestamp"]
    assert rows["submitted_at"].max().isoformat()[:19] == facts["last_timestamp"]
    assert rows["started_at"].min().isoformat()[:19] == facts["first_accept"]
    assert rows["handle_seconds"].sum() == facts["handling"]["total_seconds"]
    assert rows["handle_seconds"].median() == facts["handling"]["median_seconds"]
    assert dict(facts["rows_per_day"]["top5"]).items() <= days_of(rows["submitted_at"]).items()
    assert rows["review_result"].eq("accepted").sum() == facts["status"].get("Approved", 0)
    assert rows["amount"].sum() == pytest.approx(0.34 * facts["rows"])
    agreement = facts["agreement"]
    assert pairs_of(rows) == (agreement["pairs"], agreement["agreeing_pairs"])


def test_review_takes_the_stamp_of_its_result():
    approved, rejected = "2023-05-27 07:55:15 UTC", "Sat May 27 01:00:00 PDT 2023"
    reading = read_rows(
        row(AssignmentStatus="Approved", ApprovalTime=approved, RejectionTime=rejected),
        row(AssignmentStatus="Rejected", RejectionTime=rejected),
        row(),
    )
    assert reading.column("review_result") == ["accepted", "rejected", None]
    assert reading.column("reviewed_at") == [
        datetime(2023, 5, 27, 7, 55, 15, tzinfo=UTC),
        datetime(2023, 5, 27, 8, tzinfo=UTC),
        None,
    ]


def test_money_is_read_and_a_rejected_assignment_costs_nothing():
    reading = read_rows(
        row(Reward="$1,234.50"), row(AssignmentStatus="Rejected"), row(Reward=""), row(Reward="2")
    )
    assert reading.column("amount") == [1234.5, 0.0, None, 2.0]
    assert reading.column("currency") == ["USD", "USD", None, "USD"]


def test_the_judgement_is_chosen_among_the_answers():
    rows = [
        {
            **row(AssignmentId=str(n)),
            "Answer.best": "AB"[n % 2],
            "Answer.a": '{"x":1}',
            "Answer.b": "same",
            "Answer.c": f"free text {n}",
        }
        for n in range(40)
    ]
    shuffled = [dict(sorted(one.items())) for one in rows]
    assert set(read_rows(*shuffled).column("label")) == {"A", "B"}
    assert set(read_rows(*rows, label_field="b").column("label")) == {"same"}
    assert set(read_rows(*rows, label_field="Answer.b").column("label")) == {"same"}


def test_a_stamp_nobody_can_read_rejects_its_row_only():
    reading = read_rows(row(), row(SubmitTime="soon", AcceptTime="later"), row(SubmitTime=""))
    assert reading.codes() == [(3, "row.timestamp")]
    assert reading.rejections[0].params == {"column": "AcceptTime", "value": "later"}
    assert (reading.rows_read, reading.column("source_row")) == (3, [2, 4])


def test_workbook_and_csv_of_the_same_rows_are_the_same():
    table = [list(row()), *(list(row(AssignmentId=f"A{n}").values()) for n in range(3))]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for at, cells in enumerate(table):
            sheet.write_row(at, 0, cells)
    from_csv = read_upload(csv_bytes(table[0], table[1:]))
    assert read_upload(buffer.getvalue()).rows.equals(from_csv.rows)


@given(
    st.lists(st.tuples(words, words, stamps, st.integers(0, 90_000)), min_size=1, max_size=20),
    st.randoms(),
)
def test_what_was_written_is_read_back_in_any_order(work, random):
    rows = [
        row(
            AssignmentId=f"A{n}",
            HITId=item,
            WorkerId=worker,
            SubmitTime=stamp.strftime("%a %b %d %H:%M:%S %Z %Y"),
            WorkTimeInSeconds=seconds,
        )
        for n, (item, worker, stamp, seconds) in enumerate(work)
    ]
    random.shuffle(rows)
    found = read_rows(*rows).rows.select(
        "event_id", "item_id", "annotator_id", "submitted_at", "handle_seconds"
    )
    assert sorted(found.rows()) == sorted(
        (f"A{n}", item, worker, stamp.astimezone(UTC), float(seconds))
        for n, (item, worker, stamp, seconds) in enumerate(work)
    )
