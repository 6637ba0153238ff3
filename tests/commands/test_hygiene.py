"""The command that X-rays the log."""

from datetime import date

import pytest

from ecogov.domain.log.kinds import RecordKind
from tests.builders import stored_project, stored_record


@pytest.fixture
def late(sqlite_db):
    project = stored_project(sqlite_db, target_units=None)
    told = {"title": "Hire reviewers", "owner": "Lin", "due_on": date(2026, 3, 2)}
    return stored_record(sqlite_db, RecordKind.ACTION, project, **told)


def test_findings_are_json_objects_with_their_reason(command, late):
    said = command("xray", "--project", "ts-video", "--as-of", "2026-03-05", "--json")
    assert said.status == 0
    [one] = said.json
    assert one["rule"] == "action_overdue"
    assert (one["kind"], one["id"], one["ref"]) == ("action", late.id, "A-1")
    assert (one["field"], one["since"], one["days"]) == ("due_on", "2026-03-02", 3)
    assert "3 days" in one["reason"]
    assert one["parameters"] == {}


def test_people_read_a_table_in_their_language(command, late):
    said = command("xray", "--as-of", "2026-03-05", "--language", "zh")
    assert said.status == 0
    assert "行动项逾期" in said.stdout
    assert f"{late.ref} Hire reviewers" in said.stdout


def test_a_clean_log_is_said_to_be_clean(command, project):
    said = command("xray", "--project", project, "--json")
    assert (said.status, said.json) == (0, [])
    assert "Nothing to mend" in said.stderr


def test_a_project_that_does_not_exist_is_refused(command):
    said = command("xray", "--project", "NONE")
    assert said.status == 1
    assert "NONE" in said.stderr
