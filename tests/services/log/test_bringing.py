"""Files into the log and out of it, through the services."""

import json
from datetime import UTC, date, datetime

import pytest

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.interchange import (
    TRACKER_FORMATS,
    BringMapping,
    BringRequest,
    ExchangeFormat,
    Fate,
)
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.milestones import MilestoneLinkDraft
from ecogov.domain.log.plans import PlanFacts
from ecogov.i18n.translator import translator
from ecogov.reports.log.receipts import receipt_json, receipt_table
from ecogov.reports.log.writing import written
from ecogov.services.log.bringing.exporting import exported
from ecogov.services.log.bringing.taking import bring, opened_files, rehearse_bringing
from ecogov.services.log.changes import approve_change, submit_change
from ecogov.services.log.escalations import acknowledge
from ecogov.services.log.milestones import baseline_history, link_milestones, milestone_links
from ecogov.services.log.reading import get_record, list_records
from ecogov.services.log.records import amend_record, archive_records
from tests.builders import ACTOR, stored_project, stored_record, stored_vendor
from tests.harness.refusals import contents

RISK, MILESTONE, ISSUE = RecordKind.RISK, RecordKind.MILESTONE, RecordKind.ISSUE
ACTION, CHANGE, ESCALATION = RecordKind.ACTION, RecordKind.CHANGE, RecordKind.ESCALATION
STAMP = datetime(2026, 3, 2, 8, tzinfo=UTC)
FACTS = PlanFacts(code="TS-VIDEO", name="Review")
languages = pytest.mark.parametrize("language", ["en", "zh-Hans"])


@pytest.fixture
def project(db):
    return stored_project(db)


def taken(db, project_id, content, **told):
    source = opened_files(content if isinstance(content, bytes) else content.encode(), "file")[0]
    return bring(db, project_id, source, BringRequest(**told), actor=ACTOR)


def fates(brought):
    return [row.fate.value for row in brought.rows]


def codes(findings):
    return {(finding.place, finding.code) for finding in findings}


def file_of(db, project_id, file_format, kinds, *, language="en"):
    sheets = exported(db, project_id, kinds)
    return written(translator(language), file_format, sheets, facts=FACTS, stamp=STAMP)


def rows_of(db, project_id, kinds=tuple(RecordKind)):
    return {
        kind: rows.drop(columns=["id", "version", "project_id"]).astype(object).to_dict("records")
        for kind, rows in exported(db, project_id, kinds).items()
    }


@pytest.fixture
def full(db, project):
    """A project whose records went some way."""
    vendor = stored_vendor(db)
    stored_record(db, RISK, project, title="=HYPERLINK(\"x\")", probability=4, impact=3,
                  chance=0.25, cost_low=1.5, cost_high=7.25, vendor_id=vendor,
                  description="'quoted\n\n“both” — 说明, ; |\t<b>x</b>")  # fmt: skip
    first = stored_record(db, MILESTONE, project, title="Pilot", baseline_on=date(2026, 5, 1),
                          forecast_on=date(2026, 5, 8), is_committed=True)  # fmt: skip
    second = stored_record(db, MILESTONE, project, title="'=1+1", duration_days=5,
                           start_on=date(2026, 5, 11), forecast_on=date(2026, 6, 1))  # fmt: skip
    link = MilestoneLinkDraft(predecessor_id=first.id, successor_id=second.id, lag_days=2)
    link_milestones(db, link, actor=ACTOR)
    effect = {"what": "milestone_baseline", "milestone_id": first.id, "to": "2026-05-15"}
    due = {"what": "project_due", "to": "2027-01-15"}
    change = stored_record(db, CHANGE, project, title="Later", reason="Late data",
                           effects=[effect, due], external_key="jira:ABC-1")  # fmt: skip
    submit_change(db, change.id, version=1, actor=ACTOR)
    approve_change(db, change.id, version=2, decider="Lin", note="Agreed", actor=ACTOR)
    escalation = stored_record(db, ESCALATION, project, title="升级", severity="1", ask="Staff")
    acknowledge(db, escalation.id, version=1, note="On it", actor=ACTOR)
    action = stored_record(db, ACTION, project, title="Train", due_on=date(2026, 4, 1))
    amend_record(db, ACTION, action.id, {"due_on": date(2026, 4, 9)}, version=1, actor=ACTOR)
    stored_record(db, ISSUE, project, title="Queue down", status="resolved", severity="major")
    for kind in ("assumption", "dependency", "decision"):
        stored_record(db, RecordKind(kind), project)
    return project


@languages
def test_workbook_of_every_kind_comes_back_without_loss(db, full, language):
    before = rows_of(db, full)
    content = file_of(db, full, ExchangeFormat.XLSX, tuple(RecordKind), language=language)
    empty = stored_project(db, code="COPY")
    brought = taken(db, empty, content)
    assert brought.count(Fate.REFUSED) == 0, receipt_json(translator("en"), brought)
    after = rows_of(db, empty)
    for kind, rows in before.items():
        for old, new in zip(rows, after[kind], strict=True):
            key = new.pop("external_key")
            assert key == (old.pop("external_key") or f"ecogov:TS-VIDEO/{old['ref']}")
        assert after[kind] == rows
    change = get_record(
        db, CHANGE, int(list_records(db, CHANGE, LogFilter(project_id=empty))["id"][0])
    )
    assert (change["status"], change["decided_by"]) == ("approved", "Lin")
    milestone = list_records(db, MILESTONE, LogFilter(project_id=empty, text="M-1"))["id"][0]
    history = baseline_history(db, int(milestone))["baseline_on"].tolist()
    assert history == [date(2026, 5, 1), date(2026, 5, 15)]
    links = milestone_links(db, empty)
    assert (links["type"].tolist(), links["lag_days"].tolist()) == (["FS"], [2])


@languages
@pytest.mark.parametrize("kind", list(RecordKind))
def test_own_files_of_the_same_project_change_nothing(db, full, kind, language):
    before = contents(db)
    for file_format in (ExchangeFormat.CSV, ExchangeFormat.XLSX):
        brought = taken(db, full, file_of(db, full, file_format, [kind], language=language))
        assert set(fates(brought)) == {"unchanged"}, receipt_json(translator("en"), brought)
        assert not any(row.dropped or row.changed for row in brought.rows)
        assert not brought.is_stored
    assert contents(db) == before


@pytest.mark.parametrize("file_format", TRACKER_FORMATS)
def test_trackers_files_find_their_records_again(db, full, file_format):
    kinds = [kind for kind in RecordKind if kind is not MILESTONE]
    content = file_of(db, full, file_format, [*kinds, MILESTONE])
    before = contents(db)
    brought = taken(db, full, content)
    assert brought.format is file_format
    assert set(fates(brought)) == {"unchanged"}, receipt_json(translator("en"), brought)
    assert contents(db) == before


def test_plan_comes_back_into_its_project_unchanged(db, full):
    before = contents(db)
    brought = taken(db, full, file_of(db, full, ExchangeFormat.MSPDI, [MILESTONE]))
    assert brought.format is ExchangeFormat.MSPDI
    assert set(fates(brought)) == {"unchanged"}, receipt_json(translator("en"), brought)
    assert contents(db) == before


JIRA = (
    "Summary,Issue key,Issue Type,Status,Priority,Assignee,Due date,Labels,Labels,Created,"
    "Description\r\n"
    "Reviewers leave,ABC-1,Risk,In Progress,High,Lin,12/Mar/26 12:00 AM,people,q3,1/Jan/26,Why\r\n"
    "Queue down,ABC-2,Bug,Done,Highest,,2026-03-20,quality,,,\r\n"
    "Train them,ABC-3,Task,To Do,Low,Ann,,,,,\r\n"
    "Approve budget,ABC-4,Decision,Done,Low,,,,,,\r\n"
)


def test_jira_export_becomes_records_and_says_what_it_leaves_out(db, project):
    brought = taken(db, project, JIRA)
    assert brought.format is ExchangeFormat.JIRA
    assert [(row.kind, row.fate) for row in brought.rows] == [
        (RISK, Fate.NEW), (ISSUE, Fate.NEW), (ACTION, Fate.NEW), (RecordKind.DECISION, Fate.NEW),
    ]  # fmt: skip
    risk, issue, _, decision = brought.rows
    assert codes(risk.dropped) == {
        ("Priority", "bring.not_for_kind"),
        ("Created", "bring.no_field"),
        ("Labels", "bring.several"),
    }
    assert codes(risk.changed) == {("Status", "bring.read_as")}
    assert "Assignee" in risk.kept
    assert codes(decision.dropped) >= {("Status", "decision.outcome_missing")}
    stored = list_records(db, RISK, LogFilter(project_id=project)).iloc[0]
    assert stored["external_key"] == "jira:ABC-1"
    assert (stored["status"], stored["category"]) == ("responding", "people")
    assert stored["due_on"] == date(2026, 3, 12)
    assert list_records(db, ISSUE, LogFilter(project_id=project)).iloc[0]["severity"] == "critical"
    assert issue.ref == "I-1"


def test_the_same_export_twice_changes_nothing_and_a_later_one_only_what_differs(db, project):
    taken(db, project, JIRA)
    before = contents(db)
    again = taken(db, project, JIRA)
    assert (set(fates(again)), again.is_stored) == ({"unchanged"}, False)
    assert contents(db) == before
    later = taken(db, project, JIRA.replace("Reviewers leave", "Reviewers left"))
    assert fates(later) == ["changed", "unchanged", "unchanged", "unchanged"]
    stored = list_records(db, RISK, LogFilter(project_id=project)).iloc[0]
    assert (stored["title"], stored["version"]) == ("Reviewers left", 2)


def test_two_servers_of_one_tool_are_told_apart(db, project):
    taken(db, project, JIRA)
    other = taken(db, project, JIRA, instance="partner")
    assert set(fates(other)) == {"new"}


def test_types_of_a_tool_are_mapped_as_a_person_says(db, project):
    mapping = BringMapping(kinds={"Bug": RISK}, columns={"Created": "review_on", "Labels": ""})
    brought = taken(db, project, JIRA, mapping=mapping)
    assert brought.rows[1].kind is RISK
    assert list_records(db, RISK, LogFilter(project_id=project, text="Reviewers")).iloc[0][
        "review_on"
    ] == date(2026, 1, 1)


BAD = (
    "Title,Due,Owner,Working days,Status\r\n"
    "Good,2026-04-01,Ann,,Open\r\n"
    "Bad day,tomorrow,Ann,,Open\r\n"
    ",2026-04-01,,,\r\n"
    "Bad status,,,,Later\r\n"
    "Too,many,cells,in,this,row\r\n"
)


def test_bad_rows_are_refused_by_field_and_stop_no_good_ones(db, project):
    brought = taken(db, project, BAD, kind=ACTION)
    assert sorted(fates(brought)) == ["new", "refused", "refused", "refused", "refused"]
    told = {row.row: codes(row.refusals) for row in brought.rows if row.refusals}
    assert told[3] == {("Due", "bring.day")}
    assert told[4] == {("Title", "missing")}
    assert told[5] == {("Status", "bring.choice")}
    assert {code for _, code in told[6]} == {"row.columns"}
    for language in ("en", "zh-Hans"):
        table = receipt_table(translator(language), brought)
        assert table.shape == (5, 9)
        assert all(table.iloc[1:, 8].str.len() > 5)
    json.dumps(receipt_json(translator("en"), brought))


def test_strict_file_with_a_bad_row_stores_nothing(db, project):
    before = contents(db)
    brought = taken(db, project, BAD, kind=ACTION, is_strict=True)
    assert not brought.is_stored
    assert contents(db) == before


def test_rehearsal_tells_the_same_and_stores_nothing(db, project):
    before = contents(db)
    source = opened_files(JIRA.encode(), "jira.csv")[0]
    told = rehearse_bringing(db, project, source, BringRequest())
    assert contents(db) == before
    assert told.rows == taken(db, project, JIRA).rows


def test_refused_row_leaves_no_audit_entry_behind(db, project):
    rows = "Title,Vendor\r\nOne,NOBODY\r\nTwo,\r\n"
    brought = taken(db, project, rows, kind=ACTION)
    assert codes(brought.rows[0].refusals) == {("Vendor", "record.vendor")}
    actions = [row[4] for row in contents(db)["audit_entry"]]
    assert sum(action == "action.add" for action in map(str, actions)) <= 1


def test_rows_without_reference_or_key_are_known_by_their_title(db, project):
    rows = "Title,Due\r\nSame,2026-04-01\r\nSame,2026-05-01\r\n"
    assert fates(taken(db, project, rows, kind=ACTION)) == ["new", "new"]
    assert fates(taken(db, project, rows, kind=ACTION)) == ["unchanged", "unchanged"]


def test_done_record_keeps_its_day_when_the_same_file_comes_again(db, project):
    rows = "Title,Status,Done on\r\nDone,Done,\r\n"
    taken(db, project, rows, kind=ACTION)
    stored = list_records(db, ACTION, LogFilter(project_id=project)).iloc[0]
    earlier = {"done_on": date(2026, 3, 3)}
    amend_record(db, ACTION, int(stored["id"]), earlier, version=1, actor=ACTOR)
    assert fates(taken(db, project, rows, kind=ACTION)) == ["unchanged"]


def test_baseline_is_not_moved_by_a_file_but_the_rest_of_the_row_is(db, full):
    rows = "Reference,Title,Baseline,Owner\r\nM-1,Pilot,2026-09-01,Lin\r\n"
    brought = taken(db, full, rows)
    assert fates(brought) == ["changed"]
    assert codes(brought.rows[0].dropped) == {("Baseline", "milestone.baseline_locked")}
    stored = list_records(db, MILESTONE, LogFilter(project_id=full, text="M-1")).iloc[0]
    assert (stored["owner"], stored["baseline_on"]) == ("Lin", date(2026, 5, 15))


def test_status_of_a_change_request_is_not_moved_by_a_file(db, full):
    brought = taken(db, full, "Reference,Title,Status\r\nCR-1,Later,Rejected\r\n")
    assert fates(brought) == ["unchanged"]
    assert codes(brought.rows[0].dropped) == {("Status", "bring.kept_by_log")}


def test_archived_record_is_not_changed_by_a_file(db, full):
    archive_records(db, MILESTONE, [1], actor=ACTOR)
    brought = taken(db, full, "Reference,Title\r\nM-1,Pilot two\r\n")
    assert codes(brought.rows[0].refusals) == {("", "record.archived")}


def test_second_row_about_the_same_record_is_refused(db, full):
    brought = taken(db, full, "Reference,Title\r\nM-1,Pilot\r\nM-1,Other\r\n")
    assert codes(brought.rows[1].refusals) == {("", "bring.twice")}


def test_milestones_wait_as_the_column_says_and_never_in_a_circle(db, full):
    rows = "Reference,Title,Waits for\r\nM-1,Pilot,M-2\r\nM-2,'=1+1,\r\n"
    assert fates(taken(db, full, rows)) == ["changed", "changed"]
    rows = "Reference,Title,Waits for\r\nM-1,Pilot,M-2\r\nM-2,'=1+1,M-1FF-3d; M-9\r\n"
    brought = taken(db, full, rows)
    assert fates(brought) == ["unchanged", "unchanged"]
    assert codes(brought.rows[1].dropped) == {
        ("Waits for", "bring.circle"),
        ("Waits for", "bring.wait_unknown"),
    }
    assert len(milestone_links(db, full)) == 1


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("标题,负责人\r\n审核员流失,林\r\n", "gb18030"), ("title\towner\nx\ty\n", "utf-8")],
)
def test_headings_of_any_language_and_codes_are_understood(db, project, text, encoding):
    brought = taken(db, project, text.encode(encoding), kind=RISK)
    assert fates(brought) == ["new"]
    assert list_records(db, RISK, LogFilter(project_id=project)).iloc[0]["owner"] in {"林", "y"}
