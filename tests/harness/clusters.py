"""A Dask cluster on this machine, of two workers that can be killed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest


@contextmanager
def two_workers() -> Iterator[Any]:
    """Give a cluster of two workers; the test is skipped where Dask is not installed.

    Workers begin by running the main module anew, and tests of pages leave theirs in its place.
    """
    distributed = pytest.importorskip("distributed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "__main__", ModuleType("__main__"))
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster:
            yield cluster
