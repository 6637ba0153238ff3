"""The log of the sample programme: complete, in order of time, believable."""

from datetime import datetime, time
from itertools import chain, pairwise

import pytest

from ecogov.domain.escalations.events import Event, EventKind, in_order
from ecogov.domain.kpi.metrics import METRICS
from ecogov.domain.log.drafts import Category
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import Outside
from ecogov.domain.log.milestones import MilestoneType
from ecogov.domain.log.register import KINDS
from ecogov.domain.risks.words import Nature, Stage
from ecogov.sample.log.book import project_log
from ecogov.sample.log.entries import entries
from ecogov.sample.programme import (
    AS_OF,
    CHANGES,
    INCIDENTS,
    PROJECTS,
    TEAMS,
    VENDORS,
    project_named,
)

CODES = [project.code for project in PROJECTS]
LOGS = {code: project_log(code) for code in CODES}
ENTRIES = [entry for log in LOGS.values() for entry in log.entries]
BY_KEY = {entry.key: entry for entry in ENTRIES}
LAST = datetime.combine(AS_OF, time.max)
WRITTEN = {
    RecordKind.RISK: 80,
    RecordKind.MILESTONE: 60,
    RecordKind.ISSUE: 30,
    RecordKind.ASSUMPTION: 20,
    RecordKind.DEPENDENCY: 20,
    RecordKind.DECISION: 15,
    RecordKind.ACTION: 60,
    RecordKind.CHANGE: 10,
    RecordKind.ESCALATION: 8,
}


def of(kind):
    return [entry for entry in ENTRIES if entry.kind is kind]


def status(entry):
    return entry.kept.get("status") or entry.told["status"]


def is_chinese(text):
    return any("一" <= letter <= "鿿" for letter in text)


def everything(part):
    return list(chain.from_iterable(getattr(log, part) for log in LOGS.values()))


def by_key(part):
    told = {}
    for one in everything(part):
        told.setdefault(one.key, []).append(one)
    return told


@pytest.mark.parametrize("kind", RecordKind)
def test_as_many_records_of_a_kind_are_written_as_were_asked_for(kind):
    assert len(of(kind)) == WRITTEN[kind]


@pytest.mark.parametrize("kind", RecordKind)
def test_every_status_of_a_kind_occurs(kind):
    found = {status(entry) for entry in of(kind)}
    assert found <= set(KINDS[kind].all_statuses)
    never = {RecordKind.ESCALATION: {"with_vendor"}}.get(kind, set())
    assert set(KINDS[kind].all_statuses) - found <= never


def test_keys_are_unique_and_records_stand_in_the_order_of_logging():
    assert len(BY_KEY) == len(ENTRIES)
    for log in LOGS.values():
        assert all(one.at <= other.at for one, other in pairwise(log.entries))


def test_the_log_is_the_same_every_time():
    assert entries("TS-VIDEO") == list(LOGS["TS-VIDEO"].entries)


@pytest.mark.parametrize("code", CODES)
def test_everything_happens_within_the_programme(code):
    log, start = LOGS[code], project_named(code).start_on
    moments = [one.at for part in (log.entries, log.notes, log.ties) for one in part]
    moments += [one.at for part in (log.promises, log.happenings) for one in part]
    days = [one.day for part in (log.scores, log.standings, log.forecasts) for one in part]
    assert start <= min(moment.date() for moment in moments)
    assert max(moments) <= LAST
    assert start <= min(days)
    assert max(days) <= AS_OF


def test_nothing_hangs_on_a_record_that_was_not_logged_yet():
    parts = ("notes", "happenings", "promises")
    for one in chain.from_iterable(everything(part) for part in parts):
        assert one.at >= BY_KEY[one.key].at
    for one in chain.from_iterable(everything(part) for part in ("scores", "standings")):
        assert one.day >= BY_KEY[one.key].at.date()


def test_about_half_of_the_titles_are_chinese_and_so_are_their_owners():
    titles = {entry.key: is_chinese(entry.told["title"]) for entry in ENTRIES}
    assert 0.4 < sum(titles.values()) / len(titles) < 0.6
    assert all(is_chinese(BY_KEY[key].owner) == chinese for key, chinese in titles.items())
    for code in CODES:
        assert any(titles[entry.key] for entry in LOGS[code].entries) or code == "SRCH-ADS"


def test_histories_end_with_what_stands_in_the_record():
    last_levels = {}
    for score in everything("scores"):
        last_levels[score.key, score.stage] = (score.probability, score.impact)
    stages = {
        Stage.INHERENT: ("probability", "impact"),
        Stage.CURRENT: ("residual_probability", "residual_impact"),
        Stage.TARGET: ("target_probability", "target_impact"),
    }
    for risk in of(RecordKind.RISK):
        for stage, names in stages.items():
            told = tuple(risk.told.get(name) for name in names)
            assert last_levels.get((risk.key, stage), (None, None)) == told
        assert by_key("standings")[risk.key][-1].status == risk.told["status"]
    for key, told in by_key("forecasts").items():
        assert told[-1].forecast == BY_KEY[key].told["forecast_on"]
    for key, told in by_key("promises").items():
        assert told[0].day == BY_KEY[key].kept["baseline_original_on"]
        assert told[-1].day == BY_KEY[key].told["baseline_on"]


def test_current_levels_are_never_above_inherent_ones_on_any_day():
    for told in by_key("scores").values():
        now = {}
        for score in told:
            now[score.stage] = score.probability * score.impact
            assert now.get(Stage.CURRENT, 0) <= now[Stage.INHERENT]
            assert now.get(Stage.TARGET, 0) <= BY_KEY[score.key].told["probability"] * 5


def test_forecasts_move_in_order_and_always_look_ahead():
    told = by_key("forecasts")
    for reports in told.values():
        days = [one.day for one in reports]
        assert days == sorted(set(days))
        assert all(one.forecast >= one.day for one in reports)
        assert all(one.day.weekday() == 0 for one in reports[2:])
    assert sum(len(reports) > 2 for reports in told.values()) > 15
    for milestone in of(RecordKind.MILESTONE):
        actual = milestone.told["actual_on"]
        if actual is not None:
            assert told[milestone.key][-1].day <= actual


def test_a_milestone_that_is_done_has_its_day_and_one_that_slipped_has_a_reason():
    told_why = {note.key for note in everything("notes")}
    for milestone in of(RecordKind.MILESTONE):
        told = milestone.told
        assert (told["status"] == "done") == (told["actual_on"] is not None)
        original, end = milestone.kept["baseline_original_on"], told["forecast_on"]
        if original is not None and end is not None and end > original:
            moved = [one for one in everything("promises") if one.key == milestone.key]
            assert milestone.key in told_why or len(moved) > 1


def test_milestones_of_every_type_stand_every_way_towards_their_promise():
    milestones = of(RecordKind.MILESTONE)
    assert {m.told["type"] for m in milestones} == {*MilestoneType, None}
    done = [m for m in milestones if m.told["status"] == "done"]
    assert any(m.told["actual_on"] > m.told["baseline_on"] for m in done)
    assert any(m.told["actual_on"] < m.told["baseline_on"] for m in done)
    planned = [m for m in milestones if m.told["status"] == "planned"]
    expected = [m for m in planned if m.told["forecast_on"] and m.told["baseline_on"]]
    assert any(m.told["forecast_on"] < AS_OF for m in expected)
    assert any(m.told["baseline_on"] < AS_OF < m.told["forecast_on"] for m in expected)
    assert any(AS_OF < m.told["baseline_on"] < m.told["forecast_on"] for m in expected)
    assert any(m.told["baseline_on"] > m.told["forecast_on"] for m in expected)
    assert any(m.told["forecast_on"] is None for m in planned)
    assert any(m.told["baseline_on"] is None for m in planned)


def test_only_approved_change_requests_move_a_promise():
    moved = [one for one in everything("promises") if one.change is not None]
    assert len(moved) >= 3
    for promise in moved:
        change = BY_KEY[promise.change]
        assert status(change) == "approved"
        assert change.kept["decided_at"] == promise.at
        effects = [(one.get("milestone"), one["to"]) for one in change.told["effects"]]
        assert (promise.key, promise.day) in effects


def test_what_approved_changes_did_to_a_project_stands_in_its_facts():
    for code in CODES:
        project = project_named(code)
        for change in (one for one in LOGS[code].entries if one.kind is RecordKind.CHANGE):
            effects = change.told["effects"] if status(change) == "approved" else []
            told = {effect["what"]: effect["to"] for effect in effects}
            assert told.get("project_units", project.target_units) == project.target_units
            assert told.get("project_due", project.due_on) == project.due_on


def test_decided_changes_and_decisions_say_who_decided_and_when():
    for change in of(RecordKind.CHANGE):
        is_decided = status(change) in {"approved", "rejected"}
        assert bool(change.kept["decided_by"]) == is_decided
        assert (change.kept["decided_at"] is not None) == is_decided
    for decision in of(RecordKind.DECISION):
        if status(decision) in {"decided", "superseded"}:
            assert decision.told["decided_on"]
            assert decision.told["outcome"]


def test_risks_are_of_every_nature_and_category_and_some_are_unscored_or_accepted_too_long():
    risks = of(RecordKind.RISK)
    assert {risk.told["nature"] for risk in risks} == set(Nature)
    assert {risk.told["category"] for risk in risks} == set(Category)
    assert any("probability" not in risk.told for risk in risks)
    until = [risk.told["accepted_until"] for risk in risks if status(risk) == "accepted"]
    assert min(until) < AS_OF < max(until)


def test_every_realised_risk_became_an_issue_on_the_day_it_was_realised():
    ties = {tie.source: tie.target for tie in everything("ties") if tie.relation == "became"}
    ended = {one.key: one.day for one in everything("standings") if one.status == "realised"}
    for risk in of(RecordKind.RISK):
        assert (status(risk) == "realised") == (risk.key in ties)
        if risk.key in ties:
            issue = BY_KEY[ties[risk.key]]
            assert issue.kind is RecordKind.ISSUE
            assert issue.at.date() == ended[risk.key] >= risk.at.date()


def test_some_actions_are_overdue_and_some_were_put_off():
    at_work = [one for one in of(RecordKind.ACTION) if status(one) in {"open", "in_progress"}]
    assert any(one.told["due_on"] < AS_OF for one in at_work)
    assert max(one.kept["carried_over"] for one in at_work) == 2


def test_every_end_of_a_tie_or_wait_exists():
    for tie in everything("ties"):
        assert tie.source in BY_KEY
        if tie.outside is Outside.KPI:
            assert tie.target in METRICS
        else:
            assert tie.target in BY_KEY
            assert tie.at >= max(BY_KEY[tie.source].at, BY_KEY[tie.target].at)
    for wait in everything("waits"):
        assert {wait.predecessor, wait.successor} <= BY_KEY.keys()
    assert len({wait.kind for wait in everything("waits")}) >= 3


def test_vendors_of_the_log_exist():
    told = {entry.told["vendor"] for entry in ENTRIES if "vendor" in entry.told}
    assert told <= {vendor.code for vendor in VENDORS}


def test_escalations_stand_on_several_levels_and_tell_everything_in_order():
    told = by_key("happenings")
    assert {BY_KEY[key].told["level"] for key in told} >= {"L1", "L2", "L3"}
    by_people = set(EventKind) - {EventKind.RAISED_BY_CLOCK}
    assert {one.kind for one in everything("happenings")} == by_people
    for key, happenings in told.items():
        events = [Event(one.kind, one.at, one.next_update_at, one.level) for one in happenings]
        assert events[0].at == BY_KEY[key].kept["raised_at"]
        assert (happenings[-1].kind is EventKind.RESOLVED) == (status(BY_KEY[key]) == "resolved")
        zoned = [Event(one.kind, one.at.astimezone(), None, one.level) for one in happenings]
        assert list(in_order(zoned)) == zoned


@pytest.mark.parametrize("incident", INCIDENTS, ids=lambda incident: incident.id)
def test_every_planted_incident_was_logged_as_an_issue_while_it_lasted(incident):
    projects = {incident.project} if incident.project else {
        team.project for team in TEAMS if incident.strikes(team)
    }  # fmt: skip
    found = [
        issue
        for code in projects
        for issue in LOGS[code].entries
        if issue.kind is RecordKind.ISSUE
        and incident.first_day <= issue.at.date() <= incident.last_day
        and incident.vendor in {None, issue.told.get("vendor")}
    ]
    assert found
    shown = {tie.target for tie in everything("ties") if tie.source in {i.key for i in found}}
    assert shown & {incident.metric, "qa_accuracy", "gold_accuracy"}


@pytest.mark.parametrize(
    "change", [one for one in CHANGES if one.kind == "guideline"], ids=lambda change: change.project
)
def test_every_new_guideline_was_decided_before_its_day(change):
    decisions = [one for one in LOGS[change.project].entries if one.kind is RecordKind.DECISION]
    assert any(
        change.version in one.told["title"] + one.told["outcome"]
        and one.told["decided_on"] < change.day
        for one in decisions
    )
    gates = [one for one in LOGS[change.project].entries if one.kind is RecordKind.MILESTONE]
    assert any(gate.told["actual_on"] == change.day for gate in gates)
