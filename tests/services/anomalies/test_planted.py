"""The incidents that were planted in the sample programme are found, with the right slice on top.

Loaded and scanned once. Three of the planted incidents are not changes of a daily figure: people
who were too fast, or careless, from their first day on are what rules look for.
"""

import pytest

from ecogov.domain.anomalies.asking import AnomalyFilter, Shown
from ecogov.sample.programme import AS_OF, CHANGES, INCIDENTS
from ecogov.services.anomalies.naming import names_for
from ecogov.services.anomalies.reading import list_anomalies
from ecogov.services.anomalies.scanning import scan_database
from ecogov.services.queues import list_queues
from ecogov.services.sample import load_sample
from ecogov.services.vendors import list_vendors
from ecogov.storage.anomalies import cards
from ecogov.storage.database import Database
from tests.builders import ACTOR, stored_project, take_in

LOG = "itsm_incident_events_opened_to_2016-03.csv.gz"
CHANGE_OF_A_DAY = [one for one in INCIDENTS if one.annotator is None]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory, _sqlite_template):
    path = tmp_path_factory.mktemp("planted") / "ecogov.db"
    path.write_bytes(_sqlite_template.read_bytes())
    db = Database.open(f"sqlite:///{path.as_posix()}")
    load_sample(db, actor=ACTOR)
    scan_database(db, as_of=AS_OF, actor=ACTOR)
    yield db
    db.close()


def during(db, incident):
    """Read the cards of an incident's projects with a flagged day of its metric within it."""
    told = list_anomalies(db, AnomalyFilter(shown=Shown.ALL))
    with db.read() as session:
        days = cards.days_frame(session)
    inside = days[
        (days["metric"] == incident.metric)
        & (days["day"] >= incident.first_day)
        & (days["day"] <= incident.last_day)
    ]
    hit = told[told["id"].isin(inside["anomaly_id"])]
    return hit if incident.project is None else hit[hit["project_code"] == incident.project]


def names_of(db, card):
    """Name the slice that leads a card, by code where a person chose one."""
    told = card["cause"][0]["slice"]
    vendors = list_vendors(db).set_index("id")["code"]
    queues = list_queues(db, int(card["project_id"])).set_index("id")["code"]
    lookup = {"vendor": vendors, "queue": queues}
    return {name: lookup[name][int(key)] if name in lookup else key for name, key in told.items()}


@pytest.mark.parametrize("incident", CHANGE_OF_A_DAY, ids=lambda one: one.id)
def test_a_planted_incident_is_found_with_its_slice_on_top(scanned, incident):
    found = during(scanned, incident)
    assert len(found), "nothing was flagged within the days of the incident"
    truth = {
        name: value
        for name in ("vendor", "queue", "locale")
        if (value := getattr(incident, name)) is not None
    }
    slices = [names_of(scanned, card) for card in found.to_dict("records")]
    assert any(
        told
        and all(truth.get(name, value) == value for name, value in told.items())
        and set(told) & set(truth)
        for told in slices
    ), f"{truth} is not in {slices}"


def test_marked_changes_are_told_where_they_explain(scanned):
    told = list_anomalies(scanned, AnomalyFilter(shown=Shown.ALL))
    marks = {one["en"] for context in told["context"] for one in context if one["kind"] == "mark"}
    guidelines = {one.title_en for one in CHANGES if one.kind == "guideline"}
    assert len(marks & guidelines) >= 2


def test_few_cards_are_left_for_the_stand_up(scanned):
    told = list_anomalies(scanned, AnomalyFilter())
    assert 1 <= len(told) <= 12
    assert told.iloc[0]["metric"] in {"rework_rate", "qa_accuracy"}
    assert names_for(scanned, told).name("locale", "ar-SA", "en") == "ar-SA"


def test_the_week_in_which_tickets_piled_up_is_found_and_named(sqlite_db, shared_data):
    project_id = stored_project(sqlite_db, code="ITSM", timezone="UTC", country="")
    take_in(sqlite_db, project_id, shared_data / "annotation" / "ops" / LOG)
    scan_database(sqlite_db, actor=ACTOR)
    told = list_anomalies(sqlite_db, AnomalyFilter(shown=Shown.ALL, metric="backlog_units"))
    first = told[told["direction"] == "up"].iloc[0]
    assert str(first["first_day"]) == "2016-03-07"
    assert str(first["last_day"]) <= "2016-03-15"


def test_the_deadline_surge_of_a_team_is_found(sqlite_db, shared_data):
    project_id = stored_project(sqlite_db, code="LEOKA", timezone="UTC", country="")
    for team in (1, 2, 3, 10):
        name = f"LEOKA_team_{team}.json.gz"
        path = shared_data / "annotation" / "clear" / "labelstudio_leoka" / name
        take_in(sqlite_db, project_id, path, queue=f"team-{team}")
    scan_database(sqlite_db, actor=ACTOR)
    told = list_anomalies(sqlite_db, AnomalyFilter(shown=Shown.ALL))
    queues = list_queues(sqlite_db, project_id).set_index("id")["code"]
    on_that_day = told[told["first_day"].astype(str) == "2024-03-18"]
    assert "team-10" in {queues[number] for number in on_that_day["queue_id"]}
