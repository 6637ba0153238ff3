from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pandas as pd
import pytest

from ecogov.domain.errors import ConflictError, DomainError, NotFoundError
from ecogov.domain.projects import AcceptanceBasis, ContentDomain
from ecogov.i18n.refusals import refusal
from ecogov.i18n.translator import translator
from ecogov.services.projects import (
    add_project,
    archive_project,
    change_project,
    get_project,
    list_projects,
    restore_project,
)
from ecogov.services.trail import history
from ecogov.storage.database import Database
from ecogov.storage.production.imports import mark_undone
from tests.builders import ACTOR, a_project, stored_event, stored_import, stored_project
from tests.harness.refusals import refused

COLUMNS = [
    "id", "code", "name_en", "name_zh", "programme", "content_domain", "timezone", "country",
    "start_on", "due_on", "target_units", "unit_name", "currency", "pm", "acceptance_basis",
    "n_imports", "last_import_at", "version",
]  # fmt: skip


def accepted_units(db, project_id):
    query = "SELECT sum(accepted_units) FROM rollup WHERE project_id = %d"
    with db.engine.connect() as connection:
        return connection.exec_driver_sql(query % project_id).scalar_one()


def test_added_project_reads_back_as_it_was_entered(db):
    project_id = stored_project(db)
    project = get_project(db, "TS-VIDEO")
    assert (project.id, project.version, project.is_archived) == (project_id, 1, False)
    assert project.name_zh == "短视频内容安全审核"
    assert project.locales == ("zh-CN", "id-ID")
    assert project.content_domain is ContentDomain.SAFETY
    assert project.acceptance_basis is AcceptanceBasis.SUBMISSION
    assert (project.start_on, project.due_on) == (date(2026, 3, 2), date(2026, 12, 31))
    assert project.created_at.tzinfo is UTC


def test_adding_is_one_revision_and_one_entry_with_all_values(db):
    before = db.revision()
    project_id = stored_project(db)
    assert db.revision() == before + 1
    entry = history(db, "project", project_id).iloc[0]
    assert (entry["action"], entry["actor"], entry["before"]) == ("project.add", ACTOR, None)
    assert entry["after"]["code"] == "TS-VIDEO"
    assert entry["after"]["due_on"] == "2026-12-31"
    assert entry["after"]["version"] == 1


def test_code_finds_a_project_in_any_case_and_an_id_does_too(db):
    project_id = stored_project(db)
    assert get_project(db, " ts-video ").id == project_id
    assert get_project(db, project_id).code == "TS-VIDEO"


@pytest.mark.parametrize("unknown", ["NOBODY", 4711])
def test_unknown_project_is_not_found(db, unknown):
    with refused(db, "project.unknown", NotFoundError) as caught:
        get_project(db, unknown)
    assert caught.value.params == {"code": str(unknown)}


def test_code_cannot_be_taken_twice_not_even_from_an_archived_project(db):
    project_id = stored_project(db)
    with refused(db, "project.taken") as caught:
        add_project(db, a_project(name_en="Another"), actor=ACTOR)
    assert caught.value.params == {"code": "TS-VIDEO"}
    archive_project(db, project_id, actor=ACTOR)
    with refused(db, "project.taken"):
        add_project(db, a_project(code="ts-video"), actor=ACTOR)


def test_change_is_one_revision_one_version_and_an_entry_of_what_differs(db):
    project_id = stored_project(db)
    before = db.revision()
    draft = a_project(due_on=date(2027, 1, 29), pm="Maya")
    change_project(db, project_id, draft, version=1, actor="maya")
    assert db.revision() == before + 1
    project = get_project(db, project_id)
    assert (project.version, project.due_on, project.pm) == (2, date(2027, 1, 29), "Maya")
    entry = history(db, "project", project_id).iloc[0]
    assert (entry["action"], entry["actor"]) == ("project.change", "maya")
    assert entry["before"] == {"due_on": "2026-12-31", "pm": "Shen Yutong", "version": 1}
    assert entry["after"] == {"due_on": "2027-01-29", "pm": "Maya", "version": 2}


def test_saving_without_a_change_leaves_version_and_trail_alone(db):
    project_id = stored_project(db)
    change_project(db, project_id, a_project(), version=1, actor="maya")
    assert get_project(db, project_id).version == 1
    assert len(history(db, "project", project_id)) == 1


def test_stale_change_is_refused_with_who_changed_what_since(db):
    project_id = stored_project(db)
    change_project(db, project_id, a_project(pm="Maya"), version=1, actor="maya")
    change_project(db, project_id, a_project(pm="Lin", unit_name="clip"), version=2, actor="lin")
    with refused(db, "record.conflict", ConflictError) as caught:
        change_project(db, project_id, a_project(pm="Omar"), version=1, actor="omar")
    params = caught.value.params
    assert params["who"] == "lin"
    assert params["when"].tzinfo is UTC
    assert params["fields"] == ("project.pm", "project.unit_name")
    said = refusal(translator("en"), caught.value)
    assert "lin changed this on" in said
    assert "Project manager, Name of a unit" in said
    assert "项目经理、作业单元名称" in refusal(translator("zh-Hans"), caught.value)


def test_conflict_names_only_what_was_changed_since_it_was_seen(db):
    project_id = stored_project(db)
    change_project(db, project_id, a_project(pm="Maya"), version=1, actor="maya")
    change_project(db, project_id, a_project(pm="Maya", unit_name="clip"), version=2, actor="lin")
    with refused(db, "record.conflict", ConflictError) as caught:
        change_project(db, project_id, a_project(pm="Omar"), version=2, actor="omar")
    assert caught.value.params["fields"] == ("project.unit_name",)


def test_of_two_who_save_at_once_one_is_told(db):
    project_id = stored_project(db)
    told, gate = [], Barrier(2)

    def save(name):
        own = Database.open(db.url)
        gate.wait()
        try:
            change_project(own, project_id, a_project(pm=name), version=1, actor=name)
        except ConflictError as error:
            told.append((name, error.params["who"]))
        own.close()

    people = [Thread(target=save, args=(name,)) for name in ("maya", "omar")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(told) == 1
    loser, winner = told[0]
    assert {loser, winner} == {"maya", "omar"}
    assert get_project(db, project_id).pm == winner


def test_unknown_project_cannot_be_changed(db):
    with refused(db, "project.unknown", NotFoundError):
        change_project(db, 4711, a_project(), version=1, actor=ACTOR)


def test_project_cannot_take_the_code_of_another(db):
    stored_project(db)
    other = stored_project(db, code="SRCH")
    with refused(db, "project.taken"):
        change_project(db, other, a_project(), version=1, actor=ACTOR)


def test_archived_project_leaves_the_list_and_comes_back(db):
    project_id = stored_project(db)
    before = db.revision()
    archive_project(db, project_id, actor="maya")
    assert db.revision() == before + 1
    assert list_projects(db).empty
    assert list(list_projects(db, archived=True)["code"]) == ["TS-VIDEO"]
    assert get_project(db, project_id).is_archived
    entry = history(db, "project", project_id).iloc[0]
    assert (entry["action"], entry["before"]["archived_at"]) == ("project.archive", None)
    assert entry["after"]["archived_at"]

    restore_project(db, project_id, actor="maya")
    assert list(list_projects(db)["code"]) == ["TS-VIDEO"]
    assert list_projects(db, archived=True).empty
    assert history(db, "project", project_id).iloc[0]["action"] == "project.restore"


def test_archived_project_is_neither_archived_again_nor_changed(db):
    project_id = stored_project(db)
    archive_project(db, project_id, actor=ACTOR)
    with refused(db, "record.archived"):
        archive_project(db, project_id, actor=ACTOR)
    with refused(db, "record.archived"):
        change_project(db, project_id, a_project(pm="x"), version=2, actor=ACTOR)


@pytest.mark.parametrize("act", [archive_project, restore_project])
def test_unknown_project_is_neither_archived_nor_restored(db, act):
    with refused(db, "project.unknown", NotFoundError):
        act(db, 4711, actor=ACTOR)


def test_restoring_a_project_at_work_changes_nothing(db):
    project_id = stored_project(db)
    restore_project(db, project_id, actor=ACTOR)
    assert get_project(db, project_id).version == 1


def test_list_has_the_same_columns_and_kinds_with_and_without_projects(db):
    empty = list_projects(db)
    assert list(empty.columns) == COLUMNS
    stored_project(db)
    assert list_projects(db).dtypes.equals(empty.dtypes)


def test_list_counts_the_imports_that_stand(db):
    project_id = stored_project(db)
    stored_project(db, code="EMPTY", target_units=None)
    stored_import(db, project_id, at=datetime(2026, 11, 1, 8, tzinfo=UTC))
    stored_import(db, project_id, at=datetime(2026, 11, 3, 8, tzinfo=UTC))
    gone = datetime(2026, 11, 5, 8, tzinfo=UTC)
    stored_import(db, project_id, at=gone, undone_at=gone, undone_by=ACTOR)
    projects = list_projects(db).set_index("code")
    assert list(projects.index) == ["EMPTY", "TS-VIDEO"]
    assert list(projects["n_imports"]) == [0, 2]
    assert projects.loc["TS-VIDEO", "last_import_at"] == pd.Timestamp("2026-11-03 08:00", tz="UTC")
    assert projects.loc["EMPTY", "last_import_at"] is pd.NaT
    assert projects.loc["EMPTY", "target_units"] is pd.NA
    assert projects.loc["TS-VIDEO", "target_units"] == 1_000_000
    assert projects.loc["TS-VIDEO", "due_on"] == date(2026, 12, 31)


def test_time_zone_is_locked_while_imports_stand(db):
    project_id = stored_project(db)
    import_id = stored_import(db, project_id)
    draft = a_project(timezone="UTC")
    with refused(db, "project.timezone_locked") as caught:
        change_project(db, project_id, draft, version=1, actor=ACTOR)
    assert caught.value.params == {"timezone": "Asia/Shanghai"}
    with db.write(ACTOR) as session:
        mark_undone(session, import_id)
    change_project(db, project_id, draft, version=1, actor=ACTOR)
    assert get_project(db, project_id).timezone == "UTC"


def test_other_basis_of_acceptance_counts_the_rows_anew(db):
    project_id = stored_project(db)
    import_id = stored_import(db, project_id)
    stored_event(db, project_id, import_id)
    stored_event(db, project_id, import_id, event_id="e-2", review_result="accepted")
    by_review = a_project(acceptance_basis=AcceptanceBasis.REVIEW)
    change_project(db, project_id, by_review, version=1, actor=ACTOR)
    assert accepted_units(db, project_id) == 1
    change_project(db, project_id, a_project(), version=2, actor=ACTOR)
    assert accepted_units(db, project_id) == 2


def test_other_currency_counts_the_costs_anew(db):
    project_id = stored_project(db, currency="USD")
    import_id = stored_import(db, project_id)
    stored_event(db, project_id, import_id, amount=2.5, currency="CNY")
    change_project(db, project_id, a_project(currency="CNY"), version=1, actor=ACTOR)
    with db.engine.connect() as connection:
        cost = connection.exec_driver_sql("SELECT sum(cost_amount) FROM rollup").scalar_one()
    assert cost == 2.5


def test_refusals_have_sentences_in_both_languages(db):
    project_id = stored_project(db)
    archive_project(db, project_id, actor=ACTOR)
    for act in (
        lambda: add_project(db, a_project(), actor=ACTOR),
        lambda: archive_project(db, project_id, actor=ACTOR),
        lambda: get_project(db, "NOBODY"),
    ):
        with pytest.raises(DomainError) as caught:
            act()
        for language in ("en", "zh-Hans"):
            assert refusal(translator(language), caught.value)
