"""Tables of people: accounts, roles, sessions, invitations, failed attempts, secrets."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field

from ecogov.storage.base import Base, UtcDateTime

_PK = BigInteger().with_variant(Integer(), "sqlite")
_HASH = 64


class AccountRow(Base, table=True):
    """A person who may sign in; without a password only by invitation or single sign-on."""

    __tablename__ = "account"

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    email: str = Field(max_length=254, unique=True)
    name_en: str = Field(default="", max_length=120)
    name_zh: str = Field(default="", max_length=120)
    language: str = Field(default="", max_length=10)
    password_hash: str | None = Field(default=None, max_length=200)
    subject: str | None = Field(default=None, max_length=400, unique=True)
    roles_version: int = Field(default=1)
    created_at: datetime = Field(sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RoleGrantRow(Base, table=True):
    """A role of an account: everywhere, in a programme, or in a project."""

    __tablename__ = "role_grant"

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    role: str = Field(max_length=20)
    programme: str | None = Field(default=None, max_length=80)
    project_id: int | None = Field(default=None, foreign_key="project.id", ondelete="CASCADE")
    is_from_sso: bool = False


class SignInSessionRow(Base, table=True):
    """A signed-in browser; its cookie is stored as a hash only."""

    __tablename__ = "sign_in_session"

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    token_hash: str = Field(max_length=_HASH, unique=True)
    started_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    address: str = Field(default="", max_length=64)
    agent: str = Field(default="", max_length=200)


class InvitationRow(Base, table=True):
    """A link that works once: for an account to choose a password, or for the first of all."""

    __tablename__ = "invitation"

    id: int = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=_HASH, unique=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="CASCADE")
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=120)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInFailureRow(Base, table=True):
    """A failed attempt; `subject` is a keyed hash of what was typed, or of the address."""

    __tablename__ = "sign_in_failure"

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    subject: str = Field(max_length=_HASH, index=True)
    at: datetime = Field(sa_type=UtcDateTime)


class SingleSignOnRow(Base, table=True):
    """A visit to the identity provider that has not come back yet."""

    __tablename__ = "single_sign_on"

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    state_hash: str = Field(max_length=_HASH, unique=True)
    nonce: str = Field(max_length=100)
    code_verifier: str = Field(max_length=128)
    next_path: str = Field(max_length=2000)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class SecretRow(Base, table=True):
    """A key that the program made for itself."""

    __tablename__ = "secret"

    name: str = Field(max_length=40, primary_key=True)
    value: str = Field(max_length=100)
