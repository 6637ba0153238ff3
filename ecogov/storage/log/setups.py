"""How projects run their logs: scales, appetite, contingency, ladder, working hours, views."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
from sqlalchemy import insert, or_, select

from ecogov.domain.people import Right
from ecogov.storage.log.attachments import (
    LogSetupRow,
    MilestoneLinkRow,
    RiskAppetiteRow,
    RiskScaleRow,
    SavedViewRow,
)
from ecogov.storage.registers import Register, Session, frame, within

SCALE: Final[Any] = RiskScaleRow.__table__  # type: ignore[attr-defined]
SETUP: Final[Any] = LogSetupRow.__table__  # type: ignore[attr-defined]
APPETITE: Final[Any] = RiskAppetiteRow.__table__  # type: ignore[attr-defined]
VIEW: Final[Any] = SavedViewRow.__table__  # type: ignore[attr-defined]
MILESTONE_LINK: Final[Any] = MilestoneLinkRow.__table__  # type: ignore[attr-defined]

SETUPS: Final = Register("log_setup", SETUP, key="project_id", right=Right.SET_UP)
SCALES: Final = Register("risk_scale", SCALE, key="id", right=Right.SET_UP)
APPETITES: Final = Register("risk_appetite", APPETITE, key="category", right=Right.SET_UP)
VIEWS: Final = Register("saved_view", VIEW, key="name", right=Right.TRIAGE)
MILESTONE_LINKS: Final = Register(
    "milestone_link", MILESTONE_LINK, key="successor_id", right=Right.LOG
)


def scale_in_force(session: Session, project_id: int | None) -> int | None:
    """Give the scale by which a project scores now: its newest, else the newest of all projects.

    Of no project it is the newest of all projects.

    None stands for the one that comes with the program.
    """
    s = SCALE.c
    query = (
        select(s.id)
        .where(or_(s.project_id == project_id, s.project_id.is_(None)))
        .order_by(s.project_id.is_(None), s.id.desc())
        .limit(1)
    )
    found = session.execute(query).first()
    return None if found is None else int(found[0])


def scales(session: Session) -> dict[int, Any]:
    """Give every version of every scale by its id."""
    s = SCALE.c
    query = select(s.id, s.project_id, s.definition, s.created_at, s.created_by).order_by(s.id)
    return {int(row["id"]): dict(row) for row in session.execute(query).mappings()}


def add_scale(session: Session, values: Mapping[str, Any]) -> int:
    """Keep a new version of a scale and give its id."""
    return int(session.execute(insert(SCALE).values(**values).returning(SCALE.c.id)).scalar_one())


def setup(session: Session, project_id: int) -> Mapping[str, Any] | None:
    """Read how a project runs its log; None while it runs it as the program comes."""
    query = select(SETUP).where(SETUP.c.project_id == project_id)
    row = session.execute(query).mappings().first()
    return None if row is None else dict(row)


def appetites_frame(session: Session, project_id: int) -> pd.DataFrame:
    """List the appetite of a project: ``id, category, appetite, tolerance, version``."""
    a = APPETITE.c
    query = (
        select(a.id, a.category, a.appetite, a.tolerance, a.version)
        .where(a.project_id == project_id)
        .order_by(a.category)
    )
    kinds = {"id": "int64", "appetite": "int64", "tolerance": "int64", "version": "int64"}
    return frame(session, query, kinds)


def links_frame(session: Session, projects: frozenset[int] | None) -> pd.DataFrame:
    """List which milestones wait for which, of some projects or of all.

    Returns
    -------
    DataFrame, shape (n_links, 6)
        Columns ``id, project_id, predecessor_id, successor_id, type, lag_days``.
    """
    m = MILESTONE_LINK.c
    query = (
        select(m.id, m.project_id, m.predecessor_id, m.successor_id, m.type, m.lag_days)
        .where(*within(m.project_id, projects))
        .order_by(m.id)
    )
    names = ("id", "project_id", "predecessor_id", "successor_id", "lag_days")
    return frame(session, query, dict.fromkeys(names, "int64"))


def views_frame(session: Session, page: str) -> pd.DataFrame:
    """List the views saved on a page by name: ``id, name, query, created_by, version``."""
    v = VIEW.c
    query = (
        select(v.id, v.name, v.query, v.created_by, v.version)
        .where(v.page == page)
        .order_by(v.name)
    )
    return frame(session, query, {"id": "int64", "version": "int64"})
