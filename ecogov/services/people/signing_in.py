"""The door: who comes in by password, who a session belongs to, how it ends.

Nobody is known yet here, so no right is asked for. A refusal says the same whether the account
is there or not, and takes as long.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from ecogov.domain.accounts import (
    MOST_FAILURES_PER_ACCOUNT,
    MOST_FAILURES_PER_ADDRESS,
    WINDOW,
    Origin,
)
from ecogov.domain.errors import DomainError
from ecogov.domain.people import Person, Visit
from ecogov.services.people import secrecy
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.people import accounts, sessions
from ecogov.storage.people.accounts import ACCOUNTS
from ecogov.storage.people.visits import LONGEST
from ecogov.storage.registers import now

_NOTICED_EVERY: Final = timedelta(minutes=1)
_LONGEST_ADDRESS: Final = 64
_LONGEST_AGENT: Final = 200
_NOBODY: Final = "-"


def has_accounts(db: Database) -> bool:
    """Tell whether anybody may sign in: then everybody has to."""
    with db.read() as session:
        return accounts.has_any(session)


def sign_in(db: Database, email: str, password: str, *, origin: Origin) -> str:
    """Let a person in by their password and give the token of their session.

    Raises
    ------
    DomainError
        ``sign_in.refused`` when address and password do not belong together, or the account is
        disabled; ``sign_in.locked`` after too many attempts.
    """
    subjects = {
        secrecy.keyed(db, "failure of account", email.strip().lower()): MOST_FAILURES_PER_ACCOUNT,
        secrecy.keyed(db, "failure of address", origin.address): MOST_FAILURES_PER_ADDRESS,
    }
    attempts = _count_attempt(db, subjects)
    with db.read() as session:
        found = accounts.by_email(session, email)
    stored = found["password_hash"] if found else None
    is_right = secrecy.is_password(stored, password)
    if found is None or not is_right or found["disabled_at"] is not None:
        _note_failure(db, found, origin)
        raise DomainError("sign_in.refused")
    _rehash(db, found, password)
    token = open_session(db, found, origin=origin, way="password")
    with db.touch() as session:
        sessions.forgive(session, next(iter(subjects)), attempts)
    return token


def open_session(db: Database, account: Mapping[str, Any], *, origin: Origin, way: str) -> str:
    """Start a session of an account and give its token, which nobody can read again."""
    token = secrecy.new_token()
    where = {
        "address": origin.address[:_LONGEST_ADDRESS],
        "agent": origin.agent[:_LONGEST_AGENT],
    }
    with db.write(str(account["email"])) as session:
        session.info["address"] = where["address"]
        sessions.start(session, account["id"], secrecy.token_hash(token), now=now(), where=where)
        audit.note(session, "account.sign_in", (ACCOUNTS.name, account["id"]), after={"way": way})
        sessions.forget_old(session, now() - LONGEST)
    return token


def person_of(db: Database, token: str | None, *, address: str = "") -> Person | None:
    """Tell who a session belongs to, with the roles of this moment; None without one.

    `address` is where the request comes from, as far as it is known.
    """
    hashed = secrecy.token_hash(token or "")
    if not hashed:
        return None
    at = now()
    with db.read() as session:
        found = sessions.find(session, hashed, now=at)
        if found is None:
            return None
        role, roles = accounts.roles_of(session, found["account_id"])
    if at - found["seen_at"] > _NOTICED_EVERY:
        with db.touch() as session:
            sessions.seen(session, found["id"], at)
    visit = Visit(
        found["account_id"],
        found["id"],
        found["roles_version"],
        address=address or found["address"],
        known_as=found["name_en"],
        known_as_zh=found["name_zh"],
        language=found["language"],
        has_password=bool(found["has_password"]),
    )
    return Person(found["email"], role, roles, visit)


def sign_out(db: Database, token: str) -> None:
    """End the session of a token; one that has ended already stays so."""
    person = person_of(db, token)
    if person is None or person.visit is None:
        return
    with db.for_person(person).write(person.name) as session:
        sessions.end_one(session, person.visit.session_id, now())
        audit.note(session, "account.sign_out", (ACCOUNTS.name, person.visit.account_id))


def _count_attempt(db: Database, subjects: Mapping[str, int]) -> list[int]:
    """Count an attempt before it is looked at, so that many at once count as many."""
    at = now()
    with db.touch() as session:
        is_locked = any(
            sessions.n_failures(session, subject, at - WINDOW) >= most
            for subject, most in subjects.items()
        )
        attempts = [] if is_locked else [sessions.failed(session, one, at) for one in subjects]
    if is_locked:
        raise DomainError("sign_in.locked", minutes=int(WINDOW.total_seconds() // 60))
    return attempts


def _note_failure(db: Database, account: Mapping[str, Any] | None, origin: Origin) -> None:
    is_disabled = account is not None and account["disabled_at"] is not None
    with db.write(str(account["email"]) if account else _NOBODY) as session:
        session.info["address"] = origin.address[:_LONGEST_ADDRESS]
        record = (ACCOUNTS.name, account["id"] if account else _NOBODY)
        told = {"reason": "disabled" if is_disabled else "wrong"}
        audit.note(session, "account.sign_in_failed", record, after=told)


def _rehash(db: Database, account: Mapping[str, Any], password: str) -> None:
    if not secrecy.needs_rehash(account["password_hash"]):
        return
    stronger = {"password_hash": secrecy.password_hash(password)}
    with db.touch() as session:
        ACCOUNTS.replace(session, account["id"], stronger)
