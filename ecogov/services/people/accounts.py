"""Accounts, as administrators see them: add, change, disable, give a password, list."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pandas as pd

from ecogov.domain.accounts import AccountDraft, check_password
from ecogov.domain.errors import DomainError, NotFoundError
from ecogov.domain.people import Right
from ecogov.services import editing
from ecogov.services.people import secrecy
from ecogov.services.people.rights import require
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.people import accounts, sessions
from ecogov.storage.people.accounts import ACCOUNTS
from ecogov.storage.registers import Session, now

_NEW: Final[dict[str, Any]] = {"version": 1, "roles_version": 1}


def add_account(db: Database, draft: AccountDraft, *, actor: str) -> int:
    """Create an account and give its id; nobody can sign in to it before a password is set.

    Raises
    ------
    DomainError
        ``account.taken`` when another account has the address.
    """
    require(db, Right.ADMINISTER)
    with db.write(actor) as session:
        return stored_account(session, draft)


def stored_account(session: Session, draft: AccountDraft) -> int:
    """Create an account inside a transaction."""
    return editing.add(session, ACCOUNTS, {**draft.model_dump(), **_NEW, "created_at": now()})


def change_account(
    db: Database, account_id: int, draft: AccountDraft, *, version: int, actor: str
) -> None:
    """Replace what was entered about a person; `version` is the one that was seen.

    Raises
    ------
    NotFoundError
        ``account.unknown``.
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    DomainError
        ``account.taken`` when another account has the address.
    """
    require(db, Right.ADMINISTER)
    with db.write(actor) as session:
        stored = _standing(session, account_id)
        ACCOUNTS.check_version(session, stored, version)
        editing.change(session, ACCOUNTS, stored, draft.model_dump())


def disable_account(db: Database, account_id: int, *, actor: str) -> None:
    """Let nobody in by an account any more; who is inside is out at the next click.

    Raises
    ------
    NotFoundError
        ``account.unknown``.
    DomainError
        ``account.last_administrator`` when nobody could administer afterwards.
    """
    require(db, Right.ADMINISTER)
    with db.write(actor) as session:
        stored = _standing(session, account_id)
        if stored["disabled_at"] is None:
            with keeping_an_administrator(session):
                editing.change(session, ACCOUNTS, stored, {"disabled_at": now()}, action="disable")
            sessions.end_all(session, now(), account_id=account_id)


def enable_account(db: Database, account_id: int, *, actor: str) -> None:
    """Let a person in again whose account was disabled.

    Raises
    ------
    NotFoundError
        ``account.unknown``.
    """
    require(db, Right.ADMINISTER)
    with db.write(actor) as session:
        stored = _standing(session, account_id)
        editing.change(session, ACCOUNTS, stored, {"disabled_at": None}, action="enable")


def set_password(db: Database, account_id: int, password: str, *, actor: str) -> None:
    """Give an account a password; whoever is signed in to it is signed out.

    Raises
    ------
    NotFoundError
        ``account.unknown``.
    DomainError
        As `ecogov.domain.accounts.check_password`.
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        email = str(_standing(session, account_id)["email"])
    check_password(password, email)
    hashed = secrecy.password_hash(password)
    with db.write(actor) as session:
        replace_password(session, account_id, hashed)
        sessions.end_all(session, now(), account_id=account_id)


def replace_password(session: Session, account_id: int, hashed: str) -> None:
    """Store the hash of a new password; the trail says that it changed, and nothing else."""
    ACCOUNTS.replace(session, account_id, {"password_hash": hashed})
    audit.note(session, "account.password", (ACCOUNTS.name, account_id))


def list_accounts(db: Database) -> pd.DataFrame:
    """List the accounts, by address; those that were erased are gone.

    Returns
    -------
    DataFrame, shape (n_accounts, 9)
        Columns ``id, version, email, name_en, name_zh, has_password, created_at`` (UTC),
        ``disabled_at`` and ``seen_at`` (UTC, NaT where never).
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        return accounts.accounts_frame(session)


def find_account(db: Database, email: str) -> int:
    """Give the id of the account with an address.

    Raises
    ------
    NotFoundError
        ``account.unknown``.
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        found = accounts.by_email(session, email)
    if found is None:
        raise NotFoundError("account.unknown", code=email)
    return int(found["id"])


@contextmanager
def keeping_an_administrator(session: Session) -> Iterator[None]:
    """Refuse a change by which the last administrator would go.

    Raises
    ------
    DomainError
        ``account.last_administrator``.
    """
    were_there = accounts.n_administrators(session) > 0
    yield
    if were_there and accounts.n_administrators(session) == 0:
        raise DomainError("account.last_administrator")


def _standing(session: Session, account_id: int) -> dict[str, Any]:
    stored = ACCOUNTS.get(session, account_id)
    if stored["erased_at"] is not None:
        raise NotFoundError("account.unknown", code=str(account_id))
    return stored
