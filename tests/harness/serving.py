"""The app as a process of its own, as a person starts it, on a port that is free."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.harness.places import ROOT

_START_SECONDS: Final = 60
_STOP_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class AppServer:
    """A running app: where it answers, what it stores in, what it wrote."""

    url: str
    database_url: str
    log: Path

    def link(self, path: str = "") -> str:
        """Complete a path, with its query, to an address."""
        return f"{self.url}/{path.lstrip('/')}"

    def check_log(self) -> None:
        """Fail when the app wrote a traceback: people see a number of it at most."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        assert "Traceback (most recent call last)" not in text, text[-4000:]


def free_port() -> int:
    """Find a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _is_healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _wait(process: subprocess.Popen[bytes], server: AppServer) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not _is_healthy(server.url):
        if process.poll() is not None or time.monotonic() > deadline:
            tail = server.log.read_text(encoding="utf-8", errors="replace")[-4000:]
            raise AssertionError(f"the app did not start:\n{tail}")
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def serve(
    database_url: str,
    folder: Path,
    *,
    environment: dict[str, str] | None = None,
    script: Path = ROOT / "app.py",
) -> Iterator[AppServer]:
    """Run ``streamlit run app.py`` on a database until the block ends; logs go to `folder`."""
    port = free_port()
    server = AppServer(f"http://127.0.0.1:{port}", database_url, folder / f"app-{port}.log")
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = {
        "server.port": str(port),
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "client.toolbarMode": "minimal",
        "browser.gatherUsageStats": "false",
    }
    command += [f"--{name}={value}" for name, value in options.items()]
    variables = {**os.environ, "ECOGOV_DATABASE_URL": database_url, **(environment or {})}
    with server.log.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own words
            command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            _wait(process, server)
            yield server
            server.check_log()
        finally:
            _stop(process)
