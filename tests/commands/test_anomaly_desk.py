"""``scan`` on the database, and ``anomalies list``, ``explain`` and ``triage``."""

from datetime import date

import pytest

from ecogov.services.projects import get_project
from ecogov.storage.database import Database
from tests.builders import stored_project, take_in
from tests.commands.conftest import run_command
from tests.harness.cards import stored_card
from tests.harness.desk import LAST_DAY, sheet


@pytest.fixture
def db(sqlite_url):
    database = Database.open(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def run(sqlite_url, db):
    """Run a command on a database with one project."""
    stored_project(db, code="DESK", timezone="UTC", country="")
    return lambda *words: run_command(sqlite_url, *words)


def test_scan_of_the_database_answers_one_object_per_project(run, db):
    take_in(db, get_project(db, "DESK").id, sheet())
    said = run("scan", "--project", "desk", "--as-of", LAST_DAY.isoformat(), "--json")
    assert said.status == 0
    [told] = said.json
    assert set(told) == {
        "project", "as_of", "series", "days", "flagged", "new_cards", "failures",
    }  # fmt: skip
    assert (told["project"], told["as_of"]) == ("DESK", LAST_DAY.isoformat())
    assert told["new_cards"] == 1
    again = run("scan")
    assert again.status == 0
    assert "DESK" in again.stdout


def test_anomalies_are_listed_with_their_counts_in_both_languages(run, db):
    stored_card(db, 1)
    said = run("anomalies", "list", "--project", "desk", "--json")
    [told] = said.json
    assert (told["number"], told["status"], told["slice"]) == (1, "new", {"locale": "zh-CN"})
    assert told["reason_en"] == (
        "QA accuracy of zh-CN fell from 96.0% to 90.0% on 1 day"
        " (900 of 1,000 sampled units; chance alone stays above 94.5%)"
    )
    assert "由 96.0% 降至 90.0%" in told["reason_zh"]
    assert "AN-1" in run("anomalies", "list").stdout


def test_explain_tells_causes_days_and_weights(run, db):
    stored_card(db, 1)
    said = run("anomalies", "explain", "1", "--project", "desk", "--json")
    assert said.json["causes"][0]["slice"] == {"locale": "zh-CN"}
    assert said.json["days"][0]["numerator"] == 900
    shown = run("anomalies", "explain", "1", "--project", "desk", "--language", "en").stdout
    assert "the level moved: 75%" in shown


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("acknowledge",), "acknowledged"),
        (("assign", "--owner", "Lin"), "assigned"),
        (("dismiss", "--reason", "noise"), "dismissed"),
        (("planned",), "planned"),
        (("close",), "closed"),
        (("convert", "--into", "action", "--title", "Retrain"), "converted"),
        (("convert",), "converted"),
        (("snooze", "--until", date.max.isoformat()), "anomaly.snooze"),
        (("dismiss", "--reason", "mood"), "anomaly.reason"),
        (("convert", "--into", "poem"), "anomaly.kind"),
    ],
)
def test_triage_does_what_it_is_told_or_says_why_not(run, db, words, status):
    stored_card(db, 1)
    said = run("anomalies", "triage", "1", *words, "--project", "desk", "--json")
    if "." in status:
        assert (said.status, said.json["error"]["code"]) == (1, status)
    else:
        assert (said.status, said.json["status"]) == (0, status)


def test_triage_names_the_record_that_it_made_and_keeps_the_comment(run, db):
    stored_card(db, 1)
    words = ("convert", "--comment", "Seen at stand-up")
    said = run("anomalies", "triage", "1", *words, "--project", "desk", "--json")
    assert said.json["made"] == "I-1"


def test_an_unknown_anomaly_is_refused(run):
    said = run("anomalies", "explain", "7", "--project", "desk", "--json")
    assert (said.status, said.json["error"]["code"]) == (1, "anomaly.unknown")
