import pytest
from pydantic import ValidationError

from ecogov.domain.errors import ConflictError, NotFoundError
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.drafts import DecisionDraft
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import LinkDraft, NoteDraft
from ecogov.services.log.conversion import convert_record
from ecogov.services.log.decisions import supersede_decision
from ecogov.services.log.links import link_records, links_of, unlink
from ecogov.services.log.notes import (
    add_note,
    is_watched,
    notes_of,
    remove_note,
    unwatch_record,
    watch_record,
)
from ecogov.services.log.reading import count_records, get_record
from ecogov.services.log.records import amend_record
from tests.builders import ACTOR, stored_project, stored_record, stored_vendor
from tests.harness.refusals import refused

RISK, ISSUE, ACTION = RecordKind.RISK, RecordKind.ISSUE, RecordKind.ACTION


@pytest.fixture
def project(db):
    return stored_project(db)


def test_a_realised_risk_becomes_an_issue_and_each_knows_the_other(db, project):
    vendor = stored_vendor(db)
    told = {"owner": "Lin", "category": "vendor", "vendor_id": vendor, "effect": "Backlog grows"}
    risk = stored_record(db, RISK, project, title="Vendor loses reviewers", **told)
    issue = convert_record(db, RISK, (risk.id, 1), ISSUE, actor=ACTOR)
    stored = get_record(db, ISSUE, issue.id)
    assert (stored["title"], stored["owner"], stored["impact"]) == (
        "Vendor loses reviewers", "Lin", "Backlog grows",
    )  # fmt: skip
    assert (stored["vendor_id"], stored["category"]) == (vendor, "vendor")
    assert get_record(db, RISK, risk.id)["status"] == "realised"
    out = links_of(db, RISK, risk.id).iloc[0]
    back = links_of(db, ISSUE, issue.id).iloc[0]
    assert (out["relation"], out["is_outward"], out["ref"]) == ("became", True, "I-1")
    assert (back["relation"], back["is_outward"], back["ref"]) == ("became", False, "R-1")


@pytest.mark.parametrize("kind", list(RecordKind))
def test_any_record_becomes_an_action(db, project, kind):
    record = stored_record(db, kind, project, title="Do something")
    if kind is ACTION:
        with refused(db, "record.same_kind"):
            convert_record(db, kind, (record.id, 1), ACTION, actor=ACTOR)
        return
    action = convert_record(db, kind, (record.id, 1), ACTION, actor=ACTOR, changes={"owner": "Bo"})
    assert get_record(db, ACTION, action.id)["owner"] == "Bo"
    assert get_record(db, kind, record.id)["version"] == 1


def test_converting_what_somebody_else_changed_is_refused(db, project):
    risk = stored_record(db, RISK, project)
    amend_record(db, RISK, risk.id, {"owner": "Lin"}, version=1, actor="maya")
    with refused(db, "record.conflict", ConflictError):
        convert_record(db, RISK, (risk.id, 1), ISSUE, actor=ACTOR)


def test_records_are_linked_once_and_seen_from_both_sides(db, project):
    risk, action = stored_record(db, RISK, project), stored_record(db, ACTION, project)
    draft = LinkDraft(
        from_kind=ACTION,
        from_id=action.id,
        relation="mitigates",
        to_kind=RISK,
        to_key=str(risk.id),
    )
    link = link_records(db, draft, actor=ACTOR)
    with refused(db, "record_link.taken"):
        link_records(db, draft, actor=ACTOR)
    assert links_of(db, RISK, risk.id)["ref"].tolist() == ["A-1"]
    unlink(db, link, actor=ACTOR)
    assert links_of(db, RISK, risk.id).empty
    with refused(db, "record_link.unknown", NotFoundError):
        unlink(db, link, actor=ACTOR)


def test_a_record_points_at_a_kpi_and_not_at_what_is_not_there(db, project):
    risk = stored_record(db, RISK, project)
    told = {"from_kind": RISK, "from_id": risk.id}
    link_records(db, LinkDraft(**told, to_kind="kpi", to_key="qa_accuracy"), actor=ACTOR)
    row = links_of(db, RISK, risk.id).iloc[0]
    assert (row["kind"], row["key"], row["ref"]) == ("kpi", "qa_accuracy", None)
    for key in ("4711", "x"):
        with refused(db, "issue.unknown", NotFoundError):
            link_records(db, LinkDraft(**told, to_kind=ISSUE, to_key=key), actor=ACTOR)
    with pytest.raises(ValidationError, match=r"link\.itself"):
        LinkDraft(**told, to_kind=RISK, to_key=str(risk.id))


def test_notes_are_kept_newest_first_and_can_be_taken_back(db, project):
    risk = stored_record(db, RISK, project)
    told = {"kind": RISK, "record_id": risk.id}
    add_note(db, NoteDraft(**told, text="Asked the vendor"), actor="maya")
    second = add_note(db, NoteDraft(**told, url="https://example.org/x"), actor="lin")
    assert notes_of(db, RISK, risk.id)["actor"].tolist() == ["lin", "maya"]
    was = remove_note(db, second, actor="lin")
    assert add_note(db, was, actor="lin") > 0
    assert notes_of(db, RISK, risk.id)["url"].tolist()[0] == "https://example.org/x"


@pytest.mark.parametrize("told", [{"text": " "}, {"url": "javascript:alert(1)"}, {"url": "x"}])
def test_a_note_says_something_and_an_address_is_one(told):
    with pytest.raises(ValidationError, match=r"note\."):
        NoteDraft(kind=RISK, record_id=1, **told)


def test_watching_twice_is_watching(db, project):
    risk = stored_record(db, RISK, project)
    for _ in range(2):
        watch_record(db, RISK, risk.id, actor="maya")
    assert is_watched(db, RISK, risk.id, actor="maya")
    assert not is_watched(db, RISK, risk.id, actor="lin")
    unwatch_record(db, RISK, risk.id, actor="maya")
    assert not is_watched(db, RISK, risk.id, actor="maya")


def test_a_superseded_decision_stays_and_points_to_the_newer_one(db, project):
    kind = RecordKind.DECISION
    told = {"status": "decided", "outcome": "Use vendor A"}
    old = stored_record(db, kind, project, **told)
    draft = DecisionDraft(project_id=project, title="Use vendor B", **told)
    new = supersede_decision(db, old.id, draft, version=1, actor=ACTOR)
    assert get_record(db, kind, old.id)["status"] == "superseded"
    assert links_of(db, kind, old.id)["ref"].tolist() == [new.ref]
    other = stored_project(db, code="OTHER")
    foreign = DecisionDraft(project_id=other, title="x")
    with refused(db, "record.other_project"):
        supersede_decision(db, new.id, foreign, version=1, actor=ACTOR)
    assert count_records(db, kind, LogFilter()) == 2
