"""Fixtures that every folder of tests may use."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.harness.places import SHARED_DATA, TESTS

pytest_plugins = ["tests.harness.databases"]

# Machines are shared, so no example has a deadline. A change is judged by the same examples
# everywhere; `make fuzz` looks longer, and elsewhere each time.
hypothesis.settings.register_profile("quick", deadline=None, max_examples=40, derandomize=True)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=1000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

_FIRST = ("browser", "commands", "services", "property", "pages")
_MARKED_FOLDERS = {"benchmarks": "benchmark", "browser": "browser"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Start half as many workers again as there are cores: many tests wait for a server."""
    cores = os.cpu_count() or 1
    return cores + cores // 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their folder; the slow ones come first, so that all workers end alike."""
    for item in items:
        if item.path.is_relative_to(TESTS):
            marker = _MARKED_FOLDERS.get(_folder(item))
            if marker:
                item.add_marker(marker)
    items.sort(key=lambda item: _FIRST.index(folder) if (folder := _folder(item)) in _FIRST else 9)


def _folder(item: pytest.Item) -> str:
    path = item.path
    return path.relative_to(TESTS).parts[0] if path.is_relative_to(TESTS) else ""


@pytest.fixture(scope="session", autouse=True)
def _own_database_is_out_of_reach(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Point the settings away from the database that a developer works with; no worker beside."""
    elsewhere = tmp_path_factory.mktemp("settings") / "ecogov.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ECOGOV_DATABASE_URL", f"sqlite:///{elsewhere.as_posix()}")
        patch.setenv("ECOGOV_RUN_WORKER", "false")
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real exports that stand beside the repository, never inside it."""
    if not SHARED_DATA.is_dir():
        pytest.skip("no real exports: the folder shared/data is not beside the repository")
    return SHARED_DATA
