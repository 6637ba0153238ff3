"""My day: mine and late, due within a week, waiting; and nothing that is not mine."""

from datetime import date, timedelta

import pytest

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.my_day import PartOfDay, part_of_day
from ecogov.domain.log.register import KINDS
from ecogov.services.log.my_day import my_day
from ecogov.services.projects import archive_project
from tests.builders import ACTOR, stored_project, stored_record

TODAY = date(2026, 5, 20)


@pytest.fixture
def project(db):
    return stored_project(db)


def parts(db, *owners, project_id=None):
    rows = my_day(db, owners, TODAY, project_id)
    return dict(zip(rows["title"], rows["part"], strict=True))


@pytest.mark.parametrize(
    ("days", "part"),
    [(-1, PartOfDay.OVERDUE), (0, PartOfDay.WEEK), (6, PartOfDay.WEEK), (7, PartOfDay.WAITING)],
)
def test_a_day_belongs_to_one_part(days, part):
    assert part_of_day(TODAY + timedelta(days), TODAY) is part


@pytest.mark.parametrize("kind", list(RecordKind))
def test_every_kind_stands_in_the_day_of_its_owner(db, project, kind):
    due = {KINDS[kind].due: TODAY - timedelta(1)}
    stored_record(db, kind, project, owner="Lin", **due)
    rows = my_day(db, ("Lin",), TODAY)
    assert rows["part"].tolist() == ["overdue"]
    assert rows["ref"].iloc[0].endswith("-1")
    assert rows["project_code"].tolist() == ["TS-VIDEO"]


def test_what_is_due_later_ended_or_somebody_elses_is_left_out(db, project):
    issue = RecordKind.ISSUE
    stored_record(db, issue, project, owner="Lin", title="Later", due_on=TODAY + timedelta(7))
    stored_record(db, issue, project, owner="Lin", title="Ended", status="closed")
    stored_record(db, issue, project, owner="Ann", title="Hers")
    stored_record(db, issue, project, owner="Lin", title="Undated")
    assert parts(db, "Lin") == {"Undated": "waiting"}


def test_an_answer_that_is_expected_waits_whatever_its_day_and_owner(db, project):
    later = TODAY + timedelta(30)
    stored_record(db, RecordKind.DECISION, project, title="Decide", decider="Lin", due_on=later)
    stored_record(db, RecordKind.ESCALATION, project, title="Answer", raised_to="Lin", due_on=later)
    stored_record(
        db, RecordKind.ESCALATION, project, title="Late", raised_to="Lin",
        due_on=TODAY - timedelta(2), owner="Ann",
    )  # fmt: skip
    assert parts(db, "Lin") == {"Late": "overdue", "Decide": "waiting", "Answer": "waiting"}


def test_the_most_pressing_comes_first_and_a_project_can_be_chosen(db, project):
    other = stored_project(db, code="OTHER")
    stored_record(db, RecordKind.ACTION, project, owner="Lin", title="B", due_on=TODAY)
    stored_record(db, RecordKind.RISK, other, owner="Lin", title="A", due_on=TODAY - timedelta(3))
    stored_record(db, RecordKind.RISK, project, owner="Lin", title="C")
    assert list(parts(db, "Lin")) == ["A", "B", "C"]
    assert list(parts(db, "Lin", project_id=project)) == ["B", "C"]
    archive_project(db, other, actor=ACTOR)
    assert list(parts(db, "Lin")) == ["B", "C"]


def test_a_free_day_has_the_same_columns(db, project):
    empty = my_day(db, ("Lin",), TODAY)
    stored_record(db, RecordKind.RISK, project, owner="Lin")
    assert list(empty.columns) == list(my_day(db, ("Lin",), TODAY).columns)
    assert empty.empty
