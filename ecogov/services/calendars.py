"""The days of a project: its calendar of working days, its own days off, its marked changes."""

from collections.abc import Mapping

import pandas as pd

from ecogov.domain.people import Right
from ecogov.domain.projects import ChangeMarkDraft, DayOffDraft
from ecogov.domain.workdays import Calendar
from ecogov.services import editing
from ecogov.services.people.rights import require, require_each
from ecogov.storage import calendars, projects
from ecogov.storage.calendars import CHANGE_MARKS, DAYS_OFF
from ecogov.storage.database import Database


def project_calendar(db: Database, project_id: int) -> Calendar:
    """Build the calendar of a project: its country's, with its own days winning.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    with db.read() as session:
        project = projects.find(session, project_id)
        own = calendars.days_off_frame(session, project_id)
    return _calendar(project["country"], own)


def calendars_of(db: Database, countries: Mapping[int, str]) -> dict[int, Calendar]:
    """Build the calendars of many projects, given their countries by id; in one read."""
    require_each(db, countries)
    with db.read() as session:
        own = calendars.all_days_off_frame(session)
    parts = dict(iter(own.groupby("project_id")))
    none = own.iloc[:0]
    return {one: _calendar(country, parts.get(one, none)) for one, country in countries.items()}


def add_day_off(db: Database, draft: DayOffDraft, *, actor: str) -> int:
    """Log a day that a project works otherwise than its country does, and give its id.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    DomainError
        ``record.archived`` when the project was put away, ``day_off.taken`` when the day is
        entered already.
    """
    with db.write(actor) as session:
        editing.open_project(session, draft.project_id)
        return editing.add(session, DAYS_OFF, draft.model_dump())


def remove_day_off(db: Database, day_off_id: int, *, actor: str) -> None:
    """Treat a day as the country does again.

    Raises
    ------
    NotFoundError
        ``day_off.unknown``.
    DomainError
        ``record.archived`` when the project was put away.
    """
    with db.write(actor) as session:
        stored = editing.remove(session, DAYS_OFF, day_off_id)
        editing.open_project(session, stored["project_id"])


def list_days_off(db: Database, project_id: int) -> pd.DataFrame:
    """List a project's own exceptions from its country's calendar, in order.

    Returns
    -------
    DataFrame, shape (n_days, 4)
        Columns ``id, day`` (date), ``is_working`` (False is a day off) and ``name``.
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        return calendars.days_off_frame(session, project_id)


def add_change_mark(db: Database, draft: ChangeMarkDraft, *, actor: str) -> int:
    """Mark a day on which something was changed on purpose, and give the mark's id.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    DomainError
        ``record.archived`` when the project was put away.
    """
    with db.write(actor) as session:
        editing.open_project(session, draft.project_id)
        values = {**draft.model_dump(), "kind": draft.kind.value}
        return editing.add(session, CHANGE_MARKS, values)


def remove_change_mark(db: Database, change_mark_id: int, *, actor: str) -> None:
    """Take a mark off the trends.

    Raises
    ------
    NotFoundError
        ``change_mark.unknown``.
    DomainError
        ``record.archived`` when the project was put away.
    """
    with db.write(actor) as session:
        stored = editing.remove(session, CHANGE_MARKS, change_mark_id)
        editing.open_project(session, stored["project_id"])


def list_change_marks(db: Database, project_id: int) -> pd.DataFrame:
    """List the marked changes of a project, in order.

    Returns
    -------
    DataFrame, shape (n_marks, 5)
        Columns ``id, day`` (date), ``kind`` (`ChangeKind` value), ``title_en`` and ``title_zh``.
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        return calendars.change_marks_frame(session, project_id)


def _calendar(country: str, own: pd.DataFrame) -> Calendar:
    return Calendar.of_country(
        country or None,
        days_off=own.loc[~own["is_working"], "day"],
        days_worked=own.loc[own["is_working"], "day"],
    )
