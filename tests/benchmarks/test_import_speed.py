"""How fast exports come in, beside what a person would do without us."""

import multiprocessing
import os
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy

from ecogov.domain.imports import ImportRequest
from ecogov.readers.opening import Limits
from ecogov.services.imports import import_source, opened
from ecogov.services.projects import add_project, get_project
from ecogov.storage.database import Database
from ecogov.storage.migrate import upgrade
from tests.benchmarks.exports import write_batch_results, write_tasks
from tests.benchmarks.measuring import peak_megabytes, seconds_of, told
from tests.builders import a_project

ROWS = int(os.environ.get("ECOGOV_BENCH_ROWS", "200000"))
ROOMY = Limits(packed_bytes=10**11, unpacked_bytes=10**11)
SHAPES = {"one rating an item": 1, "three ratings an item": 3}


@pytest.fixture(scope="module", params=SHAPES, ids=lambda shape: shape.replace(" ", "_"))
def batch_results(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("exports") / "batch.csv"
    write_batch_results(path, ROWS, ratings_per_item=SHAPES[request.param])
    return request.param, path


def take_in(db: Database, path: Path, code: str) -> int:
    add_project(db, a_project(code=code), actor="bench")
    project = get_project(db, code)
    (source,) = opened(path, path.name, ROOMY)
    return import_source(db, project, source, ImportRequest(), actor="bench").accepted


def by_pandas(path: Path, url: str) -> None:
    engine = sqlalchemy.create_engine(url)
    pd.read_csv(path).to_sql("rows", engine, if_exists="replace", index=False)
    engine.dispose()


def test_csv_end_to_end_beside_bare_pandas(db, database_url, batch_results):
    shape, path = batch_results
    codes = iter(f"BENCH{number}" for number in range(100))
    ours = seconds_of(lambda: take_in(db, path, next(codes)))
    theirs = seconds_of(lambda: by_pandas(path, database_url))
    backend = db.engine.dialect.name
    goal = "60 000 rows/s, ratio 2" if backend == "sqlite" else "100 000 rows/s, ratio 2"
    told(
        f"CSV import, {backend}, {shape}, {ROWS} rows",
        f"{ROWS / ours:,.0f} rows/s, ratio {ours / theirs:.2f}",
        f"goal {goal}; pandas {ROWS / theirs:,.0f} rows/s, unchecked and without a key",
    )


def test_json_end_to_end(sqlite_db, tmp_path):
    tasks = ROWS // 10
    path = write_tasks(tmp_path / "tasks.json", tasks)
    codes = iter(f"BENCH{number}" for number in range(100))
    ours = seconds_of(lambda: take_in(sqlite_db, path, next(codes)))
    told("JSON import, sqlite", f"{tasks * 2 / ours:,.0f} annotations/s", "goal 10 000")


def _peak(path: str, url: str, answer: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    db = Database.open(url)
    take_in(db, Path(path), "BENCH")
    answer.put(peak_megabytes())


def test_memory_does_not_grow_with_the_file(tmp_path):
    peaks = {}
    context = multiprocessing.get_context("spawn")
    for rows in (ROWS // 4, ROWS * 2, ROWS * 5):
        url = f"sqlite:///{tmp_path / f'{rows}.db'}"
        upgrade(url)
        path = write_batch_results(tmp_path / f"{rows}.csv", rows)
        answer = context.Queue()
        child = context.Process(target=_peak, args=(str(path), url, answer))
        child.start()
        peaks[rows] = answer.get()
        child.join()
    small, _, large = peaks.values()
    told(
        f"Peak memory, {ROWS // 4}, {ROWS * 2} and {ROWS * 5} rows",
        f"{', '.join(f'{peak:.0f}' for peak in peaks.values())} MB, ratio {large / small:.2f}",
        "goal flat",
    )
