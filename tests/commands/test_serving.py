"""The app as `run` brings it up."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.commands.conftest import run_command
from tests.harness.places import ROOT
from tests.harness.serving import free_port


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{(tmp_path / 'ecogov.db').as_posix()}"


def answered(address, process):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own
                return answer.status
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    return None


def test_run_migrates_serves_and_stops_when_interrupted(url, tmp_path):
    port = free_port()
    words = ["-m", "ecogov", "run", "--port", str(port), "--json", "--database", url]
    with (tmp_path / "out.txt").open("w+b") as out, (tmp_path / "err.txt").open("w+b") as err:
        process = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, *words], cwd=ROOT, env=os.environ, stdout=out, stderr=err
        )
        try:
            assert answered(f"http://127.0.0.1:{port}/_stcore/health", process) == 200
        finally:
            process.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGINT)
            process.wait(20)
    address = f"http://127.0.0.1:{port}"
    assert f'"url": "{address}"' in (tmp_path / "out.txt").read_text(encoding="utf-8")
    assert address in (tmp_path / "err.txt").read_text(encoding="utf-8")
    assert run_command(url, "migrate", "--json").json["changed"] is False


def test_taken_port_is_refused_before_anything_is_started(url):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = run_command(url, "run", "--port", taken.getsockname()[1], "--json")
    assert (said.status, said.json["error"]["code"]) == (1, "run.port_taken")


def test_address_that_others_could_reach_is_refused_without_sign_in(url, monkeypatch):
    monkeypatch.setenv("ECOGOV_HOST", "0.0.0.0")  # noqa: S104 - it must be refused
    monkeypatch.setenv("ECOGOV_SIGN_IN", "off")
    said = run_command(url, "run", "--json")
    assert (said.status, said.json["error"]["code"]) == (1, "settings.address")


def test_migrate_says_what_it_did(url):
    first, second = (run_command(url, "migrate", "--json").json for _ in range(2))
    assert (first["changed"], second["changed"]) == (True, False)
    assert first["revision"] == second["revision"]
