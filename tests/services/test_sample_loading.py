"""The sample programme comes in whole, once, and can be taken back."""

import shutil
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import func, select

from ecogov.domain.errors import ConflictError
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import LinkDraft, NoteDraft
from ecogov.domain.schedule.slips import MilestoneState
from ecogov.sample.log.book import project_log
from ecogov.sample.programme import AS_OF, CHANGES, PROJECTS, TARGETS, VENDORS
from ecogov.sample.writing import sample_exports
from ecogov.services.calendars import list_change_marks
from ecogov.services.imports import list_imports
from ecogov.services.kpis import Question, Slice, kpi_cells
from ecogov.services.log.escalations import clocks_of
from ecogov.services.log.links import link_records, links_of
from ecogov.services.log.milestones import (
    baseline_history,
    forecast_history,
    milestone_schedule,
    project_path,
)
from ecogov.services.log.notes import add_note, notes_of, record_history, watch_record
from ecogov.services.log.reading import list_records
from ecogov.services.log.records import amend_record
from ecogov.services.log.risks import appetites_by_category, scored_risks
from ecogov.services.log.setups import log_setup
from ecogov.services.projects import change_project, get_project, list_projects
from ecogov.services.queues import list_queues
from ecogov.services.sample import load_sample, loading, remove_sample
from ecogov.services.sample.logbook import load_log, remove_log
from ecogov.services.targets import list_targets
from ecogov.services.vendors import list_vendors
from ecogov.services.verification import verify
from ecogov.storage.database import Database
from ecogov.storage.log import attachments, tables
from tests.builders import (
    ACTOR,
    a_project,
    stored_import,
    stored_project,
    stored_record,
    stored_vendor,
)
from tests.harness.refusals import refused

EVERYTHING = Slice(project_ids=())


def figures(db, *, metrics=("submitted_units", "accepted_units", "qa_accuracy"), by=("project",)):
    cells = kpi_cells(db, Question(EVERYTHING, metrics, by))
    return cells.drop(columns=[name for name in cells if name.endswith("_id")])


LOG_TABLES = [
    row.__table__
    for module in (tables, attachments)
    for row in vars(module).values()
    if getattr(row, "__module__", "") == module.__name__ and hasattr(row, "__table__")
]


def log_rows(db):
    """Count the rows of every table of the log."""
    with db.read() as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in LOG_TABLES
        }


def written(kind, code=None):
    """Count the records of a kind that the sample tells."""
    codes = [project.code for project in PROJECTS] if code is None else [code]
    return sum(entry.kind is kind for one in codes for entry in project_log(one).entries)


def stored_log(db, code="TS-VIDEO"):
    """Store a project with nothing but its log, and give its id."""
    project_id = stored_project(db, code=code)
    vendors = {v.code: stored_vendor(db, code=v.code, name_en=v.name_en) for v in VENDORS}
    load_log(db, code, project_id, vendors, actor=ACTOR)
    return project_id, vendors


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
    for kind in RecordKind:
        assert len(list_records(db, kind, LogFilter())) == written(kind)
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
    assert set(log_rows(loaded).values()) == {0}
    assert verify(loaded).is_clean
    remove_sample(loaded, actor=ACTOR)


def test_loading_again_after_taking_back_gives_the_same_figures_and_promises(loaded):
    first = figures(loaded, by=("project", "vendor", "month"))
    project = get_project(loaded, "TS-VIDEO")
    promised = list_targets(loaded, project.id).drop(columns="version")
    kept = log_rows(loaded)
    draft = a_project(code="TS-VIDEO", name_en="Renamed", country="CN", timezone="Asia/Shanghai")
    change_project(loaded, project.id, draft, version=project.version, actor=ACTOR)
    remove_sample(loaded, actor=ACTOR)
    load_sample(loaded, actor=ACTOR)
    assert figures(loaded, by=("project", "vendor", "month")).equals(first)
    assert get_project(loaded, "TS-VIDEO").name_en == "Short-video policy review"
    assert list_targets(loaded, project.id).drop(columns="version").equals(promised)
    assert log_rows(loaded) == kept
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


def test_a_log_comes_in_whole_in_one_transaction_and_only_once(db):
    project_id = stored_project(db)
    vendors = {v.code: stored_vendor(db, code=v.code, name_en=v.name_en) for v in VENDORS}
    before = db.revision()
    load_log(db, "TS-VIDEO", project_id, vendors, actor=ACTOR)
    assert db.revision() == before + 1
    log, kept = project_log("TS-VIDEO"), log_rows(db)
    for kind in RecordKind:
        assert kept[kind.value] == written(kind, "TS-VIDEO")
    parts = {
        "risk_score": log.scores,
        "risk_status": log.standings,
        "milestone_forecast": log.forecasts,
        "milestone_baseline": log.promises,
        "milestone_link": log.waits,
        "escalation_event": log.happenings,
        "record_note": log.notes,
        "record_link": log.ties,
        "risk_appetite": log.setup.appetites,
    }
    assert {name: kept[name] for name in parts} == {name: len(p) for name, p in parts.items()}
    load_log(db, "TS-VIDEO", project_id, vendors, actor=ACTOR)
    assert db.revision() == before + 1
    assert verify(db).is_clean


def test_a_log_that_fails_halfway_leaves_nothing(db):
    project_id = stored_project(db)
    with pytest.raises(KeyError):
        load_log(db, "TS-VIDEO", project_id, {}, actor=ACTOR)
    assert set(log_rows(db).values()) == {0}


def test_the_past_of_a_log_is_told_and_the_trail_says_who_loaded_it(db):
    project_id, _ = stored_log(db)
    wanted = LogFilter(project_id=project_id)
    milestones = list_records(db, RecordKind.MILESTONE, wanted)
    assert (milestones["created_at"].dt.date <= AS_OF).all()
    gate = milestones.set_index("external_key").loc["sample-v-m5"]
    gate_id = int(gate["id"])
    told = baseline_history(db, gate_id)
    assert told["baseline_on"].tolist() == [date(2026, 6, 1), date(2026, 6, 15)]
    assert told["set_by"].tolist() == ["顾明远", "沈雨桐"]
    change = list_records(db, RecordKind.CHANGE, wanted).set_index("external_key")
    assert told["change_id"].tolist()[1] == change.loc["sample-v-c1"]["id"]
    reports = forecast_history(db, tuple(milestones["id"]))
    assert (reports["reported_on"] <= AS_OF).all()
    entry = record_history(db, RecordKind.MILESTONE, gate_id).iloc[0]
    assert (entry["actor"], entry["action"]) == (ACTOR, "milestone.add")
    assert gate["created_by"] == "顾明远"


def test_moments_of_a_log_are_those_of_the_clock_of_its_project(db):
    project_id, _ = stored_log(db)
    outage = list_records(db, RecordKind.ESCALATION, LogFilter(project_id=project_id)).iloc[-1]
    assert outage["raised_at"].isoformat() == "2026-07-14T02:20:00+00:00"


def test_a_forgotten_log_leaves_what_somebody_else_logged(db):
    project_id, vendors = stored_log(db)
    own = stored_record(db, RecordKind.RISK, project_id)
    listed = list_records(db, RecordKind.RISK, LogFilter(project_id=project_id))
    theirs = int(listed["id"].iloc[-1])
    draft = LinkDraft(
        from_kind=RecordKind.RISK, from_id=own.id, to_kind=RecordKind.RISK, to_key=str(theirs)
    )
    link_records(db, draft, actor=ACTOR)
    add_note(db, NoteDraft(kind=RecordKind.RISK, record_id=own.id, text="Ours"), actor=ACTOR)
    watch_record(db, RecordKind.RISK, theirs, actor=ACTOR)
    remove_log(db, project_id, actor=ACTOR)
    left = {name: count for name, count in log_rows(db).items() if count}
    assert left == {"risk": 1, "risk_status": 1, "record_note": 1}
    assert links_of(db, RecordKind.RISK, own.id).empty
    assert notes_of(db, RecordKind.RISK, own.id)["text"].tolist() == ["Ours"]
    assert verify(db).is_clean
    load_log(db, "TS-VIDEO", project_id, vendors, actor=ACTOR)
    assert log_rows(db)["risk"] == written(RecordKind.RISK, "TS-VIDEO") + 1


def test_projects_loaded_without_a_log_get_it_with_the_next_loading(loaded):
    kept = log_rows(loaded)
    for number in list_projects(loaded)["id"]:
        remove_log(loaded, number, actor=ACTOR)
    assert set(log_rows(loaded).values()) == {0}
    load_sample(loaded, actor=ACTOR)
    assert log_rows(loaded) == kept


def test_an_edited_record_is_left_as_it_is_until_the_sample_is_taken_back(loaded):
    risk = list_records(loaded, RecordKind.RISK, LogFilter()).iloc[0]
    told = {"title": "Ours now"}
    amend_record(
        loaded, RecordKind.RISK, int(risk["id"]), told, version=risk["version"], actor=ACTOR
    )
    load_sample(loaded, actor=ACTOR)
    assert "Ours now" in set(list_records(loaded, RecordKind.RISK, LogFilter())["title"])
    remove_sample(loaded, actor=ACTOR)
    load_sample(loaded, actor=ACTOR)
    assert "Ours now" not in set(list_records(loaded, RecordKind.RISK, LogFilter())["title"])


def test_milestones_of_the_sample_stand_in_many_states_and_make_a_plan(loaded):
    told = milestone_schedule(loaded, LogFilter(), as_of=AS_OF)
    never = {
        MilestoneState.DONE_UNDATED, MilestoneState.LATE_UNFORECAST,
    }  # fmt: skip
    assert set(told["state"]) == set(MilestoneState) - never
    for number in list_projects(loaded)["id"]:
        mine = told[told["project_id"] == number].set_index("id")
        path = project_path(loaded, number, as_of=AS_OF).set_index("id")
        at_work = mine[(mine["status"] == "planned") & mine["forecast"].notna()]
        finish = path.loc[at_work.index, "early_finish"].dt.date
        assert finish.tolist() == at_work["forecast"].tolist()


def test_risks_of_the_sample_are_scored_valued_and_held_to_an_appetite(loaded):
    risks = scored_risks(loaded, LogFilter())
    scored = risks[risks["inherent_score"].notna()]
    assert 0 < len(scored) < len(risks)
    assert (scored["current_score"] <= scored["inherent_score"]).all()
    assert (scored["current_score"] < scored["inherent_score"]).any()
    for number in list_projects(loaded)["id"]:
        setup = log_setup(loaded, number)
        assert setup.contingency > 0
        mine = scored[scored["project_id"] == number]
        assert (mine["cost_likely"] < setup.contingency).all()
        assert len(appetites_by_category(loaded, number)) >= 4


def test_some_escalations_of_the_sample_kept_their_clocks_and_some_did_not(loaded):
    states = []
    for number in list_projects(loaded)["id"]:
        rows = list_records(loaded, RecordKind.ESCALATION, LogFilter(project_id=number))
        at = rows["created_at"].max() + pd.Timedelta(days=60)
        states += clocks_of(loaded, number, rows, at=at).values()
    breached = [
        one.acknowledge.is_breached or one.resolve.is_breached or one.missed_updates > 0
        for one in states
    ]
    assert {True, False} == set(breached)
    assert any(one.vendor_hours > 0 for one in states)


def test_every_link_of_the_sample_leads_somewhere(loaded):
    for issue in list_records(loaded, RecordKind.ISSUE, LogFilter())["id"]:
        links = links_of(loaded, RecordKind.ISSUE, issue)
        assert (links["title"].notna() | (links["kind"] == "kpi")).all()
