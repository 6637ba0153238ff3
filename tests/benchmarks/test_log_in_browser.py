"""The log in a real browser: how long after the click a person sees what came of it."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Page

from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.records import log_records
from ecogov.services.sample.loading import load_sample
from ecogov.storage.database import Database
from ecogov.storage.migrate import upgrade
from tests.benchmarks.logs import RECORDS, a_milestone, a_risk
from tests.benchmarks.stopwatch import milliseconds, quietly_opened, told_median
from tests.builders import ACTOR, stored_project
from tests.harness.chromium import launched
from tests.harness.serving import AppServer, serve
from tests.harness.tabs import settled, visit, visiting

RUNS = 9
WARM_UP = 3
MILESTONES = 500
FLOOR = Path(__file__).with_name("empty_form.py")
FILTER = ".st-key-log-filters input"
QUEUES = count(1007, 7)
"""Of four digits, so that each is found once."""
SAVE = '[data-testid="stFormSubmitButton"] button'


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[AppServer]:
    """The app on the sample programme, a project of many risks and one of many milestones."""
    folder = tmp_path_factory.mktemp("log")
    url = f"sqlite:///{(folder / 'ecogov.db').as_posix()}"
    upgrade(url)
    db = Database.open(url)
    load_sample(db, actor=ACTOR)
    risks, plan = stored_project(db, code="RISKS"), stored_project(db, code="PLAN")
    log_records(db, RecordKind.RISK, [a_risk(risks, n) for n in range(RECORDS)], actor=ACTOR)
    milestones = [a_milestone(plan, n) for n in range(MILESTONES)]
    log_records(db, RecordKind.MILESTONE, milestones, actor=ACTOR)
    db.close()
    with serve(url, folder) as running:
        yield running


@pytest.fixture(scope="module")
def tabs() -> Iterator[tuple[Page, Page]]:
    """One tab for the app, one for the floor of the platform, in one browser."""
    with launched() as browser, visiting(browser) as visitor, visiting(browser) as other:
        yield quietly_opened(visitor.tab), quietly_opened(other.tab)


def test_a_saved_risk_is_seen_soon_after_the_click(server, tabs, tmp_path):
    tab, floor = tabs
    visit(tab, server.link("log?kind=risk&project=RISKS"))
    with serve(server.database_url, tmp_path, script=FLOOR) as empty:
        visit(floor, empty.link())
        pairs = [(_save(tab, n), _submit(floor, n)) for n in range(WARM_UP + RUNS)][WARM_UP:]
        floor.goto("about:blank")
    saves, floors = ([pair[part] for pair in pairs] for part in (0, 1))
    told_median(f"A risk among {RECORDS:,}, from Save to its row", saves, "goal 300 ms")
    told_median("The platform's empty form, from Save to its text", floors, "")
    ratio = median(saves) / median(floors)
    print(f"\nA save takes {ratio:.1f} times the platform's empty form")


def test_a_filter_is_seen_soon_after_it_is_set(server, tabs):
    tab, _ = tabs
    taken = {"one project": "&project=RISKS", "all projects": ""}
    for what, query in taken.items():
        visit(tab, server.link(f"log?kind=risk{query}"))
        filtered = [_filter(tab) for _ in range(WARM_UP + RUNS)][WARM_UP:]
        told_median(f"A filter over {what}, from Enter to its row", filtered, "goal 300 ms")


def test_a_long_timeline_is_painted_soon(server, tabs):
    tab, _ = tabs
    taken = []
    for _ in range(WARM_UP + RUNS):
        visit(tab, server.link("log?kind=risk&project=PLAN"))
        link = tab.get_by_test_id("stSidebarNavLink").filter(has_text="Milestones")
        taken.append(milliseconds(link, "Batch 9 交付"))
        settled(tab)
    what = f"{MILESTONES} milestones, from the click to the timeline"
    told_median(what, taken[WARM_UP:], "goal 1 000 ms")


def _save(tab: Page, number: int) -> float:
    title = f"Seen soon {number}"
    tab.keyboard.press("Alt+n")
    dialog = tab.get_by_role("dialog")
    dialog.get_by_label("Title").fill(title)
    settled(tab)
    taken = milliseconds(dialog.locator(SAVE).first, title, gone='[role="dialog"]')
    settled(tab)
    return taken


def _submit(tab: Page, number: int) -> float:
    title = f"Seen soon {number}"
    tab.get_by_label("Title").fill(title)
    settled(tab)
    taken = milliseconds(tab.locator(SAVE).first, f"Saved: {title}")
    settled(tab)
    return taken


def _filter(tab: Page) -> float:
    words = f"queue {next(QUEUES)} leave"
    box = tab.locator(FILTER).first
    box.fill(words)
    taken = milliseconds(box, f"Reviewers of {words}")
    settled(tab)
    return taken
