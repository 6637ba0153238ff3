"""How every project stands: worked out once for what is stored, and kept until that changes.

A status takes about a second to work out, and a programme has fifty projects: so the last known
standing is shown at once, and who has time (a worker, else the page itself) brings it up to date.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from ecogov.domain.people import LOCAL, Right
from ecogov.domain.status.report import StatusReport, canonical, parsed
from ecogov.services.people.rights import require_somewhere
from ecogov.services.projects import list_projects
from ecogov.services.status.reporting import project_status
from ecogov.storage.database import Database
from ecogov.storage.jobs import queue
from ecogov.storage.overview import standings
from ecogov.storage.registers import now

JOB: Final = "standings"

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a project stands.

    Parameters
    ----------
    project_id : int
        Which project.
    computed_at : datetime or None
        When it was worked out (UTC); None when it never was.
    is_current : bool
        Whether nothing that counts has changed since.
    """

    project_id: int
    computed_at: datetime | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class _Wanted:
    project_id: int
    day: date
    mark: int


def list_standings(db: Database, at: datetime) -> list[Standing]:
    """Tell for every project that the person may see whether its standing is up to date.

    Parameters
    ----------
    at : datetime
        Now, with its zone: a new day of a project makes its standing old.
    """
    wanted, found = _wanted(db, at)
    return [
        Standing(
            one.project_id,
            stored.computed_at if (stored := found.get(one.project_id)) else None,
            stored is not None and (stored.day, stored.mark) == (one.day, one.mark),
        )
        for one in wanted
    ]


def standing_reports(db: Database) -> dict[int, StatusReport]:
    """Read the standings of all projects that the person may see, by project.

    They are status reports without the lists: lights, forecast, KPIs, what is asked of whom.
    """
    mine = set(list_projects(db)["id"])
    with db.read() as session:
        texts = standings.contents(session)
    return {one: parsed(text) for one, text in texts.items() if one in mine}


def refresh_standings(
    db: Database, at: datetime, *, most: int | None = None, tell: Tell = lambda _done, _all: None
) -> int:
    """Work out the standings that are not up to date, at most `most` of them, and keep them.

    What is kept is the same for everybody: reading it asks for the right.

    Returns
    -------
    int
        How many were worked out.
    """
    require_somewhere(db, Right.READ)
    everything = db.for_person(LOCAL)
    wanted, found = _wanted(everything, at)
    old = [one for one in wanted if found.get(one.project_id, _NEVER)[1:3] != (one.day, one.mark)]
    for done, one in enumerate(old[:most]):
        tell(done, len(old[:most]))
        report = _without_lists(project_status(everything, one.project_id, one.day))
        row = standings.Kept(one.project_id, one.day, one.mark, now())
        with db.touch() as session:
            standings.keep(session, row, canonical(report))
    return len(old[:most])


def ask_for_standings(db: Database, at: datetime, *, actor: str) -> None:
    """Ask a worker to bring the standings up to date; asking twice asks once."""
    require_somewhere(db, Right.READ)
    wanted, _ = _wanted(db.for_person(LOCAL), at)
    newest = max(((one.day, one.mark) for one in wanted), default=None)
    if newest is not None:
        with db.touch({"actor": actor}) as session:
            queue.enqueue(session, JOB, dedupe=f"{JOB}:{newest[0]}:{newest[1]}")


_NEVER: Final = (0, None, None)


def _wanted(db: Database, at: datetime) -> tuple[list[_Wanted], dict[int, standings.Kept]]:
    projects = list_projects(db)
    with db.read() as session:
        mine, shared = standings.marks(session)
        found = standings.kept(session)
    told = [
        _Wanted(
            one,
            at.astimezone(ZoneInfo(timezone)).date(),
            max(mine.get(one, 0), shared),
        )
        for one, timezone in zip(projects["id"].tolist(), projects["timezone"], strict=True)
    ]
    return told, found


def _without_lists(report: StatusReport) -> StatusReport:
    forecast = report.forecast.model_copy(update={"flow": (), "drift": (), "bought": ()})
    lists = ("trend", "changes", "milestones", "risks", "done", "upcoming", "records")
    return report.model_copy(update={"forecast": forecast, **dict.fromkeys(lists, ())})
