"""Looking at many projects gives the same answer wherever it is done, also when a worker dies."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pandas as pd
import pytest

from ecogov.domain.anomalies.watched import Place, series_name
from ecogov.domain.errors import DomainError
from ecogov.domain.workdays import Calendar
from ecogov.services.anomalies.looking import Task, looked_at
from ecogov.services.anomalies.series import COLUMNS
from ecogov.services.anomalies.side_by_side import all_looked_at
from tests.harness.clusters import two_workers
from tests.harness.work import shares


def a_task(number):
    """Tell a project with three series, one of which dips at its end."""
    told = shares(series=3, days=70, seed=number).rename(columns={"timestamp": "day"})
    vendor = told["series_id"].str[1:].astype(int) + 1
    is_bad = (vendor == 2) & (told["day"] > "2026-03-10")
    told.loc[is_bad, "num"] = (told.loc[is_bad, "den"] * 0.85).round()
    told = told.assign(
        value=told["num"] / told["den"], metric="qa_accuracy", kind="ratio", vendor=vendor,
        queue=0, locale="", annotator=0,
        series=[series_name("qa_accuracy", Place(int(one))) for one in vendor],
    )  # fmt: skip
    return Task(number, told[list(COLUMNS)], Calendar(), date(2026, 2, 1), budget=0.5)


@pytest.fixture(scope="module")
def tasks():
    return [a_task(number) for number in range(1, 7)]


def same(first, second):
    assert [one.project_id for one in first] == [one.project_id for one in second]
    for one, other in zip(first, second, strict=True):
        pd.testing.assert_frame_equal(one.found, other.found, check_exact=True)
        assert one.failures == other.failures


def test_a_cluster_gives_the_same_answer_though_a_worker_is_killed(tasks, monkeypatch):
    distributed = pytest.importorskip("distributed")
    here = [looked_at(task) for task in tasks]
    assert all(not one.found.empty for one in here)
    with (
        two_workers() as cluster,
        distributed.Client(cluster) as client,
        ThreadPoolExecutor(1) as beside,
    ):
        monkeypatch.setenv("ECOGOV_DASK", cluster.scheduler_address)
        pids = client.run(os.getpid)
        there = beside.submit(all_looked_at, tasks)
        while not any(client.processing().values()):
            assert not there.done()
        os.kill(next(iter(pids.values())), signal.SIGKILL)
        same(there.result(timeout=180), here)


def test_a_cluster_that_is_not_there_is_named(tasks, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("ecogov.detection.running._CONNECT_SECONDS", 0.2)
    monkeypatch.setenv("ECOGOV_DASK", "tcp://127.0.0.1:9")
    with pytest.raises(DomainError) as caught:
        all_looked_at(tasks[:1])
    assert caught.value.code == "scan.dask_unreachable"


def test_numbers_that_break_the_detectors_stop_no_other_project(tasks):
    broken = a_task(9).table.assign(value=1e308, num=1e308, den=1e308)
    found = all_looked_at([Task(9, broken, Calendar(), date(2026, 2, 1), budget=0.5), tasks[0]])
    assert not found[1].found.empty
    assert found[0].found.empty
