"""Sessions, invitations, failed attempts, visits to the identity provider, secrets."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

import pandas as pd
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ecogov.storage.people.tables import (
    InvitationRow,
    SecretRow,
    SignInFailureRow,
    SingleSignOnRow,
)
from ecogov.storage.people.visits import ACCOUNT, LONGEST, SESSION, holds
from ecogov.storage.registers import Session, frame

INVITATION: Final[Any] = InvitationRow.__table__  # type: ignore[attr-defined]
FAILURE: Final[Any] = SignInFailureRow.__table__  # type: ignore[attr-defined]
SINGLE_SIGN_ON: Final[Any] = SingleSignOnRow.__table__  # type: ignore[attr-defined]
SECRET: Final[Any] = SecretRow.__table__  # type: ignore[attr-defined]


def start(
    session: Session, account_id: int, token_hash: str, *, now: datetime, where: Mapping[str, str]
) -> int:
    """Store a new session of an account and give its id."""
    values = {
        "account_id": account_id,
        "token_hash": token_hash,
        "started_at": now,
        "seen_at": now,
        "expires_at": now + LONGEST,
        **where,
    }
    statement = insert(SESSION).values(values).returning(SESSION.c.id)
    return int(session.execute(statement).scalar_one())


def find(session: Session, token_hash: str, *, now: datetime) -> dict[str, Any] | None:
    """Read a session that still lets in, with its account; None without one."""
    s, a = SESSION.c, ACCOUNT.c
    query = (
        select(s.id, s.account_id, s.seen_at, s.address, a.email, a.name_en, a.name_zh,
               a.language, a.roles_version, a.password_hash.is_not(None).label("has_password"))
        .select_from(SESSION.join(ACCOUNT, a.id == s.account_id))
        .where(s.token_hash == token_hash, holds(now))
    )  # fmt: skip
    row = session.execute(query).mappings().first()
    return None if row is None else dict(row)


def seen(session: Session, session_id: int, now: datetime) -> None:
    """Remember that a session is in use."""
    session.execute(update(SESSION).where(SESSION.c.id == session_id).values(seen_at=now))


def end_all(session: Session, now: datetime, *, account_id: int, but: int | None = None) -> int:
    """End the sessions of an account, but for one; tell how many there were."""
    s = SESSION.c
    query = update(SESSION).where(s.account_id == account_id, s.ended_at.is_(None))
    if but is not None:
        query = query.where(s.id != but)
    return len(session.execute(query.values(ended_at=now).returning(s.id)).all())


def end_one(session: Session, session_id: int, now: datetime) -> None:
    """End a session."""
    session.execute(update(SESSION).where(SESSION.c.id == session_id).values(ended_at=now))


def sessions_frame(session: Session, account_id: int, now: datetime) -> pd.DataFrame:
    """List the sessions of an account that still let in, the one used last first.

    Returns
    -------
    DataFrame, shape (n_sessions, 5)
        Columns ``id, started_at, seen_at`` (UTC), ``address`` and ``agent``.
    """
    s = SESSION.c
    query = (
        select(s.id, s.started_at, s.seen_at, s.address, s.agent)
        .select_from(SESSION.join(ACCOUNT, ACCOUNT.c.id == s.account_id))
        .where(s.account_id == account_id, holds(now))
        .order_by(s.seen_at.desc(), s.id.desc())
    )
    instant = "datetime64[us, UTC]"
    return frame(session, query, {"id": "int64", "started_at": instant, "seen_at": instant})


def forget_old(session: Session, before: datetime) -> None:
    """Drop sessions and attempts that ended long ago."""
    session.execute(delete(SESSION).where(SESSION.c.expires_at < before))
    session.execute(delete(FAILURE).where(FAILURE.c.at < before))
    session.execute(delete(SINGLE_SIGN_ON).where(SINGLE_SIGN_ON.c.expires_at < before))


def invite(
    session: Session, token_hash: str, account_id: int | None, *, by: str,
    span: tuple[datetime, datetime],
) -> int:  # fmt: skip
    """Store an invitation from and to an instant; earlier ones of the account stop working."""
    i = INVITATION.c
    if account_id is not None:
        unused = (i.account_id == account_id) & i.used_at.is_(None)
        session.execute(delete(INVITATION).where(unused))
    values = {
        "token_hash": token_hash,
        "account_id": account_id,
        "created_at": span[0],
        "created_by": by,
        "expires_at": span[1],
    }
    return int(session.execute(insert(INVITATION).values(values).returning(i.id)).scalar_one())


def invitation(session: Session, token_hash: str, now: datetime) -> dict[str, Any] | None:
    """Read an invitation that still works; None without one."""
    i = INVITATION.c
    query = select(INVITATION).where(
        i.token_hash == token_hash, i.used_at.is_(None), i.expires_at > now
    )
    row = session.execute(query.with_for_update()).mappings().first()
    return None if row is None else dict(row)


def use(session: Session, invitation_id: int, now: datetime) -> None:
    """Let an invitation work no more."""
    query = update(INVITATION).where(INVITATION.c.id == invitation_id)
    session.execute(query.values(used_at=now))


def n_failures(session: Session, subject: str, since: datetime) -> int:
    """Count the failed attempts of a subject."""
    query = select(func.count()).where(FAILURE.c.subject == subject, FAILURE.c.at > since)
    return int(session.execute(query).scalar_one())


def failed(session: Session, subject: str, now: datetime) -> int:
    """Remember an attempt as failed and give its id."""
    statement = insert(FAILURE).values(subject=subject, at=now).returning(FAILURE.c.id)
    return int(session.execute(statement).scalar_one())


def forgive(session: Session, subject: str, attempts: Collection[int]) -> None:
    """Forget all failed attempts of a subject, and single ones by their ids."""
    forgiven = (FAILURE.c.subject == subject) | FAILURE.c.id.in_(attempts)
    session.execute(delete(FAILURE).where(forgiven))


def leave_for_sso(session: Session, values: Mapping[str, object]) -> None:
    """Remember a visit to the identity provider."""
    session.execute(insert(SINGLE_SIGN_ON).values(**values))


def back_from_sso(session: Session, state_hash: str, now: datetime) -> dict[str, Any] | None:
    """Take up a visit to the identity provider, once; None without one in time."""
    s = SINGLE_SIGN_ON.c
    query = delete(SINGLE_SIGN_ON).where(s.state_hash == state_hash, s.expires_at > now)
    row = session.execute(query.returning(SINGLE_SIGN_ON)).mappings().first()
    return None if row is None else dict(row)


def secret(session: Session, name: str) -> str | None:
    """Read a key that the program made for itself; None before it did."""
    value: str | None = session.execute(
        select(SECRET.c.value).where(SECRET.c.name == name)
    ).scalar_one_or_none()
    return value


def make_secret(session: Session, name: str) -> None:
    """Make a key, unless another process was faster."""
    try:
        with session.begin_nested():
            session.execute(insert(SECRET).values(name=name, value=secrets.token_hex(32)))
    except IntegrityError:
        return
