"""A server's database as one file, by PostgreSQL's own pg_dump and pg_restore."""

import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from ecogov.domain.errors import DomainError
from ecogov.storage.faults import faults_told

MAGIC: Final = b"PGDMP"
_LONGEST_REASON: Final = 300


@dataclass(frozen=True, slots=True)
class Tools:
    """PostgreSQL's own programs.

    Parameters
    ----------
    folder : Path or None
        Where they are; None where the system knows it.
    environment : callable
        Gives the environment in which they run, with something more in it.
    """

    folder: Path | None
    environment: Callable[[Mapping[str, str]], dict[str, str]]


def dump(url: str, target: Path, tools: Tools) -> None:
    """Write a consistent copy of a database that is in use.

    Parameters
    ----------
    url : str
        Address of the database.
    target : Path
        The file to write.
    tools : Tools
        With pg_dump.

    Raises
    ------
    DomainError
        ``backup.no_tool`` when pg_dump is not installed, ``backup.failed`` with what it said.
    """
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    _run("pg_dump", words, url, tools)


def load(url: str, file: Path, tools: Tools) -> None:
    """Fill an empty database from a copy: all of it or nothing.

    Raises
    ------
    DomainError
        ``backup.no_tool`` or ``backup.failed``, as for `dump`.
    """
    words = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(file)]
    _run("pg_restore", words, url, tools)


def is_empty(url: str) -> bool:
    """Tell whether a database has no table yet."""
    engine = create_engine(url, poolclass=NullPool)
    with faults_told():
        return not inspect(engine).get_table_names()


def _run(tool: str, words: Sequence[str], url: str, tools: Tools) -> None:
    found = shutil.which(tool, path=str(tools.folder) if tools.folder else None)
    if found is None:
        raise DomainError("backup.no_tool", tool=tool)
    parsed = make_url(url).set(drivername="postgresql")
    shown = parsed._replace(password=None).render_as_string()
    # A password among the words would be seen by everybody on the machine.
    secret = {"PGPASSWORD": str(parsed.password)} if parsed.password else {}
    done = subprocess.run(  # noqa: S603 - a tool of the system, with words of ours
        [found, f"--dbname={shown}", "--no-password", *words],
        env=tools.environment(secret),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = " ".join(done.stderr.split()) or str(done.returncode)
        raise DomainError("backup.failed", reason=said[:_LONGEST_REASON])
