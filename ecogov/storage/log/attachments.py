"""Tables of what hangs on the records of the log: histories, links, notes, ways of working."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, Text, UniqueConstraint
from sqlmodel import Field

from ecogov.storage.base import Base, JsonType, UtcDateTime

_PK = BigInteger().with_variant(Integer(), "sqlite")


class RiskScaleRow(Base, table=True):
    """A version of what the levels of risks mean; a risk keeps the one it was scored by."""

    __tablename__ = "risk_scale"

    id: int = Field(default=None, primary_key=True)
    project_id: int | None = Field(default=None, foreign_key="project.id", ondelete="CASCADE")
    definition: Any = Field(sa_type=JsonType)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=120)


class RiskScoreRow(Base, table=True):
    """The levels of a risk at a stage from a day on; the last ones of a day count."""

    __tablename__ = "risk_score"
    __table_args__ = (UniqueConstraint("risk_id", "stage", "day"),)

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    risk_id: int = Field(foreign_key="risk.id", ondelete="CASCADE")
    stage: str = Field(max_length=10)
    day: date
    probability: int | None = None
    impact: int | None = None
    scale_id: int | None = Field(default=None, foreign_key="risk_scale.id")


class RiskStatusRow(Base, table=True):
    """What a risk was from a day on; the last word of a day counts."""

    __tablename__ = "risk_status"
    __table_args__ = (UniqueConstraint("risk_id", "day"),)

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    risk_id: int = Field(foreign_key="risk.id", ondelete="CASCADE")
    day: date
    status: str = Field(max_length=20)


class RiskAppetiteRow(Base, table=True):
    """How much risk of a category a project takes on."""

    __tablename__ = "risk_appetite"
    __table_args__ = (UniqueConstraint("project_id", "category"),)

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    category: str = Field(max_length=20)
    appetite: int
    tolerance: int


class LogSetupRow(Base, table=True):
    """How a project runs its log: working hours, ladder of escalations, contingency."""

    __tablename__ = "log_setup"
    __table_args__ = (UniqueConstraint("project_id"),)

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    contingency: float | None = None
    day_start: float = 9.0
    day_end: float = 18.0
    ladder: Any = Field(default=None, sa_type=JsonType, nullable=True)


class MilestoneForecastRow(Base, table=True):
    """When a milestone was expected, as of a day; the last word of a day counts."""

    __tablename__ = "milestone_forecast"
    __table_args__ = (UniqueConstraint("milestone_id", "reported_on"),)

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    milestone_id: int = Field(foreign_key="milestone.id", ondelete="CASCADE")
    reported_on: date
    forecast_on: date | None = None


class MilestoneBaselineRow(Base, table=True):
    """What a milestone was promised for, in the order of promising."""

    __tablename__ = "milestone_baseline"
    __table_args__ = (UniqueConstraint("milestone_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    milestone_id: int = Field(foreign_key="milestone.id", ondelete="CASCADE")
    number: int
    baseline_on: date
    change_id: int | None = Field(default=None, foreign_key="change_request.id")
    reason: str = Field(default="", sa_type=Text)
    set_at: datetime = Field(sa_type=UtcDateTime)
    set_by: str = Field(max_length=120)


class MilestoneLinkRow(Base, table=True):
    """One milestone waits for another."""

    __tablename__ = "milestone_link"
    __table_args__ = (UniqueConstraint("predecessor_id", "successor_id"),)

    id: int = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    predecessor_id: int = Field(foreign_key="milestone.id", ondelete="CASCADE")
    successor_id: int = Field(foreign_key="milestone.id", ondelete="CASCADE", index=True)
    type: str = Field(max_length=2)
    lag_days: int = Field(default=0)


class EscalationEventRow(Base, table=True):
    """Something that happened to an escalation."""

    __tablename__ = "escalation_event"

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    escalation_id: int = Field(foreign_key="escalation.id", ondelete="CASCADE", index=True)
    event: str = Field(max_length=20)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=120)
    level: str | None = Field(default=None, max_length=2)
    next_update_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str = Field(default="", sa_type=Text)


class RecordLinkRow(Base, table=True):
    """A record points at another, or at a KPI or an import, and says why."""

    __tablename__ = "record_link"
    __table_args__ = (
        UniqueConstraint("from_kind", "from_id", "relation", "to_kind", "to_id"),
        Index(None, "to_kind", "to_id"),
    )

    id: int = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    from_kind: str = Field(max_length=20)
    from_id: int
    relation: str = Field(max_length=20)
    to_kind: str = Field(max_length=20)
    to_id: str = Field(max_length=400)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=120)


class RecordNoteRow(Base, table=True):
    """A comment on a record, perhaps with an address to look at."""

    __tablename__ = "record_note"
    __table_args__ = (Index(None, "kind", "record_id"),)

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    kind: str = Field(max_length=20)
    record_id: int
    text: str = Field(default="", sa_type=Text)
    url: str = Field(default="", max_length=2000)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=120)


class RecordWatchRow(Base, table=True):
    """Somebody wants to hear of what happens to a record."""

    __tablename__ = "record_watch"
    __table_args__ = (UniqueConstraint("actor", "kind", "record_id"),)

    id: int = Field(default=None, primary_key=True)
    actor: str = Field(max_length=120)
    kind: str = Field(max_length=20)
    record_id: int


class SavedViewRow(Base, table=True):
    """A link to a page with its filters, under a name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("page", "name"),)

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    page: str = Field(max_length=40)
    name: str = Field(max_length=120)
    query: Any = Field(sa_type=JsonType)
    created_by: str = Field(max_length=120)


class CalendarFeedRow(Base, table=True):
    """A secret address under which calendars read a project's milestones; only its hash is kept."""

    __tablename__ = "calendar_feed"

    id: int = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    language: str = Field(max_length=10)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=120)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
