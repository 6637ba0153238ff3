"""Running commands as a person or a program would, in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from ecogov.__main__ import app


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left behind."""

    status: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """Its standard output, which must be one JSON document and nothing else."""
        return json.loads(self.stdout)


def run_command(url: str, *words: object) -> Said:
    """Run a command on a database; a bug in it reaches the test."""
    told = ["--database", url] if url else []
    result = CliRunner().invoke(app, [*map(str, words), *told], catch_exceptions=False)
    return Said(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(autouse=True)
def _reader_says_nothing_about_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "ECOGOV_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def command(sqlite_url: str) -> Callable[..., Said]:
    """Run a command on an empty embedded database of its own."""
    return lambda *words: run_command(sqlite_url, *words)


@pytest.fixture
def project(command: Callable[..., Said]) -> str:
    """Code of a project that a command has created."""
    assert command("project", "add", "--code", "rel", "--name", "Relevance").status == 0
    return "REL"
