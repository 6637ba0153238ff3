"""How a sample call is declared, and the arguments that many of them share."""

from collections.abc import Callable
from typing import Any, Final

import pandas as pd

from ecogov.domain.imports import ImportRequest
from ecogov.domain.kpi.questions import Slice
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.services.log.reading import list_records
from ecogov.storage.database import Database
from tests.builders import ACTOR
from tests.harness.rights import NOW, TODAY, Sample, World, service

READ, LOG, SET_UP, ADMINISTER = Right.READ, Right.LOG, Right.SET_UP, Right.ADMINISTER
TRIAGE, PUBLISH = Right.TRIAGE, Right.PUBLISH

SAMPLES: Final[dict[str, Sample]] = {}


def sample(name: str, right: Right, reach: str = "project") -> Callable[[Any], Any]:
    """Declare a call: a function that makes its arguments, positional and by name."""

    def declare(arguments: Callable[[World], tuple[tuple[Any, ...], dict[str, Any]]]) -> object:
        def call(world: World) -> Callable[[Database], object]:
            args, named = arguments(world)
            return lambda db: service(name)(db, *args, **named)

        assert name not in SAMPLES, name
        SAMPLES[name] = Sample(right, call, reach)
        return arguments

    return declare


def told(name: str, right: Right, /, *given: Callable[[World], Any], reach: str = "project",
         **named: Callable[[World], Any]) -> None:  # fmt: skip
    """Declare a call by what makes each of its arguments."""
    sample(name, right, reach)(
        lambda w: (
            tuple(one(w) for one in given),
            {key: one(w) for key, one in named.items()},
        )
    )


def actor(_w: World) -> str:
    """Give who acts."""
    return ACTOR


def project_id(w: World) -> int:
    """Give the project that the call is about."""
    return w.project_id


def project(w: World) -> Any:
    """Give that project with all that is said of it."""
    return w.project


def whole(w: World) -> Slice:
    """Give all the work of the project."""
    return Slice((w.project_id,))


def just(value: Any) -> Callable[[World], Any]:
    """Give the same wherever it is."""
    return lambda _w: value


def record(kind: RecordKind, **more: Any) -> Callable[[World], int]:
    """Log a new record and give its id."""
    return lambda w: w.record(kind, **more)


def listed(w: World, kind: RecordKind) -> pd.DataFrame:
    """List the records of a kind in the project: at least a new one."""
    w.record(kind)
    return list_records(w.db, kind, LogFilter(project_id=w.project_id))


one, two = just(1), just(2)
as_of, now = just(TODAY), just(NOW)
request = just(ImportRequest())
risk = record(RecordKind.RISK)
