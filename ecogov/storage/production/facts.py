"""Tables of what exports said: imports, events, and the roll-ups derived from them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Index,
    Integer,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from ecogov.storage.base import Base, JsonType, UtcDateTime

_PK = BigInteger().with_variant(Integer(), "sqlite")


class SourceRow(Base, table=True):
    """One tool (or one vendor's sheet) that feeds a project; part of every row's natural key."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("project_id", "format", "instance"),)

    id: int = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    format: str = Field(max_length=40)
    instance: str = Field(default="", max_length=120)


class AnnotatorRow(Base, table=True):
    """A person as the tools name them, inside one project."""

    __tablename__ = "annotator"
    __table_args__ = (UniqueConstraint("project_id", "external_id"),)

    id: int = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    external_id: str = Field(max_length=400)


class MappingRow(Base, table=True):
    """Which columns of a vendor's production sheet mean what; saved once, used every day."""

    __tablename__ = "sheet_mapping"
    __table_args__ = (UniqueConstraint("project_id", "header_key"),)

    id: int = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    header_key: str = Field(max_length=64)
    mapping: Any = Field(sa_type=JsonType)


class ImportRow(Base, table=True):
    """One file taken in: the receipt that can be opened later and taken back as a whole."""

    __tablename__ = "import"

    id: int = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    source_id: int = Field(foreign_key="source.id", ondelete="CASCADE")
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=120)
    format: str = Field(max_length=40)
    file: str = Field(max_length=400)
    sha256: str = Field(max_length=64)
    receipt: Any = Field(sa_type=JsonType)
    rejected: int = 0
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    undone_by: str | None = Field(default=None, max_length=120)


class ImportOverlapRow(Base, table=True):
    """An import that met rows of an earlier one; the earlier cannot be undone before it."""

    __tablename__ = "import_overlap"
    __table_args__ = (PrimaryKeyConstraint("import_id", "earlier_id"),)

    import_id: int = Field(foreign_key="import.id", ondelete="CASCADE")
    earlier_id: int = Field(foreign_key="import.id", ondelete="CASCADE")


class RejectionRow(Base, table=True):
    """One row of a file that was not imported, with its reason as a code."""

    __tablename__ = "import_rejection"

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    import_id: int = Field(foreign_key="import.id", ondelete="CASCADE", index=True)
    row: int
    field: str = Field(max_length=120)
    code: str = Field(max_length=60)
    params: Any = Field(sa_type=JsonType)
    raw: str = Field(default="")


class _EventColumns(Base):
    project_id: int
    source_id: int
    import_id: int
    source_row: int | None = None
    event_id: str
    item_id: str | None = None
    batch: str | None = None
    annotator_id: int | None = None
    vendor_id: int | None = None
    queue_id: int | None = None
    locale: str | None = None
    stage: str
    attempt: int | None = None
    assigned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    source_updated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    handle_seconds: float | None = None
    time_basis: str
    page_id: str | None = None
    label: str | None = None
    label_source: str
    is_gold: bool | None = Field(default=None, sa_type=Boolean)
    is_reference: bool | None = Field(default=None, sa_type=Boolean)
    gold_label: str | None = None
    gold_correct: bool | None = Field(default=None, sa_type=Boolean)
    is_tainted: bool | None = Field(default=None, sa_type=Boolean)
    review_result: str | None = None
    reviewer_id: int | None = None
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_skipped: bool | None = Field(default=None, sa_type=Boolean)
    is_cancelled: bool | None = Field(default=None, sa_type=Boolean)
    prelabel: str | None = None
    prelabel_model: str | None = None
    guideline_version: str | None = None
    content_severity: int | None = None
    amount: float | None = None
    currency: str | None = None
    units: int
    units_accepted: int | None = None
    units_reviewed: int | None = None
    units_correct: int | None = None
    units_returned: int | None = None
    units_received: int | None = None
    units_open: int | None = None
    day: date | None = None
    review_day: date | None = None
    received_day: date | None = None
    worked_seconds: float | None = None
    is_overlapping: bool | None = Field(default=None, sa_type=Boolean)
    gold_ok: bool | None = Field(default=None, sa_type=Boolean)
    is_superseded: bool | None = Field(default=None, sa_type=Boolean)


class EventRow(_EventColumns, table=True):
    """One canonical row of an export, as last told; what follows ``units_open`` is derived."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("source_id", "event_id"),
        Index("ix_event_project_day", "project_id", "day"),
        Index("ix_event_project_item", "project_id", "item_id"),
        Index("ix_event_import", "import_id"),
        Index(
            "ix_event_source_page",
            "source_id",
            "page_id",
            sqlite_where=text("page_id IS NOT NULL"),
            postgresql_where=text("page_id IS NOT NULL"),
        ),
        Index(
            "ix_event_reference",
            "project_id",
            "item_id",
            sqlite_where=text("is_reference"),
            postgresql_where=text("is_reference"),
        ),
        Index(
            "ix_event_open",
            "project_id",
            "item_id",
            sqlite_where=text("submitted_at IS NULL AND annotator_id IS NULL"),
            postgresql_where=text("submitted_at IS NULL AND annotator_id IS NULL"),
        ),
        Index(
            "ix_event_project_review_day",
            "project_id",
            "review_day",
            sqlite_where=text("review_day IS NOT NULL"),
            postgresql_where=text("review_day IS NOT NULL"),
        ),
        Index(
            "ix_event_project_received_day",
            "project_id",
            "received_day",
            sqlite_where=text("received_day IS NOT NULL"),
            postgresql_where=text("received_day IS NOT NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True, sa_type=_PK)


class EventBeforeRow(_EventColumns, table=True):
    """What an event said before an import changed it; undo puts it back."""

    __tablename__ = "event_before"

    pk: int = Field(default=None, primary_key=True, sa_type=_PK)
    replaced_by: int = Field(foreign_key="import.id", ondelete="CASCADE", index=True)
    id: int = Field(sa_type=BigInteger)
