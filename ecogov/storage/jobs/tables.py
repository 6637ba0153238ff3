"""The table of the queue."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field

from ecogov.storage.base import Base, JsonType, UtcDateTime


class JobRow(Base, table=True):
    """One piece of work for the background, and what became of it.

    `dedupe` is held for as long as the row stands: who asks a second time under the same name
    asks for nothing. Without `run_at` it is due at once, whatever the clock says.
    """

    __tablename__ = "job"
    __table_args__ = (Index(None, "status", "run_at"),)

    id: int = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer(), "sqlite")
    )
    kind: str = Field(max_length=40)
    payload: Any = Field(sa_type=JsonType)
    dedupe: str | None = Field(default=None, max_length=200, unique=True)
    status: str = Field(max_length=10)
    run_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = Field(default=0)
    max_attempts: int = Field(default=3)
    claimed_by: str | None = Field(default=None, max_length=120)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_cancel_wanted: bool = False
    n_done: int | None = Field(default=None, sa_type=BigInteger)
    n_total: int | None = Field(default=None, sa_type=BigInteger)
    result: Any = Field(default=None, sa_type=JsonType, nullable=True)
    error: Any = Field(default=None, sa_type=JsonType, nullable=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=120)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
