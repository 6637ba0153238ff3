"""Tables of anomalies: scans, flagged days, cards, feedback, budgets, stand-ups."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, PrimaryKeyConstraint, Text, UniqueConstraint
from sqlmodel import Field

from ecogov.storage.base import Base, JsonType, UtcDateTime

_PK = BigInteger().with_variant(Integer(), "sqlite")


class ScanRow(Base, table=True):
    """One scan: what it looked at, what it found, what it could not look at."""

    __tablename__ = "anomaly_scan"

    id: int = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=120)
    as_of: date
    series: int
    days: int
    flagged: int
    seconds: float
    budget: float
    failures: Any = Field(sa_type=JsonType)


class ScannedDayRow(Base, table=True):
    """A day of a project that was scanned, and what its figures were then."""

    __tablename__ = "anomaly_scanned_day"
    __table_args__ = (PrimaryKeyConstraint("project_id", "day"),)

    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    day: date
    fingerprint: str = Field(max_length=16)


class _Place(Base):
    vendor_id: int = 0
    queue_id: int = 0
    locale: str = Field(default="", max_length=35)
    annotator_id: int = 0


class AnomalyRow(_Place, table=True):
    """A card: one incident with all its flagged days, led by the strangest of its series."""

    __tablename__ = "anomaly"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        Index(None, "project_id", "status"),
        Index(None, "metric", "last_day"),
    )

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    number: int
    status: str = Field(max_length=20)
    owner: str = Field(default="", max_length=120)
    reason: str = Field(default="", max_length=20)
    snoozed_until: date | None = None
    found_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_day: date
    last_day: date
    metric: str = Field(max_length=40)
    finding: str = Field(max_length=20)
    direction: str = Field(max_length=4)
    p_value: float
    score: float
    series_count: int
    lead: Any = Field(sa_type=JsonType)
    picture: Any = Field(sa_type=JsonType)
    cause: Any = Field(default=None, sa_type=JsonType, nullable=True)
    context: Any = Field(sa_type=JsonType)


class AnomalyDayRow(_Place, table=True):
    """A flagged day of a series, as it was judged with what was known up to it."""

    __tablename__ = "anomaly_day"
    __table_args__ = (
        UniqueConstraint("project_id", "series", "day"),
        Index(None, "project_id", "day"),
        Index(None, "anomaly_id"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    anomaly_id: int = Field(foreign_key="anomaly.id", ondelete="CASCADE")
    series: str = Field(max_length=160)
    metric: str = Field(max_length=40)
    measure: str = Field(max_length=10)
    day: date
    value: float
    numerator: float | None = None
    denominator: float | None = None
    expected: float
    expected_low: float
    expected_high: float
    p_value: float
    score: float
    direction: str = Field(max_length=4)
    finding: str = Field(max_length=20)
    since: date
    days: int
    siblings: int
    siblings_alike: int
    evidence: Any = Field(sa_type=JsonType)


class FeedbackRow(Base, table=True):
    """What a person's verdict on a card did to one detector of one series; may be taken back."""

    __tablename__ = "anomaly_feedback"
    __table_args__ = (Index(None, "project_id", "series"),)

    id: int = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    anomaly_id: int = Field(foreign_key="anomaly.id", ondelete="CASCADE", index=True)
    series: str = Field(max_length=160)
    finding: str = Field(max_length=20)
    step: int
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=120)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AlarmBudgetRow(Base, table=True):
    """How many false alarms people put up with, in a project or (None) everywhere else."""

    __tablename__ = "alarm_budget"

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    project_id: int | None = Field(
        default=None, foreign_key="project.id", ondelete="CASCADE", unique=True
    )
    years_per_alarm: float
    weekly_alarms: float
    is_marked_planned: bool = False


class StandupRow(Base, table=True):
    """A stand-up over the anomalies of a project, or (None) of all."""

    __tablename__ = "standup"
    __table_args__ = (Index(None, "project_id", "started_at"),)

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    project_id: int | None = Field(default=None, foreign_key="project.id", ondelete="CASCADE")
    started_at: datetime = Field(sa_type=UtcDateTime)
    started_by: str = Field(max_length=120)
    minutes: str = Field(default="", sa_type=Text)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StandupActionRow(Base, table=True):
    """An action that somebody promised in a stand-up; the log holds the action itself."""

    __tablename__ = "standup_action"
    __table_args__ = (PrimaryKeyConstraint("standup_id", "action_id"),)

    standup_id: int = Field(foreign_key="standup.id", ondelete="CASCADE")
    action_id: int = Field(foreign_key="action.id", ondelete="CASCADE", index=True)
