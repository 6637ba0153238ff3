"""Tables of what other systems come through."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, PrimaryKeyConstraint, Text
from sqlmodel import Field

from ecogov.storage.base import Base, JsonType, UtcDateTime


class ApiTokenRow(Base, table=True):
    """Who may come in by HTTP, for what, to which project; the token itself is not stored."""

    __tablename__ = "api_token"

    id: int = Field(default=None, primary_key=True)
    label: str = Field(max_length=120)
    token_hash: str = Field(max_length=64, unique=True)
    scopes: list[str] = Field(sa_type=JsonType)
    project_id: int | None = Field(
        default=None, foreign_key="project.id", ondelete="CASCADE", index=True
    )
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=120)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ApiReplayRow(Base, table=True):
    """The answer that a request under an idempotency key got; the same request gets it again."""

    __tablename__ = "api_replay"
    __table_args__ = (PrimaryKeyConstraint("token_id", "key"),)

    token_id: int = Field(foreign_key="api_token.id", ondelete="CASCADE")
    key: str = Field(max_length=200)
    fingerprint: str = Field(max_length=64)
    status: int
    body: Any = Field(sa_type=JsonType)
    created_at: datetime = Field(sa_type=UtcDateTime)


class WebhookRow(Base, table=True):
    """Where events are told to; `secret` signs them, so it has to be kept as it is."""

    __tablename__ = "webhook"

    id: int = Field(default=None, primary_key=True)
    url: str = Field(sa_type=Text)
    events: list[str] = Field(sa_type=JsonType)
    project_id: int | None = Field(
        default=None, foreign_key="project.id", ondelete="CASCADE", index=True
    )
    secret: str = Field(max_length=100)
    last_audit_id: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=120)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
