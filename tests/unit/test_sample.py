"""The sample programme: reproducible, consistent, and holding what it claims to hold."""

from datetime import date, timedelta
from itertools import chain
from operator import attrgetter

import pandas as pd
import pytest

from ecogov.sample.calendars import days_between, is_working_day
from ecogov.sample.production import COLUMNS, daily_production
from ecogov.sample.programme import (
    AS_OF,
    CHANGES,
    FIRST_DAY,
    INCIDENTS,
    PROJECTS,
    TARGETS,
    TEAMS,
    VENDORS,
    guideline_version,
    project_named,
)

TEAM = ["project", "vendor", "queue", "locale"]
TEAM_INCIDENTS = [incident for incident in INCIDENTS if incident.annotator is None]


@pytest.fixture(scope="module")
def production():
    return daily_production(as_of=AS_OF)


def in_scope(frame, incident):
    wanted = {name: getattr(incident, name) for name in TEAM if getattr(incident, name)}
    mine = pd.Series(data=True, index=frame.index)
    for name, value in wanted.items():
        mine &= frame[name] == value
    return frame.loc[mine]


def during_and_before(frame, incident):
    scope = in_scope(frame, incident)
    before = incident.first_day - timedelta(days=28)
    during = scope["date"].between(incident.first_day, incident.last_day)
    earlier = (scope["date"] >= before) & (scope["date"] < incident.first_day)
    return scope.loc[during].sum(numeric_only=True), scope.loc[earlier].sum(numeric_only=True)


def ratio(sums, numerator, denominator):
    return sums[numerator] / sums[denominator]


def test_the_same_day_gives_the_same_figures(production):
    pd.testing.assert_frame_equal(daily_production(as_of=AS_OF), production)


def test_a_shorter_programme_is_the_beginning_of_a_longer_one(production):
    cut = date(2026, 5, 31)
    shorter = daily_production(as_of=cut)
    longer = production.loc[production["date"] <= cut].reset_index(drop=True)
    pd.testing.assert_frame_equal(shorter, longer)


def test_before_the_first_day_there_is_nothing():
    empty = daily_production(as_of=FIRST_DAY - timedelta(days=1))
    assert empty.empty
    assert tuple(empty.columns) == COLUMNS


def test_the_span_is_nine_months(production):
    assert production["date"].min() == FIRST_DAY
    assert production["date"].max() == AS_OF
    assert set(production["project"]) == {project.code for project in PROJECTS}


def test_a_team_has_one_row_a_day(production):
    assert not production.duplicated([*TEAM, "date"]).any()


def test_accepted_and_reworked_make_submitted(production):
    assert (production["accepted"] + production["reworked"] == production["submitted"]).all()


def test_counts_stay_within_their_wholes(production):
    assert (production["reviewed"] <= production["submitted"]).all()
    assert (production["defects"] <= production["reviewed"]).all()
    assert (production["defects"] <= production["reworked"]).all()
    assert (production.select_dtypes("number") >= 0).all().all()


def test_the_queue_balances_every_day(production):
    for _, team in production.groupby(TEAM):
        moved = team["received"] - team["accepted"]
        assert (team["open"].diff().iloc[1:] == moved.iloc[1:]).all()


def test_costs_are_in_the_currency_of_the_project(production):
    told = production.groupby("project")["currency"].agg(set)
    assert all(told[project.code] == {project.currency} for project in PROJECTS)


def test_offices_are_closed_on_holidays_and_weekends(production):
    office = production.loc[production["project"] == "SRCH-ADS"]
    sites = {(team.vendor, team.queue, team.locale): team.country for team in TEAMS}
    keys = zip(office["vendor"], office["queue"], office["locale"], strict=True)
    country = [sites[key] for key in keys]
    worked = office["submitted"] > 0
    is_open = [is_working_day(*each) for each in zip(country, office["date"], strict=True)]
    assert (worked <= pd.Series(is_open, index=office.index)).all()


@pytest.mark.parametrize("incident", TEAM_INCIDENTS, ids=attrgetter("id"))
def test_a_planted_incident_shows_in_its_metric(production, incident):
    during, before = during_and_before(production, incident)
    length = (incident.last_day - incident.first_day).days + 1
    seen = {
        "outage": during["submitted"] / length < 0.1 * before["submitted"] / 28,
        "quality_dip": ratio(during, "defects", "reviewed")
        > 2 * ratio(before, "defects", "reviewed"),
        "demand_surge": during["received"] / length > 1.5 * before["received"] / 28,
        "aht_rise": ratio(during, "hours", "submitted") > 1.2 * ratio(before, "hours", "submitted"),
        "rework_spike": ratio(during, "reworked", "submitted")
        > 3 * ratio(before, "reworked", "submitted"),
        "sampling_gap": ratio(during, "reviewed", "submitted")
        < 0.4 * ratio(before, "reviewed", "submitted"),
    }
    assert seen[incident.kind]


def test_a_surge_leaves_a_backlog(production):
    surge = next(incident for incident in INCIDENTS if incident.kind == "demand_surge")
    scope = in_scope(production, surge).set_index("date")["open"]
    assert scope[surge.last_day] > 3 * scope[surge.first_day - timedelta(days=1)]


def test_a_guideline_change_slows_work_and_costs_accuracy_at_first(production):
    for change in (each for each in CHANGES if each.kind == "guideline"):
        mine = production.loc[production["project"] == change.project]
        day = mine["date"]
        before = mine.loc[day.between(change.day - timedelta(14), change.day - timedelta(1))]
        after = mine.loc[day.between(change.day, change.day + timedelta(6))]
        told = [part.sum(numeric_only=True) for part in (before, after)]
        assert ratio(told[1], "hours", "submitted") > 1.05 * ratio(told[0], "hours", "submitted")
        assert ratio(told[1], "defects", "reviewed") > ratio(told[0], "defects", "reviewed")
        assert set(after["guideline_version"]) == {change.version}
        assert change.version not in set(before["guideline_version"])


def test_a_new_team_gets_faster_and_better(production):
    for team in (each for each in TEAMS if each.started_on):
        mine = production
        for name in TEAM:
            mine = mine.loc[mine[name] == getattr(team, name)]
        first, later = (
            mine.iloc[:15].sum(numeric_only=True),
            mine.iloc[45:75].sum(numeric_only=True),
        )
        assert ratio(first, "hours", "submitted") > 1.2 * ratio(later, "hours", "submitted")
        assert ratio(first, "defects", "reviewed") > ratio(later, "defects", "reviewed")


def test_every_reference_of_the_facts_exists():
    queues = {(project.code, queue.code) for project in PROJECTS for queue in project.queues}
    vendors = {vendor.code for vendor in VENDORS}
    for told in chain(TEAMS, TARGETS, INCIDENTS):
        assert told.vendor is None or told.vendor in vendors
        assert told.queue is None or (told.project, told.queue) in queues
        assert told.locale is None or told.locale in project_named(told.project).locales


def test_every_name_is_told_in_both_languages():
    queues = chain.from_iterable(project.queues for project in PROJECTS)
    told = [(each.name_en, each.name_zh) for each in chain(PROJECTS, VENDORS, queues)]
    told += [(each.title_en, each.title_zh) for each in chain(INCIDENTS, CHANGES)]
    assert all(english for english, _ in told)
    assert all(any("一" <= letter <= "鿿" for letter in chinese) for _, chinese in told)


def test_targets_are_service_levels_operating_levels_or_goals():
    assert {target.kind for target in TARGETS} == {"sla", "ola", "kpi"}
    assert {target.comparator for target in TARGETS} == {"ge", "le"}
    assert all(target.hours for target in TARGETS if target.metric == "tat_attainment")
    assert all(target.contract_clause for target in TARGETS if target.kind == "sla")


def test_incidents_and_changes_lie_in_the_programme():
    assert len({incident.id for incident in INCIDENTS}) == len(INCIDENTS)
    for incident in INCIDENTS:
        assert FIRST_DAY <= incident.first_day <= incident.last_day <= AS_OF
    assert all(FIRST_DAY < change.day <= AS_OF for change in CHANGES)


def test_the_guideline_version_turns_on_the_day_of_the_change():
    assert guideline_version("SRCH-REL", date(2026, 8, 2)) == "1.6"
    assert guideline_version("SRCH-REL", date(2026, 8, 3)) == "2.0"


def test_saudi_offices_rest_on_friday_and_saturday():
    week = list(days_between(date(2026, 10, 11), date(2026, 10, 17)))
    assert [is_working_day("SA", day) for day in week] == [True] * 5 + [False] * 2
