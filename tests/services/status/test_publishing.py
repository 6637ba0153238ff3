"""Published reports: refused when incomplete, frozen, compared, and tampering is found."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from ecogov.domain.errors import DomainError, NotFoundError
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import NotAllowedError, Person, Role
from ecogov.domain.status.records import AskPart, StepPart
from ecogov.domain.status.report import canonical
from ecogov.services.log.reading import get_record
from ecogov.services.log.records import amend_record, archive_records
from ecogov.services.status.programmes import programme_subject, publish_programme
from ecogov.services.status.publishing import (
    PublicationDraft,
    compare_reports,
    publish_project,
    published_report,
    published_reports,
    tampered_reports,
)
from ecogov.services.status.reporting import project_status, project_subject
from ecogov.services.verification import verify
from ecogov.storage.status import reports
from ecogov.storage.status.tables import REPORT
from tests.builders import ACTOR, stored_record
from tests.harness.statuses import FRIDAY, complete, working_project

MILESTONE, RISK = RecordKind.MILESTONE, RecordKind.RISK
LATE = {"baseline_on": FRIDAY - timedelta(days=12), "forecast_on": FRIDAY + timedelta(days=3)}
DRAFT = PublicationDraft(as_of=FRIDAY, note="Second site starts in June.")
STEP = StepPart(action="Move raters", owner="Mei", due_on=FRIDAY, effect="Back on plan")
ASK = AskPart(ask="Pay overtime", recommendation="Yes", needed_by=FRIDAY, cost_of_delay="3 days")


@pytest.fixture
def project(db):
    return working_project(db)


@pytest.fixture
def red(sqlite_db):
    project = working_project(sqlite_db)
    stored_record(sqlite_db, MILESTONE, project, title="Pilot accepted", **LATE)
    return project


def content_of(db, report_id):
    with db.read() as session:
        return reports.get(session, report_id).content


@pytest.mark.parametrize(
    ("told", "code"),
    [({}, "status.no_path"), ({"path": (STEP,)}, "status.no_decisions"),
     ({"decisions": (ASK,)}, "status.no_path")],
)  # fmt: skip
def test_red_is_not_published_without_a_way_out(sqlite_db, red, told, code):
    with pytest.raises(DomainError, match=code):
        publish_project(sqlite_db, red, PublicationDraft(as_of=FRIDAY, **told), actor=ACTOR)
    subject = project_subject(red)
    assert published_reports(sqlite_db, subject).empty


def test_a_published_report_stays_as_it_was_to_the_last_byte(db, project):
    complete(db, project)
    milestone = stored_record(db, MILESTONE, project, title="Pilot accepted", **LATE).id
    risk = stored_record(db, RISK, project, probability=2, impact=2).id
    made = publish_project(db, project, DRAFT, actor=ACTOR)
    before = content_of(db, made.id)
    version = get_record(db, MILESTONE, milestone)["version"]
    changes = {"forecast_on": FRIDAY + timedelta(days=30)}
    amend_record(db, MILESTONE, milestone, changes, version=version, actor=ACTOR)
    archive_records(db, RISK, [risk], actor=ACTOR)
    assert content_of(db, made.id) == before == canonical(made.report)
    assert published_report(db, made.id) == made
    assert made.report.note == "Second site starts in June."
    assert project_status(db, project, FRIDAY).milestones != made.report.milestones
    assert verify(db).is_clean


def test_what_changed_since_the_last_report_is_computed(db, project):
    complete(db, project)
    milestone = stored_record(db, MILESTONE, project, title="Pilot accepted", **LATE).id
    first = publish_project(db, project, DRAFT, actor=ACTOR)
    assert first.report.since is None
    version = get_record(db, MILESTONE, milestone)["version"]
    changes = {"forecast_on": LATE["forecast_on"] + timedelta(days=9)}
    amend_record(db, MILESTONE, milestone, changes, version=version, actor=ACTOR)
    stored_record(db, RISK, project, title="Raters leave")
    later = PublicationDraft(as_of=FRIDAY + timedelta(days=3))
    second = publish_project(db, project, later, actor=ACTOR)
    told = [(one.what, one.ref, one.days) for one in second.report.changes]
    assert told == [("new", "R-1", None), ("moved", "M-1", 9)]
    assert (second.report.since.number, second.report.since.as_of) == (1, FRIDAY)
    seen = compare_reports(db, second.id, first.id)
    assert seen.before == first.report
    assert [(one.what, one.ref) for one in seen.changes] == [("new", "R-1"), ("moved", "M-1")]
    history = published_reports(db, project_subject(project))
    assert history["number"].tolist() == [2, 1]
    assert set(history["published_by"]) == {ACTOR}


def test_a_later_report_does_not_change_what_an_earlier_day_is_compared_with(sqlite_db, red):
    complete(sqlite_db, red)
    publish_project(sqlite_db, red, DRAFT, actor=ACTOR)
    earlier = project_status(sqlite_db, red, FRIDAY - timedelta(days=7))
    assert earlier.since is None


def test_tampering_is_found(db, project):
    complete(db, project)
    made = publish_project(db, project, DRAFT, actor=ACTOR)
    assert tampered_reports(db) == []
    rosy = content_of(db, made.id).replace('"grey"', '"green"')
    with db.write("mallory") as session:
        session.execute(update(REPORT).where(REPORT.c.id == made.id).values(content=rosy))
    assert tampered_reports(db) == [made.id]
    assert verify(db).tampered_reports == (made.id,)
    assert not verify(db).is_clean


def test_a_programme_is_published_as_one(sqlite_db, red):
    complete(sqlite_db, red)
    made = publish_programme(sqlite_db, "Trust & Safety", DRAFT, actor=ACTOR)
    assert [one.code for one in made.report.projects] == ["TS-VIDEO"]
    history = published_reports(sqlite_db, programme_subject("Trust & Safety"))
    assert history["id"].tolist() == [made.id]
    assert tampered_reports(sqlite_db) == []


def test_who_may_not_publish_may_still_read(sqlite_db, red):
    complete(sqlite_db, red)
    made = publish_project(sqlite_db, red, DRAFT, actor=ACTOR)
    viewer = sqlite_db.for_person(Person("vic", Role.VIEWER))
    assert published_report(viewer, made.id) == made
    with pytest.raises(NotAllowedError):
        publish_project(viewer, red, DRAFT, actor="vic")
    with pytest.raises(NotAllowedError):
        publish_programme(viewer, "Trust & Safety", DRAFT, actor="vic")
    with pytest.raises(NotFoundError):
        published_report(sqlite_db.for_person(Person("eve")), made.id)
    with pytest.raises(NotFoundError, match=r"status_report\.unknown"):
        published_report(sqlite_db, 4711)


def test_reports_of_one_day_are_numbered_and_kept_apart(sqlite_db, red):
    complete(sqlite_db, red)
    made = [publish_project(sqlite_db, red, DRAFT, actor=ACTOR) for _ in range(2)]
    assert [one.number for one in made] == [1, 2]
    assert made[1].report.since.as_of == date(2026, 5, 8)
