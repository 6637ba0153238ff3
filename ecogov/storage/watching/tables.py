"""Tables of frozen control limits, of rules beside the detectors, and of the alarms they raised."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, UniqueConstraint
from sqlmodel import Field

from ecogov.storage.base import Base, JsonType, UtcDateTime

_PK = BigInteger().with_variant(Integer(), "sqlite")


class ControlLimitRow(Base, table=True):
    """Limits that were frozen for a KPI of a slice; those in force have no end."""

    __tablename__ = "control_limit"
    __table_args__ = (Index("ix_control_limit_series", "project_id", "metric", "slice_key"),)

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    metric: str = Field(max_length=40)
    slice_key: str = Field(max_length=64)
    slice: Any = Field(sa_type=JsonType)
    kind: str = Field(max_length=8)
    rules: str = Field(max_length=20)
    center: float
    sigma: float
    first_on: date
    last_on: date
    points: int
    is_share: bool
    frozen_at: datetime = Field(sa_type=UtcDateTime)
    frozen_by: str = Field(max_length=120)
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ProductionRuleRow(Base, table=True):
    """A plain rule that watches the work of a project, or of a part of it."""

    __tablename__ = "production_rule"

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    kind: str = Field(max_length=20)
    metric: str | None = Field(default=None, max_length=40)
    vendor_id: int | None = Field(default=None, foreign_key="vendor.id")
    queue_id: int | None = Field(default=None, foreign_key="queue.id", ondelete="CASCADE")
    locale: str | None = Field(default=None, max_length=35)
    seconds: float | None = None
    share: float | None = None
    count: int | None = None
    among: int | None = None
    days: int | None = None
    is_on: bool = False
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RuleAlarmRow(Base, table=True):
    """A rule was broken by a slice on a day; it is told once, until somebody has seen to it."""

    __tablename__ = "rule_alarm"
    __table_args__ = (
        UniqueConstraint("rule_id", "day", "slice_key"),
        Index("ix_rule_alarm_day", "project_id", "day"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    rule_id: int = Field(foreign_key="production_rule.id", ondelete="CASCADE")
    rule_version: int
    day: date
    slice_key: str = Field(max_length=64)
    slice: Any = Field(sa_type=JsonType)
    value: float
    threshold: float
    evidence: Any = Field(sa_type=JsonType)
    fired_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by: str = Field(default="", max_length=120)
