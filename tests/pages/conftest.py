"""Pages as Streamlit runs them, without a browser, on a database of their own."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
import streamlit as st
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from ecogov.ui import redraw
from ecogov.ui.navigation import entry_of
from tests.harness.places import MAIN, PAGES


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_up_once() -> Iterator[None]:
    """Streamlit reads the metadata of every installed package for every visitor of a test."""
    with pytest.MonkeyPatch.context() as patch:
        once = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture
def new_app(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], AppTest]]:
    """Make visitors that have opened nothing yet; all of one test see the same database."""
    monkeypatch.setenv("ECOGOV_DATABASE_URL", sqlite_url)
    # AppTest knows no other page while it runs one fragment: here whole pages are drawn anew.
    monkeypatch.setattr(redraw, "_SHOWS_RECORDS", {})
    hidden = config.get_option("client.showErrorDetails")
    config.set_option("client.showErrorDetails", "full")  # a failing test shall say why
    st.cache_data.clear()
    st.cache_resource.clear()

    def made() -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=30)
        app.context = {"locale": "en-GB", "timezone": "Europe/Berlin"}
        return app

    yield made
    st.cache_data.clear()
    st.cache_resource.clear()
    config.set_option("client.showErrorDetails", hidden)


@pytest.fixture
def open_page(new_app: Callable[[], AppTest]) -> Callable[..., AppTest]:
    """Open a page by the stem of its file, as a link with `query` does: ``lang="zh-Hans"``.

    The page is handed over when it has run without a traceback.
    """

    def opened(stem: str, **query: str) -> AppTest:
        app = new_app()
        if entry_of(stem).path not in {stem, ""}:
            app.run()  # only then AppTest knows the address of a page that its file does not tell
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page(str(PAGES / f"{stem}.py")).run()
        assert not app.exception, f"{app.exception[0].message}\n{app.exception[0].stack_trace}"
        return app

    return opened
