import itertools
from datetime import UTC, date, datetime

import pytest

from ecogov.domain.imports import ImportRequest
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.production import SourceFormat
from ecogov.readers.opening import Limits
from ecogov.services.imports import (
    list_imports,
    open_receipt,
    opened,
    preview,
    read_file,
    rehearse_source,
    save_sheet_mapping,
    sheet_columns,
    undo_import,
)
from ecogov.services.kpis import kpi_cells
from ecogov.services.projects import get_project
from ecogov.services.trail import history
from ecogov.services.vendors import list_vendors
from tests.builders import (
    ACTOR,
    a_judgment,
    a_sheet_day,
    a_task,
    an_annotation,
    an_answer,
    an_assignment,
    answers_file,
    stored_project,
    take_in,
    tasks_file,
)
from tests.harness.exports import records_bytes
from tests.harness.figures import figures, wrong_rollups


def counts(receipt):
    return (
        receipt.accepted,
        receipt.updated,
        receipt.duplicate,
        receipt.skipped,
        receipt.rejected,
    )


def value(db, project_id, metric, **narrowed):
    question = Question(Slice((project_id,), **narrowed), metrics=(metric,))
    return kpi_cells(db, question).iloc[0]["value"]


def test_receipt_says_what_became_of_the_rows(db):
    project_id = stored_project(db)
    file = records_bytes(
        [
            an_assignment(),
            an_assignment(AssignmentId="A2", WorkerId="W2", AcceptTime="2026-03-02 08:03:00 UTC"),
            an_assignment(AssignmentId="A3", SubmitTime="2026-03-02 08:09:00 UTC"),
            an_assignment(),
            an_assignment(AssignmentId=""),
        ]
    )
    receipt = take_in(db, project_id, file, name="batch.csv", vendor="KERLIP")
    assert (receipt.rows_read, counts(receipt)) == (5, (3, 0, 1, 0, 1))
    assert (receipt.format, receipt.file) == ("mturk", "batch.csv")
    assert (receipt.annotators, receipt.items, receipt.new_vendors) == (2, 1, ("KERLIP",))
    assert receipt.first_submitted_at == datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
    assert receipt.last_submitted_at == datetime(2026, 3, 2, 8, 9, tzinfo=UTC)
    assert (receipt.handle_seconds, receipt.overlapped_rows) == ({"elapsed": 900.0}, 2)
    assert [(row.row, row.code) for row in receipt.rejections] == [(6, "row.event_id_missing")]
    assert open_receipt(db, receipt.import_id) == receipt
    assert not wrong_rollups(db)


def test_import_is_listed_and_leaves_one_revision_and_one_entry(db):
    project_id = stored_project(db)
    before = db.revision()
    receipt = take_in(db, project_id, records_bytes([an_assignment()]), name="batch.csv")
    assert db.revision() == before + 1
    row = list_imports(db, project_id).iloc[0]
    assert (row["id"], row["file"], row["actor"]) == (receipt.import_id, "batch.csv", ACTOR)
    entry = history(db, "import", receipt.import_id).iloc[0]
    assert (entry["action"], entry["after"]["accepted"]) == ("import.take_in", 1)


FILES = {
    "mturk": records_bytes(
        [an_assignment(AssignmentId=f"A{n}", HITId=f"H{n // 2}") for n in range(6)]
    ),
    "appen": records_bytes([a_judgment(_id=f"J{n}", _worker_id=f"W{n}") for n in range(4)]),
    "prodigy": answers_file(
        *(an_answer(_task_hash=n, _timestamp=1_772_438_400 + 20 * n) for n in range(4))
    ),
    "label_studio": tasks_file(
        a_task(1, an_annotation(ground_truth=True), an_annotation(id=2, completed_by=2)),
        a_task(2),
    ),
    "sheet": records_bytes([a_sheet_day(), a_sheet_day(Date="2026-03-03")]),
}


@pytest.mark.parametrize("file", FILES.values(), ids=FILES.keys())
def test_importing_twice_changes_nothing(db, file):
    project_id = stored_project(db)
    first = take_in(db, project_id, file)
    before = figures(db)
    again = take_in(db, project_id, file)
    assert counts(again) == (0, 0, first.accepted, 0, 0)
    assert again.handle_seconds == first.handle_seconds
    assert figures(db) == before


@pytest.mark.parametrize("file", FILES.values(), ids=FILES.keys())
def test_preview_counts_what_the_import_then_does_and_stores_nothing(db, file):
    project = get_project(db, stored_project(db))
    [source] = opened(file, "export", Limits())
    before = (figures(db), db.revision())
    told = rehearse_source(db, project, source, ImportRequest(vendor="KERLIP"))
    assert (figures(db), db.revision()) == before
    assert list_vendors(db).empty
    receipt = take_in(db, project.id, file, vendor="KERLIP")
    assert counts(told) == counts(receipt)
    assert (told.new_vendors, told.items) == (receipt.new_vendors, receipt.items)
    assert told.import_id is None
    again = rehearse_source(db, project, source, ImportRequest(vendor="KERLIP"))
    assert counts(again) == (0, 0, receipt.accepted, 0, 0)
    assert again.new_vendors == ()


def test_preview_tells_that_the_same_file_stands_already(db):
    project = get_project(db, stored_project(db))
    receipt = take_in(db, project.id, FILES["mturk"])
    [source] = opened(FILES["mturk"], "again", Limits())
    staged = read_file(db, project, source, ImportRequest())
    assert preview(db, project, staged, ImportRequest()).copy_of == receipt.import_id
    staged.discard()


def test_export_cannot_be_mistaken_for_another_of_a_different_instance(db):
    project_id = stored_project(db)
    file = records_bytes([an_assignment()])
    take_in(db, project_id, file)
    assert counts(take_in(db, project_id, file, instance="sandbox")) == (1, 0, 0, 0, 0)
    assert value(db, project_id, "submitted_units") == 2


def test_cumulative_export_adds_only_what_is_new(db):
    project_id = stored_project(db)
    rows = [
        an_assignment(AssignmentId=f"A{n}", SubmitTime=f"2026-03-0{n} 08:05:00 UTC")
        for n in range(2, 6)
    ]
    take_in(db, project_id, records_bytes(rows[:2]))
    receipt = take_in(db, project_id, records_bytes(rows))
    assert counts(receipt) == (2, 0, 2, 0, 0)
    assert value(db, project_id, "submitted_units") == 4
    assert not wrong_rollups(db)


def test_changed_rows_are_updated_and_counted_as_such(db):
    project_id = stored_project(db)
    take_in(db, project_id, records_bytes([an_assignment(), an_assignment(AssignmentId="A2")]))
    approved = {"AssignmentStatus": "Approved", "ApprovalTime": "2026-03-04 09:00:00 UTC"}
    file = records_bytes([an_assignment(**approved), an_assignment(AssignmentId="A2")])
    receipt = take_in(db, project_id, file)
    assert counts(receipt) == (0, 1, 1, 0, 0)
    cells = kpi_cells(
        db, Question(Slice((project_id,)), metrics=("acceptance_rate",), by=("day",))
    ).set_index("day")
    assert cells.loc[date(2026, 3, 4), "denominator"] == 1
    assert not wrong_rollups(db)


def test_older_snapshot_does_not_undo_a_review(db):
    project_id = stored_project(db)
    approved = {"AssignmentStatus": "Approved", "ApprovalTime": "2026-03-04 09:00:00 UTC"}
    take_in(db, project_id, records_bytes([an_assignment(**approved)]))
    before = figures(db)
    receipt = take_in(db, project_id, records_bytes([an_assignment()]))
    assert counts(receipt) == (0, 0, 0, 1, 0)
    assert figures(db) == before


def test_older_snapshot_does_not_overwrite_a_newer_annotation(db):
    project_id = stored_project(db)
    newer = an_annotation(label="dog", updated_at="2026-03-03T08:00:00Z")
    take_in(db, project_id, tasks_file(a_task(1, newer)))
    before = figures(db)
    assert counts(take_in(db, project_id, tasks_file(a_task(1, an_annotation())))) == (
        0, 0, 0, 1, 0,
    )  # fmt: skip
    assert figures(db) == before
    assert counts(take_in(db, project_id, tasks_file(a_task(1, newer)))) == (0, 0, 1, 0, 0)


def test_corrected_sheet_replaces_the_day_even_when_it_says_less(db):
    project_id = stored_project(db)
    take_in(db, project_id, records_bytes([a_sheet_day()]))
    file = records_bytes([a_sheet_day(Units="80", Reviewed="", Defects="")])
    assert counts(take_in(db, project_id, file)) == (0, 1, 0, 0, 0)
    assert value(db, project_id, "submitted_units") == 80
    assert not wrong_rollups(db)


def test_sheets_of_two_vendors_that_name_none_do_not_overwrite_each_other(db):
    project_id = stored_project(db)
    day = a_sheet_day()
    del day["Vendor"]
    take_in(db, project_id, records_bytes([day]), vendor="KERLIP")
    receipt = take_in(db, project_id, records_bytes([day | {"Units": "40"}]), vendor="TENSOR")
    assert counts(receipt) == (1, 0, 0, 0, 0)
    assert value(db, project_id, "submitted_units") == 140
    again = take_in(db, project_id, records_bytes([day]), vendor="KERLIP")
    assert counts(again) == (0, 0, 1, 0, 0)


def test_page_split_over_two_exports_is_timed_once(db):
    project_id = stored_project(db)
    rows = [a_judgment(_id=f"J{n}", _unit_id=f"U{n}") for n in range(4)]
    first = take_in(db, project_id, records_bytes(rows[:1]))
    assert first.handle_seconds == {"page": 60.0}
    take_in(db, project_id, records_bytes(rows[1:]))
    assert value(db, project_id, "handle_seconds") == pytest.approx(60)
    assert value(db, project_id, "aht_median_seconds") == pytest.approx(15)
    assert not wrong_rollups(db)


def test_gap_after_the_last_answer_of_yesterday_is_known_today(db):
    project_id = stored_project(db, timezone="UTC")
    start = 1_772_495_990  # ten seconds before midnight
    answers = [an_answer(_task_hash=n, _timestamp=start + 20 * n) for n in range(3)]
    take_in(db, project_id, answers_file(*answers[:1]))
    cell = kpi_cells(db, Question(Slice((project_id,)), metrics=("handle_seconds",))).iloc[0]
    assert cell["null_reason"] == "no_times"
    take_in(db, project_id, answers_file(*answers))
    cells = kpi_cells(db, Question(Slice((project_id,)), metrics=("handle_seconds",), by=("day",)))
    assert dict(zip(cells["day"], cells["value"].fillna(0), strict=True)) == {
        date(2026, 3, 2): 0,
        date(2026, 3, 3): pytest.approx(40),
    }
    assert not wrong_rollups(db)


@pytest.mark.parametrize("seconds", [600, 601])
def test_pause_of_ten_minutes_is_no_work(db, seconds):
    project_id = stored_project(db)
    start = 1_772_438_400
    answers = [an_answer(_task_hash=n, _timestamp=start + seconds * n) for n in range(200)]
    take_in(db, project_id, answers_file(*answers))
    assert value(db, project_id, "submitted_units") == 200
    cells = kpi_cells(db, Question(Slice((project_id,)), metrics=("handle_seconds",)))
    assert cells.iloc[0]["null_reason"] == "no_times"


def test_placeholder_of_an_open_task_goes_once_it_is_annotated(db):
    project_id = stored_project(db)
    take_in(db, project_id, tasks_file(a_task(1), a_task(2)))
    assert value(db, project_id, "backlog_units") == 2
    take_in(db, project_id, tasks_file(a_task(1, an_annotation()), a_task(2)))
    assert value(db, project_id, "backlog_units") == 1
    assert value(db, project_id, "submitted_units") == 1
    assert not wrong_rollups(db)


def test_open_task_without_any_stamp_is_not_taken_for_work(db):
    project_id = stored_project(db)
    task = a_task(1)
    del task["created_at"]
    assert take_in(db, project_id, tasks_file(task)).accepted == 1
    cell = kpi_cells(db, Question(Slice((project_id,)), metrics=("submitted_units",))).iloc[0]
    assert cell["numerator"] == 0


def test_reference_that_arrives_later_scores_the_earlier_answers(db):
    project_id = stored_project(db)
    answer = an_annotation(id=1, label="cat")
    wrong = an_annotation(id=2, completed_by=2, label="dog")
    take_in(db, project_id, tasks_file(a_task(1, answer, wrong)))
    reference = an_annotation(id=3, completed_by=9, ground_truth=True)
    take_in(db, project_id, tasks_file(a_task(1, answer, wrong, reference)))
    assert value(db, project_id, "gold_accuracy") == 0.5
    assert not wrong_rollups(db)


def test_verdicts_go_when_the_last_reference_is_withdrawn(db):
    project_id = stored_project(db)
    other = an_annotation(id=2, completed_by=2)
    take_in(db, project_id, tasks_file(a_task(1, an_annotation(ground_truth=True), other)))
    assert value(db, project_id, "gold_accuracy") == 1
    withdrawn = an_annotation(updated_at="2026-03-05T08:00:00Z")
    take_in(db, project_id, tasks_file(a_task(1, withdrawn, other)))
    question = Question(Slice((project_id,)), metrics=("gold_accuracy",))
    assert kpi_cells(db, question).iloc[0]["null_reason"] == "no_gold"
    assert not wrong_rollups(db)


def test_review_that_arrives_later_updates_the_row_and_the_cohort(db):
    project_id = stored_project(db, timezone="UTC")
    take_in(db, project_id, tasks_file(a_task(1, an_annotation())))
    review = {"accepted": False, "created_by": 7, "created_at": "2026-03-04T10:00:00Z"}
    receipt = take_in(db, project_id, tasks_file(a_task(1, an_annotation(reviews=[review]))))
    assert counts(receipt) == (0, 1, 0, 0, 0)
    cells = kpi_cells(
        db, Question(Slice((project_id,)), metrics=("first_pass_yield", "rework_rate"), by=("day",))
    )
    told = cells[cells["value"].notna()]
    assert list(zip(told["day"], told["metric"], told["value"], strict=True)) == [
        (date(2026, 3, 4), "first_pass_yield", 0.0),
        (date(2026, 3, 4), "rework_rate", 1.0),
    ]


def test_repeats_of_a_key_end_the_same_in_any_order(db):
    rows = [
        an_assignment(**{"Answer.label": "cat"}),
        an_assignment(**{"Answer.label": "dog"}),
        an_assignment(AssignmentStatus="Approved", ApprovalTime="2026-03-04 09:00:00 UTC"),
        an_assignment(AssignmentId="A2", **{"Answer.label": "dog"}),
    ]
    seen = []
    for number, order in enumerate(itertools.permutations(rows)):
        if number % 5:
            continue
        project_id = stored_project(db, code=f"P{number}")
        receipt = take_in(db, project_id, records_bytes(order))
        assert counts(receipt) == (2, 0, 0, 2, 0)
        cells = kpi_cells(
            db, Question(Slice((project_id,)), metrics=("submitted_units",), by=("label",))
        )
        seen.append((value(db, project_id, "acceptance_rate"), tuple(cells["label"])))
    assert set(seen) == {(1.0, ("cat", "dog"))}


@pytest.mark.parametrize("name", ["mturk", "appen", "prodigy"])
def test_order_of_the_rows_does_not_matter(db, name):
    if name == "mturk":
        rows = [
            an_assignment(AssignmentId=f"A{n}", AcceptTime=accepted, SubmitTime=submitted)
            for n, (accepted, submitted) in enumerate(
                itertools.product(
                    ["2026-03-02 08:00:00 UTC", "2026-03-02 08:05:00 UTC"],
                    ["2026-03-02 08:05:00 UTC", "2026-03-02 08:07:00 UTC"],
                )
            )
        ]
        write = records_bytes
    elif name == "appen":
        rows = [a_judgment(_id=f"J{n}", _unit_id=f"U{n % 2}") for n in range(4)]
        write = records_bytes
    else:
        rows = [an_answer(_task_hash=n, _timestamp=1_772_438_400 + 30 * (n // 2)) for n in range(6)]

        def write(some):
            return answers_file(*some)

    project_id = stored_project(db)
    told = []
    for order in (rows, rows[::-1], rows[1::2] + rows[::2]):
        receipt = take_in(db, project_id, write(order))
        told.append(figures(db))
        undo_import(db, receipt.import_id, actor=ACTOR)
    assert told[0] == told[1] == told[2]


def test_files_of_a_project_may_come_in_any_order(db):
    files = [
        tasks_file(a_task(1), a_task(2, an_annotation(id=21))),
        tasks_file(a_task(1, an_annotation(id=11)), a_task(3, an_annotation(id=31))),
        records_bytes([an_assignment(HITId="1")]),
        records_bytes([a_sheet_day()]),
    ]
    told = []
    for order in (files, files[::-1]):
        project_id = stored_project(db, code=f"P{len(told)}")
        for file in order:
            take_in(db, project_id, file)
        told.append(
            {
                name: [
                    tuple(cell for cell in row if cell[0] != "project_id")
                    for row in rows
                    if dict(row)["project_id"] == f"P{len(told)}"
                ]
                for name, rows in figures(db).items()
            }
        )
    assert told[0] == told[1]


def test_days_are_days_of_the_project(db):
    file = records_bytes([an_assignment(SubmitTime="2026-03-02 20:00:00 UTC")])
    for zone, day in (("UTC", date(2026, 3, 2)), ("Asia/Shanghai", date(2026, 3, 3))):
        project_id = stored_project(db, code=zone[:3].upper(), timezone=zone)
        take_in(db, project_id, file)
        question = Question(Slice((project_id,)), metrics=("submitted_units",), by=("day",))
        cells = kpi_cells(db, question)
        assert list(cells.loc[cells["value"] > 0, "day"]) == [day]


def test_text_that_looks_like_a_formula_or_sql_stays_text(db):
    project_id = stored_project(db)
    label = '=HYPERLINK("http://x")\'; DROP TABLE event;--\\N\t\\.'
    file = records_bytes([an_assignment(WorkerId="=1+1", **{"Answer.label": label})])
    take_in(db, project_id, file, vendor="'; --")
    question = Question(Slice((project_id,)), metrics=("submitted_units",), by=("label",))
    assert list(kpi_cells(db, question)["label"]) == [label]
    question = Question(Slice((project_id,)), metrics=("submitted_units",), by=("annotator",))
    assert "=1+1" in set(kpi_cells(db, question)["annotator"])


def test_empty_answer_is_an_answer_and_a_missing_one_is_not(db):
    project_id = stored_project(db)
    empty = an_annotation(result=[])
    skipped = an_annotation(id=2, completed_by=2, was_cancelled=True)
    other = an_annotation(id=3, completed_by=3)
    take_in(db, project_id, tasks_file(a_task(1, empty, skipped, other)))
    cell = kpi_cells(db, Question(Slice((project_id,)), metrics=("agreement_percent",))).iloc[0]
    assert (cell["denominator"], cell["value"]) == (1, 0)
    assert value(db, project_id, "skip_rate") == pytest.approx(1 / 3)


def test_saved_mapping_is_used_for_every_later_sheet_with_these_headings(db):
    project = get_project(db, stored_project(db))
    first = records_bytes([{"Day": "2026-03-02", "Alpha": "10", "Beta": "20"}])
    [source] = opened(first, "one.csv", Limits())
    guessed = sheet_columns(db, project, source[0])
    assert not guessed.is_saved
    mapping = type(guessed.mapping)({"date": "Day", "units": "Beta"})
    save_sheet_mapping(db, project, source[0], mapping, actor=ACTOR)
    second = records_bytes([{"Day": "2026-03-03", "Alpha": "11", "Beta": "21"}])
    request = {"format": SourceFormat.PRODUCTION_SHEET}
    take_in(db, project.id, first, **request)
    take_in(db, project.id, second, **request)
    assert value(db, project.id, "submitted_units") == 41
    assert sheet_columns(db, project, source[0]).is_saved
