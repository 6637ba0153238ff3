"""People whom somebody else has identified: an identity provider, or a proxy before the app."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, Final

from ecogov.domain.accounts import AccountDraft, GrantDraft, Origin
from ecogov.domain.errors import DomainError
from ecogov.domain.people import Role
from ecogov.services.people import secrecy
from ecogov.services.people.accounts import stored_account
from ecogov.services.people.signing_in import open_session
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.people import accounts, sessions
from ecogov.storage.people.accounts import ACCOUNTS
from ecogov.storage.registers import Session, now

_BACK_WITHIN: Final = timedelta(minutes=10)
_ACTOR: Final = "single sign-on"


def leave_for_provider(db: Database, state: str, told: Mapping[str, str]) -> None:
    """Remember who left for the identity provider: ``nonce, code_verifier, next_path``."""
    values = {**told, "state_hash": secrecy.token_hash(state), "expires_at": now() + _BACK_WITHIN}
    with db.touch() as session:
        sessions.leave_for_sso(session, values)


def back_from_provider(db: Database, state: str) -> Mapping[str, Any]:
    """Give what was remembered of a visit to the provider; it works once.

    Raises
    ------
    DomainError
        ``sso.unknown_visit``.
    """
    with db.touch() as session:
        found = sessions.back_from_sso(session, secrecy.token_hash(state), now())
    if found is None:
        raise DomainError("sso.unknown_visit")
    return found


def sign_in_identified(
    db: Database,
    draft: AccountDraft,
    *,
    subject: str | None,
    roles: Collection[Role],
    origin: Origin,
) -> str:
    """Let in a person whom a provider or proxy vouches for, and give the token of their session.

    The account is found by `subject`, else by address, and created where there is none. With a
    provider (`subject`) the roles everywhere are those that it tells now; those given here stay.

    Raises
    ------
    DomainError
        ``sso.no_role`` for who has no role, neither told nor given here; ``sso.other_person``
        when the account of that address belongs to somebody else at the provider;
        ``sign_in.refused`` when the account is disabled.
    """
    with db.write(_ACTOR) as session:
        session.info["address"] = origin.address[:64]
        account = _account(session, draft, subject)
        if subject is not None:
            _take_roles(session, account["id"], roles)
        everywhere, single = accounts.roles_of(session, account["id"])
        if everywhere is None and not single:
            raise DomainError("sso.no_role")
        if account["disabled_at"] is not None:
            raise DomainError("sign_in.refused")
    return open_session(db, account, origin=origin, way="sso" if subject else "proxy")


def _account(session: Session, draft: AccountDraft, subject: str | None) -> dict[str, Any]:
    found = accounts.by_subject(session, subject) if subject is not None else None
    found = found or accounts.by_email(session, draft.email)
    if found is None:
        found = ACCOUNTS.get(session, stored_account(session, draft))
    if subject is not None and found["subject"] is None:
        ACCOUNTS.replace(session, found["id"], {"subject": subject})
        audit.note(session, "account.link", (ACCOUNTS.name, found["id"]))
    elif subject is not None and found["subject"] != subject:
        raise DomainError("sso.other_person")
    return found


def _take_roles(session: Session, account_id: int, roles: Collection[Role]) -> None:
    grants = [GrantDraft(role=role) for role in roles]
    if accounts.replace_sso_grants(session, account_id, grants):
        accounts.bump_roles(session, account_id)
        told = sorted(role.value for role in roles)
        record = (ACCOUNTS.name, account_id)
        audit.note(session, "account.sso_roles", record, after={"roles": told})
