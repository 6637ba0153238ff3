from datetime import date

import pytest

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.milestones import MilestoneLinkDraft
from ecogov.services.log.milestones import (
    forecast_history,
    link_milestones,
    milestone_links,
    milestone_schedule,
    project_path,
    unlink_milestones,
    what_moves,
)
from ecogov.services.log.records import amend_record
from tests.builders import ACTOR, stored_project, stored_record
from tests.harness.refusals import refused

MILESTONE = RecordKind.MILESTONE


@pytest.fixture
def project(db):
    return stored_project(db, country="")


def linked(db, first, second, **told):
    draft = MilestoneLinkDraft(predecessor_id=first, successor_id=second, **told)
    return link_milestones(db, draft, actor=ACTOR)


def test_every_forecast_is_kept_by_itself_and_the_last_of_a_day_counts(db, project):
    one = stored_record(db, MILESTONE, project, forecast_on=date(2026, 5, 1)).id
    amend_record(db, MILESTONE, one, {"forecast_on": date(2026, 5, 8)}, version=1, actor=ACTOR)
    amend_record(db, MILESTONE, one, {"title": "Other"}, version=2, actor=ACTOR)
    kept = forecast_history(db, (one,))
    assert kept["forecast_on"].tolist() == [date(2026, 5, 8)]


def test_a_milestone_is_not_done_on_a_day_to_come(db, project):
    with refused(db, "milestone.future"):
        stored_record(db, MILESTONE, project, status="done", actual_on=date(2100, 1, 1))


def test_a_link_that_would_close_a_circle_is_refused_and_named(db, project):
    a, b, c = (stored_record(db, MILESTONE, project).id for _ in range(3))
    linked(db, a, b)
    link = linked(db, b, c)
    with refused(db, "schedule.cycle") as caught:
        linked(db, c, a)
    assert caught.value.params["members"] == "M-3 → M-1 → M-2 → M-3"
    with refused(db, "milestone_link.taken"):
        linked(db, a, b)
    unlink_milestones(db, link, actor=ACTOR)
    assert linked(db, c, a)
    assert len(milestone_links(db, project)) == 2


def test_milestones_of_two_projects_are_not_linked(db, project):
    other = stored_project(db, code="OTHER")
    a, b = stored_record(db, MILESTONE, project).id, stored_record(db, MILESTONE, other).id
    with refused(db, "milestone_link.project"):
        linked(db, a, b)


def test_the_path_shows_what_the_end_depends_on(db, project):
    as_of = date(2026, 5, 1)
    first = stored_record(db, MILESTONE, project, start_on=as_of, duration_days=10).id
    short = stored_record(db, MILESTONE, project, start_on=as_of, duration_days=2).id
    gate = stored_record(db, MILESTONE, project).id
    gone = stored_record(db, MILESTONE, project, status="cancelled").id
    for one in (first, short, gone):
        linked(db, one, gate)
    path = project_path(db, project, as_of=as_of).set_index("id")
    assert path.loc[first, "is_critical"]
    assert path.loc[gate, "is_critical"]
    assert path.loc[short, "total_float_days"] == 8
    assert gone not in path.index


def test_the_schedule_lists_slips_and_states_the_earliest_first(db, project):
    days = {"baseline_on": date(2026, 5, 1)}
    late = stored_record(db, MILESTONE, project, forecast_on=date(2026, 5, 11), **days).id
    fine = stored_record(db, MILESTONE, project, forecast_on=date(2026, 5, 1), **days).id
    rows = milestone_schedule(db, LogFilter(project_id=project), as_of=date(2026, 4, 1))
    assert rows["id"].tolist() == [fine, late]
    assert rows["state"].tolist() == ["on_plan", "sliding"]
    assert rows["slip_now_days"].tolist() == [0, 10]
    empty = milestone_schedule(db, LogFilter(project_id=4711), as_of=date(2026, 4, 1))
    assert list(empty.columns) == list(rows.columns)


def test_what_waits_for_a_milestone_moves_with_it_once_its_float_is_used_up(db, project):
    as_of, monday = date(2026, 5, 1), date(2026, 5, 4)
    late = stored_record(db, MILESTONE, project, title="Late", forecast_on=monday).id
    other = stored_record(db, MILESTONE, project, forecast_on=date(2026, 5, 7)).id
    gate = stored_record(db, MILESTONE, project, title="Gate").id
    for one in (late, other):
        linked(db, one, gate)
    assert what_moves(db, late, 3, as_of=as_of).empty
    moved = what_moves(db, late, 5, as_of=as_of)
    assert moved["title"].tolist() == ["Gate"]
    assert moved["finish_then"].dt.date.tolist() == [date(2026, 5, 11)]
    assert moved["moved_days"].tolist() == [4]


def test_what_is_done_or_has_no_day_moves_nothing(db, project):
    as_of = date(2026, 5, 1)
    done = {"status": "done", "actual_on": date(2026, 4, 1)}
    for told in (done, {}):
        one = stored_record(db, MILESTONE, project, **told).id
        linked(db, one, stored_record(db, MILESTONE, project, forecast_on=as_of).id)
        assert what_moves(db, one, 20, as_of=as_of).empty
