"""The commands that say how a project stands: their JSON, and what they refuse."""

from datetime import timedelta

import pytest

from ecogov.domain.lights.words import Dimension
from tests.commands.conftest import run_command
from tests.harness.statuses import FRIDAY, complete, working_project

DIMENSIONS = [dimension.value for dimension in Dimension]


@pytest.fixture
def project(sqlite_db):
    return working_project(sqlite_db)


def test_status_answers_its_contract(sqlite_db, sqlite_url, project):
    complete(sqlite_db, project)
    told = run_command(
        sqlite_url, "status", "--project", "TS-VIDEO", "--as-of", FRIDAY, "--json"
    ).json
    assert (told["project"], told["as_of"], told["overall"]) == ("TS-VIDEO", "2026-05-08", "grey")
    assert [one["name"] for one in told["dimensions"]] == DIMENSIONS
    wanted = {"name", "light", "rule", "value", "threshold", "reason", "since", "override"}
    assert all(wanted <= one.keys() for one in told["dimensions"])
    forecast = told["forecast"]
    assert forecast["p80"] == "2026-07-17"
    assert (forecast["committed"], forecast["confidence"]) == ("2026-08-31", 1.0)
    assert (forecast["n_days"], forecast["null_reason"]) == (50, None)
    assert [one["owner"] for one in told["path_to_green"]] == ["Mei"]
    assert [one["ask"] for one in told["decisions_needed"]] == ["Accept in two lots"]
    assert told["changes_since_last"] == []


def test_forecast_answers_dates_or_the_reason(sqlite_url, project):
    words = ("forecast", "--project", "TS-VIDEO", "--json")
    told = run_command(sqlite_url, *words, "--as-of", FRIDAY).json
    assert (told["p50"], told["remaining"]) == ("2026-07-17", 5000)
    early = FRIDAY - timedelta(days=63)
    told = run_command(sqlite_url, *words, "--as-of", early).json
    assert (told["p80"], told["null_reason"]) == (None, "few_days")
    assert project


def test_publishing_freezes_and_verify_agrees(sqlite_db, sqlite_url, project):
    complete(sqlite_db, project)
    words = ("status", "--project", "TS-VIDEO", "--as-of", FRIDAY, "--publish", "--json")
    told = run_command(sqlite_url, *words, "--note", "On plan.").json
    assert (told["report"], told["note"]) == (1, "On plan.")
    assert len(told["content_hash"]) == 64
    checked = run_command(sqlite_url, "verify", "--json").json
    assert (checked["is_clean"], checked["tampered_reports"]) == (True, [])


def test_a_programme_lists_its_projects_in_words_and_json(sqlite_url, project):
    words = ("status", "--programme", "Trust & Safety", "--as-of", FRIDAY)
    told = run_command(sqlite_url, *words, "--json").json
    assert [one["project"] for one in told["projects"]] == ["TS-VIDEO"]
    said = run_command(sqlite_url, *words, "--language", "zh").stdout
    assert "进度" in said
    assert project


@pytest.mark.parametrize(
    ("words", "status"),
    [(("status",), 2), (("status", "--project", "NONE"), 1), (("forecast", "--project", "NO"), 1)],
)
def test_what_is_not_there_is_refused(sqlite_url, words, status):
    assert run_command(sqlite_url, *words).status == status


def test_files_are_written_in_both_languages(sqlite_db, sqlite_url, project, tmp_path):
    complete(sqlite_db, project)
    words = ("report", "--project", "TS-VIDEO", "--as-of", FRIDAY, "--output", tmp_path / "new")
    told = run_command(
        sqlite_url, *words, "--format", "pdf,pptx,xlsx,html,md,ics", "--language", "en,zh", "--json"
    ).json
    assert len(told) == 12
    names = {path.name: path.stat().st_size for path in (tmp_path / "new").iterdir()}
    assert all(names.values())
    assert "TS-VIDEO-status-2026-05-08-zh-Hans.pdf" in names


def test_a_published_report_is_written_as_it_was(sqlite_db, sqlite_url, project, tmp_path):
    complete(sqlite_db, project)
    run_command(
        sqlite_url, "status", "--project", "TS-VIDEO", "--as-of", FRIDAY, "--publish",
        "--note", "Frozen words.",
    )  # fmt: skip
    words = ("report", "--project", "TS-VIDEO", "--format", "md", "--output", tmp_path)
    assert run_command(sqlite_url, *words, "--number", 1).status == 0
    [file] = tmp_path.glob("*.md")
    assert "Frozen words." in file.read_text("utf-8")
    assert run_command(sqlite_url, *words, "--number", 9).status == 1
    assert run_command(sqlite_url, *words, "--format", "doc").status == 1
    assert run_command(sqlite_url, *words, "--language", "fr").status == 2
