"""The worker of somebody who works alone: a process beside the app, which ends with it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ecogov.settings import ROOT, Settings
from ecogov.storage.database import sqlite_path

_PATIENCE_SECONDS: Final = 10


@contextmanager
def worker_beside(settings: Settings) -> Iterator[None]:
    """Let a worker run while the block does; a team's database has workers of its own.

    It follows the pipe that it reads from: when this process ends, however it ends, so does it.
    """
    if not settings.run_worker or sqlite_path(settings.database_url) is None:
        yield
        return
    words = ["-m", "ecogov", "worker", "--attached", "--database", settings.database_url]
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, *words], cwd=ROOT, stdin=subprocess.PIPE
    )
    try:
        yield
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()  # its job is taken over when the lease ends
        process.wait()
