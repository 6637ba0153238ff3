"""What the page of a project shows: the gravest and the next, of this project alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ecogov.domain.log.kinds import RecordKind
from ecogov.services.flow.burn_up import burn_up
from ecogov.services.log.one_project import MOST_ROWS, log_of_project
from ecogov.services.log.records import amend_record
from tests.builders import ACTOR, a_sheet_day, stored_project, stored_record, take_in

RISK, MILESTONE, ACTION = RecordKind.RISK, RecordKind.MILESTONE, RecordKind.ACTION
TODAY = datetime.now(UTC).date()


def day(n):
    return TODAY + timedelta(days=n)


@pytest.fixture
def project(db):
    return stored_project(db)


def test_a_new_project_has_empty_lists_and_its_own_beginning(db, project):
    told = log_of_project(db, project, as_of=TODAY)
    assert set(told.counts.values()) == {0}
    assert told.risks.empty
    assert told.changes["action"].tolist() == ["project.add"]
    assert told.names == {}


def test_threats_stand_by_current_score_and_unscored_ones_last(db, project):
    stored_record(db, RISK, project, title="unscored")
    stored_record(db, RISK, project, title="20", probability=4, impact=5)
    lowered = {"residual_probability": 1, "residual_impact": 2}
    stored_record(db, RISK, project, title="2", probability=5, impact=5, **lowered)
    stored_record(db, RISK, project, title="good", nature="opportunity", probability=5, impact=5)
    other = stored_project(db, code="OTHER")
    stored_record(db, RISK, other, title="theirs", probability=5, impact=5)
    told = log_of_project(db, project, as_of=TODAY)
    assert told.risks["title"].tolist() == ["20", "2", "unscored"]
    assert told.counts["risks"] == 3


def test_only_the_first_are_listed_and_all_are_counted(db, project):
    for number in range(MOST_ROWS + 3):
        stored_record(db, ACTION, project, title=f"Late {number}", due_on=day(-number - 1))
    stored_record(db, ACTION, project, title="Today", due_on=TODAY)
    told = log_of_project(db, project, as_of=TODAY)
    assert len(told.actions) == MOST_ROWS
    assert told.counts["actions"] == MOST_ROWS + 3
    assert told.actions["title"].iloc[0] == f"Late {MOST_ROWS + 2}"


def test_milestones_of_the_next_weeks_and_late_ones_are_next(db, project):
    stored_record(db, MILESTONE, project, title="far", forecast_on=day(61))
    stored_record(db, MILESTONE, project, title="near", forecast_on=day(60))
    stored_record(db, MILESTONE, project, title="late", baseline_on=day(-9), forecast_on=day(-2))
    stored_record(db, MILESTONE, project, title="promised", baseline_on=day(5))
    stored_record(db, MILESTONE, project, title="undated")
    told = log_of_project(db, project, as_of=TODAY)
    assert told.milestones["title"].tolist() == ["late", "promised", "near"]


def test_changes_name_their_records(db, project):
    one = stored_record(db, ACTION, project, title="Hire")
    amend_record(db, ACTION, one.id, {"owner": "Lin"}, version=1, actor=ACTOR)
    told = log_of_project(db, project, as_of=TODAY)
    assert told.changes["record_type"].tolist() == ["action", "action", "project"]
    assert tuple(told.names["action", one.id]) == ("A-1", "Hire")


def test_the_burn_up_counts_what_was_imported(db, project):
    assert burn_up(db, project).as_of is None
    row = a_sheet_day()
    content = f"{','.join(row)}\n{','.join(map(str, row.values()))}".encode()
    take_in(db, project, content, name="sheet.csv")
    told = burn_up(db, project)
    assert (told.accepted, told.as_of) == (90, date(2026, 3, 2))
    assert told.target_units == 1_000_000
    assert told.days_behind == 0
