"""What the page reads again and again, kept per database and revision; nothing with language."""

from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import pandas as pd
import streamlit as st

from ecogov.charts.milestones.timeline import MOST_ROWS
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.schedule.figures import PlanFigures, plan_figures, standing
from ecogov.domain.schedule.reports import weekly_reports
from ecogov.services.calendars import project_calendar
from ecogov.services.log import feeds, milestones
from ecogov.storage.database import Database
from ecogov.ui.milestones.choices import Wanted

ROWS_PER_PAGE: Final = 100

MOST_PATHS: Final = 10
"""Critical paths are looked for in at most so many projects at once."""


class Asked(NamedTuple):
    """Whose plan, and of which day; no project means all of them."""

    project_id: int | None
    as_of: date


class Chosen(NamedTuple):
    """A part of a plan: whose, of which day, which milestones of it."""

    asked: Asked
    wanted: Wanted


def figures(db: Database, asked: Asked) -> PlanFigures:
    """Count what a plan comes to, whatever is filtered."""
    return _figures(db.key, db.revision(), asked, db)


def drawn(db: Database, chosen: Chosen) -> tuple[pd.DataFrame, int]:
    """Give the first `MOST_ROWS` milestones of a part, the earliest first, and count all of it."""
    return _drawn(db.key, db.revision(), chosen, db)


def listed(db: Database, chosen: Chosen, skipped: int) -> pd.DataFrame:
    """Give one page of a part, at most `ROWS_PER_PAGE` milestones."""
    return _listed(db.key, db.revision(), (chosen, skipped), db)


def chosen_rows(db: Database, chosen: Chosen) -> pd.DataFrame:
    """Give all milestones of a part; for words that are kept themselves. Not to be modified."""
    return _part(_plan(db.key, db.revision(), chosen.asked, db), chosen.wanted)


def title_of(db: Database, asked: Asked, milestone_id: int) -> str:
    """Name a milestone by reference and title, and by its project where there are many."""
    rows = _plan(db.key, db.revision(), asked, db)
    found = named(rows.loc[rows["id"] == milestone_id], asked)
    return f"{found['ref'].iloc[0]} {found['title'].iloc[0]}"


def named(rows: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Put the code of the project before the reference of milestones of several projects."""
    if asked.project_id is not None:
        return rows
    return rows.assign(ref=rows["project_code"] + " " + rows["ref"])


def path(db: Database, project_id: int, as_of: date) -> pd.DataFrame:
    """Find the critical path of a project: ``id, total_float_days, is_critical`` and so on.

    Raises
    ------
    DomainError
        As `ecogov.services.log.milestones.project_path`.
    """
    return _path(db.key, db.revision(), (project_id, as_of), db)


def projects_with_path(db: Database, asked: Asked) -> tuple[int, ...]:
    """Give the projects whose critical path is looked for: none where there are too many."""
    return _projects_with_path(db.key, db.revision(), asked, db)


def links(db: Database, project_id: int | None) -> pd.DataFrame:
    """List which milestones wait for which."""
    return _links(db.key, db.revision(), project_id, db)


def links_told(db: Database, asked: Asked) -> pd.DataFrame:
    """List the same with ``predecessor_number``, those that wait for what was put away left out."""
    return _links_told(db.key, db.revision(), asked, db)


def days_off(
    db: Database, project_ids: tuple[int, ...], span: tuple[date, date]
) -> tuple[date, ...]:
    """List the days between two days on which none of the projects works."""
    return _days_off(db.key, db.revision(), (project_ids, span), db)


def reports(db: Database, chosen: Chosen) -> pd.DataFrame:
    """Tell week by week what was expected of the drawn milestones; see `weekly_reports`."""
    return _reports(db.key, db.revision(), chosen, db)


def moved(db: Database, milestone_id: int, slip_days: int, as_of: date) -> pd.DataFrame:
    """Find what moves if a milestone slips; see `ecogov.services.log.milestones.what_moves`."""
    return _moved(db.key, db.revision(), (milestone_id, slip_days, as_of), db)


def feeds_of(db: Database, project_id: int) -> pd.DataFrame:
    """List the calendar feeds of a project."""
    return _feeds(db.key, db.revision(), project_id, db)


# Not copied for every reader, as frames elsewhere are: ten thousand rows take longer to copy than
# the whole page takes. Nobody modifies it.
@st.cache_resource(max_entries=8, ttl="1h", show_spinner=False)
def _plan(database_key: str, revision: int, asked: Asked, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    wanted = LogFilter(project_id=asked.project_id)
    return milestones.milestone_schedule(_db, wanted, as_of=asked.as_of)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _figures(database_key: str, revision: int, asked: Asked, _db: Database) -> PlanFigures:
    return plan_figures(_plan(database_key, revision, asked, _db), asked.as_of)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _drawn(
    database_key: str, revision: int, chosen: Chosen, _db: Database
) -> tuple[pd.DataFrame, int]:
    part = _part(_plan(database_key, revision, chosen.asked, _db), chosen.wanted)
    return part.head(MOST_ROWS).copy(), len(part)


@st.cache_data(max_entries=128, ttl="1h", show_spinner=False)
def _listed(
    database_key: str, revision: int, of: tuple[Chosen, int], _db: Database
) -> pd.DataFrame:
    chosen, skipped = of
    part = _part(_plan(database_key, revision, chosen.asked, _db), chosen.wanted)
    return part.iloc[skipped : skipped + ROWS_PER_PAGE].copy()


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _path(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    of: tuple[int, date],
    _db: Database,
) -> pd.DataFrame:
    project_id, as_of = of
    return milestones.project_path(_db, project_id, as_of=as_of)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _projects_with_path(
    database_key: str, revision: int, asked: Asked, _db: Database
) -> tuple[int, ...]:
    ids = sorted(set(_plan(database_key, revision, asked, _db)["project_id"].tolist()))
    return tuple(ids) if len(ids) <= MOST_PATHS else ()


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _links(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    project_id: int | None,
    _db: Database,
) -> pd.DataFrame:
    return milestones.milestone_links(_db, project_id)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _links_told(database_key: str, revision: int, asked: Asked, _db: Database) -> pd.DataFrame:
    rows = _plan(database_key, revision, asked, _db)
    numbers = rows.set_index("id")["number"]
    told = milestones.milestone_links(_db, asked.project_id)
    told = told[told["predecessor_id"].isin(numbers.index)]
    return told.assign(predecessor_number=told["predecessor_id"].map(numbers).astype("int64"))


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _days_off(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    of: tuple[tuple[int, ...], tuple[date, date]],
    _db: Database,
) -> tuple[date, ...]:
    project_ids, (first, last) = of
    calendars = {project_calendar(_db, project_id) for project_id in project_ids}
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in days if not any(one.is_working(day) for one in calendars))


@st.cache_data(max_entries=32, ttl="1h", show_spinner=False)
def _reports(database_key: str, revision: int, chosen: Chosen, _db: Database) -> pd.DataFrame:
    rows, _ = _drawn(database_key, revision, chosen, _db)
    history = milestones.forecast_history(_db, tuple(rows["id"].tolist()))
    return weekly_reports(history, rows, chosen.asked.as_of)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _moved(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    of: tuple[int, int, date],
    _db: Database,
) -> pd.DataFrame:
    milestone_id, slip_days, as_of = of
    return milestones.what_moves(_db, milestone_id, slip_days, as_of=as_of)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _feeds(database_key: str, revision: int, project_id: int, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return feeds.list_feeds(_db, project_id)


def _part(rows: pd.DataFrame, wanted: Wanted) -> pd.DataFrame:
    """Filter a plan and sort it by the day on which each milestone was done or is expected."""
    is_in: Any = standing(rows, wanted.standing)
    if wanted.owners:
        is_in &= rows["owner"].isin(wanted.owners)
    if wanted.types:
        is_in &= rows["type"].fillna("").isin(wanted.types)
    if wanted.is_committed:
        is_in &= rows["is_committed"]
    part: pd.DataFrame = rows[is_in]
    days = part[["actual", "forecast", "baseline_current"]].apply(pd.to_datetime)
    order = days.bfill(axis=1).iloc[:, 0].sort_values(kind="stable").index
    ordered: pd.DataFrame = part.loc[order]
    return ordered
