"""Stand-ups: when they were, what was said, and which actions were promised."""

from collections.abc import Collection
from typing import Any, Final

import pandas as pd
from sqlalchemy import insert, select

from ecogov.domain.people import Right
from ecogov.storage.anomalies.tables import StandupActionRow, StandupRow
from ecogov.storage.log.tables import ActionRow
from ecogov.storage.projects import PROJECT
from ecogov.storage.registers import Register, Session, frame

STANDUP: Final[Any] = StandupRow.__table__  # type: ignore[attr-defined]
PROMISE: Final[Any] = StandupActionRow.__table__  # type: ignore[attr-defined]
_ACTION: Final[Any] = ActionRow.__table__  # type: ignore[attr-defined]
STANDUPS: Final = Register("standup", STANDUP, key="id", right=Right.TRIAGE)


def standups_frame(session: Session, project_id: int | None, most: int) -> pd.DataFrame:
    """List the last stand-ups over a project, or with None over all, newest first.

    Returns
    -------
    DataFrame, shape (<= most, 6)
        Columns ``id, version, started_at`` (UTC), ``started_by, minutes, closed_at`` (UTC).
    """
    s = STANDUP.c
    is_it = s.project_id.is_(None) if project_id is None else s.project_id == project_id
    query = (
        select(s.id, s.version, s.started_at, s.started_by, s.minutes, s.closed_at)
        .where(is_it)
        .order_by(s.id.desc())
        .limit(most)
    )
    kinds = {"id": "int64", "version": "int64", "started_at": "datetime64[us, UTC]",
             "closed_at": "datetime64[us, UTC]"}  # fmt: skip
    return frame(session, query, kinds)


def add_promise(session: Session, standup_id: int, action_id: int) -> None:
    """Keep that an action was promised in a stand-up."""
    session.execute(insert(PROMISE).values(standup_id=standup_id, action_id=action_id))


def promises_frame(
    session: Session, project_ids: Collection[int] | None, done: Collection[str]
) -> pd.DataFrame:
    """List the actions promised in stand-ups that are in none of the statuses `done`.

    Returns
    -------
    DataFrame, shape (n_actions, 9)
        Columns ``id, version, number, title, owner, due_on, status, project_code`` and
        ``standup_id``; those due first.
    """
    a = _ACTION.c
    query = (
        select(a.id, a.version, a.number, a.title, a.owner, a.due_on, a.status,
               PROJECT.c.code.label("project_code"), PROMISE.c.standup_id)
        .join(PROMISE, PROMISE.c.action_id == a.id)
        .join(PROJECT, PROJECT.c.id == a.project_id)
        .where(a.archived_at.is_(None), a.status.not_in(done))
        .order_by(a.due_on.is_(None), a.due_on, a.id)
    )  # fmt: skip
    if project_ids is not None:
        query = query.where(a.project_id.in_(project_ids))
    kinds = {"id": "int64", "version": "int64", "number": "int64", "standup_id": "int64"}
    return frame(session, query, kinds)
