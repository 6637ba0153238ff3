"""A browser tab that notices what a person would not see: errors, and requests to elsewhere."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

_OWN_HOSTS: Final = frozenset({"127.0.0.1", "localhost", ""})
_LOCAL_SCHEMES: Final = frozenset({"data", "blob", "about", "chrome-error"})

# On a cold deep link, Streamlit looks for its server below the page's own path first.
_PROBE: Final = re.compile(r"/[^/]+/_stcore/(health|host-config)")

# Streamlit says "notRunning" before a click has reached the server: only a quiet window counts.
_SETTLED: Final = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const busy = '[data-testid="stSkeleton"],[data-testid="stSpinner"],[data-stale="true"]';
  const calm = app && app.dataset.testScriptState === 'notRunning'
    && app.dataset.testConnectionState === 'CONNECTED' && !document.querySelector(busy);
  if (!calm) { window.__quietSince = 0; return false; }
  window.__quietSince = window.__quietSince || performance.now();
  return performance.now() - window.__quietSince > 150;
}"""


def settled(tab: Page, *, seconds: float = 20) -> None:
    """Wait until the app is quiet; a traceback or the number of a bug fails the test.

    Not enough after a click: also `expect` what the click should bring.
    """
    tab.evaluate("window.__quietSince = 0")
    tab.wait_for_function(_SETTLED, timeout=seconds * 1000)
    bugs = tab.get_by_test_id("stAlert").filter(has_text="bug_report")
    broken = tab.get_by_test_id("stException").or_(bugs)
    assert broken.count() == 0, broken.first.inner_text()


def visit(tab: Page, address: str) -> None:
    """Open an address of the app and wait until it is quiet."""
    tab.goto(address)
    tab.get_by_test_id("stApp").wait_for()
    settled(tab)


@dataclass
class Complaints:
    """What went wrong in a tab without being on the page; a test may remove what it provokes."""

    found: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Listen to every tab of a context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.found.append(f"page error: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            place = message.location.get("url", "")
            if _PROBE.fullmatch(urlsplit(place).path):
                return
            self.found.append(f"console: {message.text} ({place})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in _LOCAL_SCHEMES and (parts.hostname or "") not in _OWN_HOSTS:
            self.found.append(f"request leaves the machine: {request.url}")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person with a browser of their own: cookies, language, time zone, screen."""

    tab: Page
    complaints: Complaints


@contextmanager
def visiting(browser: Browser, **options: object) -> Iterator[Visitor]:
    """Give a fresh visitor; when they leave, no error may have happened behind the page."""
    defaults: dict[str, object] = {
        "locale": "en-GB",
        "timezone_id": "Europe/Berlin",
        "viewport": {"width": 1366, "height": 900},
        "reduced_motion": "reduce",
    }
    context = browser.new_context(**{**defaults, **options})  # type: ignore[arg-type]  # playwright checks them
    complaints = Complaints()
    complaints.watch(context)
    try:
        yield Visitor(context.new_page(), complaints)
    finally:
        context.close()
    assert not complaints.found, "\n".join(complaints.found)
