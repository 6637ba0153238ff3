"""Which files may be derived by column before they are stored: those that can meet nothing."""

from contextlib import contextmanager

import pytest

from ecogov.domain.imports import ImportRequest
from ecogov.readers.opening import Limits
from ecogov.services.imports import opened, read_file, undo_import
from ecogov.services.projects import get_project
from ecogov.storage.production.bycolumn.first import is_first
from ecogov.storage.production.imports import add_source
from ecogov.storage.production.staged import StagedFile
from tests.builders import ACTOR, a_sheet_day, an_assignment, stored_project, take_in
from tests.harness.exports import records_bytes


@contextmanager
def staged_file(db, project_id, records):
    [source] = opened(records_bytes(records), "export", Limits())
    found = read_file(db, get_project(db, project_id), source, ImportRequest())
    try:
        yield StagedFile(found.rows), found.format.value
    finally:
        found.discard()


def may_go_first(db, project_id, *records, instance=""):
    with (
        staged_file(db, project_id, records) as (file, format_),
        db.write(ACTOR) as session,
    ):
        source_id = add_source(session, project_id, format_, instance)
        return is_first(session, file, project_id, source_id)


@pytest.fixture
def project_id(db):
    return stored_project(db, timezone="UTC")


@pytest.fixture
def stored(db, project_id):
    """Receipt of one assignment of 2 March, made in the night before."""
    assignment = an_assignment(CreationTime="2026-03-01 23:00:00 UTC")
    return take_in(db, project_id, records_bytes([assignment]))


def test_file_of_a_new_tool_in_an_empty_project_goes_first(db, project_id):
    assert may_go_first(db, project_id, an_assignment(), an_assignment(AssignmentId="A2"))


def test_file_with_a_key_twice_does_not(db, project_id):
    assert not may_go_first(db, project_id, an_assignment(), an_assignment(SubmitTime=""))


@pytest.mark.usefixtures("stored")
def test_file_of_a_known_tool_does_not_whatever_its_days(db, project_id):
    later = {"CreationTime": "2026-04-02", "AcceptTime": "2026-04-02", "SubmitTime": "2026-04-02"}
    assert not may_go_first(db, project_id, an_assignment(AssignmentId="A2", **later))


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    ("day", "expected"), [("2026-03-02", False), ("2026-03-01", False), ("2026-03-03", True)]
)
def test_file_of_another_tool_does_where_no_figure_stands_on_its_days(
    db, project_id, day, expected
):
    assert may_go_first(db, project_id, a_sheet_day(Date=day)) is expected


@pytest.mark.usefixtures("stored")
def test_figures_of_another_project_do_not_matter(db):
    other = stored_project(db, code="OTHER")
    assert may_go_first(db, other, an_assignment())


def test_file_that_was_taken_back_goes_first_again(db, project_id, stored):
    undo_import(db, stored.import_id, actor=ACTOR)
    assert may_go_first(db, project_id, an_assignment())
