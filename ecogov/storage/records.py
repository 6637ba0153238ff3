"""Tables of what people enter: projects, vendors, queues, targets; and the audit trail."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, UniqueConstraint
from sqlmodel import Field

from ecogov.storage.base import Base, JsonType, UtcDateTime

_PK = BigInteger().with_variant(Integer(), "sqlite")


class RevisionRow(Base, table=True):
    """One row: the number of write transactions so far; caches key on it."""

    __tablename__ = "revision"

    id: int = Field(default=1, primary_key=True)
    value: int = Field(default=0, sa_type=BigInteger)


class AuditRow(Base, table=True):
    """Who did what, when, with the values before and after; chained by hash."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_record", "record_type", "record_id"),)

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=120)
    action: str = Field(max_length=60)
    record_type: str = Field(max_length=40)
    record_id: str = Field(max_length=80)
    project_id: int | None = Field(default=None, index=True)
    before: Any = Field(default=None, sa_type=JsonType, nullable=True)
    after: Any = Field(default=None, sa_type=JsonType, nullable=True)
    address: str | None = Field(default=None, max_length=64)
    salt: str | None = Field(default=None, max_length=32)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class ProjectRow(Base, table=True):
    """A delivery: what was promised to whom, where and by when."""

    __tablename__ = "project"

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    code: str = Field(max_length=40, unique=True)
    name_en: str = Field(max_length=120)
    name_zh: str = Field(max_length=120)
    programme: str = Field(default="", max_length=80)
    requester: str = Field(default="", max_length=120)
    content_domain: str = Field(max_length=20)
    task_type: str = Field(default="", max_length=80)
    locales: list[str] = Field(default_factory=list, sa_type=JsonType)
    timezone: str = Field(default="UTC", max_length=64)
    country: str = Field(default="", max_length=8)
    start_on: date | None = None
    due_on: date | None = None
    target_units: int | None = Field(default=None, sa_type=BigInteger)
    unit_name: str = Field(default="", max_length=40)
    currency: str = Field(default="", max_length=3)
    pm: str = Field(default="", max_length=120)
    acceptance_basis: str = Field(default="submission", max_length=20)
    created_at: datetime = Field(sa_type=UtcDateTime)
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class VendorRow(Base, table=True):
    """Who does the work: a supplier or an in-house team."""

    __tablename__ = "vendor"

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    code: str = Field(max_length=80, unique=True)
    name_en: str = Field(max_length=120)
    name_zh: str = Field(default="", max_length=120)
    is_inhouse: bool = False
    created_by_import: int | None = None
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class QueueRow(Base, table=True):
    """A stream of work inside a project."""

    __tablename__ = "queue"
    __table_args__ = (UniqueConstraint("project_id", "code"),)

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    code: str = Field(max_length=120)
    name_en: str = Field(max_length=160)
    name_zh: str = Field(default="", max_length=160)
    created_by_import: int | None = None
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TargetRow(Base, table=True):
    """A promised value of a KPI (SLA, OLA or KPI), for a scope, from a day on."""

    __tablename__ = "target"

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    kind: str = Field(max_length=8)
    metric: str = Field(max_length=40)
    comparator: str = Field(max_length=2)
    value: float
    window: str = Field(default="month", max_length=10)
    vendor_id: int | None = Field(default=None, foreign_key="vendor.id")
    queue_id: int | None = Field(default=None, foreign_key="queue.id", ondelete="CASCADE")
    locale: str | None = Field(default=None, max_length=35)
    contract_clause: str = Field(default="", max_length=120)
    effective_from: date
    hours: float | None = None
    clock: str = Field(default="calendar", max_length=10)
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DayOffRow(Base, table=True):
    """A day that a project's calendar treats otherwise than the country does."""

    __tablename__ = "day_off"
    __table_args__ = (UniqueConstraint("project_id", "day"),)

    id: int = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    day: date
    is_working: bool = False
    name: str = Field(default="", max_length=120)


class ChangeMarkRow(Base, table=True):
    """A day on which something was changed on purpose; drawn on every trend."""

    __tablename__ = "change_mark"

    id: int = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    day: date
    kind: str = Field(max_length=40)
    title_en: str = Field(max_length=160)
    title_zh: str = Field(default="", max_length=160)
