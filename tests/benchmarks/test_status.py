"""How fast status reports are: the warm page, the shared link under load, files, a programme."""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ecogov.i18n.translator import translator
from ecogov.reports.status.files import status_file
from ecogov.services.sample import load_sample
from ecogov.services.status.links import LinkDraft, create_link
from ecogov.services.status.programmes import programme_status
from ecogov.services.status.publishing import PublicationDraft, publish_project
from ecogov.services.status.reporting import project_status, project_subject
from ecogov.storage.registers import now
from tests.benchmarks.measuring import seconds_of, told
from tests.builders import ACTOR
from tests.harness.places import MAIN, PAGES, ROOT
from tests.harness.reports import a_report
from tests.harness.serving import free_port
from tests.harness.statuses import FRIDAY, complete, working_project

CLIENTS, SECONDS = 20, 5.0
SERVER = """
import sys, uvicorn
from starlette.applications import Starlette
from ecogov.api.routes import ROUTES
uvicorn.run(Starlette(routes=list(ROUTES)), port=int(sys.argv[1]), log_level="error")
"""


@pytest.fixture
def shared(sqlite_db) -> str:
    project = working_project(sqlite_db)
    complete(sqlite_db, project)
    publish_project(sqlite_db, project, PublicationDraft(as_of=FRIDAY), actor=ACTOR)
    draft = LinkDraft(
        project_id=project, subject=project_subject(project),
        expires_on=now().date() + timedelta(days=5),
    )  # fmt: skip
    return create_link(sqlite_db, draft, actor=ACTOR)


@contextlib.contextmanager
def serving(url: str) -> Iterator[int]:
    port = free_port()
    words = [sys.executable, "-c", SERVER, str(port)]
    process = subprocess.Popen(words, cwd=ROOT, env={"ECOGOV_DATABASE_URL": url})  # noqa: S603 - our words
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


async def client(port: int, path: str, taken: list[float], until: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    asked = f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    while time.perf_counter() < until:
        started = time.perf_counter()
        writer.write(asked)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        taken.append(time.perf_counter() - started)
    writer.close()


async def load(port: int, path: str) -> list[float]:
    taken: list[float] = []
    until = time.perf_counter() + SECONDS
    await asyncio.gather(*(client(port, path, taken, until) for _ in range(CLIENTS)))
    return taken


def test_a_shared_link_under_twenty_clients(sqlite_url, shared):
    with serving(sqlite_url) as port:
        for _ in range(100):
            with contextlib.suppress(OSError):
                asyncio.run(client(port, f"/status/{shared}", [], 0))
                break
            time.sleep(0.2)
        asyncio.run(load(port, f"/status/{shared}"))
        taken = sorted(asyncio.run(load(port, f"/status/{shared}")))
    rate, p95 = len(taken) / SECONDS, taken[int(len(taken) * 0.95)] * 1000
    told("shared status, 20 clients", f"{rate:,.0f} requests/s", "goal 500")
    told("shared status, 20 clients, p95", f"{p95:.0f} ms", "goal 50")


def test_the_warm_page(sqlite_db, sqlite_url, monkeypatch):
    load_sample(sqlite_db, actor=ACTOR)
    monkeypatch.setenv("ECOGOV_DATABASE_URL", sqlite_url)
    st.cache_data.clear()
    st.cache_resource.clear()
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    app.context = {"locale": "en-GB", "timezone": "Europe/Berlin"}
    app.run()
    app.query_params["project"] = "TS-VIDEO"
    app.switch_page(str(PAGES / "status.py")).run()
    times = []
    for _ in range(15):
        started = time.perf_counter()
        app.run()
        times.append(time.perf_counter() - started)
    told("status page, warm rerun, median", f"{median(times) * 1000:.0f} ms", "goal 100")


def test_a_project_and_a_programme_of_fifty(sqlite_db):
    load_sample(sqlite_db, actor=ACTOR)
    today = now().date()
    took = seconds_of(lambda: project_status(sqlite_db, 1, today))
    told("status of a project, computed", f"{took:.2f} s")
    took = seconds_of(lambda: programme_status(sqlite_db, "Search quality", today))
    told("status of a programme of 2, computed", f"{took:.2f} s", f"50: {took * 25:.0f} s")


@pytest.mark.parametrize("rows", [10, 20])
def test_files_of_one_report(rows):
    report = a_report(rows)
    assert json.loads(report.model_dump_json())
    t = translator("en")
    status_file(t, report, "pptx", None)
    every = seconds_of(
        lambda: [status_file(t, report, one, None) for one in ("pdf", "pptx", "xlsx")]
    )
    told(f"PDF, PPTX and XLSX of a report with {rows} rows a list", f"{every:.2f} s", "goal 3")
