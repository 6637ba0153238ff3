"""Tables of the status report."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from ecogov.domain.people import Right
from ecogov.storage.base import Base, JsonType, UtcDateTime
from ecogov.storage.registers import Register


class StatusReportRow(Base, table=True):
    """A published report, frozen: its canonical text and the hash of that text.

    A report of a programme has no project. `number` counts within the subject.
    """

    __tablename__ = "status_report"
    __table_args__ = (UniqueConstraint("subject", "number"),)

    id: int = Field(default=None, primary_key=True)
    project_id: int | None = Field(
        default=None, foreign_key="project.id", ondelete="CASCADE", index=True
    )
    subject: str = Field(max_length=100)
    number: int
    as_of: date
    overall: str = Field(max_length=10)
    content: str = Field(sa_type=Text)
    content_hash: str = Field(max_length=64)
    published_at: datetime = Field(sa_type=UtcDateTime)
    published_by: str = Field(max_length=120)


class LightOverrideRow(Base, table=True):
    """A light that somebody set by hand, until a day."""

    __tablename__ = "light_override"

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    dimension: str = Field(max_length=20)
    light: str = Field(max_length=10)
    reason: str = Field(max_length=500)
    expires_on: date
    set_by: str = Field(max_length=120)
    set_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LightThresholdsRow(Base, table=True):
    """The thresholds of a programme; that of the empty name holds for all others."""

    __tablename__ = "light_thresholds"

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    programme: str = Field(max_length=80, unique=True)
    definition: Any = Field(sa_type=JsonType)


class StatusLinkRow(Base, table=True):
    """A secret address that shows one report, or always the latest of a subject.

    Only the hash of its token is stored.
    """

    __tablename__ = "status_link"

    id: int = Field(default=None, primary_key=True)
    project_id: int | None = Field(
        default=None, foreign_key="project.id", ondelete="CASCADE", index=True
    )
    subject: str = Field(max_length=100, index=True)
    report_id: int | None = Field(default=None, foreign_key="status_report.id", ondelete="CASCADE")
    token_hash: str = Field(max_length=64, unique=True)
    language: str = Field(max_length=10)
    is_redacted: bool = False
    expires_on: date
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=120)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    views: int = Field(default=0)
    viewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


REPORT: Final[Any] = StatusReportRow.__table__  # type: ignore[attr-defined]
OVERRIDE: Final[Any] = LightOverrideRow.__table__  # type: ignore[attr-defined]
THRESHOLDS: Final[Any] = LightThresholdsRow.__table__  # type: ignore[attr-defined]
LINK: Final[Any] = StatusLinkRow.__table__  # type: ignore[attr-defined]

OVERRIDES: Final = Register("light_override", OVERRIDE, key="id", right=Right.PUBLISH)
THRESHOLD_SETS: Final = Register(
    "light_thresholds", THRESHOLDS, key="programme", right=Right.SET_UP
)
LINKS: Final = Register("status_link", LINK, key="id", right=Right.PUBLISH)
