"""How long a person waits for the first page after starting the program."""

import os
import subprocess
import sys
import time
import urllib.request

from ecogov.settings import ROOT
from tests.benchmarks.measuring import seconds_of, told
from tests.harness.serving import free_port


def first_page(url: str, address: str, port: int) -> None:
    command = [sys.executable, "-m", "ecogov", "run", "--headless", "--port", str(port)]
    environment = {**os.environ, "ECOGOV_DATABASE_URL": url}
    with subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        while server.poll() is None and not answers(address):
            time.sleep(0.02)
        server.terminate()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=1) as page:  # noqa: S310 - our own server
            return bool(page.status == 200)
    except OSError:
        return False


def test_start_to_first_page(tmp_path):
    numbers = iter(range(100))

    def start() -> None:
        port = free_port()
        url = f"sqlite:///{tmp_path / f'{next(numbers)}.db'}"
        first_page(url, f"http://127.0.0.1:{port}/", port)

    told("Start to first page, new database", f"{seconds_of(start):.2f} s", "goal 5 s")
