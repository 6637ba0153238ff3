"""What signed-in people do with their own account; no role is needed for that."""

import pandas as pd

from ecogov.domain.accounts import check_password
from ecogov.domain.errors import DomainError
from ecogov.domain.people import NotAllowedError, Visit
from ecogov.services.people import secrecy
from ecogov.services.people.accounts import replace_password
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.people import sessions
from ecogov.storage.people.accounts import ACCOUNTS
from ecogov.storage.registers import now


def change_own_password(db: Database, old: str, new: str) -> None:
    """Replace one's password; every other browser is signed out.

    Raises
    ------
    NotAllowedError
        ``session.none`` for who is not signed in.
    DomainError
        ``password.wrong`` when `old` is not the password; else as
        `ecogov.domain.accounts.check_password`.
    """
    visit = _visit(db)
    with db.read() as session:
        stored = ACCOUNTS.get(session, visit.account_id)
    if not secrecy.is_password(stored["password_hash"], old):
        raise DomainError("password.wrong")
    check_password(new, str(stored["email"]))
    hashed = secrecy.password_hash(new)
    with db.write(db.person.name) as session:
        replace_password(session, visit.account_id, hashed)
        sessions.end_all(session, now(), account_id=visit.account_id, but=visit.session_id)


def sign_out_everywhere(db: Database) -> None:
    """End every session of whoever asks, this one too.

    Raises
    ------
    NotAllowedError
        ``session.none`` for who is not signed in.
    """
    visit = _visit(db)
    with db.write(db.person.name) as session:
        n_ended = sessions.end_all(session, now(), account_id=visit.account_id)
        record = (ACCOUNTS.name, visit.account_id)
        audit.note(session, "account.sign_out_everywhere", record, after={"sessions": n_ended})


def own_sessions(db: Database) -> pd.DataFrame:
    """List the browsers in which whoever asks is signed in, the one used last first.

    Returns
    -------
    DataFrame, shape (n_sessions, 5)
        Columns ``id, started_at, seen_at`` (UTC), ``address`` and ``agent``.

    Raises
    ------
    NotAllowedError
        ``session.none`` for who is not signed in.
    """
    with db.read() as session:
        return sessions.sessions_frame(session, _visit(db).account_id, now())


def choose_language(db: Database, language: str) -> None:
    """Remember in which language whoever asks reads; nothing is kept of who is not signed in."""
    visit = db.person.visit
    if visit is None or visit.language == language:
        return
    with db.touch() as session:
        ACCOUNTS.replace(session, visit.account_id, {"language": language})


def _visit(db: Database) -> Visit:
    if db.person.visit is None:
        raise NotAllowedError("session.none")
    return db.person.visit
