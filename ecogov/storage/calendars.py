"""Days of a project: those off or worked by its own rule, and those that trends mark."""

from typing import Any, Final

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from ecogov.domain.people import Right
from ecogov.storage.records import ChangeMarkRow, DayOffRow
from ecogov.storage.registers import Register, frame

_DAY_OFF: Final[Any] = DayOffRow.__table__  # type: ignore[attr-defined]
_MARK: Final[Any] = ChangeMarkRow.__table__  # type: ignore[attr-defined]
DAYS_OFF: Final = Register("day_off", _DAY_OFF, key="day", right=Right.SET_UP)
CHANGE_MARKS: Final = Register("change_mark", _MARK, key="id", right=Right.SET_UP)


def days_off_frame(session: Session, project_id: int) -> pd.DataFrame:
    """List the days of a project that differ from its country's, in order.

    Returns
    -------
    DataFrame, shape (n_days, 4)
        Columns ``id, day, is_working, name``.
    """
    d = _DAY_OFF.c
    query = (
        select(d.id, d.day, d.is_working, d.name).where(d.project_id == project_id).order_by(d.day)
    )
    return frame(session, query, {"id": "int64", "is_working": "bool"})


def change_marks_frame(session: Session, project_id: int) -> pd.DataFrame:
    """List the marked changes of a project, in order.

    Returns
    -------
    DataFrame, shape (n_marks, 5)
        Columns ``id, day, kind, title_en, title_zh``.
    """
    m = _MARK.c
    query = (
        select(m.id, m.day, m.kind, m.title_en, m.title_zh)
        .where(m.project_id == project_id)
        .order_by(m.day, m.id)
    )
    return frame(session, query, {"id": "int64"})


def all_days_off_frame(session: Session) -> pd.DataFrame:
    """List the days of every project that differ from its country's.

    Returns
    -------
    DataFrame, shape (n_days, 3)
        Columns ``project_id, day, is_working``.
    """
    d = _DAY_OFF.c
    query = select(d.project_id, d.day, d.is_working).order_by(d.project_id, d.day)
    return frame(session, query, {"project_id": "int64", "is_working": "bool"})
