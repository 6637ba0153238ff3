from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from ecogov.domain.errors import ConflictError, NotFoundError
from ecogov.domain.log.asking import Cell, LogFilter, Order
from ecogov.domain.log.kinds import RecordKind, Reference
from ecogov.domain.log.register import KINDS
from ecogov.domain.risks.words import Stage
from ecogov.services.log.reading import (
    count_records,
    find_record,
    get_record,
    list_people,
    list_records,
    open_counts,
    search_log,
)
from ecogov.services.log.records import (
    amend_record,
    amend_records,
    archive_records,
    log_record,
    log_records,
    restore_records,
    take_back,
)
from ecogov.services.projects import archive_project
from ecogov.services.trail import history
from tests.builders import ACTOR, a_record, stored_project, stored_record, stored_vendor
from tests.harness.refusals import refused

RISK, ISSUE, ACTION = RecordKind.RISK, RecordKind.ISSUE, RecordKind.ACTION
each_kind = pytest.mark.parametrize("kind", list(RecordKind))


@pytest.fixture
def project(db):
    return stored_project(db)


@each_kind
def test_a_title_is_enough_to_log_a_record_of_any_kind(db, project, kind):
    before = db.revision()
    logged = stored_record(db, kind, project, title="  Reviewers   leave \n")
    assert db.revision() == before + 1
    stored = get_record(db, kind, logged.id)
    assert (stored["title"], stored["version"], stored["number"]) == ("Reviewers leave", 1, 1)
    assert stored["ref"] == logged.ref
    assert stored["created_by"] == ACTOR
    assert stored["status"] == KINDS[kind].open_statuses[0]
    entry = history(db, kind.value, logged.id).iloc[0]
    assert (entry["action"], entry["actor"]) == (f"{kind.value}.add", ACTOR)


@each_kind
def test_numbers_count_within_project_and_kind(db, project, kind):
    other = stored_project(db, code="OTHER")
    stored_record(db, RISK if kind is not RISK else ISSUE, project)
    numbers = [stored_record(db, kind, project).number for _ in range(3)]
    assert numbers == [1, 2, 3]
    assert stored_record(db, kind, other).number == 1
    assert (
        find_record(db, project, Reference(kind, 2))
        == get_record(db, kind, find_record(db, project, Reference(kind, 2)))["id"]
    )


def test_many_records_are_logged_together_or_not_at_all(db, project):
    drafts = [a_record(RISK, project, title=f"Risk {n}") for n in range(3)]
    logged = log_records(db, RISK, drafts, actor=ACTOR)
    assert [one.ref for one in logged] == ["R-1", "R-2", "R-3"]
    with refused(db, "record.vendor"):
        log_records(db, RISK, [*drafts, a_record(RISK, project, vendor_id=99)], actor=ACTOR)
    assert count_records(db, RISK, LogFilter(project_id=project)) == 3


def test_a_record_of_a_project_that_was_put_away_is_refused(db, project):
    archive_project(db, project, actor=ACTOR)
    with refused(db, "record.archived"):
        stored_record(db, RISK, project)
    with refused(db, "project.unknown", NotFoundError):
        stored_record(db, RISK, 4711)


def test_amended_field_is_stored_with_old_and_new_value(db, project):
    risk = stored_record(db, RISK, project, probability=3, impact=4)
    done = amend_record(db, RISK, risk.id, {"probability": 2}, version=1, actor="maya")
    assert done.version == 2
    entry = history(db, "risk", risk.id).iloc[0]
    assert entry["before"] == {"probability": 3, "version": 1}
    assert entry["after"] == {"probability": 2, "version": 2}


def test_amending_nothing_writes_nothing_into_the_trail(db, project):
    risk = stored_record(db, RISK, project, probability=3, impact=4)
    done = amend_record(db, RISK, risk.id, {"probability": 3}, version=1, actor="maya")
    assert done.version == 1
    assert len(history(db, "risk", risk.id)) == 1


def test_stale_amendment_is_refused_and_says_who_changed_what(db, project):
    risk = stored_record(db, RISK, project)
    amend_record(db, RISK, risk.id, {"owner": "Lin"}, version=1, actor="maya")
    with refused(db, "record.conflict", ConflictError) as caught:
        amend_record(db, RISK, risk.id, {"title": "Mine"}, version=1, actor="lin")
    assert caught.value.params["who"] == "maya"
    assert caught.value.params["fields"] == ("risk.owner",)


def test_a_field_that_the_kind_has_not_is_refused(db, project):
    risk = stored_record(db, RISK, project)
    for name in ("number", "archived_at", "created_by", "nonsense"):
        with refused(db, "record.field"):
            amend_record(db, RISK, risk.id, {name: "1"}, version=1, actor=ACTOR)


def test_a_change_that_would_not_do_leaves_the_record_as_it_was(db, project):
    risk = stored_record(db, RISK, project, probability=2, impact=2)
    with pytest.raises(ValidationError, match=r"risk\.residual_above"):
        amend_record(
            db, RISK, risk.id, {"residual_probability": 5, "residual_impact": 5}, version=1,
            actor=ACTOR,
        )  # fmt: skip
    assert get_record(db, RISK, risk.id)["version"] == 1


def test_many_records_are_amended_together_and_taken_back_together(db, project):
    ids = [stored_record(db, ISSUE, project, owner=f"P{n}").id for n in range(3)]
    done = amend_records(db, ISSUE, dict.fromkeys(ids, 1), {"owner": "Lin"}, actor=ACTOR)
    assert set(list_records(db, ISSUE, LogFilter())["owner"]) == {"Lin"}
    take_back(db, done, actor=ACTOR)
    assert sorted(list_records(db, ISSUE, LogFilter())["owner"]) == ["P0", "P1", "P2"]


def test_taking_back_stops_at_what_somebody_changed_since(db, project):
    ids = [stored_record(db, ISSUE, project).id for _ in range(2)]
    done = amend_records(db, ISSUE, dict.fromkeys(ids, 1), {"owner": "Lin"}, actor=ACTOR)
    amend_record(db, ISSUE, ids[1], {"owner": "Maya"}, version=2, actor="maya")
    with refused(db, "record.conflict", ConflictError):
        take_back(db, done, actor=ACTOR)
    assert sorted(list_records(db, ISSUE, LogFilter())["owner"]) == ["Lin", "Maya"]


def test_archived_records_leave_the_list_and_come_back(db, project):
    ids = [stored_record(db, ACTION, project).id for _ in range(2)]
    archive_records(db, ACTION, ids, actor=ACTOR)
    assert list_records(db, ACTION, LogFilter()).empty
    assert len(list_records(db, ACTION, LogFilter(archived=True))) == 2
    with refused(db, "record.archived"):
        amend_record(db, ACTION, ids[0], {"title": "x"}, version=2, actor=ACTOR)
    restore_records(db, ACTION, ids, actor=ACTOR)
    assert len(list_records(db, ACTION, LogFilter())) == 2


@each_kind
def test_a_list_without_records_has_the_same_columns(db, project, kind):
    empty = list_records(db, kind, LogFilter())
    stored_record(db, kind, project)
    filled = list_records(db, kind, LogFilter())
    assert list(empty.columns) == list(filled.columns)
    assert empty.dtypes.drop("ref").equals(filled.dtypes.drop("ref"))


def test_lists_are_filtered_sorted_and_cut_in_the_database(db, project):
    vendor = stored_vendor(db)
    for n, owner in enumerate(["Ann", "", "Ben"]):
        due = date(2026, 5, 1) + timedelta(n) if n else None
        stored_record(db, ISSUE, project, owner=owner, due_on=due, title=f"Thing {n}")
    stored_record(
        db, ISSUE, project, title="Vendor late", vendor_id=vendor, status="closed", severity="major"
    )

    def titles(order=None, window=(0, None), **asked):
        return list(list_records(db, ISSUE, LogFilter(**asked), order, window=window)["title"])

    assert titles() == ["Vendor late", "Thing 2", "Thing 1", "Thing 0"]
    assert titles(is_open=True) == ["Thing 2", "Thing 1", "Thing 0"]
    assert titles(is_open=False) == ["Vendor late"]
    assert titles(equal=(("owner", ("Ann", None)),)) == ["Vendor late", "Thing 1", "Thing 0"]
    assert titles(equal=(("severity", (None,)),)) == ["Thing 2", "Thing 1", "Thing 0"]
    assert titles(due_before=date(2026, 5, 3)) == ["Thing 1"]
    assert titles(order=Order("due_on", is_descending=False))[:2] == ["Thing 1", "Thing 2"]
    assert titles(order=Order("due_on"))[:2] == ["Thing 2", "Thing 1"]
    assert titles(window=(1, 2)) == ["Thing 2", "Thing 1"]
    assert titles(text="thing 2") == ["Thing 2"]
    assert titles(text="i-3") == ["Thing 2"]
    assert titles(text="100%") == []
    assert list_records(db, ISSUE, LogFilter(text="late"))["vendor_code"].tolist() == ["KERLIP"]


def test_risks_are_found_by_their_cell_at_each_stage(db, project):
    levels = {"residual_probability": 2, "residual_impact": 4}
    scored = stored_record(db, RISK, project, probability=4, impact=4, **levels)
    plain = stored_record(db, RISK, project, probability=2, impact=4)
    stored_record(db, RISK, project)

    def found(stage, probability, impact):
        wanted = LogFilter(cell=Cell(stage, probability, impact))
        return sorted(list_records(db, RISK, wanted)["id"])

    assert found(Stage.INHERENT, 4, 4) == [scored.id]
    assert found(Stage.CURRENT, 2, 4) == sorted([scored.id, plain.id])
    assert found(Stage.TARGET, 2, 4) == []


def test_search_finds_words_of_any_language_and_references_in_every_kind(db, project):
    for kind in RecordKind:
        stored_record(db, kind, project, title=f"审核质量下滑 {kind.value}")
    other = stored_project(db, code="OTHER")
    stored_record(db, RISK, other, title="Else", description="审核质量")
    found = search_log(db, "审核质量")
    assert len(found) == 10
    assert found.iloc[-1]["title"] == "Else"
    assert set(found["kind"]) == {kind.value for kind in RecordKind}
    assert len(search_log(db, "审核质量", project_id=project)) == 9
    assert search_log(db, "cr-1")["ref"].tolist() == ["CR-1"]
    assert search_log(db, "  ").empty
    assert len(search_log(db, "审核质量", limit=4)) == 4


def test_owners_are_offered_the_busiest_first(db, project):
    for owner in ("Ann", "Ben", "Ben", ""):
        stored_record(db, ACTION, project, owner=owner)
    assert list_people(db) == ["Ben", "Ann"]
    assert list_people(db, 4711) == []


def test_open_records_are_counted_by_kind(db, project):
    stored_record(db, ISSUE, project)
    stored_record(db, ISSUE, project, status="closed")
    assert open_counts(db, project)[ISSUE] == 1
    assert open_counts(db, None)[RISK] == 0


@each_kind
def test_unknown_record_is_not_found(db, kind):
    with refused(db, f"{kind.value}.unknown", NotFoundError):
        get_record(db, kind, 4711)
    with refused(db, f"{kind.value}.unknown", NotFoundError):
        amend_record(db, kind, 4711, {"title": "x"}, version=1, actor=ACTOR)


@pytest.mark.parametrize(
    ("kind", "end"),
    [
        (RecordKind.ISSUE, ("resolved", "resolved_on")),
        (RecordKind.ACTION, ("done", "done_on")),
        (RecordKind.DEPENDENCY, ("met", "met_on")),
    ],
)
def test_what_ends_is_dated_and_what_goes_on_is_not(db, project, kind, end):
    ended, column = end
    record = stored_record(db, kind, project)
    amend_record(db, kind, record.id, {"status": ended}, version=1, actor=ACTOR)
    assert get_record(db, kind, record.id)[column] is not None
    amend_record(db, kind, record.id, {"status": "open"}, version=2, actor=ACTOR)
    assert get_record(db, kind, record.id)[column] is None


def test_an_action_that_is_put_off_counts_how_often(db, project):
    action = stored_record(db, ACTION, project, due_on=date(2026, 5, 1))
    for version, day in enumerate((date(2026, 5, 8), date(2026, 5, 15), date(2026, 5, 2)), 1):
        amend_record(db, ACTION, action.id, {"due_on": day}, version=version, actor=ACTOR)
    assert get_record(db, ACTION, action.id)["carried_over"] == 2


@pytest.mark.parametrize("character", ["\0", "\x01", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_logging_refuses_what_no_database_or_plan_file_can_keep(db, project, character):
    with pytest.raises(ValidationError, match=r"text\.unstorable"):
        log_record(db, RISK, a_record(RISK, project, title=f"a{character}b"), actor=ACTOR)
