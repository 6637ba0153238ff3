"""Records and portfolios as files, from the command line."""

import json
from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from sqlalchemy import update

from ecogov.domain.log.kinds import RecordKind
from ecogov.services.projects import get_project
from ecogov.storage.log.histories import EVENT
from tests.builders import ACTOR, stored_record
from tests.harness.places import ROOT

LONG_AGO = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)

JIRA = (
    "Summary,Issue key,Issue Type,Status,Reporter\nLeave,ABC-1,Risk,Open,Ann\n,ABC-2,Task,Open,\n"
)
PLAN = (
    "Title,Forecast,Committed to the client,Waits for\n"
    "Pilot,2026-05-01,yes,\nAll,2026-06-01,no,M-1FS+2d\n"
)


@pytest.fixture
def jira(tmp_path):
    path = tmp_path / "jira.csv"
    path.write_text(JIRA, encoding="utf-8")
    return path


def test_export_of_a_tracker_is_taken_in_and_told_row_by_row(command, project, jira):
    rehearsed = command("log", "import", jira, "--project", project, "--dry-run", "--json")
    assert (rehearsed.status, rehearsed.json["is_stored"]) == (0, False)
    told = command("log", "import", jira, "--project", project, "--json").json
    assert (told["format"], told["new"], told["refused"]) == ("jira", 1, 1)
    first, second = told["rows"]
    assert (first["ref"], first["kind"]) == ("R-1", "risk")
    assert first["dropped"][0]["code"] == "bring.not_for_kind"
    assert second["refusals"][0]["column"] == "Summary"
    again = command("log", "import", jira, "--project", project, "--language", "zh")
    assert "无变化" in again.stdout
    assert command("log", "import", jira, "--project", project, "--strict").status == 1


def test_records_go_out_in_every_format_and_come_back(command, project, tmp_path):
    plan = tmp_path / "plan.csv"
    plan.write_text(PLAN, encoding="utf-8")
    assert command("log", "import", plan, "--project", project).status == 0
    for name in ("csv", "xlsx", "jira", "mspdi", "redmine", "openproject"):
        file = tmp_path / f"out.{name}"
        words = ("log", "export", "--project", project, "--format", name, "--kind", "milestone")
        assert command(*words, "-o", file, "--json").json["records"] == 2
        told = command("log", "import", file, "--project", project, "--json").json
        assert (told["format"], told["unchanged"]) == (name, 2)
    calendar = tmp_path / "out.ics"
    command("log", "export", "--project", project, "--format", "ics", "-o", calendar)
    events = Calendar.from_ical(calendar.read_bytes()).walk("VEVENT")
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "TENTATIVE"]


def test_csv_of_all_kinds_and_unknown_files_are_refused(command, project, tmp_path):
    said = command("log", "export", "--project", project, "--format", "csv", "-o", tmp_path / "x")
    assert said.status == 1
    strange = tmp_path / "strange.csv"
    strange.write_text("a,b\n1,2\n", encoding="utf-8")
    told = command("log", "import", strange, "--project", project, "--json")
    assert (told.status, told.json["error"]["code"]) == (1, "bring.format_unknown")


def test_mapping_says_what_columns_and_types_are(command, project, tmp_path, jira):
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"columns": {"Reporter": "owner"}, "kinds": {"Risk": "issue"}}))
    words = ("log", "import", jira, "--project", project, "--mapping", mapping, "--json")
    assert command(*words).json["rows"][0]["ref"] == "I-1"
    mapping.write_text('{"columns": 3}')
    assert command(*words).json["error"]["code"] == "bring.mapping"


def test_portfolio_is_brought_in_by_its_mapping(command, tmp_path):
    told = json.loads((ROOT / "data" / "mappings" / "gmpp.json").read_text("utf-8"))
    wanted = [told["name"], told["snapshot"], told["start_on"], told["end_on"], told["rating"],
              told["note"], *told["figures"].values(), *told["columns"].values()]  # fmt: skip
    file = tmp_path / "portfolio.csv"
    file.write_text(",".join(wanted) + "\nTower,2018,01.02.17,31.12.20,Red,Late,1,2,3,X,Y\n")
    words = ("portfolio", "import", file, "--mapping", ROOT / "data" / "mappings" / "gmpp.json")
    assert command(*words, "--dry-run", "--json").json["new"] == 1
    assert command("project", "list", "--json").json == []
    assert command(*words, "--json").json["rows"][0]["ref"] == "TOWER"
    assert [one["code"] for one in command("project", "list", "--json").json] == ["TOWER"]


def test_what_nobody_acknowledged_is_escalated_once(command, project, sqlite_db):
    raised = stored_record(sqlite_db, RecordKind.ESCALATION, get_project(sqlite_db, project).id)
    assert command("log", "escalate", "--json").json == []
    with sqlite_db.write(ACTOR) as session:
        session.execute(update(EVENT).values(at=LONG_AGO))
    told = command("log", "escalate", "--json").json
    assert [(one["ref"], one["was"]) for one in told] == [(raised.ref, "L1")]
    assert told[0]["level"] > "L1"
    again = command("log", "escalate")
    assert (again.status, "0" in again.stderr) == (0, True)
