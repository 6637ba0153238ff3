"""Accounts, roles and what is stored about a person, by the command line."""

import pytest

from ecogov.storage.database import Database
from tests.builders import stored_project

BOSS = "boss@example.org"
MARK = "0" * 64


@pytest.fixture
def boss(command):
    """Address of the first account."""
    assert command("user", "add", "--email", BOSS, "--name", "Bo Ek", "--json").status == 0
    return BOSS


def test_the_first_account_becomes_an_administrator_and_others_nothing(command, boss):
    second = command("user", "add", "--email", "mei@example.org", "--json").json
    assert second["invitation"].startswith("/account/invitation/")
    told = {one["email"]: one["roles"] for one in command("user", "list", "--json").json}
    assert [one["role"] for one in told[boss]] == ["administrator"]
    assert told["mei@example.org"] == []


def test_a_password_comes_from_standard_input_and_never_from_a_word(command, boss, monkeypatch):
    monkeypatch.setattr("sys.stdin.readline", lambda: "short\n", raising=False)
    said = command("user", "password", "--email", boss)
    assert said.status == 1
    assert "at least 12 characters" in said.stderr


def test_roles_are_given_and_taken_by_project(command, boss, sqlite_url):
    db = Database.open(sqlite_url)
    stored_project(db)
    db.close()
    role = ("user", "role", "--email", boss, "--role", "lead", "--project", "TS-VIDEO")
    assert command(*role).status == 0
    found = command("user", "list", "--json").json[0]["roles"]
    assert [(one["role"], one["project_code"]) for one in found] == [
        ("administrator", None), ("lead", "TS-VIDEO"),
    ]  # fmt: skip
    assert command(*role, "--revoke").status == 0
    assert command(*role, "--revoke").status == 1
    both = ("--programme", "Search", "--project", "TS-VIDEO")
    assert command("user", "role", "--email", boss, "--role", "pm", *both).status == 1


def test_the_last_administrator_is_not_disabled(command, boss):
    said = command("user", "disable", "--email", boss, "--json")
    assert (said.status, said.json["error"]["code"]) == (1, "account.last_administrator")


def test_a_person_is_exported_rehearsed_and_erased(command, boss):
    assert (
        command("user", "add", "--email", "other@example.org", "--role", "administrator").status
        == 0
    )
    assert (
        command("user", "export", "--email", boss, "--json").json["account"]["name_en"] == "Bo Ek"
    )
    assert command("user", "erase", "--email", boss, "--dry-run", "--json").json["entries"] > 0
    assert len(command("user", "list", "--json").json) == 2
    assert command("user", "erase", "--email", boss, "--yes").status == 0
    assert [one["email"] for one in command("user", "list", "--json").json] == ["other@example.org"]
    assert command("verify").status == 0


def test_verify_prints_a_mark_and_notices_later_that_the_trail_was_cut(command, boss):
    assert boss
    mark = command("verify", "--json").json["head"]
    assert command("verify", "--head", mark).status == 0
    said = command("verify", "--head", f"1:{MARK}", "--json")
    assert (said.status, said.json["is_cut_off"]) == (1, True)
    assert command("verify", "--head", "nonsense").status == 1
