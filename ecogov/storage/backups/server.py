"""A server's database as one file, by PostgreSQL's own pg_dump and pg_restore."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from ecogov.domain.errors import DomainError
from ecogov.storage.faults import faults_told

MAGIC: Final = b"PGDMP"
_LONGEST_REASON: Final = 300


def dump(url: str, target: Path, tools: Path | None) -> None:
    """Write a consistent copy of a database that is in use.

    Parameters
    ----------
    url : str
        Address of the database.
    target : Path
        The file to write.
    tools : Path or None
        Folder of pg_dump; None where the system knows it.

    Raises
    ------
    DomainError
        ``backup.no_tool`` when pg_dump is not installed, ``backup.failed`` with what it said.
    """
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    _run("pg_dump", words, url, tools)


def load(url: str, file: Path, tools: Path | None) -> None:
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


def _run(tool: str, words: Sequence[str], url: str, tools: Path | None) -> None:
    found = shutil.which(tool, path=str(tools) if tools else None)
    if found is None:
        raise DomainError("backup.no_tool", tool=tool)
    parsed = make_url(url).set(drivername="postgresql")
    # A password among the words would be seen by everybody on the machine.
    with tempfile.NamedTemporaryFile("w", prefix="ecogov-", encoding="utf-8") as secret:
        secret.write(f"*:*:*:*:{_escaped(parsed.password or '')}\n")
        secret.flush()
        address = parsed._replace(password=None).update_query_dict({"passfile": secret.name})
        done = subprocess.run(  # noqa: S603 - a tool of the system, with words of ours
            [found, f"--dbname={address.render_as_string()}", "--no-password", *words],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        said = " ".join(done.stderr.split()) or str(done.returncode)
        raise DomainError("backup.failed", reason=said[:_LONGEST_REASON])


def _escaped(password: str) -> str:
    return password.replace("\\", "\\\\").replace(":", "\\:")
