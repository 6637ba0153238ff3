"""Cards and their flagged days: stored, read, listed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import pandas as pd
from sqlalchemy import Select, delete, func, insert, select, update

from ecogov.domain.anomalies.asking import AnomalyFilter
from ecogov.domain.people import Right
from ecogov.storage.anomalies.tables import AnomalyDayRow, AnomalyRow
from ecogov.storage.projects import PROJECT
from ecogov.storage.registers import Register, Session, frame

ANOMALY: Final[Any] = AnomalyRow.__table__  # type: ignore[attr-defined]
DAY: Final[Any] = AnomalyDayRow.__table__  # type: ignore[attr-defined]
ANOMALIES: Final = Register("anomaly", ANOMALY, key="number", right=Right.TRIAGE)

_LISTED: Final = (
    "id", "version", "project_id", "number", "status", "owner", "reason", "snoozed_until",
    "found_at", "settled_at", "first_day", "last_day", "metric", "finding", "direction", "p_value",
    "score", "series_count", "vendor_id", "queue_id", "locale", "annotator_id", "lead", "cause",
    "context",
)  # fmt: skip
_KINDS: Final = {
    "id": "int64", "version": "int64", "project_id": "int64", "number": "int64",
    "found_at": "datetime64[us, UTC]", "settled_at": "datetime64[us, UTC]", "p_value": "float64",
    "score": "float64", "series_count": "int64", "vendor_id": "int64", "queue_id": "int64",
    "annotator_id": "int64",
}  # fmt: skip


def cards_frame(
    session: Session,
    project_ids: Collection[int] | None,
    *,
    asked: AnomalyFilter,
    before: date | None = None,
    most: int | None = None,
) -> pd.DataFrame:
    """List cards, the strangest first; None for all projects.

    Parameters
    ----------
    asked : AnomalyFilter
        Its project is not looked at: `project_ids` says it.
    before : date, optional
        Only cards whose last flagged day is before this one.
    most : int, optional
        Only so many of the newest.

    Returns
    -------
    DataFrame, shape (n_cards, 26)
        The columns of a card but its picture, and ``project_code``.
    """
    query = _of_projects(
        select(*(ANOMALY.c[name] for name in _LISTED), PROJECT.c.code.label("project_code"))
        .join(PROJECT, PROJECT.c.id == ANOMALY.c.project_id)
        .where(PROJECT.c.archived_at.is_(None)),
        project_ids,
    )
    query = query.where(ANOMALY.c.status.in_(asked.statuses))
    if asked.metric:
        query = query.where(ANOMALY.c.metric == asked.metric)
    if asked.since is not None:
        query = query.where(ANOMALY.c.last_day >= asked.since)
    if before is not None:
        query = query.where(ANOMALY.c.last_day < before)
    if most is not None:
        query = query.order_by(ANOMALY.c.last_day.desc()).limit(most)
        return frame(session, query, _KINDS)
    return frame(session, query.order_by(ANOMALY.c.p_value, ANOMALY.c.id), _KINDS)


def _of_projects(query: Select[Any], project_ids: Collection[int] | None) -> Select[Any]:
    return query if project_ids is None else query.where(ANOMALY.c.project_id.in_(project_ids))


def counts_by_project(session: Session, status: str) -> dict[int, int]:
    """Count the cards of a status, as stored, by project."""
    query = (
        select(ANOMALY.c.project_id, func.count())
        .where(ANOMALY.c.status == status)
        .group_by(ANOMALY.c.project_id)
    )
    return dict(session.execute(query).all())


def next_number(session: Session, project_id: int) -> int:
    """Give the number of a project's next card."""
    query = select(func.coalesce(func.max(ANOMALY.c.number), 0)).where(
        ANOMALY.c.project_id == project_id
    )
    return int(session.execute(query).scalar_one()) + 1


def outcomes_frame(session: Session, project_ids: Collection[int] | None) -> pd.DataFrame:
    """List how every card stands, for counting.

    Returns
    -------
    DataFrame, shape (n_cards, 6)
        Columns ``project_id, metric, finding, status, reason, found_at`` (UTC).
    """
    a = ANOMALY.c
    query = _of_projects(
        select(a.project_id, a.metric, a.finding, a.status, a.reason, a.found_at), project_ids
    )
    return frame(session, query, {"project_id": "int64", "found_at": "datetime64[us, UTC]"})


def find_card(session: Session, project_id: int, number: int) -> int | None:
    """Find the id of a card by its number within the project."""
    query = select(ANOMALY.c.id).where(
        ANOMALY.c.project_id == project_id, ANOMALY.c.number == number
    )
    found: int | None = session.execute(query).scalar_one_or_none()
    return found


class Numbered(NamedTuple):
    """A card as links name it: its number within its project."""

    number: int
    project_id: int
    code: str


def numbers_of(session: Session, ids: Collection[int]) -> dict[int, Numbered]:
    """Give the numbers of cards with their projects, by id."""
    if not ids:
        return {}
    query = (
        select(ANOMALY.c.id, ANOMALY.c.number, ANOMALY.c.project_id, PROJECT.c.code)
        .join(PROJECT, PROJECT.c.id == ANOMALY.c.project_id)
        .where(ANOMALY.c.id.in_(ids))
    )
    return {row[0]: Numbered(*row[1:]) for row in session.execute(query)}


def cards_of(session: Session, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Read cards as they are stored, by id."""
    if not ids:
        return {}
    query = select(ANOMALY).where(ANOMALY.c.id.in_(ids))
    return {row["id"]: dict(row) for row in session.execute(query).mappings()}


def cards_seen_since(session: Session, project_id: int, day: date) -> dict[int, dict[str, Any]]:
    """Read the cards of a project with a flagged day on or after a day, by id."""
    query = select(ANOMALY).where(ANOMALY.c.project_id == project_id, ANOMALY.c.last_day >= day)
    return {
        row["id"]: dict(row) for row in session.execute(query.order_by(ANOMALY.c.id)).mappings()
    }


def add_card(session: Session, values: Mapping[str, Any]) -> int:
    """Store a card that a scan found; it needs no entry in the trail: the scan is its receipt."""
    return int(
        session.execute(insert(ANOMALY).values(**values).returning(ANOMALY.c.id)).scalar_one()
    )


def update_card(session: Session, card_id: int, values: Mapping[str, Any]) -> None:
    """Tell a card what a scan learnt of it; its version is the one that people count."""
    session.execute(update(ANOMALY).where(ANOMALY.c.id == card_id).values(**values))


def days_frame(
    session: Session,
    *,
    project_id: int | None = None,
    card_ids: Collection[int] | None = None,
    since: date | None = None,
) -> pd.DataFrame:
    """List flagged days, by day and then the strangest first."""
    query = select(DAY)
    if project_id is not None:
        query = query.where(DAY.c.project_id == project_id)
    if card_ids is not None:
        query = query.where(DAY.c.anomaly_id.in_(card_ids))
    if since is not None:
        query = query.where(DAY.c.day >= since)
    kinds = {"id": "int64", "anomaly_id": "int64", "p_value": "float64", "value": "float64",
             "numerator": "float64", "denominator": "float64"}  # fmt: skip
    return frame(session, query.order_by(DAY.c.day, DAY.c.p_value, DAY.c.id), kinds)


def drop_days(session: Session, ids: Sequence[int]) -> None:
    """Forget flagged days that are not strange any more."""
    if ids:
        session.execute(delete(DAY).where(DAY.c.id.in_(ids)))


def add_days(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store flagged days."""
    if rows:
        session.execute(insert(DAY), list(rows))


def update_day(session: Session, day_id: int, values: Mapping[str, Any]) -> None:
    """Store how a flagged day is judged now."""
    session.execute(update(DAY).where(DAY.c.id == day_id).values(**values))
