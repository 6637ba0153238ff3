"""Tables of the overview; everything in them can be worked out anew."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Text
from sqlmodel import Field

from ecogov.storage.base import Base, UtcDateTime


class StandingRow(Base, table=True):
    """How a project stood when it was last looked into.

    `mark` is the newest entry of the audit trail that it takes into account.
    """

    __tablename__ = "standing"

    project_id: int = Field(primary_key=True, foreign_key="project.id", ondelete="CASCADE")
    day: date
    mark: int = Field(sa_type=BigInteger)
    content: str = Field(sa_type=Text)
    computed_at: datetime = Field(sa_type=UtcDateTime)


class LookRow(Base, table=True):
    """When a person looked at the overview last, and when the visit before that ended."""

    __tablename__ = "look"

    person: str = Field(primary_key=True, max_length=120)
    looked_at: datetime = Field(sa_type=UtcDateTime)
    before_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
