"""Invitations: links that work once, by which a person chooses their first or a new password."""

from dataclasses import dataclass

from ecogov.domain.accounts import (
    INVITATION_LASTS,
    AccountDraft,
    GrantDraft,
    Origin,
    check_password,
)
from ecogov.domain.errors import DomainError
from ecogov.domain.people import Right, Role
from ecogov.services.people import secrecy
from ecogov.services.people.accounts import replace_password, stored_account
from ecogov.services.people.rights import require
from ecogov.services.people.roles import stored_grant
from ecogov.services.people.signing_in import open_session
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.people import accounts, sessions
from ecogov.storage.people.accounts import ACCOUNTS
from ecogov.storage.registers import Session, now


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom an invitation is for; without an address it makes the first administrator."""

    email: str | None


def invite(db: Database, account_id: int, *, actor: str) -> str:
    """Make a link for an account and give its token; earlier ones stop working.

    Raises
    ------
    NotFoundError
        ``account.unknown``.
    DomainError
        ``account.disabled``.
    """
    require(db, Right.ADMINISTER)
    token, at = secrecy.new_token(), now()
    with db.write(actor) as session:
        stored = ACCOUNTS.get(session, account_id)
        if stored["disabled_at"] is not None:
            raise DomainError("account.disabled")
        span = (at, at + INVITATION_LASTS)
        sessions.invite(session, secrecy.token_hash(token), account_id, by=actor, span=span)
        audit.note(session, "account.invite", (ACCOUNTS.name, account_id))
    return token


def invite_first(db: Database) -> str | None:
    """Make the link of the first administrator; None when somebody has an account already."""
    token, at = secrecy.new_token(), now()
    with db.touch() as session:
        if accounts.has_any(session):
            return None
        span = (at, at + INVITATION_LASTS)
        sessions.invite(session, secrecy.token_hash(token), None, by="-", span=span)
    return token


def invited(db: Database, token: str) -> Invited:
    """Tell whom an invitation is for.

    Raises
    ------
    DomainError
        ``invitation.unknown`` when it was used, is too old, or never was.
    """
    with db.read() as session:
        return Invited(_opened(session, token)[1])


def accept_invitation(db: Database, token: str, password: str, *, origin: Origin) -> str:
    """Set the password of the account that was invited, sign in, and give the session's token.

    Raises
    ------
    DomainError
        ``invitation.unknown``; else as `ecogov.domain.accounts.check_password`.
    """
    email = invited(db, token).email
    if email is None:
        raise DomainError("invitation.unknown")
    check_password(password, email)
    hashed = secrecy.password_hash(password)
    with db.write(email) as session:
        invitation_id, _ = _opened(session, token)
        account = accounts.by_email(session, email)
        if account is None:
            raise DomainError("invitation.unknown")
        sessions.use(session, invitation_id, now())
        replace_password(session, account["id"], hashed)
        sessions.end_all(session, now(), account_id=account["id"])
    return open_session(db, account, origin=origin, way="invitation")


def accept_first(
    db: Database, token: str, draft: AccountDraft, password: str, *, origin: Origin
) -> str:
    """Create the first administrator, sign in, and give the session's token.

    Raises
    ------
    DomainError
        ``invitation.unknown``, also when somebody has an account by now; else as
        `ecogov.domain.accounts.check_password`.
    """
    if invited(db, token).email is not None:
        raise DomainError("invitation.unknown")
    check_password(password, draft.email)
    hashed = secrecy.password_hash(password)
    with db.write(draft.email) as session:
        invitation_id, _ = _opened(session, token)
        account_id = stored_account(session, draft)
        sessions.use(session, invitation_id, now())
        stored_grant(session, account_id, GrantDraft(role=Role.ADMINISTRATOR))
        replace_password(session, account_id, hashed)
        account = ACCOUNTS.get(session, account_id)
    return open_session(db, account, origin=origin, way="invitation")


def _opened(session: Session, token: str) -> tuple[int, str | None]:
    """Read an invitation that works: its id, and the address of its account."""
    found = sessions.invitation(session, secrecy.token_hash(token), now())
    if found is None:
        raise DomainError("invitation.unknown")
    if found["account_id"] is None:
        if accounts.has_any(session):
            raise DomainError("invitation.unknown")
        return int(found["id"]), None
    account = ACCOUNTS.get(session, found["account_id"])
    if account["disabled_at"] is not None:
        raise DomainError("invitation.unknown")
    return int(found["id"]), str(account["email"])
