"""How many rows a second come in by HTTP, in batches, one client; 20 000 are the goal.

``ECOGOV_BENCH_API_ROWS`` says how many rows a batch has. Beside the time on the wall stands what
the server itself computed, which other work on the machine does not lengthen.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

from ecogov.domain.interface.tokens import Scope, TokenDraft
from ecogov.services.interface.tokens import create_token
from tests.benchmarks.measuring import told
from tests.builders import ACTOR, stored_project
from tests.harness.places import ROOT
from tests.harness.serving import free_port

ROWS = int(os.environ.get("ECOGOV_BENCH_API_ROWS", "50000"))
BATCHES = 4
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def _batch(day: int) -> bytes:
    lines = (
        {
            "event_id": f"e-{day}-{number}",
            "item_id": f"i-{day}-{number}",
            "annotator_id": f"a-{number % 50}",
            "vendor": "KERLIP",
            "queue": "images",
            "locale": "zh-CN",
            "submitted_at": f"2026-03-{day:02d}T{number % 24:02d}:00:00Z",
            "handle_seconds": 30.5,
            "time_basis": "active",
            "label": "cat",
        }
        for number in range(ROWS)
    )
    return "\n".join(map(json.dumps, lines)).encode()


def _computed(pid: int) -> float:
    """Read how long a process has computed, seconds; Linux only."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def test_rows_come_in_by_http(sqlite_db):
    stored_project(sqlite_db)
    scopes = frozenset({Scope.INGEST})
    token = create_token(sqlite_db, TokenDraft(label="bench", scopes=scopes), actor=ACTOR)
    port = free_port()
    words = ["-m", "ecogov", "api", "--port", str(port), "--database", sqlite_db.url]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
    url = f"http://127.0.0.1:{port}"
    with (
        subprocess.Popen([sys.executable, *words], cwd=ROOT, stderr=subprocess.DEVNULL) as server,  # noqa: S603 - our own words
        httpx.Client(base_url=url, headers=headers, timeout=300) as client,
    ):
        try:
            _wait(client)
            for day in range(1, BATCHES + 1):
                _send(client, server.pid, day)
        finally:
            server.terminate()


def _send(client: httpx.Client, pid: int, day: int) -> None:
    body = _batch(day)
    begun, computed = time.perf_counter(), _computed(pid)
    taken = client.post("/api/v1/projects/TS-VIDEO/events", content=body).json()
    wall, cpu = time.perf_counter() - begun, _computed(pid) - computed
    assert taken["accepted"] == ROWS
    told(
        f"batch {day} of {ROWS} rows by HTTP",
        f"{ROWS / wall:,.0f} rows/s",
        f"{ROWS / cpu:,.0f} rows per second computed",
    )


def _wait(client: httpx.Client) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if client.get("/readyz").is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError("the interface did not start")
