"""Whether a visit still holds; every write of a signed-in person asks."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import Session

from ecogov.domain.people import NotAllowedError, Visit
from ecogov.storage.people.tables import AccountRow, SignInSessionRow

ACCOUNT: Final[Any] = AccountRow.__table__  # type: ignore[attr-defined]
SESSION: Final[Any] = SignInSessionRow.__table__  # type: ignore[attr-defined]

IDLE: Final = timedelta(hours=8)
"""A session that nobody used for so long is over."""
LONGEST: Final = timedelta(days=30)
"""No session lasts longer, however much it is used."""


def holds(now: datetime) -> ColumnElement[bool]:
    """Give the condition under which a session of a joined account still lets in."""
    s = SESSION.c
    return and_(
        s.ended_at.is_(None),
        s.expires_at > now,
        s.seen_at > now - IDLE,
        ACCOUNT.c.disabled_at.is_(None),
    )


def check_visit(session: Session, visit: Visit) -> None:
    """Refuse who was signed out, disabled or given other roles since they asked.

    Raises
    ------
    NotAllowedError
        ``session.ended``.
    """
    query = (
        select(true())
        .select_from(SESSION.join(ACCOUNT, ACCOUNT.c.id == SESSION.c.account_id))
        .where(
            SESSION.c.id == visit.session_id,
            ACCOUNT.c.id == visit.account_id,
            ACCOUNT.c.roles_version == visit.roles_version,
            holds(datetime.now(UTC)),
        )
    )
    if session.execute(query).first() is None:
        raise NotAllowedError("session.ended")
