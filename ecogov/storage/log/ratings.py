"""What reviews from outside said about projects, report by report."""

from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import Text, UniqueConstraint, select
from sqlmodel import Field

from ecogov.storage.base import Base
from ecogov.storage.registers import Register, Session, frame, within


class ProjectRatingRow(Base, table=True):
    """The colour that somebody gave a project, as of a day; None where it was not published.

    `subject` is the name by which the source knows the project.
    """

    __tablename__ = "project_rating"
    __table_args__ = (UniqueConstraint("project_id", "source", "reported_on"),)

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    source: str = Field(max_length=80)
    subject: str = Field(default="", max_length=200)
    reported_on: date
    colour: str | None = Field(default=None, max_length=20)
    published: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    budget: float | None = None
    forecast: float | None = None
    whole_life_cost: float | None = None


RATING: Final[Any] = ProjectRatingRow.__table__  # type: ignore[attr-defined]
RATINGS: Final = Register("project_rating", RATING, key="reported_on")


def ratings_frame(session: Session, projects: frozenset[int] | None) -> pd.DataFrame:
    """List ratings, of one project or of all, by project and day.

    Returns
    -------
    DataFrame, shape (n_ratings, 12)
        See `ecogov.services.log.bringing.portfolio.project_ratings`.
    """
    r = RATING.c
    found = select(*r).where(*within(r.project_id, projects))
    query = found.order_by(r.project_id, r.reported_on, r.source)
    amounts = dict.fromkeys(("budget", "forecast", "whole_life_cost"), "Float64")
    return frame(
        session, query, {"id": "int64", "version": "int64", "project_id": "int64", **amounts}
    )


def project_known(session: Session, source: str, subject: str) -> int | None:
    """Find the project that a source calls by a name."""
    r = RATING.c
    query = select(r.project_id).where(r.source == source, r.subject == subject).limit(1)
    row = session.execute(query).first()
    return None if row is None else int(row[0])


def is_rated(session: Session, source: str, project_id: int) -> bool:
    """Tell whether a source has said anything about a project."""
    r = RATING.c
    query = select(r.id).where(r.source == source, r.project_id == project_id)
    return session.execute(query).first() is not None


def rating_of(session: Session, project_id: int, source: str, day: date) -> dict[str, Any] | None:
    """Read what a source said about a project as of a day; None where it said nothing."""
    r = RATING.c
    query = select(RATING).where(
        r.project_id == project_id, r.source == source, r.reported_on == day
    )
    row = session.execute(query).mappings().first()
    return None if row is None else dict(row)
