"""A real browser and a running app; `settled` and `visit` stand in ``tests.harness.tabs``."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from ecogov.storage.migrate import upgrade
from tests.harness.chromium import launched
from tests.harness.serving import AppServer, serve
from tests.harness.tabs import Visitor, visiting


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser process for this folder.

    Not for the session: while it lives, Playwright occupies the event loop of the thread, and
    tests elsewhere could not run theirs.
    """
    with launched() as browser:
        yield browser


@pytest.fixture(scope="package")
def app_server(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """The app on a fresh migrated database, started once for this folder."""
    assert chromium.is_connected()  # no browser, no server
    folder = tmp_path_factory.mktemp("app")
    url = f"sqlite:///{(folder / 'ecogov.db').as_posix()}"
    upgrade(url)
    with serve(url, folder) as server:
        yield server


@pytest.fixture
def cold_server(chromium: Browser, sqlite_url: str, tmp_path: Path) -> Iterator[AppServer]:
    """The app just started, for what only the first request of all shows."""
    assert chromium.is_connected()
    with serve(sqlite_url, tmp_path) as server:
        yield server


@pytest.fixture
def new_visitor(chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """Make visitors with options of ``Browser.new_context``: ``locale="zh-CN"``, ``viewport=…``."""
    with ExitStack() as visits:
        yield lambda **options: visits.enter_context(visiting(chromium, **options))


@pytest.fixture
def tab(new_visitor: Callable[..., Visitor]) -> Page:
    """Tab of one English-speaking visitor; errors behind the page fail the test."""
    return new_visitor().tab
