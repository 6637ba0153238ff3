"""When a person looked last, and what has happened since then."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pandas as pd

from ecogov.domain.trail import TrailFilter
from ecogov.services.log.one_project import Named, names_of
from ecogov.services.trail import count_trail, list_trail
from ecogov.storage.database import Database
from ecogov.storage.overview import standings

_VISIT: Final = timedelta(minutes=30)
"""Who comes back within that time is still there."""
_STEP: Final = timedelta(minutes=5)
_FIRST: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class News:
    """What happened since an instant.

    Parameters
    ----------
    changes : DataFrame
        The newest entries of the trail, as `ecogov.services.trail.list_trail` gives them.
    names : dict
        What records of the log are called, by record type and id.
    count : int
        How many entries there are in all.
    """

    changes: pd.DataFrame
    names: dict[tuple[str, int], Named]
    count: int


def last_visit(db: Database, at: datetime) -> datetime:
    """Tell when the visit before this one ended, and remember that the person looks now.

    At the first visit, one day ago.
    """
    person = db.person.name
    with db.read() as session:
        found = standings.look(session, person)
    looked, before = found or (None, None)
    if looked is None or at - looked > _VISIT:
        before = looked
    if looked is None or at - looked > _STEP:
        with db.touch() as session:
            standings.keep_look(session, person, at, before)
    return before or at - _FIRST


def news_since(db: Database, since: datetime, *, most: int) -> News:
    """Read what others and oneself did since an instant, in projects that one may see."""
    wanted = TrailFilter(since=since, is_of_projects=True)
    changes = list_trail(db, wanted, limit=most)
    names = names_of(db, zip(changes["record_type"], changes["record_id"], strict=True))
    return News(changes, names, count_trail(db, wanted))
