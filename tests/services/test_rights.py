"""Every service, as every role, inside and outside the project of the role."""

import inspect
from datetime import date, timedelta

import pandas as pd
import pytest

from ecogov.domain.accounts import AccountDraft
from ecogov.domain.anomalies.asking import AnomalyFilter, Shown
from ecogov.domain.anomalies.triage import Reason
from ecogov.domain.errors import DomainError, NotFoundError
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import Outside
from ecogov.domain.people import NotAllowedError, Person, Right, Role
from ecogov.domain.trail import TrailFilter
from ecogov.services.anomalies import learning, standups, triage
from ecogov.services.anomalies.reading import list_anomalies, new_counts
from ecogov.services.kpi_rows import rows_behind
from ecogov.services.kpis import kpi_cells
from ecogov.services.log import links, milestones
from ecogov.services.log.hygiene.xray import xray
from ecogov.services.log.my_day import my_day
from ecogov.services.log.reading import list_people, list_records, open_counts, search_log
from ecogov.services.log.risks import scored_risks
from ecogov.services.people.accounts import add_account
from ecogov.services.projects import change_project, list_projects
from ecogov.services.receipts import list_imports
from ecogov.services.rootcause.starting import biggest_change
from ecogov.services.status.links import LinkDraft, create_link, list_links
from ecogov.services.status.publishing import PublicationDraft, publish_project
from ecogov.services.status.reporting import project_subject
from ecogov.services.trail import history, list_trail, record_names, trail_facets
from ecogov.storage.database import Database
from ecogov.storage.registers import now
from tests.builders import ACTOR, a_project, stored_project, stored_record, take_in
from tests.harness.cards import DAY, stored_card
from tests.harness.rights import SHEET, TODAY, World, service, services
from tests.harness.rights_samples import ADMINISTRATIVE, SAMPLES, UNASKED
from tests.harness.rights_samples.status import ASK, STEP

REFUSALS = (NotAllowedError, NotFoundError)
INSIDE, OUTSIDE = "inside", "outside"


@pytest.fixture(scope="module")
def world(tmp_path_factory, _sqlite_template):
    """A database with two projects: roles are given in the first one."""
    path = tmp_path_factory.mktemp("rights") / "ecogov.db"
    path.write_bytes(_sqlite_template.read_bytes())
    db = Database.open(f"sqlite:///{path.as_posix()}")
    worlds = {
        where: World(db, stored_project(db, code=code, programme=f"Programme {code}"))
        for where, code in ((INSIDE, "IN"), (OUTSIDE, "OUT"))
    }
    for one in worlds.values():
        for day in (b"2026-03-02", b"2026-03-03"):
            take_in(db, one.project_id, SHEET.replace(b"2026-03-02", day))
    add_account(db, AccountDraft(email="boss@example.org"), actor=ACTOR)
    yield worlds
    db.close()


def person(role, project_id):
    everywhere = role is Role.ADMINISTRATOR
    roles = {} if everywhere or role is None else {project_id: role}
    return Person("chen", role if everywhere else None, roles)


def is_allowed(asker, sample, project_id):
    if sample.reach == "anybody":
        return True
    if sample.reach == "project":
        return asker.may(sample.right, project_id)
    return asker.may(sample.right) or (
        sample.reach == "somewhere" and asker.may_somewhere(sample.right)
    )


def test_every_service_declares_its_right():
    found = {name for name, _ in services()}
    assert found - SAMPLES.keys() - UNASKED.keys() == set(), "add a sample call"
    assert (SAMPLES.keys() | UNASKED.keys()) - found == set(), "these are gone"
    assert SAMPLES.keys() & UNASKED.keys() == set()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_service_lets_nobody_do_what_their_role_does_not_allow(world, name):
    sample = SAMPLES[name]
    db = world[INSIDE].db
    for where, place in world.items():
        for role in (None, *Role):
            asker = person(role, world[INSIDE].project_id)
            call = sample.call(place)
            revision = db.revision()
            if is_allowed(asker, sample, place.project_id):
                call(db.for_person(asker))
                continue
            with pytest.raises(REFUSALS) as refused:
                call(db.for_person(asker))
            assert db.revision() == revision, (where, role)
            if sample.reach == "project" and not asker.may(Right.READ, place.project_id):
                assert isinstance(refused.value, NotFoundError), (where, role)


@pytest.mark.parametrize("name", ADMINISTRATIVE)
def test_who_does_not_administer_is_refused_before_anything_is_read(world, name):
    for role in (None, Role.VIEWER, Role.LEAD, Role.PM):
        asker = person(role, world[INSIDE].project_id)
        arguments = inspect.signature(service(name)).parameters.values()
        needed = [one for one in arguments if one.default is one.empty][1:]
        given = {one.name: None for one in needed if one.kind is one.KEYWORD_ONLY}
        rest = [None for one in needed if one.kind is not one.KEYWORD_ONLY]
        with pytest.raises(NotAllowedError):
            service(name)(world[INSIDE].db.for_person(asker), *rest, **given)


def test_lists_of_all_projects_tell_of_visible_ones_only(world):
    own, other = world[INSIDE], world[OUTSIDE]
    for place in world.values():
        place.record(RecordKind.RISK, title=f"Secret of {place.project.code}", owner="Ann")
        milestones.link_milestones(place.db, place.plan(), actor=ACTOR)
    db = own.db.for_person(person(Role.PM, own.project_id))
    anything = LogFilter(text="secret")
    assert set(list_projects(db)["code"]) == {"IN"}
    assert set(list_records(db, RecordKind.RISK, anything)["project_code"]) == {"IN"}
    assert set(scored_risks(db, anything)["project_code"]) == {"IN"}
    assert set(search_log(db, "secret")["project_code"]) == {"IN"}
    assert set(my_day(db, ["Ann"], TODAY)["project_code"]) == {"IN"}
    assert set(milestones.milestone_links(db, None)["project_id"]) == {own.project_id}
    assert set(list_imports(db)["project"]) == {"IN"}
    assert set(xray(db, None, as_of=TODAY)["project_id"].dropna()) <= {own.project_id}
    assert open_counts(db, None) == open_counts(own.db, own.project_id)
    told = list_trail(db, TrailFilter())
    assert set(told["project_id"].dropna()) == {own.project_id}
    assert not set(told["record_type"]) & {"account", "role_grant"}
    assert ("project", str(other.project_id)) not in record_names(db)
    assert history(db, "project", other.project_id).empty
    assert history(own.db, "project", other.project_id).empty is False
    assert {kind for kind, _ in trail_facets(db).acts} & {"account"} == set()
    cells = kpi_cells(db, Question(Slice(()), ("submitted_units",)))
    mine = kpi_cells(own.db, Question(Slice((own.project_id,)), ("submitted_units",)))
    pd.testing.assert_frame_equal(cells, mine)
    assert rows_behind(db, Slice(()), "submitted_units").total == (
        rows_behind(own.db, Slice((own.project_id,)), "submitted_units").total
    )


def test_who_has_no_role_sees_no_figure_at_all(world):
    db = world[INSIDE].db.for_person(person(None, 0))
    cells = kpi_cells(db, Question(Slice(()), ("submitted_units",)))
    assert cells["value"].isna().all() or (cells["value"] == 0).all()
    assert list_projects(db).empty
    assert list_people(db) == []


def test_a_link_does_not_tell_of_a_record_in_a_project_that_is_hidden(world):
    own, other = world[INSIDE], world[OUTSIDE]
    first, second = own.record(RecordKind.RISK), other.record(RecordKind.RISK)
    link = own.link().model_copy(update={"from_id": first, "to_key": str(second)})
    links.link_records(own.db, link, actor=ACTOR)
    assert len(links.links_of(own.db, RecordKind.RISK, first)) == 1
    db = own.db.for_person(person(Role.PM, own.project_id))
    assert links.links_of(db, RecordKind.RISK, first).empty


def test_a_link_to_an_anomaly_of_a_hidden_project_is_neither_made_nor_told(world):
    own, other = world[INSIDE], world[OUTSIDE]
    risk, card = own.record(RecordKind.RISK), stored_card(own.db, other.project_id)
    told = {"from_id": risk, "to_kind": Outside.ANOMALY, "to_key": str(card)}
    db = own.db.for_person(person(Role.PM, own.project_id))
    with pytest.raises(NotFoundError):
        links.link_records(db, own.link().model_copy(update=told), actor=ACTOR)
    links.link_records(own.db, own.link().model_copy(update=told), actor=ACTOR)
    assert len(links.links_of(own.db, RecordKind.RISK, risk)) == 1
    assert links.links_of(db, RecordKind.RISK, risk).empty


def test_a_link_shows_no_report_of_another_subject(world):
    own, other = world[INSIDE], world[OUTSIDE]
    day = date(2026, 3, 3)
    draft = PublicationDraft(as_of=day, path=(STEP,), decisions=(ASK,))
    reports = [
        publish_project(own.db, one.project_id, draft, actor=ACTOR).id for one in (own, other)
    ]
    link = {"subject": project_subject(own.project_id), "expires_on": now().date()}
    db = own.db.for_person(person(Role.PM, own.project_id))
    create_link(db, LinkDraft(**link, report_id=reports[0]), actor=ACTOR)
    with pytest.raises(NotFoundError, match=r"status_report\.unknown"):
        create_link(db, LinkDraft(**link, report_id=reports[1]), actor=ACTOR)
    assert len(list_links(db, link["subject"])) == len(list_links(own.db, link["subject"]))


def test_lists_of_anomalies_tell_of_visible_projects_only(world):
    own, other = world[INSIDE], world[OUTSIDE]
    for place in (own, other):
        card = stored_card(place.db, place.project_id, day=DAY + timedelta(days=place.fresh))
        triage.dismiss(place.db, (card, 1), Reason.NOISE, actor=ACTOR)
        stored_card(place.db, place.project_id, day=DAY + timedelta(days=place.fresh))
    db, nobody = (own.db.for_person(person(role, own.project_id)) for role in (Role.VIEWER, None))
    every = AnomalyFilter(shown=Shown.ALL)
    assert set(list_anomalies(db, every)["project_code"]) == {"IN"}
    assert set(learning.shifts(db)["project_code"]) == {"IN"}
    assert set(new_counts(db)) == {own.project_id}
    mine = learning.precision(own.db, project_id=own.project_id)
    pd.testing.assert_frame_equal(learning.precision(db), mine)
    assert list_anomalies(nobody, every).empty
    assert learning.shifts(nobody).empty
    assert new_counts(nobody) == {}
    assert learning.precision(nobody)["found"].tolist() == [0]


def test_minutes_over_all_projects_are_read_by_who_sees_them_all(world):
    own = world[INSIDE]
    number = standups.start_standup(own.db, actor=ACTOR)
    minutes = standups.MinutesDraft(minutes="The other project is late.")
    standups.keep_minutes(own.db, number, minutes, version=1, actor=ACTOR)
    assert standups.standups_of(own.db).running["minutes"] == minutes.minutes
    told = standups.standups_of(own.db.for_person(person(Role.PM, own.project_id)))
    assert told.running is None
    assert told.past.empty


def test_the_biggest_change_is_sought_in_one_project(world):
    for ids in ((), (world[INSIDE].project_id, world[OUTSIDE].project_id)):
        db = world[INSIDE].db.for_person(person(Role.PM, world[INSIDE].project_id))
        with pytest.raises(DomainError, match=r"rootcause\.one_project"):
            biggest_change(db, Slice(ids))


def test_a_lead_writes_issues_and_actions_and_no_risks(world):
    db = world[INSIDE].db.for_person(person(Role.LEAD, world[INSIDE].project_id))
    for kind in (RecordKind.ISSUE, RecordKind.ACTION):
        stored_record(db, kind, world[INSIDE].project_id)
    with pytest.raises(NotAllowedError):
        stored_record(db, RecordKind.RISK, world[INSIDE].project_id)


def test_a_programme_is_moved_by_administrators_only(world):
    own = world[INSIDE]
    version = int(list_projects(own.db).set_index("id")["version"][own.project_id])
    draft = a_project(code=own.project.code, programme="Another")
    db = own.db.for_person(person(Role.PM, own.project_id))
    with pytest.raises(NotAllowedError):
        change_project(db, own.project_id, draft, version=version, actor=ACTOR)


def test_people_who_may_see_different_things_share_no_cache(sqlite_db):
    everybody = [person(role, 1) for role in (None, Role.VIEWER, Role.PM, Role.ADMINISTRATOR)]
    everybody += [Person("a", Role.VIEWER), Person("b", None, {2: Role.VIEWER})]
    keys = [sqlite_db.for_person(one).key for one in everybody]
    assert len(set(keys)) == len(keys)
    assert sqlite_db.for_person(Person("x", Role.ADMINISTRATOR)).key == sqlite_db.key
