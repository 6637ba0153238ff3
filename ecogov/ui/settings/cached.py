"""What Settings lists again and again, kept per database and revision; nothing with language."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import pandas as pd
import streamlit as st

from ecogov.domain.trail import TrailFacets, TrailFilter
from ecogov.domain.workdays import DayOff, NonWorkingDay
from ecogov.services import calendars, projects, queues, targets, trail, vendors
from ecogov.services.production_rules import evaluating, rules
from ecogov.storage.database import Database


class YearOfDays(NamedTuple):
    """How a project works in a year: days of work, public holidays off, weekend days worked."""

    working_days: int
    holidays: list[NonWorkingDay]
    worked_weekends: list[date]


Lister = Callable[[Database, int, bool], pd.DataFrame]

_LISTERS: Final = MappingProxyType[str, Lister](
    {
        "project": lambda db, _, archived: projects.list_projects(db, archived=archived),
        "vendor": lambda db, _, archived: vendors.list_vendors(db, archived=archived),
        "queue": lambda db, project_id, archived: queues.list_queues(
            db, project_id, archived=archived
        ),
        "target": lambda db, project_id, archived: targets.list_targets(
            db, project_id, archived=archived
        ),
        "production_rule": lambda db, project_id, archived: rules.list_rules(
            db, project_id, archived=archived
        ),
        "rule_alarm": lambda db, project_id, _: evaluating.list_alarms(db, project_id),
        "day_off": lambda db, project_id, _: calendars.list_days_off(db, project_id),
        "change_mark": lambda db, project_id, _: calendars.list_change_marks(db, project_id),
    }
)


def rows(db: Database, kind: str, project_id: int = 0, *, archived: bool = False) -> pd.DataFrame:
    """List the records of a kind, as the service of that kind does."""
    return _rows(db.key, db.revision(), (kind, project_id, archived), db)


def project(db: Database, project_id: int) -> dict[str, Any]:
    """Read all that is known of a project, by field."""
    return _project(db.key, db.revision(), project_id, db)


def year_of_days(db: Database, project_id: int, year: int) -> YearOfDays:
    """Tell how a project works in a year."""
    return _year(db.key, db.revision(), (project_id, year), db)


def trail_entries(db: Database, wanted: TrailFilter, limit: int) -> tuple[pd.DataFrame, int]:
    """List the newest entries that are wanted, and count all of them."""
    return _trail(db.key, db.revision(), (wanted, limit), db)


def trail_facets(db: Database) -> TrailFacets:
    """Give what the trail can be filtered by."""
    return _facets(db.key, db.revision(), db)


@st.cache_data(max_entries=256, ttl="1h", show_spinner=False)
def _rows(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    wanted: tuple[str, int, bool],
    _db: Database,
) -> pd.DataFrame:
    kind, project_id, archived = wanted
    return _LISTERS[kind](_db, project_id, archived)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _project(database_key: str, revision: int, project_id: int, _db: Database) -> dict[str, Any]:  # noqa: ARG001 - the key
    return asdict(projects.get_project(_db, project_id))


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _year(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    wanted: tuple[int, int],
    _db: Database,
) -> YearOfDays:
    project_id, year = wanted
    calendar = calendars.project_calendar(_db, project_id)
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    return YearOfDays(
        calendar.working_days(first, last),
        [off for off in calendar.non_working(first, last) if off.reason is DayOff.HOLIDAY],
        [day for day in days if day.weekday() in calendar.weekend and calendar.is_working(day)],
    )


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _trail(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    wanted: tuple[TrailFilter, int],
    _db: Database,
) -> tuple[pd.DataFrame, int]:
    asked, limit = wanted
    return trail.list_trail(_db, asked, limit=limit), trail.count_trail(_db, asked)


@st.cache_data(max_entries=16, ttl="1h", show_spinner=False)
def _facets(database_key: str, revision: int, _db: Database) -> TrailFacets:  # noqa: ARG001 - the key
    return trail.trail_facets(_db)
