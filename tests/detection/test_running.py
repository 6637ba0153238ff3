"""A scan gives the same on one core, on all, and on a cluster that loses a worker."""

import os
import signal
import sys

import pandas as pd
import pytest

from ecogov.detection.panel import panel
from ecogov.detection.running import runner
from ecogov.detection.scanning import scan
from ecogov.detection.scoring import scored
from ecogov.domain.errors import DomainError
from tests.harness.calm import calm
from tests.harness.clusters import two_workers
from tests.harness.work import described

KINDS = ("ratio", "mean", "count", "backlog")


@pytest.fixture(scope="module", autouse=True)
def more_parts_than_workers():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ecogov.detection.scoring._SERIES_PER_PART", 16)
        yield


@pytest.fixture(scope="module")
def laid():
    seen = [calm(kind, 40, 75, seed=3) for kind in KINDS]
    about = [
        described(one, kind, project="p1", vendor="v1")
        for one, kind in zip(seen, KINDS, strict=True)
    ]
    return panel(pd.concat(seen), pd.concat(about), None)


@pytest.fixture(scope="module")
def in_turn(laid):
    return scan(laid, budget=10)


def same(one, other):
    pd.testing.assert_frame_equal(one.scores, other.scores, check_exact=True)
    pd.testing.assert_frame_equal(one.found, other.found, check_exact=True)


def test_every_core_gives_the_same(laid, in_turn):
    assert len(in_turn.found) > 0
    with runner(None) as run:
        same(scan(laid, budget=10, run=run), in_turn)


def test_cluster_that_loses_a_worker_midway_gives_the_same(laid, in_turn):
    distributed = pytest.importorskip("distributed")
    killed = []

    def kill(_share):
        if not killed:
            killed.append(pids.pop())
            os.kill(killed[0], signal.SIGKILL)

    with two_workers() as cluster:
        with distributed.Client(cluster, set_as_default=False) as client:
            pids = list(client.run(os.getpid).values())
        with runner(cluster.scheduler_address) as run:
            same(scan(laid, budget=10, tell=kill, run=run), in_turn)
    assert len(killed) == 1
    assert len(pids) == 1


def test_parts_of_any_size_give_the_same(laid, in_turn, monkeypatch):
    monkeypatch.setattr("ecogov.detection.scoring._SERIES_PER_PART", 7)
    same(scan(laid, budget=10), in_turn)


def test_cluster_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setattr("ecogov.detection.running._CONNECT_SECONDS", 0.2)
    with pytest.raises(DomainError) as refusal, runner("tcp://127.0.0.1:9"):
        pass
    assert refusal.value.code == "scan.dask_unreachable"


def test_dask_that_is_not_installed_is_refused(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(DomainError) as refusal, runner("tcp://127.0.0.1:8786"):
        pass
    assert refusal.value.code == "scan.dask_missing"


def test_progress_never_falls(laid):
    shares = []
    scored(laid, shares.append)
    assert shares == sorted(shares)
    assert len(shares) > len(KINDS)
