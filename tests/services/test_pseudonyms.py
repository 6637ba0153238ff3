"""Annotators have names for who may read them, and pseudonyms that last for everybody else."""

import pytest

from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.people import Person, Role
from ecogov.services.kpi_rows import rows_behind
from ecogov.services.kpis import kpi_cells
from tests.builders import an_answer, answers_file, stored_project, take_in

NAMES = {"anna", "bob"}
FILE = answers_file(
    an_answer(), an_answer(_annotator_id="bob", _task_hash=12, _session_id="news-bob")
)


def named(db, project_id):
    """Who the figures of a project by annotator name, and who its rows do."""
    question = Question(Slice((project_id,)), ("submitted_units",), ("annotator",))
    cells = kpi_cells(db, question)
    rows = rows_behind(db, Slice((project_id,)), "submitted_units").rows
    return set(cells["annotator"].dropna()), set(rows["annotator"].dropna())


@pytest.fixture
def project(db):
    project_id = stored_project(db)
    take_in(db, project_id, FILE)
    return project_id


@pytest.mark.parametrize("role", [Role.LEAD, Role.PM, Role.ADMINISTRATOR])
def test_who_leads_people_reads_their_names(db, project, role):
    assert named(db.for_person(Person("chen", None, {project: role})), project) == (NAMES, NAMES)


def test_a_viewer_reads_the_same_pseudonyms_wherever_and_whenever(db, project):
    viewer = db.for_person(Person("vi", None, {project: Role.VIEWER}))
    figures, rows = named(viewer, project)
    assert figures == rows
    assert len(figures) == 2
    assert all(one.startswith("P-") for one in figures)
    assert named(db.for_person(Person("wu", Role.VIEWER)), project) == (figures, rows)


def test_the_same_person_is_somebody_else_in_another_project(db, project):
    other = stored_project(db, code="OTHER")
    take_in(db, other, FILE)
    viewer = db.for_person(Person("vi", Role.VIEWER, {project: Role.LEAD}))
    assert named(viewer, project) == (NAMES, NAMES)
    hidden = named(db.for_person(Person("vi", Role.VIEWER)), project)[0]
    assert not named(viewer, other)[0] & (NAMES | hidden)
