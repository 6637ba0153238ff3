"""What holds for every command: languages, streams, exit status, quick help."""

import subprocess
import sys

import pytest

from ecogov.domain.errors import DomainError
from ecogov.settings import Settings, hand_down, terminal_locale
from tests.commands.conftest import run_command
from tests.harness.places import ROOT


def test_wrong_usage_exits_with_2(command):
    assert command("project", "add", "--nonsense").status == 2
    assert command("project", "show").status == 2
    assert command("kpis", "--project", "REL", "--from", "soon").status == 2


def test_refusal_exits_with_1_and_says_why_on_standard_error_alone(command):
    said = command("project", "show", "NOBODY")
    assert (said.status, said.stdout) == (1, "")
    assert said.stderr == "There is no project NOBODY.\n"


def test_refusal_as_json_is_code_and_message_on_standard_output(command):
    said = command("project", "show", "NOBODY", "--json")
    message = "There is no project NOBODY."
    assert said.status == 1
    assert said.json == {"error": {"code": "project.unknown", "message": message}}
    assert said.stderr == message + "\n"


def test_language_is_chosen_by_option_then_setting_then_terminal(command, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "没有项目" in command("project", "show", "X1").stderr
    monkeypatch.setenv("ECOGOV_LANGUAGE", "en")
    assert "no project" in command("project", "show", "X1").stderr
    assert "没有项目" in command("project", "show", "X1", "--language", "zh").stderr
    assert "没有项目" in command("project", "show", "X1", "--language", "zh-Hans").stderr


@pytest.mark.parametrize(
    ("told", "locale"),
    [("en_GB.UTF-8", "en_GB"), ("de_DE@euro", "de_DE"), ("C", None), ("C.UTF-8", None), ("", None)],
)
def test_terminal_locale_is_read_without_encoding(monkeypatch, told, locale):
    monkeypatch.setenv("LANG", told)
    assert terminal_locale() == locale


def test_settings_are_handed_down_to_what_is_started(monkeypatch):
    monkeypatch.setenv("ECOGOV_PORT", "9000")
    monkeypatch.setenv("ECOGOV_HOST", "localhost")
    hand_down(Settings().model_copy(update={"port": 8501}))
    assert Settings().port == 8501
    assert Settings().host == "localhost"


def test_wrong_setting_is_a_refusal_that_names_its_variable(command, monkeypatch):
    monkeypatch.setenv("ECOGOV_PORT", "many")
    said = command("project", "list", "--json")
    assert said.status == 1
    assert said.json["error"]["code"] == "invalid.int_parsing"
    assert said.stderr.startswith("ECOGOV_PORT: ")


@pytest.mark.parametrize("url", ["nonsense", "postgresql+nodriver://a@b/c"])
def test_what_is_no_address_of_a_database_is_refused(url):
    said = run_command(url, "project", "list", "--json")
    assert (said.status, said.json["error"]["code"]) == (1, "database.address")


def test_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "notes.db"
    path.write_text("not a database at all", encoding="utf-8")
    said = run_command(f"sqlite:///{path.as_posix()}", "migrate", "--json")
    assert (said.status, said.json["error"]["code"]) == (1, "database.unreachable")
    assert path.read_text(encoding="utf-8") == "not a database at all"


def test_server_that_does_not_answer_is_refused_without_its_password():
    said = run_command("postgresql+psycopg://ann:hidden@127.0.0.1:1/x", "verify", "--json")
    assert (said.status, said.json["error"]["code"]) == (1, "database.unreachable")
    assert "hidden" not in said.stdout + said.stderr


def test_embedded_database_is_migrated_by_any_command(tmp_path):
    url = f"sqlite:///{(tmp_path / 'new' / 'ecogov.db').as_posix()}"
    assert run_command(url, "project", "list", "--json").json == []
    assert run_command(url, "migrate", "--json").json["changed"] is False


@pytest.mark.postgresql
def test_team_database_that_is_behind_is_refused_with_the_command_to_run(empty_postgres_url):
    said = run_command(empty_postgres_url, "project", "list", "--json")
    assert (said.status, said.json["error"]["code"]) == (1, "database.behind")
    assert "python -m ecogov migrate" in said.stderr
    assert run_command(empty_postgres_url, "migrate", "--json").json["changed"] is True
    assert run_command(empty_postgres_url, "project", "list", "--json").json == []


def test_help_imports_nothing_heavy():
    script = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from ecogov.__main__ import app\n"
        "assert CliRunner().invoke(app, ['import', '--help']).exit_code == 0\n"
        "heavy = {'pandas', 'numpy', 'polars', 'sqlalchemy', 'streamlit', 'scipy', 'alembic'}\n"
        "assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)  # noqa: S603 - our words


def test_a_bug_is_not_swallowed(command, monkeypatch):
    def fail(*_args, **_options):
        raise ZeroDivisionError

    monkeypatch.setattr("ecogov.services.projects.list_projects", fail)
    with pytest.raises(ZeroDivisionError):
        command("project", "list")


def test_every_refusal_of_a_command_is_a_sentence(command, monkeypatch):
    def refuse(*_args, **_options):
        raise DomainError("project.unknown", code="X1")

    monkeypatch.setattr("ecogov.services.projects.list_projects", refuse)
    assert command("project", "list", "--language", "zh").stderr == "没有项目 X1。\n"
