"""Many projects looked at side by side: on all cores here, or on a Dask cluster."""

from collections.abc import Sequence

from ecogov.detection.running import in_turn, runner
from ecogov.services.anomalies.looking import Looked, Task, looked_at
from ecogov.settings import load


def all_looked_at(tasks: Sequence[Task]) -> list[Looked]:
    """Look at every project, in the order given; the answer is the same wherever it is done.

    Raises
    ------
    DomainError
        As `ecogov.detection.running.runner`, when the settings name a cluster.
    """
    cluster = load().dask
    if len(tasks) <= 1 and not cluster:
        return list(in_turn(looked_at, tasks))
    with runner(cluster) as run:
        return list(run(looked_at, tasks))
