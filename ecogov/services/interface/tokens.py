"""Tokens under which other systems come in: made, listed, revoked, recognised.

A token is shown once, to whoever makes it; only its SHA-256 is stored. It is random and long, so
that a plain hash is enough.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import pandas as pd

from ecogov.domain.interface.tokens import Scope, TokenDraft, bearer
from ecogov.domain.people import Person, Right
from ecogov.services import editing
from ecogov.services.people.rights import require
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.interface import tokens
from ecogov.storage.interface.tokens import TOKENS
from ecogov.storage.registers import now

_PREFIX: Final = "ecogov_"
_BYTES: Final = 32
_LONGEST: Final = 100
_USE_TOLD_EVERY: Final = timedelta(minutes=1)
REPLAYS_KEPT: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever sent a token that is in use."""

    token_id: int
    person: Person
    scopes: frozenset[Scope]


def create_token(db: Database, draft: TokenDraft, *, actor: str) -> str:
    """Make a token and give it, which nobody can read again.

    Raises
    ------
    NotAllowedError
        ``right.missing``.
    NotFoundError
        ``project.unknown``.
    DomainError
        ``record.archived`` when the project was put away.
    """
    require(db, Right.ADMINISTER)
    token = _PREFIX + secrets.token_urlsafe(_BYTES)
    told = {
        "label": draft.label,
        "scopes": sorted(draft.scopes),
        "project_id": draft.project_id,
    }
    with db.write(actor) as session:
        if draft.project_id is not None:
            editing.open_project(session, draft.project_id)
        kept = {"token_hash": _hash(token), "created_at": now(), "created_by": actor}
        token_id = TOKENS.add(session, {**told, **kept})
        audit.note(
            session,
            "api_token.add",
            (TOKENS.name, token_id),
            project_id=draft.project_id,
            after={"label": draft.label, "scopes": sorted(draft.scopes)},
        )
    return token


def list_tokens(db: Database) -> pd.DataFrame:
    """List the tokens in use, newest first.

    Returns
    -------
    DataFrame, shape (n_tokens, 7)
        Columns ``id, label, scopes`` (list of `Scope` values), ``project`` (code, None for all),
        ``created_at, created_by`` and ``last_used_at`` (to the minute).
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        return tokens.tokens_frame(session)


def revoke_token(db: Database, token_id: int, *, actor: str) -> None:
    """Close a token for good; one that is closed already stays so.

    Raises
    ------
    NotFoundError
        ``api_token.unknown``.
    """
    require(db, Right.ADMINISTER)
    with db.write(actor) as session:
        stored = TOKENS.get(session, token_id)
        if stored["revoked_at"] is None:
            TOKENS.replace(session, token_id, {"revoked_at": now()})
            audit.note(
                session,
                "api_token.revoke",
                (TOKENS.name, token_id),
                project_id=stored["project_id"],
                after={"label": stored["label"]},
            )


def bearer_of(db: Database, token: str) -> Bearer | None:
    """Recognise whoever sent a token; None for one that is wrong or revoked."""
    if not token.startswith(_PREFIX) or len(token) > _LONGEST:
        return None
    with db.read() as session:
        stored = tokens.find_by_hash(session, _hash(token))
    if stored is None:
        return None
    at = now()
    used = stored["last_used_at"]
    if used is None or abs(at - used) > _USE_TOLD_EVERY:
        with db.touch() as session:
            tokens.touch(session, stored["id"], at)
    scopes = frozenset(map(Scope, stored["scopes"]))
    person = bearer(stored["label"], scopes, stored["project_id"])
    return Bearer(stored["id"], person, scopes)


def earlier_answer(db: Database, token_id: int, key: str) -> tuple[str, int, Any] | None:
    """Give fingerprint, status and body of what a request under an idempotency key was answered."""
    with db.read() as session:
        return tokens.find_replay(session, token_id, key)


def keep_answer(
    db: Database, token_id: int, key: str, *, fingerprint: str, answer: tuple[int, Any]
) -> None:
    """Keep status and body of an answer for whoever sends the same request again."""
    status, body = answer
    values = {
        "token_id": token_id,
        "key": key,
        "fingerprint": fingerprint,
        "status": status,
        "body": body,
        "created_at": now(),
    }
    with db.touch() as session:
        tokens.keep_replay(session, values)


def forget_answers(db: Database) -> int:
    """Forget the answers that are too old to be asked for again, and count them.

    Raises
    ------
    NotAllowedError
        ``right.missing``.
    """
    require(db, Right.ADMINISTER)
    with db.touch() as session:
        return tokens.forget_replays(session, now() - REPLAYS_KEPT)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
