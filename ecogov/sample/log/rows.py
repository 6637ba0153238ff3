"""The tables of texts, and what their cells mean."""

import csv
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Final

from ecogov.sample.programme import AS_OF
from ecogov.sample.projects import PROJECTS

Row = Mapping[str, str]

_FOLDER: Final = Path(__file__).parent / "texts"
_MORNING: Final = 9
_MINUTES_EACH: Final = 3
LETTERS: Final = dict(zip("vcrahs", (project.code for project in PROJECTS), strict=True))
"""Project of a key by the letter that the key begins with."""


@cache
def rows(table: str) -> tuple[Row, ...]:
    """Read a table of texts."""
    path = _FOLDER / f"{table}.psv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))


def project_rows(table: str, project: str) -> list[Row]:
    """Give the rows of a table that belong to a project."""
    return [row for row in rows(table) if LETTERS[next(iter(row.values()))[0]] == project]


def day(text: str) -> date:
    """Read ``07-14``, or a day with its year."""
    return date.fromisoformat(text if text.count("-") > 1 else f"{AS_OF.year}-{text}")


def day_or_none(text: str) -> date | None:
    """Read a day; an empty cell is none."""
    return day(text) if text else None


def moment(text: str) -> datetime:
    """Read ``07-14 10:20`` by the clock of the project."""
    on, at = text.split(" ")
    return datetime.combine(day(on), time.fromisoformat(at))


def morning_of(on: date, key: str) -> datetime:
    """Give the moment of a day at which somebody logged the record with this key."""
    number = int("".join(filter(str.isdigit, key)))
    return datetime.combine(on, time(_MORNING, _MINUTES_EACH * number))
