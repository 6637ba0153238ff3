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


def file_of(db, project_id, file_format, kinds, language="en"):
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
    content = file_of(db, full, ExchangeFormat.XLSX, tuple(RecordKind), language)
    empty = stored_project(db, code="COPY")
    brought = taken(db, empty, content)
    assert brought.count(Fate.REFUSED) == 0, receipt_json(translator("en"), brought)
    after = rows_of(db, empty)
    for kind, rows in before.items():
        for old, new in zip(rows, after[kind], strict=True):
            key = new.pop("external_key")
            assert key == (old.pop("external_key") or f"ecogov:TS-VIDEO/{old['ref']}")
        assert after[kind] == rows
    change = get_record(db, CHANGE, list_records(db, CHANGE, LogFilter(project_id=empty))["id"][0])
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
        brought = taken(db, full, file_of(db, full, file_format, [kind], language))
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
    print(receipt_json(translator("en"), brought))
    assert contents(db) == before
