import gzip
import io
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from ecogov.domain.errors import DomainError, NotFoundError, UnreadableFileError
from ecogov.domain.imports import ImportRequest
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.production import SourceFormat
from ecogov.readers.opening import Limits
from ecogov.services.imports import import_source, list_imports, open_receipt, opened, read_file
from ecogov.services.imports import take_in as store
from ecogov.services.kpis import kpi_cells
from ecogov.services.projects import get_project
from ecogov.storage.base import Base
from tests.builders import (
    ACTOR,
    a_sheet_day,
    a_task,
    an_annotation,
    an_assignment,
    stored_project,
    take_in,
    tasks_file,
)
from tests.harness.exports import records_bytes
from tests.harness.figures import figures
from tests.harness.refusals import contents, refused

GOOD = records_bytes([an_assignment()])
TASKS = tasks_file(*(a_task(n, an_annotation(id=n)) for n in range(1, 50)))


def zip_that_claims(size):
    """Pack a file and let the archive claim that it unpacks to `size` bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("batch.csv", GOOD)
    content = bytearray(packed.getvalue())
    claim = size.to_bytes(4, "little")
    content[22:26] = claim
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = claim
    return bytes(content)


UNREADABLE = {
    "empty": (b"", "file.empty"),
    "half a gzip": (gzip.compress(GOOD * 50)[:-30], "file.truncated"),
    "half a JSON": (TASKS[: len(TASKS) // 2], "file.truncated"),
    "no text": (b"HITId,AssignmentId\n\xff\xfe\x00\xd8\x81" * 40, "file.encoding"),
    "no export": (b"a,b\n1,2\n", "file.format_unknown"),
    "two gigabytes": (zip_that_claims(2**31 - 1), "file.too_large"),
    "half a zip": (zip_that_claims(100)[:-40], "file.archive_broken"),
}


@pytest.mark.parametrize(("content", "code"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_unreadable_file_leaves_the_database_as_it_was(db, content, code):
    project_id = stored_project(db)
    take_in(db, project_id, GOOD)
    with refused(db, code, UnreadableFileError):
        take_in(db, project_id, content)


def test_wrong_format_leaves_the_database_as_it_was(db):
    project_id = stored_project(db)
    with refused(db, "file.columns_missing", UnreadableFileError):
        take_in(db, project_id, GOOD, format=SourceFormat.APPEN)


def test_sheet_without_the_columns_it_needs_is_refused(db):
    project_id = stored_project(db)
    file = records_bytes([{"Name": "a", "Colour": "b"}])
    with refused(db, "file.mapping_missing", UnreadableFileError):
        take_in(db, project_id, file, format=SourceFormat.PRODUCTION_SHEET)


def test_strict_import_refuses_a_file_with_one_bad_row(db):
    project_id = stored_project(db)
    file = records_bytes([an_assignment(), an_assignment(AssignmentId="")])
    with refused(db, "import.strict") as caught:
        take_in(db, project_id, file, is_strict=True)
    assert caught.value.params == {"n": 1, "row": 3, "field": "event_id"}


def test_unknown_project_is_refused(db):
    with refused(db, "project.unknown", NotFoundError):
        take_in(db, 404, GOOD)


def test_unknown_time_zone_is_refused(db):
    project_id = stored_project(db)
    file = records_bytes([an_assignment(SubmitTime="2026-03-02 08:05:00")])
    with refused(db, "import.timezone", DomainError):
        take_in(db, project_id, file, timezone="Mars/Olympus")


def test_row_from_the_year_9999_is_refused_and_the_others_kept(db):
    project_id = stored_project(db)
    late = an_assignment(AssignmentId="A2", SubmitTime="9999-12-31 23:59:59 UTC")
    receipt = take_in(db, project_id, records_bytes([an_assignment(), late]))
    assert (receipt.accepted, receipt.rejected) == (1, 1)
    assert receipt.rejections[0].code == "row.date_out_of_range"
    question = Question(Slice((project_id,)), metrics=("submitted_units",))
    assert kpi_cells(db, question).iloc[0]["value"] == 1


def test_file_without_a_good_row_stores_nothing(db):
    project_id = stored_project(db)
    before = contents(db)
    file = records_bytes([an_assignment(SubmitTime="9999-12-31 23:59:59 UTC")])
    receipt = take_in(db, project_id, file)
    assert (receipt.import_id, receipt.rejected) == (None, 1)
    assert contents(db) == before


def test_file_with_a_heading_only_stores_nothing(db):
    project_id = stored_project(db)
    before = contents(db)
    receipt = take_in(db, project_id, GOOD.splitlines(keepends=True)[0])
    assert (receipt.import_id, receipt.rows_read) == (None, 0)
    assert contents(db) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Vendor", "v" * 81),
        ("Queue", "q" * 121),
        ("Language", "l" * 36),
        ("Units", str(2**31)),
        ("Open", str(2**40)),
    ],
)
def test_value_that_a_table_cannot_hold_is_refused_alone(db, field, value):
    project_id = stored_project(db)
    file = records_bytes([a_sheet_day(), a_sheet_day(Date="2026-03-03", **{field: value})])
    receipt = take_in(db, project_id, file)
    assert (receipt.accepted, receipt.rejected) == (1, 1)


def test_person_with_a_long_name_is_refused_alone(db):
    project_id = stored_project(db)
    file = records_bytes([an_assignment(), an_assignment(AssignmentId="A2", WorkerId="w" * 401)])
    receipt = take_in(db, project_id, file)
    assert (receipt.accepted, receipt.rejected) == (1, 1)


def but_values(db):
    with db.read() as session:
        return {
            name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
            if name != "rollup_values"
        }


def test_failure_in_the_middle_leaves_nothing(db):
    project_id = stored_project(db)
    take_in(db, project_id, GOOD)
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE rollup_values"))
        connection.execute(text("CREATE TABLE rollup_values (project_id integer)"))
    before = but_values(db)
    project = get_project(db, project_id)
    [source] = opened(records_bytes([an_assignment(AssignmentId="A2")]), "late.csv", Limits())
    with pytest.raises(DBAPIError):
        import_source(db, project, source, ImportRequest(), actor=ACTOR)
    assert but_values(db) == before
    assert len(list_imports(db, project_id)) == 1


def test_lost_staging_file_leaves_nothing(db):
    project = get_project(db, stored_project(db))
    [source] = opened(GOOD, "batch.csv", Limits())
    staged = read_file(db, project, source, ImportRequest())
    before = figures(db), db.revision()
    staged.discard()
    with pytest.raises(FileNotFoundError):
        store(db, project, staged, ImportRequest(), actor=ACTOR)
    assert (figures(db), db.revision()) == before
    assert list_imports(db).empty


def test_project_that_is_gone_meanwhile_leaves_nothing(db):
    project = get_project(db, stored_project(db))
    [source] = opened(GOOD, "batch.csv", Limits())
    with refused(db, "project.unknown", NotFoundError):
        import_source(db, replace(project, id=999), source, ImportRequest(), actor=ACTOR)


def test_character_that_no_database_stores_is_taken_out_of_refused_rows_too(db):
    project_id = stored_project(db)
    ragged = b"H9,too\0few,cells\n"
    bad = an_assignment(AssignmentId="A2", SubmitTime="yester\0day")
    receipt = take_in(db, project_id, records_bytes([an_assignment(), bad]) + ragged)
    assert (receipt.accepted, receipt.rejected) == (1, 2)
    assert r"\x00" not in repr(open_receipt(db, receipt.import_id))
