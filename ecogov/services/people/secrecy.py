"""Tokens, passwords and keyed hashes; what is stored of them cannot be turned back.

Tokens are random and long, so that a plain hash is enough; passwords are not.
"""

import hashlib
import hmac
import secrets
from functools import cache
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ecogov.storage.database import Database
from ecogov.storage.people import sessions

_TOKEN_BYTES: Final = 32
_LONGEST_TOKEN: Final = 100
_HASHER: Final = PasswordHasher()

# A hash takes 64 MiB: a crowd at the door must not take the memory of those inside.
_AT_ONCE: Final = BoundedSemaphore(4)


def new_token() -> str:
    """Make up a token that nobody can guess."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Hash a token for the database; one that is longer than any of ours matches none."""
    if not 0 < len(token) <= _LONGEST_TOKEN:
        return ""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def form_proof(token: str) -> str:
    """Give what forms of a session carry; nobody can make it up without the cookie."""
    return hmac.new(token.encode("utf-8", "surrogatepass"), b"form", hashlib.sha256).hexdigest()


def password_hash(password: str) -> str:
    """Hash a password with Argon2id."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Compare a password; an account that has none takes as long to say no."""
    with _AT_ONCE:
        try:
            _HASHER.verify(stored or _nobodys(), password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    """Tell whether a hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_urlsafe(_TOKEN_BYTES))


def keyed(db: Database, purpose: str, text: str) -> str:
    """Hash a text with a key of this database: the same text gives the same hash only here."""
    key = f"{purpose}:{_key(db)}".encode()
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _key(db: Database) -> str:
    with db.read() as session:
        found = sessions.secret(session, "people")
    if found is not None:
        return found
    with db.touch() as session:
        sessions.make_secret(session, "people")
    return _key(db)
