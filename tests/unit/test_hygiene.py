"""Every rule of hygiene fires on its case, on nothing else, and names the field to mend."""

import json
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from ecogov.domain.business_hours import BusinessHours
from ecogov.domain.escalations.clocks import Escalation, read_clocks
from ecogov.domain.escalations.events import Event, EventKind
from ecogov.domain.escalations.ladder import Severity as EscalationSeverity
from ecogov.domain.log.hygiene.escalations import with_clocks
from ecogov.domain.log.hygiene.findings import FINDING_COLUMNS
from ecogov.domain.log.hygiene.rules import KINDS_OF_FINDINGS, RULES, by_rule, xray
from ecogov.domain.log.hygiene.targets import (
    BASES,
    NEEDED_MEASURES,
    OTHER_MEASURES,
    with_null_reasons,
)
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.workdays import Calendar
from ecogov.i18n.log.hygiene import mend, reason, subject
from ecogov.i18n.translator import translator
from tests.harness.hygiene import AS_OF, CLEAN, LATER, PAST, SPOILT, rows_of

LANGUAGES = ("en", "zh-Hans")
DONE_ELSEWHERE = {"next_update_at", "level", "status"}


def found(kind, *changes):
    return xray({kind: rows_of(kind, *changes)}, AS_OF)


def test_there_are_many_rules_and_a_case_for_each():
    assert len(RULES) >= 35
    assert {*SPOILT, "same_title"} == set(RULES)


@pytest.mark.parametrize("kind", list(CLEAN))
def test_a_clean_record_breaks_no_rule(kind):
    assert found(kind, {}).empty


@pytest.mark.parametrize("code", list(SPOILT))
def test_a_rule_fires_on_its_case_and_no_other_rule_does(code):
    kind, change = SPOILT[code]
    told = found(kind, {}, change)
    assert told["rule"].tolist() == [code]
    assert told["id"].tolist() == [2]
    assert told["severity"].tolist() == [RULES[code].severity]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", list(SPOILT))
def test_every_finding_says_why_and_what_to_mend(code, language):
    t = translator(language)
    kind, change = SPOILT[code]
    [row] = found(kind, change).to_dict("records")
    said = reason(t, row)
    assert "{" not in said
    assert t(f"xray.{code}") != said
    assert mend(t, kind, row["field"])
    assert subject(t, row)


@pytest.mark.parametrize("code", list(RULES))
def test_the_field_to_mend_is_one_of_the_form_or_has_a_verb(code):
    rule = RULES[code]
    for kind in set(rule.kinds) & set(RecordKind):
        fields = {spec.name for spec in KINDS[RecordKind(kind)].fields}
        assert rule.field in fields | (DONE_ELSEWHERE if kind == "escalation" else set())


@pytest.mark.parametrize("kind", list(RecordKind))
def test_nobody_owns_it_whatever_kind_it_is(kind):
    assert "unowned" in set(found(kind.value, {"owner": ""})["rule"])


@pytest.mark.parametrize("kind", list(RecordKind))
def test_what_needs_no_work_any_more_needs_no_owner(kind):
    told = found(kind.value, {"owner": "", "is_open": False, "status": "closed-long-ago"})
    assert told.empty


def test_the_days_since_are_told():
    [row] = found("action", {"due_on": PAST}).to_dict("records")
    assert (row["since"], row["days"]) == (PAST, 5)
    said = reason(translator("en", "en-GB"), row)
    assert said == "It was due on 20 Nov 2026, 5 days ago."


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("action", {"due_on": AS_OF}),
        ("issue", {"due_on": AS_OF}),
        ("decision", {"due_on": AS_OF}),
        ("milestone", {"forecast": AS_OF, "baseline_current": AS_OF, "baseline_original": AS_OF}),
        ("risk", {"review_on": AS_OF, "due_on": AS_OF}),
        ("project", {"due_on": AS_OF}),
    ],
)
def test_what_is_due_today_has_not_passed(kind, change):
    assert found(kind, change).empty


def test_a_slide_of_ten_days_needs_no_reason_and_one_of_eleven_does():
    ten = {"forecast": date(2026, 12, 30)}
    eleven = {"forecast": date(2026, 12, 31)}
    assert found("milestone", ten).empty
    assert found("milestone", eleven)["days"].tolist() == [11]
    assert found("milestone", {**eleven, "n_reasons": 1}).empty


def test_an_opportunity_may_rise_and_is_held_to_no_tolerance():
    rising = {"nature": "opportunity", "residual_probability": 5, "target_probability": 5,
              "target_impact": 5, "response": None}  # fmt: skip
    assert found("risk", rising).empty


def test_a_realised_risk_with_its_issue_is_clean():
    assert found("risk", {"status": "realised", "is_open": False, "n_issues": 1}).empty


def test_a_critical_issue_is_sent_to_its_owner_first():
    told = found("issue", {"owner": "", "due_on": None}).set_index("rule")
    assert told.loc["issue_critical_adrift", "field"] == "owner"
    assert found("issue", {"severity": "minor", "due_on": None}).empty


def test_an_unscored_risk_is_sent_to_the_level_that_is_missing():
    blank = {"residual_probability": None, "residual_impact": None}
    assert found("risk", {**blank, "impact": None})["field"].tolist() == ["impact"]
    assert found("risk", {**blank, "probability": None})["field"].tolist() == ["probability"]


def test_a_title_counts_as_the_same_whatever_its_case_and_spaces():
    told = found(
        "risk", {"title": "Reviewers leave"}, {"title": " reviewers  LEAVE"}, {"title": "Other"}
    )
    assert told["rule"].tolist() == ["same_title", "same_title"]
    assert told["id"].tolist() == [1, 2]
    assert [row["other"] for row in told["parameters"]] == ["R-2", "R-1"]
    assert [row["n"] for row in told["parameters"]] == [2, 2]


def test_the_same_title_in_two_projects_or_on_a_closed_record_is_fine():
    same = {"title": "Reviewers leave"}
    assert found("risk", same, {**same, "project_id": 8}).empty
    closed = {**same, "is_open": False, "status": "closed"}
    assert found("risk", same, closed).empty


def test_a_project_that_has_not_begun_or_is_over_need_not_speak():
    silent = {"last_activity_on": date(2026, 1, 1), "idle_working_days": 90}
    assert found("project", {**silent, "start_on": LATER}).empty
    over = found("project", {**silent, "due_on": PAST, "n_open_milestones": 0})
    assert over.empty


def test_a_project_without_a_committed_date_runs():
    told = found("project", {"due_on": None, "last_activity_on": date(2026, 11, 1)})
    assert told["rule"].tolist() == ["project_silent"]


def test_errors_stand_first_and_the_longest_of_a_rule_first():
    told = found("action", {"due_on": None}, {"due_on": PAST}, {"due_on": date(2026, 11, 1)})
    assert told["rule"].tolist() == ["action_overdue", "action_overdue", "action_undated"]
    assert told["id"].tolist() == [3, 2, 1]


def test_findings_are_counted_by_rule():
    counts = by_rule(found("action", {"due_on": None}, {"due_on": PAST}, {"due_on": PAST}))
    assert counts.to_dict("records") == [
        {"rule": "action_overdue", "severity": "error", "n": 2},
        {"rule": "action_undated", "severity": "warning", "n": 1},
    ]


def test_no_records_give_no_findings_with_the_same_columns():
    assert list(xray({}, AS_OF)) == list(FINDING_COLUMNS)
    empty = {kind: rows_of(kind, {}).iloc[:0] for kind in KINDS_OF_FINDINGS}
    told = xray(empty, AS_OF)
    assert told.empty
    assert list(told) == list(FINDING_COLUMNS)
    assert by_rule(told).empty


def test_parameters_can_be_written_as_json():
    frames = {}
    for code, (kind, change) in SPOILT.items():
        del code
        frames.setdefault(kind, []).append(change)
    told = xray({kind: rows_of(kind, *changes) for kind, changes in frames.items()}, AS_OF)
    assert json.loads(json.dumps(told["parameters"].tolist()))


# ---- what is put beside escalations and targets ----

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOURS = BusinessHours(Calendar(), "UTC")


def states(at):
    raised = Event(EventKind.RAISED, MONDAY)
    one = Escalation(EscalationSeverity.CRITICAL, (raised,))
    return dict(enumerate(read_clocks([one], HOURS, at), start=1))


def test_the_clock_that_ran_out_first_is_the_one_that_is_told():
    frame = pd.DataFrame({"id": [1, 2]})
    told = with_clocks(frame, states(datetime(2026, 11, 5, 12, tzinfo=UTC)))
    assert told["breached_clock"].tolist() == ["acknowledge", None]
    assert told["breached_on"].tolist() == [date(2026, 11, 2), None]
    assert told["wanted_level"].tolist()[0] != "L1"


def test_a_clock_that_still_runs_is_not_told():
    told = with_clocks(pd.DataFrame({"id": [1]}), states(MONDAY))
    assert told["breached_clock"].tolist() == [None]


def _measured(**sums):
    scope = {"project_id": 7, "vendor_id": 3, "queue_id": 0, "locale": "zh-CN"}
    zero = dict.fromkeys((*NEEDED_MEASURES, *OTHER_MEASURES), 0.0)
    return pd.DataFrame([{**scope, **zero, **sums}])


def _target(metric, **scope):
    told = {"project_id": 7, "vendor_id": None, "queue_id": None, "locale": None, **scope}
    return pd.DataFrame([{"metric": metric, **told}])


@pytest.mark.parametrize("metric", list(BASES))
def test_a_target_has_data_as_soon_as_its_measure_has(metric):
    nothing = with_null_reasons(_target(metric), _measured())
    assert nothing["null_reason"].tolist() != [None]
    some = with_null_reasons(_target(metric), _measured(**{BASES[metric][0]: 5.0}))
    assert some["null_reason"].tolist() == [None]


def test_a_target_looks_at_its_own_scope_only():
    measured = _measured(reviewed_units=5.0)
    theirs = _target("qa_accuracy", vendor_id=3, locale="zh-CN")
    others = _target("qa_accuracy", vendor_id=4)
    assert with_null_reasons(theirs, measured)["null_reason"].tolist() == [None]
    assert with_null_reasons(others, measured)["null_reason"].tolist() == ["no_reviews"]
