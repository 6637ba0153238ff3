"""The KPI page over a million rows: cold, warm, and beside a page of constants."""

import json
import os
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.benchmarks.exports import write_batch_results
from tests.benchmarks.measuring import told
from tests.benchmarks.test_import_speed import take_in
from tests.harness.places import MAIN, PAGES

ROWS = int(os.environ.get("ECOGOV_BENCH_PAGE_ROWS", "1000000"))
RERUNS = 15


def milliseconds(app: AppTest) -> float:
    start = perf_counter()
    app.run()
    assert not app.exception
    return (perf_counter() - start) * 1000


def recorded(app: AppTest, path: Path) -> Path:
    """Keep what the page drew: its choices, texts, HTML and chart specifications."""
    protos = [(node.type, node.proto) for node in app.main]
    choices = [[str(option) for option in node.options] for node in app.selectbox]
    path.write_text(
        json.dumps(
            {
                "choices": choices,
                "buttons": [len(app.button)],
                "texts": [node.value for node in (*app.markdown, *app.caption)],
                "html": [proto.body for kind, proto in protos if kind == "html"],
                "charts": [
                    json.loads(proto.spec)
                    for kind, proto in protos
                    if getattr(proto, "spec", "").startswith("{")
                ],
            }
        )
    )
    return path


@pytest.fixture
def million_rows(sqlite_db, sqlite_url, tmp_path, monkeypatch):
    """A database of `ROWS` rows, and the app pointed at it."""
    path = write_batch_results(tmp_path / "batch.csv", ROWS)
    take_in(sqlite_db, path, "BENCH")
    monkeypatch.setenv("ECOGOV_DATABASE_URL", sqlite_url)
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.mark.usefixtures("million_rows")
def test_kpi_page_beside_a_page_of_constants(tmp_path, monkeypatch):
    app = AppTest.from_file(str(MAIN), default_timeout=120)
    app.query_params["project"] = "BENCH"
    app.query_params["period"] = "all"
    app.run()
    app.switch_page(str(PAGES / "kpis.py"))
    first = milliseconds(app)
    st.cache_data.clear()
    cold = milliseconds(app)
    warm = median(milliseconds(app) for _ in range(RERUNS))

    monkeypatch.setenv("ECOGOV_BENCH_PIECES", str(recorded(app, tmp_path / "pieces.json")))
    floor = AppTest.from_file(str(Path(__file__).with_name("constant_page.py")))
    floor.run()
    constants = median(milliseconds(floor) for _ in range(RERUNS))
    told(f"KPI page, {ROWS} rows, first in the process", f"{first:,.0f} ms")
    told(f"KPI page, {ROWS} rows, cold caches", f"{cold:,.0f} ms", "goal 1 000 ms")
    told(
        f"KPI page, {ROWS} rows, warm rerun",
        f"{warm:,.0f} ms, ratio {warm / constants:.2f}",
        f"goal 100 ms, ratio 2; a page of constants takes {constants:,.0f} ms",
    )
