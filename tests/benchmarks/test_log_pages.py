"""The pages of the log at 10 000 risks and 10 000 milestones, and how fast a save is."""

from statistics import median
from time import perf_counter

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ecogov.domain.log.asking import LogFilter, Order
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.reading import count_records, list_records, search_log
from ecogov.services.log.records import amend_record
from tests.benchmarks.logs import RECORDS, fill
from tests.benchmarks.measuring import seconds_of, told
from tests.builders import ACTOR
from tests.harness.places import MAIN, PAGES

RERUNS = 15
PLACES = [
    ("log", {"kind": "risk"}),
    ("log", {"kind": "risk", "project": "BENCH-7"}),
    ("log", {"kind": "milestone"}),
    ("milestones", {}),
    ("milestones", {"project": "BENCH-7"}),
    ("project", {"project": "BENCH-7"}),
]
SIZE = f"{RECORDS:,} risks, {RECORDS:,} milestones"


@pytest.fixture
def big_log(sqlite_db, sqlite_url, monkeypatch):
    fill(sqlite_db)
    monkeypatch.setenv("ECOGOV_DATABASE_URL", sqlite_url)
    st.cache_data.clear()
    st.cache_resource.clear()
    return sqlite_db


def milliseconds(app: AppTest) -> float:
    start = perf_counter()
    app.run()
    assert not app.exception
    return (perf_counter() - start) * 1000


@pytest.mark.usefixtures("big_log")
def test_pages_of_a_large_log():
    print(f"\n{SIZE}")
    for stem, query in PLACES:
        app = AppTest.from_file(str(MAIN), default_timeout=120)
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page(str(PAGES / f"{stem}.py"))
        milliseconds(app)
        st.cache_data.clear()
        cold = milliseconds(app)
        warm = median(milliseconds(app) for _ in range(RERUNS))
        where = f"{stem} {query}"
        told(f"{where}: cold caches", f"{cold:,.0f} ms", "goal 1 000 ms")
        told(f"{where}: warm rerun", f"{warm:,.0f} ms", "goal 100 ms")


def test_what_a_large_log_answers(big_log):
    kind = RecordKind.RISK
    page = (0, 100)
    first = list_records(big_log, kind, LogFilter(), window=page)
    wanted = LogFilter(text="审核员 queue 17", is_open=True)
    order = Order("due_on", is_descending=False)
    risk, versions = int(first["id"].iloc[0]), iter(range(1, 1000))

    def save():
        version = next(versions)
        changes = {"owner": f"Somebody {version}"}
        amend_record(big_log, kind, risk, changes, version=version, actor=ACTOR)
        list_records(big_log, kind, LogFilter(), window=page)

    asked = {
        "a page of the register": lambda: list_records(big_log, kind, LogFilter(), window=page),
        "the same, filtered and sorted": lambda: list_records(
            big_log, kind, wanted, order, window=page
        ),
        "how many fit a filter": lambda: count_records(big_log, kind, wanted),
        "the search over every kind": lambda: search_log(big_log, "审核员 17"),
        "a save, and the page read anew": save,
    }
    for what, work in asked.items():
        told(what, f"{seconds_of(work, RERUNS) * 1000:.1f} ms", "goal 300 ms")
