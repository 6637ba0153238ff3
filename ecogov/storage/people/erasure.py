"""What is stored of an account, given out and taken away for good."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Text, cast, delete, func, or_, select, update

from ecogov.domain.status.report import fingerprint
from ecogov.storage.audit import AUDIT
from ecogov.storage.people.accounts import GRANT
from ecogov.storage.people.mentions import spelt
from ecogov.storage.people.sessions import INVITATION
from ecogov.storage.people.visits import ACCOUNT, SESSION
from ecogov.storage.registers import Session
from ecogov.storage.status.tables import REPORT

_SHOWN: Final = ("id", "email", "name_en", "name_zh", "language", "created_at", "disabled_at")
_SESSION: Final = ("started_at", "seen_at", "ended_at", "address", "agent")
_GRANT: Final = ("role", "programme", "project_id")


def shown_account(account: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Give what an account holds of a person; hashes are no business of anybody."""
    return None if account is None else {name: account[name] for name in _SHOWN}


def roles(session: Session, account: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Give the roles of an account."""
    return _rows(session, GRANT, _GRANT, account)


def sessions(session: Session, account: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Give the sessions of an account, those that ended included."""
    return _rows(session, SESSION, _SESSION, account)


def entries(session: Session, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Give the entries of the trail in which a person acts or is named."""
    columns = ("id", "at", "actor", "action", "record_type", "record_id", "address", "before",
               "after")  # fmt: skip
    texts = [AUDIT.c.actor, AUDIT.c.record_id, *(cast(AUDIT.c[one], Text) for one in columns[-2:])]
    named = or_(
        *(
            func.lower(text).contains(name, autoescape=True)
            for text in texts
            for name in spelt(names)
        )
    )
    query = select(*(AUDIT.c[one] for one in columns)).where(named).order_by(AUDIT.c.id)
    return [dict(row) for row in session.execute(query).mappings()]


def erase_account(session: Session, account_id: int, pseudonym: str, now: datetime) -> None:
    """Leave of an account that there was one: nobody can come in by it again."""
    for table in (GRANT, SESSION, INVITATION):
        session.execute(delete(table).where(table.c.account_id == account_id))
    left = {
        "email": f"{pseudonym}@erased.invalid",
        "name_en": pseudonym,
        "name_zh": "",
        **dict.fromkeys(("password_hash", "subject")),
        "roles_version": ACCOUNT.c.roles_version + 1,
        "disabled_at": now,
        "erased_at": now,
    }
    session.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(left))


def tampered_reports(session: Session) -> dict[int, str]:
    """Give the published reports whose hash is not that of their text, with the hash of that."""
    query = select(REPORT.c.id, REPORT.c.content, REPORT.c.content_hash)
    told = ((row, fingerprint(row.content)) for row in session.execute(query))
    return {int(row.id): hashed for row, hashed in told if hashed != row.content_hash}


def seal_reports(session: Session) -> None:
    """Let the hash of every published report be that of its text, once names in it changed."""
    for report_id, hashed in tampered_reports(session).items():
        mended = update(REPORT).where(REPORT.c.id == report_id)
        session.execute(mended.values(content_hash=hashed))


def _rows(
    session: Session, table: Any, columns: tuple[str, ...], account: Mapping[str, Any] | None  # noqa: ANN401
) -> list[dict[str, Any]]:  # fmt: skip
    if account is None:
        return []
    query = select(*(table.c[name] for name in columns)).where(table.c.account_id == account["id"])
    return [dict(row) for row in session.execute(query).mappings()]
