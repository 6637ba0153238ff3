"""Accounts and their roles: found, listed, replaced."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd
from sqlalchemy import Select, delete, func, insert, or_, select, update

from ecogov.domain.accounts import GrantDraft
from ecogov.domain.people import RIGHTS, Right, Role
from ecogov.storage.people.tables import RoleGrantRow
from ecogov.storage.people.visits import ACCOUNT, SESSION
from ecogov.storage.projects import PROJECT
from ecogov.storage.registers import Register, Session, frame

ACCOUNTS: Final = Register("account", ACCOUNT, key="email")
GRANT: Final[Any] = RoleGrantRow.__table__  # type: ignore[attr-defined]
GRANTS: Final = Register("role_grant", GRANT, key="id")

_MOMENTS: Final = ("created_at", "disabled_at", "seen_at")


def has_any(session: Session) -> bool:
    """Tell whether anybody may sign in, or ever might."""
    return session.execute(select(ACCOUNT.c.id).limit(1)).first() is not None


def by_email(session: Session, email: str) -> dict[str, Any] | None:
    """Find an account by its address; None without one."""
    query = select(ACCOUNT).where(ACCOUNT.c.email == email.strip().lower())
    row = session.execute(query).mappings().first()
    return None if row is None else dict(row)


def by_subject(session: Session, subject: str) -> dict[str, Any] | None:
    """Find an account by what the identity provider calls it; None without one."""
    row = session.execute(select(ACCOUNT).where(ACCOUNT.c.subject == subject)).mappings().first()
    return None if row is None else dict(row)


def accounts_frame(session: Session) -> pd.DataFrame:
    """List the accounts that were not erased.

    Returns
    -------
    DataFrame, shape (n_accounts, 9)
        See `ecogov.services.people.accounts.list_accounts`.
    """
    a = ACCOUNT.c
    seen = (
        select(func.max(SESSION.c.seen_at))
        .where(SESSION.c.account_id == a.id)
        .scalar_subquery()
        .label("seen_at")
    )
    query = (
        select(a.id, a.version, a.email, a.name_en, a.name_zh,
               a.password_hash.is_not(None).label("has_password"), a.created_at, a.disabled_at,
               seen)
        .where(a.erased_at.is_(None))
        .order_by(a.email)
    )  # fmt: skip
    kinds = {"id": "int64", "version": "int64", "has_password": "bool"}  # nosec B105 - a type
    return frame(session, query, kinds | dict.fromkeys(_MOMENTS, "datetime64[us, UTC]"))


def grants_frame(session: Session, account_id: int | None = None) -> pd.DataFrame:
    """List roles, of one account or of all.

    Returns
    -------
    DataFrame, shape (n_grants, 7)
        See `ecogov.services.people.roles.list_roles`.
    """
    g = GRANT.c
    query = (
        select(g.id, g.account_id, g.role, g.programme, g.project_id,
               PROJECT.c.code.label("project_code"), g.is_from_sso)
        .select_from(GRANT.outerjoin(PROJECT, PROJECT.c.id == g.project_id))
        .where(g.account_id == account_id if account_id is not None else g.id.is_not(None))
        .order_by(g.account_id, g.id)
    )  # fmt: skip
    return frame(session, query, {"id": "int64", "account_id": "int64", "project_id": "Int64"})


def same_grant(session: Session, account_id: int, told: Mapping[str, Any]) -> int | None:
    """Find a role that an account has already; None without one."""
    g = GRANT.c
    query = select(g.id).where(
        g.account_id == account_id,
        g.is_from_sso.is_(False),
        *(g[name].is_not_distinct_from(value) for name, value in told.items()),
    )
    found: int | None = session.execute(query).scalars().first()
    return found


def roles_of(session: Session, account_id: int) -> tuple[Role | None, dict[int, Role]]:
    """Give the role that an account has everywhere, and the highest one by project."""
    g = GRANT.c
    here = (g.project_id == PROJECT.c.id) | (g.programme == PROJECT.c.programme)
    query: Select[Any] = (
        select(g.role, PROJECT.c.id)
        .select_from(GRANT.outerjoin(PROJECT, here))
        .where(
            g.account_id == account_id,
            or_(PROJECT.c.id.is_not(None), g.project_id.is_(None) & g.programme.is_(None)),
        )
    )
    everywhere: Role | None = None
    roles: dict[int, Role] = {}
    for row in session.execute(query).mappings():
        role, project_id = Role(row["role"]), row["id"]
        if project_id is None:
            everywhere = higher(everywhere, role)
        else:
            roles[int(project_id)] = higher(roles.get(int(project_id)), role)
    return everywhere, roles


def higher(first: Role | None, second: Role) -> Role:
    """Give the role that allows more."""
    return second if first is None or RIGHTS[first] <= RIGHTS[second] else first


def n_administrators(session: Session) -> int:
    """Count the accounts in use that may administer."""
    able = [role.value for role in Role if Right.ADMINISTER in RIGHTS[role]]
    query = (
        select(func.count(ACCOUNT.c.id.distinct()))
        .select_from(GRANT.join(ACCOUNT, ACCOUNT.c.id == GRANT.c.account_id))
        .where(
            GRANT.c.role.in_(able),
            GRANT.c.programme.is_(None),
            GRANT.c.project_id.is_(None),
            ACCOUNT.c.disabled_at.is_(None),
        )
    )
    return int(session.execute(query).scalar_one())


def bump_roles(session: Session, account_id: int) -> None:
    """Let every page that an account has open notice that its roles are others now."""
    bumped = {"roles_version": ACCOUNT.c.roles_version + 1}
    session.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(bumped))


def replace_sso_grants(session: Session, account_id: int, grants: Iterable[GrantDraft]) -> bool:
    """Let the roles that the identity provider tells be exactly these; tell whether any changed."""
    g = GRANT.c
    mine = (g.account_id == account_id) & g.is_from_sso
    told = {(one.role.value, one.programme, one.project_id) for one in grants}
    kept = {tuple(row) for row in session.execute(
        select(g.role, g.programme, g.project_id).where(mine)
    )}  # fmt: skip
    if told == kept:
        return False
    session.execute(delete(GRANT).where(mine))
    for role, programme, project_id in sorted(told, key=str):
        session.execute(
            insert(GRANT).values(
                account_id=account_id,
                role=role,
                programme=programme,
                project_id=project_id,
                is_from_sso=True,
            )
        )
    return True
