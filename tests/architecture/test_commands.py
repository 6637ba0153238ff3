"""The README and the command line name the same commands."""

import re

import pytest
import typer

from ecogov.__main__ import app
from tests.harness.places import README


def _names(command, prefix=()):
    if isinstance(command, typer.core.TyperGroup):
        for name, inner in command.commands.items():
            yield from _names(inner, (*prefix, name))
    else:
        yield " ".join(prefix)


COMMANDS = sorted(_names(typer.main.get_command(app)))


def _documented():
    """Read the first cells of the table of commands: ``| `import FILE…` | … |``."""
    section = README.read_text(encoding="utf-8").split("## Command line", maxsplit=1)[1]
    section = section.split("\n## ", maxsplit=1)[0]
    return [
        " ".join(re.findall(r"`([^`]+)`", row))
        for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    ]


def test_there_are_commands():
    assert {"run", "migrate"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command):
    assert any(cell == command or cell.startswith(f"{command} ") for cell in _documented())


def test_the_readme_names_no_command_that_is_gone():
    unknown = [
        cell
        for cell in _documented()
        if not any(cell == name or cell.startswith(f"{name} ") for name in COMMANDS)
    ]
    assert not unknown
