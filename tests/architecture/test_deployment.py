"""What stands in ``.deploy/`` names settings, commands and files that exist."""

import re
import shlex

import pytest
import typer
import yaml

from ecogov.__main__ import app
from ecogov.settings import Settings
from tests.harness.places import README, ROOT

DEPLOY = ROOT / ".deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
OUR_OWN = {"ECOGOV_NAME", "ECOGOV_DB_PASSWORD", "ECOGOV_API", "ECOGOV_APPS"}
"""What the files of the folder hand to one another, and no program reads."""

COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
COMMANDS = typer.main.get_command(app).commands


def _started():
    for name, service in COMPOSE["services"].items():
        if service.get("image") == "ecogov":
            yield name, service["command"]
    for unit in sorted(DEPLOY.glob("systemd/*.service")):
        [line] = re.findall(r"^ExecStart=.* -m ecogov (.*)$", unit.read_text("utf-8"), re.MULTILINE)
        yield unit.name, shlex.split(line)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_exists(path):
    named = set(re.findall(r"\bECOGOV_[A-Z_]+", path.read_text(encoding="utf-8")))
    known = {f"ECOGOV_{name.upper()}" for name in Settings.model_fields}
    assert named - known - OUR_OWN == set()


@pytest.mark.parametrize(("where", "words"), list(_started()), ids=lambda told: str(told)[:20])
def test_every_command_and_option_exists(where, words):
    command = COMMANDS[words[0]]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options, where


def test_every_process_of_a_team_is_started_both_ways():
    verbs = [words[0] for _, words in _started()]
    assert sorted(verbs) == sorted(2 * ["api", "migrate", "run", "worker"])


def test_what_the_image_is_made_of_exists():
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = [line.split()[1] for line in text.splitlines() if re.match(r"COPY (?!--from)", line)]
    assert copied
    assert all((ROOT / name).exists() for name in copied)


def test_no_secret_is_kept_with_the_files():
    assert "ECOGOV_DB_PASSWORD=\n" in (DEPLOY / "example.env").read_text(encoding="utf-8")
    assert ".deploy/.env" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


def test_the_guide_names_the_files():
    guide = README.read_text(encoding="utf-8")
    assert {".deploy/compose.yml", ".deploy/systemd/", ".deploy/Caddyfile"} <= set(
        re.findall(r"\.deploy/[\w./]*", guide)
    )
