"""Find a Chrome or Chromium; run as a program, fetch one where there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.harness.availability import missing

_COMMANDS: Final = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")
_APPLICATIONS: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "~/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)


def executable(playwright: Playwright) -> str | None:
    """Name the browser that tests drive; ``ECOGOV_TEST_BROWSER`` overrides the search."""
    given = os.environ.get("ECOGOV_TEST_BROWSER")
    found = [given] if given else [path for name in _COMMANDS if (path := shutil.which(name))]
    installed = [Path(place).expanduser() for place in _APPLICATIONS]
    installed.append(Path(playwright.chromium.executable_path))
    return next(iter(found + [str(path) for path in installed if path.exists()]), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """Run a browser process until the block ends; where there is none, the test is skipped."""
    with sync_playwright() as playwright:
        path = executable(playwright)
        if path is None:
            missing(
                "no Chrome or Chromium found, and none could be fetched",
                required_by="ECOGOV_REQUIRE_BROWSER",
            )
        # Containers give the sandbox no namespaces and /dev/shm no room.
        options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


def main() -> None:
    """Make sure of a browser; without one the tests that need it are skipped aloud."""
    with sync_playwright() as playwright:
        found = executable(playwright)
    if found is None:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        found = "a fresh Chromium" if subprocess.run(command, check=False).returncode == 0 else None  # noqa: S603 - our own words
    sys.stdout.write(f"browser tests use: {found or 'nothing, they will be skipped'}\n")


if __name__ == "__main__":
    main()
