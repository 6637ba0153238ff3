"""The anomaly desk at size: a scan of the database from nothing, one more day, the page warm."""

import os
from datetime import date, timedelta
from statistics import median
from time import perf_counter, process_time

import numpy as np
import streamlit as st
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from ecogov.domain.kpi.measures import MEASURES
from ecogov.services.anomalies.scanning import scan_database
from ecogov.storage.production.rollups import ROLLUP
from tests.benchmarks.measuring import told
from tests.builders import ACTOR, stored_project
from tests.harness.cards import DAY, stored_card
from tests.harness.places import MAIN, PAGES

STREAMS = int(os.environ.get("ECOGOV_BENCH_STREAMS", "1600"))
"""Streams of work, of six series each: about 10 000 series in 10 projects."""
PROJECTS = 10
DAYS = 180
CARDS = int(os.environ.get("ECOGOV_BENCH_CARDS", "2000"))
FIRST_DAY = date(2026, 3, 5)
RERUNS = 15


def rows_of(project_id: int, streams: int) -> list[dict[str, object]]:
    """Make a project's daily sums: steady work with weekends off."""
    dice = np.random.default_rng(project_id)
    nothing = dict.fromkeys(MEASURES, 0)
    rows = []
    for stream in range(streams):
        place = {"vendor_id": 1 + stream % 8, "queue_id": 1 + stream // 8, "locale": "zh-CN"}
        for number in range(DAYS):
            day = FIRST_DAY + timedelta(days=number)
            if day.weekday() > 4:
                continue
            units, reviewed = int(dice.poisson(300)), int(dice.poisson(150))
            right = int(dice.binomial(reviewed, 0.95))
            seconds = float(units * 40 * np.exp(dice.normal(0, 0.05)))
            sums = {
                "submitted_units": units, "timed_units": units, "handle_seconds": seconds,
                "reviewed_units": reviewed, "review_accepted_units": right,
                "return_base_items": reviewed, "returned_items": reviewed - right,
                "gold_answers": 20, "gold_correct": int(dice.binomial(20, 0.95)),
            }  # fmt: skip
            keys = {
                "project_id": project_id,
                "day": day,
                "annotator_id": 0,
                "label_source": "human",
            }
            rows.append({**keys, **place, **nothing, **sums})
    return rows


def test_scanning_ten_thousand_series(sqlite_db):
    for number in range(PROJECTS):
        project_id = stored_project(sqlite_db, code=f"P{number:02d}", timezone="UTC", country="")
        with sqlite_db.write(ACTOR) as session:
            session.execute(insert(ROLLUP), rows_of(project_id, STREAMS // PROJECTS))
    for what, until in (("from nothing", DAYS - 2), ("one more day", DAYS - 1)):
        start, cpu = perf_counter(), process_time()
        done = scan_database(sqlite_db, as_of=FIRST_DAY + timedelta(days=until), actor=ACTOR)
        taken, cpu = perf_counter() - start, process_time() - cpu
        series, cards = sum(one.series for one in done), sum(one.new_cards for one in done)
        goal = "goal 60 s" if until == DAYS - 2 else "goal 5 s"
        told(
            f"scan of the database, {series:,} series, {what}",
            f"{taken:.1f} s, CPU {cpu:.1f} s",
            goal,
        )
        told(f"  cards of it, of {DAYS} days without a fault", f"{cards}")


def test_stand_up_page_warm(sqlite_db, sqlite_url, monkeypatch):
    project_id = stored_project(sqlite_db, code="DESK")
    for number in range(CARDS):
        is_open = number < 40
        card = {} if is_open else {"status": "closed", "reason": "history"}
        day = DAY - timedelta(days=number % 400)
        own = {"queue_id": number, "p_value": 1e-6 * (number + 1), "day": day}
        stored_card(sqlite_db, project_id, card=card, **own)
    monkeypatch.setenv("ECOGOV_DATABASE_URL", sqlite_url)
    st.cache_data.clear()
    st.cache_resource.clear()
    app = AppTest.from_file(str(MAIN), default_timeout=120)
    app.run()
    app.switch_page(str(PAGES / "standup.py")).run()
    times = []
    for _ in range(RERUNS):
        start = process_time()
        app.run()
        times.append((process_time() - start) * 1000)
        assert not app.exception
    told(
        f"stand-up page, {CARDS:,} cards, warm rerun", f"{median(times):,.0f} ms CPU", "goal 100 ms"
    )
