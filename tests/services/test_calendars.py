from datetime import date

import pytest

from ecogov.domain.errors import NotFoundError
from ecogov.services.calendars import (
    add_change_mark,
    add_day_off,
    list_change_marks,
    list_days_off,
    project_calendar,
    remove_change_mark,
    remove_day_off,
)
from ecogov.services.projects import archive_project
from ecogov.services.trail import history
from tests.builders import (
    ACTOR,
    a_change_mark,
    a_day_off,
    stored_project,
)
from tests.harness.refusals import refused

SATURDAY = date(2026, 10, 31)
NATIONAL_DAY = date(2026, 10, 1)
TUESDAY = date(2026, 11, 3)


def test_calendar_follows_the_country(db):
    calendar = project_calendar(db, stored_project(db))
    assert not calendar.is_working(NATIONAL_DAY)
    assert not calendar.is_working(SATURDAY)
    assert calendar.is_working(TUESDAY)


def test_project_without_a_country_has_weekends_only(db):
    calendar = project_calendar(db, stored_project(db, country=""))
    assert calendar.is_working(NATIONAL_DAY)
    assert not calendar.is_working(SATURDAY)


def test_own_days_win_over_those_of_the_country(db):
    project_id = stored_project(db)
    add_day_off(db, a_day_off(project_id, day=TUESDAY), actor=ACTOR)
    worked = a_day_off(project_id, day=SATURDAY, is_working=True, name="Catch-up")
    add_day_off(db, worked, actor=ACTOR)
    calendar = project_calendar(db, project_id)
    assert not calendar.is_working(TUESDAY)
    assert calendar.is_working(SATURDAY)
    other = project_calendar(db, stored_project(db, code="OTHER"))
    assert other.is_working(TUESDAY)


def test_unknown_project_has_no_calendar(db):
    with refused(db, "project.unknown", NotFoundError):
        project_calendar(db, 4711)


def test_day_off_is_listed_and_removed_each_with_one_revision_and_one_entry(db):
    project_id = stored_project(db)
    before = db.revision()
    day_off_id = add_day_off(db, a_day_off(project_id), actor=ACTOR)
    assert db.revision() == before + 1
    row = list_days_off(db, project_id).iloc[0]
    assert (row["id"], row["day"], row["name"]) == (day_off_id, date(2026, 6, 5), "Offsite")
    assert not row["is_working"]

    remove_day_off(db, day_off_id, actor="maya")
    assert db.revision() == before + 2
    assert list_days_off(db, project_id).empty
    trail = history(db, "day_off", day_off_id)
    assert list(trail["action"]) == ["day_off.remove", "day_off.add"]
    assert trail.iloc[0]["before"]["day"] == "2026-06-05"
    assert trail.iloc[0]["after"] is None
    assert trail.iloc[1]["after"]["name"] == "Offsite"


def test_days_are_listed_in_order_with_the_same_kinds_when_there_are_none(db):
    project_id = stored_project(db)
    empty = list_days_off(db, project_id)
    assert list(empty.columns) == ["id", "day", "is_working", "name"]
    for day in (TUESDAY, SATURDAY):
        add_day_off(db, a_day_off(project_id, day=day), actor=ACTOR)
    listed = list_days_off(db, project_id)
    assert list(listed["day"]) == [SATURDAY, TUESDAY]
    assert listed.dtypes.equals(empty.dtypes)


def test_day_is_entered_once_in_a_project(db):
    project_id = stored_project(db)
    add_day_off(db, a_day_off(project_id), actor=ACTOR)
    with refused(db, "day_off.taken") as caught:
        add_day_off(db, a_day_off(project_id, is_working=True), actor=ACTOR)
    assert caught.value.params == {"day": date(2026, 6, 5)}
    add_day_off(db, a_day_off(stored_project(db, code="OTHER")), actor=ACTOR)


def test_days_and_marks_need_a_project_at_work(db):
    with refused(db, "project.unknown", NotFoundError):
        add_day_off(db, a_day_off(4711), actor=ACTOR)
    with refused(db, "project.unknown", NotFoundError):
        add_change_mark(db, a_change_mark(4711), actor=ACTOR)
    project_id = stored_project(db)
    day_off_id = add_day_off(db, a_day_off(project_id), actor=ACTOR)
    mark_id = add_change_mark(db, a_change_mark(project_id), actor=ACTOR)
    archive_project(db, project_id, actor=ACTOR)
    for act, what in (
        (add_day_off, a_day_off(project_id, day=TUESDAY)),
        (add_change_mark, a_change_mark(project_id)),
        (remove_day_off, day_off_id),
        (remove_change_mark, mark_id),
    ):
        with refused(db, "record.archived"):
            act(db, what, actor=ACTOR)


@pytest.mark.parametrize(
    ("act", "code"),
    [(remove_day_off, "day_off.unknown"), (remove_change_mark, "change_mark.unknown")],
)
def test_what_is_not_there_cannot_be_removed(db, act, code):
    with refused(db, code, NotFoundError):
        act(db, 4711, actor=ACTOR)


def test_change_mark_is_listed_and_removed_each_with_one_revision_and_one_entry(db):
    project_id = stored_project(db)
    before = db.revision()
    mark_id = add_change_mark(db, a_change_mark(project_id), actor=ACTOR)
    assert db.revision() == before + 1
    row = list_change_marks(db, project_id).iloc[0]
    assert (row["id"], row["day"], row["kind"]) == (mark_id, date(2026, 6, 15), "guideline")
    assert (row["title_en"], row["title_zh"]) == ("Guideline 4.0", "审核规范 4.0")

    remove_change_mark(db, mark_id, actor="maya")
    assert db.revision() == before + 2
    assert list_change_marks(db, project_id).empty
    trail = history(db, "change_mark", mark_id)
    assert list(trail["action"]) == ["change_mark.remove", "change_mark.add"]
    assert trail.iloc[0]["before"]["title_zh"] == "审核规范 4.0"


def test_marks_are_listed_in_order_and_a_day_may_hold_several(db):
    project_id = stored_project(db)
    empty = list_change_marks(db, project_id)
    assert list(empty.columns) == ["id", "day", "kind", "title_en", "title_zh"]
    for day, title in ((TUESDAY, "b"), (TUESDAY, "c"), (SATURDAY, "a")):
        add_change_mark(db, a_change_mark(project_id, day=day, title_en=title), actor=ACTOR)
    listed = list_change_marks(db, project_id)
    assert list(listed["title_en"]) == ["a", "b", "c"]
    assert listed.dtypes.equals(empty.dtypes)
