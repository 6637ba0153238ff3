"""The X-ray on stored records: what stands beside them is found, and mending silences it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ecogov.domain.log.drafts import ActionStatus
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import LinkDraft
from ecogov.domain.risks.appetite import AppetiteDraft
from ecogov.services.log.conversion import convert_record
from ecogov.services.log.escalations import give_update
from ecogov.services.log.hygiene.xray import today_of, xray
from ecogov.services.log.links import link_records
from ecogov.services.log.records import amend_record, archive_records
from ecogov.services.log.risks import change_appetites
from ecogov.services.projects import archive_project
from tests.builders import (
    ACTOR,
    a_sheet_day,
    stored_day_off,
    stored_import,
    stored_project,
    stored_record,
    stored_target,
    take_in,
)

RISK, MILESTONE, ACTION = RecordKind.RISK, RecordKind.MILESTONE, RecordKind.ACTION
TODAY = datetime.now(UTC).date()
YESTERDAY, LATER = TODAY - timedelta(days=1), TODAY + timedelta(days=60)
GOOD_RISK = {
    "owner": "Lin", "probability": 4, "impact": 4, "review_on": LATER, "response": "mitigate",
    "due_on": LATER,
}  # fmt: skip


@pytest.fixture
def project(db):
    return stored_project(db, target_units=None, start_on=date(2026, 3, 2), due_on=LATER)


def rules(db, project=None, as_of=TODAY):
    return xray(db, project, as_of=as_of)["rule"].tolist()


def test_a_new_project_and_good_records_are_clean(db, project):
    stored_record(db, RISK, project, **GOOD_RISK)
    told = {"owner": "Lin", "baseline_on": LATER, "forecast_on": LATER}
    stored_record(db, MILESTONE, project, **told)
    stored_record(db, ACTION, project, owner="Lin", due_on=LATER)
    assert rules(db, project) == []


def test_no_project_gives_no_findings(db):
    assert rules(db) == []


def test_a_finding_names_the_record_and_the_field(db, project):
    one = stored_record(db, ACTION, project, title="Hire", owner="Lin", due_on=YESTERDAY)
    [row] = xray(db, None, as_of=TODAY).to_dict("records")
    assert (row["rule"], row["kind"], row["id"], row["ref"]) == (
        "action_overdue", "action", one.id, "A-1",
    )  # fmt: skip
    assert (row["project_code"], row["title"], row["field"]) == ("TS-VIDEO", "Hire", "due_on")
    assert (row["since"], row["days"]) == (YESTERDAY, 1)


def test_mending_the_field_silences_the_rule(db, project):
    one = stored_record(db, RISK, project, **{**GOOD_RISK, "owner": ""})
    assert rules(db, project) == ["unowned"]
    amend_record(db, RISK, one.id, {"owner": "Lin"}, version=1, actor=ACTOR)
    assert rules(db, project) == []


def test_what_was_put_away_or_is_done_is_not_looked_at(db, project):
    stored_record(db, ACTION, project, status=ActionStatus.DONE, done_on=YESTERDAY)
    away = stored_record(db, ACTION, project)
    archive_records(db, ACTION, (away.id,), actor=ACTOR)
    assert rules(db, project) == []
    stored_record(db, ACTION, project)
    archive_project(db, project, actor=ACTOR)
    assert rules(db) == []


def test_an_action_explains_a_lower_score_and_a_slide(db, project):
    lowered = {"residual_probability": 2, "residual_impact": 4}
    risk = stored_record(db, RISK, project, **{**GOOD_RISK, **lowered})
    slides = {"owner": "Lin", "baseline_on": TODAY, "forecast_on": LATER}
    milestone = stored_record(db, MILESTONE, project, **slides)
    action = stored_record(db, ACTION, project, owner="Lin", due_on=LATER)
    expected = ["risk_lowered_without_action", "milestone_slide_unexplained"]
    assert rules(db, project) == expected
    _link(db, (ACTION, action.id), (RISK, risk.id))
    _link(db, (MILESTONE, milestone.id), (ACTION, action.id))
    assert rules(db, project) == []


def _link(db, first, second):
    draft = LinkDraft(
        from_kind=first[0], from_id=first[1], to_kind=second[0], to_key=str(second[1])
    )
    link_records(db, draft, actor=ACTOR)


def test_a_realised_risk_needs_its_issue_and_converting_makes_one(db, project):
    alone = stored_record(db, RISK, project, **GOOD_RISK)
    amend_record(db, RISK, alone.id, {"status": "realised"}, version=1, actor=ACTOR)
    assert rules(db, project) == ["risk_realised_alone"]
    with_issue = stored_record(db, RISK, project, **{**GOOD_RISK, "title": "Another"})
    convert_record(db, RISK, (with_issue.id, 1), RecordKind.ISSUE, actor=ACTOR)
    found = xray(db, project, as_of=TODAY)
    assert found.loc[found["rule"] == "risk_realised_alone", "id"].tolist() == [alone.id]


def test_a_threat_is_held_to_the_tolerance_of_its_own_project(db, project):
    other = stored_project(db, code="OTHER", target_units=None)
    threat = {**GOOD_RISK, "category": "quality", "response": None}
    stored_record(db, RISK, project, **threat)
    stored_record(db, RISK, other, **threat)
    draft = AppetiteDraft(category="quality", appetite=4, tolerance=9)
    change_appetites(db, project, [draft], versions={}, actor=ACTOR)
    found = xray(db, None, as_of=TODAY)
    assert found["rule"].tolist() == ["risk_outside_tolerance"]
    assert found["project_code"].tolist() == ["TS-VIDEO"]


def test_an_escalation_is_told_until_somebody_promises_the_next_word(db, project):
    one = stored_record(db, RecordKind.ESCALATION, project, owner="Lin")
    assert "escalation_no_update" in rules(db, project)
    soon = datetime.now(UTC) + timedelta(days=1)
    give_update(db, one.id, version=1, note="Asked", next_update_at=soon, actor=ACTOR)
    assert "escalation_no_update" not in rules(db, project)


def test_the_clocks_of_a_day_before_it_was_raised_say_nothing(db, project):
    stored_record(db, RecordKind.ESCALATION, project, owner="Lin")
    assert rules(db, project, TODAY - timedelta(days=30)) == ["escalation_no_update"]


def test_a_project_is_silent_once_nothing_was_done_for_two_weeks(db, project):
    assert rules(db, project, TODAY + timedelta(days=13)) == []
    assert rules(db, project, TODAY + timedelta(days=14)) == ["project_silent"]


def test_imports_go_stale_by_the_working_days_of_the_project(db):
    # 2 March 2026 is a Monday.
    project = stored_project(db, target_units=None, country="", due_on=date(2026, 12, 31))
    stored_import(db, project, at=datetime(2026, 3, 2, 2, tzinfo=UTC))
    assert "import_stale" not in rules(db, project, date(2026, 3, 11))
    found = xray(db, project, as_of=date(2026, 3, 12))
    assert found["rule"].tolist() == ["import_stale"]
    assert found["days"].tolist() == [7]
    stored_day_off(db, project, day=date(2026, 3, 5))
    assert "import_stale" not in rules(db, project, date(2026, 3, 12))


def test_a_project_that_counts_units_is_asked_for_its_first_import(db):
    project = stored_project(db, country="", due_on=date(2026, 12, 31))
    assert rules(db, project, date(2026, 3, 10)) == []
    assert rules(db, project, date(2026, 3, 11)) == ["import_missing"]


def test_a_target_needs_data_of_its_own_measure(db, project):
    stored_target(db, project, metric="gold_accuracy")
    stored_target(db, project, metric="qa_accuracy")
    rows = [a_sheet_day()]
    heading = ",".join(rows[0])
    content = "\n".join([heading, *(",".join(map(str, row.values())) for row in rows)]).encode()
    take_in(db, project, content, name="sheet.csv")
    found = xray(db, project, as_of=TODAY)
    assert found["rule"].tolist() == ["target_without_data"]
    assert found["title"].tolist() == ["gold_accuracy"]
    assert found["parameters"].tolist() == [{"metric": "gold_accuracy", "reason": "no_gold"}]


def test_today_is_the_day_of_the_project(db, project):
    assert abs((today_of(db, project) - today_of(db, None)).days) <= 1
