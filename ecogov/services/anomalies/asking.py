"""Asking for a scan: a worker does it in a process of its own, so that pages stay quick."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from ecogov.domain.people import Right
from ecogov.services.anomalies.scanning import scan_database
from ecogov.services.jobs.running import Run
from ecogov.services.people.rights import require
from ecogov.storage.database import Database
from ecogov.storage.jobs import queue
from ecogov.storage.registers import Session, now

JOB: Final = "scan"

_SLOT: Final = timedelta(minutes=1)
_PERCENT: Final = 100


def scan_after_import(session: Session, project_id: int) -> None:
    """Ask, in the transaction of an import, for a scan when this minute is over.

    Files that come in together are scanned together.
    """
    seconds = _SLOT.total_seconds()
    end = datetime.fromtimestamp((now().timestamp() // seconds + 1) * seconds, UTC)
    name = f"{JOB}:{project_id}:{end:%Y-%m-%dT%H:%M}"
    queue.enqueue(session, JOB, {"project_id": project_id}, dedupe=name, run_at=end)


def ask_for_scan(db: Database, project_id: int | None = None, *, actor: str) -> None:
    """Ask for a scan of a project or, with None, of all of them; asking twice asks once.

    Raises
    ------
    NotFoundError, NotAllowedError
        For who may not triage there.
    """
    require(db, Right.TRIAGE, project_id)
    if is_scan_wanted(db):
        return
    payload = {} if project_id is None else {"project_id": project_id}
    with db.touch({"actor": actor}) as session:
        queue.enqueue(session, JOB, payload)


def is_scan_wanted(db: Database) -> bool:
    """Tell whether a scan runs, or waits for nothing but a worker."""
    with db.read() as session:
        return queue.is_open(session, JOB, now())


def scan_as_job(db: Database, payload: Mapping[str, object], run: Run) -> Mapping[str, object]:
    """Scan what is due, as a worker does it."""
    asked = payload.get("project_id")
    done = scan_database(
        db,
        int(str(asked)) if asked is not None else None,
        actor=run.actor,
        tell=lambda share: run.progress(int(share * _PERCENT), _PERCENT),
    )
    return {
        "days": sum(one.days for one in done),
        "anomalies": sum(one.new_cards for one in done),
    }
