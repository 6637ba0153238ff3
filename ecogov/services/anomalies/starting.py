"""Starting a scan beside the app: a process of its own, so that pages stay quick meanwhile."""

import os
import subprocess
import sys
from typing import Final

from ecogov.domain.people import Right
from ecogov.services.people.rights import require
from ecogov.settings import ROOT
from ecogov.storage.database import Database

_NICENESS: Final = 10


def start_scan(
    db: Database, project_id: int | None = None, project_code: str = ""
) -> subprocess.Popen[bytes]:
    """Start ``python -m ecogov scan`` on the database of the settings, and do not wait for it.

    Parameters
    ----------
    project_id : int, optional
        Only the project whose code is `project_code`.
    """
    require(db, Right.TRIAGE, project_id)
    only = ["--project", project_code] if project_code else []
    process = subprocess.Popen(  # noqa: S603 - our own command, and a code that was looked up
        [sys.executable, "-m", "ecogov", "scan", "--json", *only],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
    return process
