"""Roles of accounts: give, take, list."""

import pandas as pd

from ecogov.domain.accounts import GrantDraft
from ecogov.domain.errors import DomainError, NotFoundError
from ecogov.domain.people import Right
from ecogov.services import editing
from ecogov.services.people.accounts import keeping_an_administrator
from ecogov.services.people.rights import require
from ecogov.storage import audit, projects
from ecogov.storage.database import Database
from ecogov.storage.people import accounts
from ecogov.storage.people.accounts import ACCOUNTS, GRANTS
from ecogov.storage.registers import Session


def grant_role(db: Database, account_id: int, draft: GrantDraft, *, actor: str) -> int:
    """Give an account a role and give the id of that; what it has already stays one.

    Raises
    ------
    NotFoundError
        ``account.unknown`` or ``project.unknown``.
    DomainError
        ``programme.unknown`` when no project is in the programme.
    """
    require(db, Right.ADMINISTER)
    with db.write(actor) as session:
        return stored_grant(session, account_id, draft)


def stored_grant(session: Session, account_id: int, draft: GrantDraft) -> int:
    """Give a role inside a transaction."""
    ACCOUNTS.get(session, account_id)
    _check_place(session, draft)
    told = {**draft.model_dump(), "role": draft.role.value}
    same = accounts.same_grant(session, account_id, told)
    if same is not None:
        return same
    values = {**told, "account_id": account_id, "is_from_sso": False}
    grant_id = GRANTS.add(session, values)
    audit.note(
        session,
        "role_grant.add",
        (GRANTS.name, grant_id),
        project_id=draft.project_id,
        after={**told, "account_id": account_id},
    )
    accounts.bump_roles(session, account_id)
    return grant_id


def revoke_role(db: Database, grant_id: int, *, actor: str) -> None:
    """Take a role away.

    Raises
    ------
    NotFoundError
        ``role_grant.unknown``.
    DomainError
        ``account.last_administrator`` when nobody could administer afterwards.
    """
    require(db, Right.ADMINISTER)
    with db.write(actor) as session:
        with keeping_an_administrator(session):
            stored = editing.remove(session, GRANTS, grant_id)
        accounts.bump_roles(session, int(stored["account_id"]))


def find_role(db: Database, account_id: int, draft: GrantDraft) -> int:
    """Give the id of a role that an account was given here.

    Raises
    ------
    NotFoundError
        ``role_grant.unknown``.
    """
    require(db, Right.ADMINISTER)
    told = {**draft.model_dump(), "role": draft.role.value}
    with db.read() as session:
        found = accounts.same_grant(session, account_id, told)
    if found is None:
        raise NotFoundError("role_grant.unknown", code=draft.role.value)
    return found


def list_roles(db: Database, account_id: int | None = None) -> pd.DataFrame:
    """List the roles of an account, or with None of all.

    Returns
    -------
    DataFrame, shape (n_roles, 7)
        Columns ``id, account_id, role, programme`` (or None), ``project_id`` (Int64),
        ``project_code`` (or None) and ``is_from_sso`` (told by the identity provider).
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        return accounts.grants_frame(session, account_id)


def _check_place(session: Session, draft: GrantDraft) -> None:
    if draft.project_id is not None:
        projects.find(session, draft.project_id)
    if draft.programme is not None and not projects.has_programme(session, draft.programme):
        raise DomainError("programme.unknown", programme=draft.programme)
