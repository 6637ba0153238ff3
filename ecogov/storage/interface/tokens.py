"""Tokens of other systems, found by their hash; and the answers that their requests got."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import pandas as pd
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from ecogov.storage.interface.tables import ApiReplayRow, ApiTokenRow
from ecogov.storage.projects import PROJECT
from ecogov.storage.registers import Register, Session, frame

TOKEN: Final[Any] = ApiTokenRow.__table__  # type: ignore[attr-defined]
TOKENS: Final = Register("api_token", TOKEN, key="label")
_REPLAY: Final[Any] = ApiReplayRow.__table__  # type: ignore[attr-defined]


def tokens_frame(session: Session) -> pd.DataFrame:
    """List the tokens in use; see `ecogov.services.interface.tokens.list_tokens`."""
    k = TOKEN.c
    query = (
        select(k.id, k.label, k.scopes, PROJECT.c.code.label("project"), k.created_at,
               k.created_by, k.last_used_at)
        .select_from(TOKEN.outerjoin(PROJECT, PROJECT.c.id == k.project_id))
        .where(k.revoked_at.is_(None))
        .order_by(k.id.desc())
    )  # fmt: skip
    moment = "datetime64[us, UTC]"
    return frame(session, query, {"id": "int64", "created_at": moment, "last_used_at": moment})


def find_by_hash(session: Session, token_hash: str) -> Mapping[str, Any] | None:
    """Read a token in use; None without one."""
    query = select(TOKEN).where(TOKEN.c.token_hash == token_hash, TOKEN.c.revoked_at.is_(None))
    row = session.execute(query).mappings().first()
    return None if row is None else dict(row)


def touch(session: Session, token_id: int, at: datetime) -> None:
    """Remember when a token was used."""
    session.execute(update(TOKEN).where(TOKEN.c.id == token_id).values(last_used_at=at))


def find_replay(session: Session, token_id: int, key: str) -> tuple[str, int, Any] | None:
    """Give fingerprint, status and body of what was answered under a key; None when nothing was."""
    r = _REPLAY.c
    query = select(r.fingerprint, r.status, r.body).where(r.token_id == token_id, r.key == key)
    row = session.execute(query).first()
    return None if row is None else (str(row.fingerprint), int(row.status), row.body)


def keep_replay(session: Session, values: Mapping[str, Any]) -> None:
    """Remember an answer under its key; the first one stands."""
    try:
        with session.begin_nested():
            session.execute(insert(_REPLAY).values(**values))
    except IntegrityError:
        return


def forget_replays(session: Session, before: datetime) -> int:
    """Forget answers that nobody will ask for again, and count them."""
    statement = delete(_REPLAY).where(_REPLAY.c.created_at < before)
    return len(session.execute(statement.returning(_REPLAY.c.token_id)).all())
