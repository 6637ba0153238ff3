"""Many projects looked at side by side: here, on all processors, or on a Dask cluster."""

from collections.abc import Sequence
from typing import Any, Final

from ecogov.domain.errors import DomainError
from ecogov.services.anomalies.looking import Looked, Task, looked_at
from ecogov.settings import load

_WORTH_ROWS: Final = 400_000
"""Days of series from which on starting processes pays: each of them loads the detectors anew."""


def all_looked_at(tasks: Sequence[Task]) -> list[Looked]:
    """Look at every project, in the order given; the answer is the same wherever it is done.

    Raises
    ------
    DomainError
        ``scan.no_dask`` when a cluster is named that cannot be reached, or Dask is not installed.
    """
    address = load().dask
    if address and tasks:
        return _on_cluster(tasks, address)
    if len(tasks) > 1 and sum(len(task.table) for task in tasks) >= _WORTH_ROWS:
        return _on_processors(tasks)
    return [looked_at(task) for task in tasks]


def _on_processors(tasks: Sequence[Task]) -> list[Looked]:
    from joblib import Parallel, delayed  # noqa: PLC0415 - only a large scan needs it

    found: list[Looked] = Parallel(n_jobs=-1)(delayed(looked_at)(task) for task in tasks)
    return found


def _on_cluster(tasks: Sequence[Task], address: str) -> list[Looked]:
    try:
        from distributed import Client  # noqa: PLC0415 - only a cluster needs it
    except ImportError as error:
        raise DomainError("scan.no_dask", address=address) from error
    from joblib import Parallel, delayed, parallel_config  # noqa: PLC0415 - as above

    try:
        client: Any = Client(address, timeout=10)  # type: ignore[no-untyped-call]  # no stubs
    except (OSError, ValueError) as error:
        raise DomainError("scan.no_dask", address=address) from error
    with client, parallel_config(backend="dask"):
        found: list[Looked] = Parallel()(delayed(looked_at)(task) for task in tasks)
    return found
