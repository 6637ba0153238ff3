"""The sample programme comes in whole, once, and can be taken back."""

import shutil

import pytest

from ecogov.domain.errors import ConflictError
from ecogov.sample.programme import AS_OF, CHANGES, PROJECTS, TARGETS, VENDORS
from ecogov.sample.writing import sample_exports
from ecogov.services.calendars import list_change_marks
from ecogov.services.imports import list_imports
from ecogov.services.kpis import Question, Slice, kpi_cells
from ecogov.services.projects import change_project, get_project, list_projects
from ecogov.services.queues import list_queues
from ecogov.services.sample import load_sample, loading, remove_sample
from ecogov.services.targets import list_targets
from ecogov.services.vendors import list_vendors
from ecogov.services.verification import verify
from ecogov.storage.database import Database
from tests.builders import ACTOR, a_project, stored_import, stored_project
from tests.harness.refusals import refused

EVERYTHING = Slice(project_ids=())


def figures(db, *, metrics=("submitted_units", "accepted_units", "qa_accuracy"), by=("project",)):
    cells = kpi_cells(db, Question(EVERYTHING, metrics, by))
    return cells.drop(columns=[name for name in cells if name.endswith("_id")])


@pytest.fixture(scope="module")
def _loaded_file(_sqlite_template, tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "ecogov.db"
    shutil.copyfile(_sqlite_template, path)
    db = Database.open(f"sqlite:///{path.as_posix()}")
    load_sample(db, actor=ACTOR)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return path


@pytest.fixture
def loaded(_loaded_file, tmp_path):
    path = tmp_path / "loaded.db"
    shutil.copyfile(_loaded_file, path)
    db = Database.open(f"sqlite:///{path.as_posix()}")
    yield db
    db.close()


def test_everything_comes_in_and_a_second_time_changes_nothing(db):
    told = []
    load_sample(db, actor=ACTOR, progress=lambda share, step: told.append((share, step)))
    listed = list_projects(db)
    assert sorted(listed["code"]) == sorted(project.code for project in PROJECTS)
    assert sorted(list_vendors(db)["code"]) == sorted(vendor.code for vendor in VENDORS)
    ids = listed["id"].tolist()
    assert sum(len(list_targets(db, number)) for number in ids) == len(TARGETS)
    assert sum(len(list_change_marks(db, number)) for number in ids) == len(CHANGES)
    assert sum(len(list_queues(db, number)) for number in ids) == sum(
        len(project.queues) for project in PROJECTS
    )
    assert len(list_imports(db)) == len(sample_exports())
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert (told[0], told[-1]) == ((0.0, "registers"), (1.0, "done"))
    assert verify(db).is_clean
    revision = db.revision()
    load_sample(db, actor=ACTOR)
    assert db.revision() == revision


def test_no_row_of_the_sample_is_refused(loaded):
    for receipt in list_imports(loaded)["receipt"]:
        assert receipt["rejected"] == 0
        assert receipt["duplicate"] == 0
        assert receipt["accepted"] > 0


def test_imports_bring_no_vendor_or_queue_that_was_not_planned(loaded):
    assert list_vendors(loaded)["created_by_import"].isna().all()
    for number in list_projects(loaded)["id"]:
        assert list_queues(loaded, number)["created_by_import"].isna().all()


def test_figures_of_every_project_can_be_true(loaded):
    metrics = ("submitted_units", "accepted_units", "qa_accuracy", "first_pass_yield")
    others = ("rework_rate", "handle_seconds", "backlog_units", "cost_per_accepted_unit")
    cells = figures(loaded, metrics=(*metrics, *others))
    assert cells["null_reason"].isna().all()
    values = cells.pivot_table(index="project", columns="metric", values="value")
    assert len(values) == len(PROJECTS)
    assert (values["accepted_units"] <= values["submitted_units"]).all()
    assert (values["accepted_units"] > 0.9 * values["submitted_units"]).all()
    assert values["qa_accuracy"].between(0.9, 1).all()
    assert values["first_pass_yield"].between(0.9, 1).all()
    assert values["rework_rate"].between(0.005, 0.05).all()
    assert (values[["backlog_units", "cost_per_accepted_unit", "handle_seconds"]] > 0).all(
        axis=None
    )
    rates = cells[cells["denominator"].notna() & (cells["unit"] == "share")]
    assert (rates["numerator"] <= rates["denominator"]).all()
    assert set(cells["as_of"]) == {AS_OF}


def test_delivered_units_stay_below_what_was_promised(loaded):
    cells = figures(loaded, metrics=("accepted_units",)).set_index("project")["value"]
    for project in PROJECTS:
        assert 0.5 * project.target_units < cells[project.code] < project.target_units


def test_an_edited_target_is_left_as_it_is(loaded):
    before = list_targets(loaded, get_project(loaded, "TS-VIDEO").id)
    with loaded.write(ACTOR) as session:
        session.connection().exec_driver_sql("UPDATE target SET value = 0.5 WHERE id = 1")
    load_sample(loaded, actor=ACTOR)
    assert len(list_targets(loaded, get_project(loaded, "TS-VIDEO").id)) == len(before)


def test_taken_back_sample_leaves_empty_lists_and_no_figures(loaded):
    remove_sample(loaded, actor=ACTOR)
    assert list_projects(loaded).empty
    assert list_vendors(loaded).empty
    assert list_imports(loaded)["undone_at"].notna().all()
    assert figures(loaded).empty
    assert verify(loaded).is_clean
    remove_sample(loaded, actor=ACTOR)


def test_loading_again_after_taking_back_gives_the_same_figures_and_promises(loaded):
    first = figures(loaded, by=("project", "vendor", "month"))
    project = get_project(loaded, "TS-VIDEO")
    promised = list_targets(loaded, project.id).drop(columns="version")
    draft = a_project(code="TS-VIDEO", name_en="Renamed", country="CN", timezone="Asia/Shanghai")
    change_project(loaded, project.id, draft, version=project.version, actor=ACTOR)
    remove_sample(loaded, actor=ACTOR)
    load_sample(loaded, actor=ACTOR)
    assert figures(loaded, by=("project", "vendor", "month")).equals(first)
    assert get_project(loaded, "TS-VIDEO").name_en == "Short-video policy review"
    assert list_targets(loaded, project.id).drop(columns="version").equals(promised)
    assert verify(loaded).is_clean


def test_a_project_of_somebody_else_with_the_same_code_is_never_touched(sqlite_db):
    stored_project(sqlite_db, code="TS-VIDEO", name_en="Ours", name_zh="我们的")
    with refused(sqlite_db, "sample.taken", ConflictError):
        load_sample(sqlite_db, actor=ACTOR)
    with refused(sqlite_db, "sample.taken", ConflictError):
        remove_sample(sqlite_db, actor=ACTOR)


def test_files_of_somebody_else_in_a_sample_project_stop_taking_back(sqlite_db):
    project_id = stored_project(sqlite_db)
    stored_import(sqlite_db, project_id, file="own.csv")
    with refused(sqlite_db, "sample.in_use", ConflictError):
        remove_sample(sqlite_db, actor=ACTOR)


def test_without_its_folder_the_sample_is_generated(monkeypatch, tmp_path):
    listed = sample_exports()
    stored = dict(loading._files(listed))
    monkeypatch.setattr(loading, "SAMPLE_FOLDER", tmp_path)
    assert dict(loading._files(listed)) == stored
