"""Feedback on detectors, and how many false alarms people put up with."""

from collections.abc import Collection
from typing import Any, Final

import pandas as pd
from sqlalchemy import func, insert, select, update

from ecogov.domain.people import Right
from ecogov.storage.anomalies.tables import AlarmBudgetRow, FeedbackRow
from ecogov.storage.projects import PROJECT
from ecogov.storage.registers import Register, Session, frame, now

FEEDBACK: Final[Any] = FeedbackRow.__table__  # type: ignore[attr-defined]
BUDGET: Final[Any] = AlarmBudgetRow.__table__  # type: ignore[attr-defined]
BUDGETS: Final = Register("alarm_budget", BUDGET, key="project_id", right=Right.SET_UP)
FEEDBACKS: Final = Register("anomaly_feedback", FEEDBACK, key="id", right=Right.TRIAGE)


def steps(session: Session, project_id: int) -> dict[tuple[str, str], int]:
    """Sum what stands of the feedback of a project, by series and finding."""
    f = FEEDBACK.c
    query = (
        select(f.series, f.finding, func.sum(f.step))
        .where(f.project_id == project_id, f.revoked_at.is_(None))
        .group_by(f.series, f.finding)
    )
    found: list[Any] = list(session.execute(query))
    return {(series, finding): int(total) for series, finding, total in found}


def add_feedback(session: Session, rows: Collection[dict[str, Any]]) -> None:
    """Keep what a verdict did to the detectors of the series of a card."""
    if rows:
        session.execute(insert(FEEDBACK), list(rows))


def revoke(session: Session, anomaly_id: int) -> None:
    """Take back what the verdicts on a card did."""
    session.execute(
        update(FEEDBACK)
        .where(FEEDBACK.c.anomaly_id == anomaly_id, FEEDBACK.c.revoked_at.is_(None))
        .values(revoked_at=now())
    )


def feedback_frame(session: Session, project_ids: Collection[int] | None) -> pd.DataFrame:
    """List the feedback that stands, newest first.

    Returns
    -------
    DataFrame, shape (n_entries, 9)
        Columns ``id, project_id, project_code, anomaly_id, series, finding, step, at`` (UTC) and
        ``actor``.
    """
    f = FEEDBACK.c
    query = (
        select(f.id, f.project_id, PROJECT.c.code.label("project_code"), f.anomaly_id, f.series,
               f.finding, f.step, f.at, f.actor)
        .join(PROJECT, PROJECT.c.id == f.project_id)
        .where(f.revoked_at.is_(None))
        .order_by(f.id.desc())
    )  # fmt: skip
    if project_ids is not None:
        query = query.where(f.project_id.in_(project_ids))
    kinds = {"id": "int64", "project_id": "int64", "anomaly_id": "int64", "step": "int64",
             "at": "datetime64[us, UTC]"}  # fmt: skip
    return frame(session, query, kinds)


def find_budget(session: Session, project_id: int | None) -> dict[str, Any] | None:
    """Read the budget that was set for a project, or with None for all of them."""
    is_it = (
        BUDGET.c.project_id.is_(None) if project_id is None else BUDGET.c.project_id == project_id
    )
    row = session.execute(select(BUDGET).where(is_it)).mappings().first()
    return None if row is None else dict(row)
