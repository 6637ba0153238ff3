"""What a database says when it cannot go on, told as a refusal that a person understands."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError

from ecogov.domain.errors import UnavailableError

_IN_FILE: Final = {
    "SQLITE_FULL": "full",
    "SQLITE_READONLY": "read_only",
    "SQLITE_CANTOPEN": "gone",
    "SQLITE_IOERR": "disk",
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_NOTADB": "damaged",
}
"""By the beginning of the error's name: what follows only says where it was met."""

_ON_SERVER: Final = {
    "53100": "full",
    "53": "busy",
    "25006": "read_only",
    "58": "disk",
    "08": "lost",
    "57P": "lost",
    "55P03": "busy",
    "40": "busy",
    "XX001": "damaged",
    "XX002": "damaged",
}
"""By the beginning of the SQLSTATE, the longest that fits."""


@contextmanager
def faults_told() -> Iterator[None]:
    """Turn what keeps a database from working into a refusal; a wrong statement stays a bug.

    Raises
    ------
    UnavailableError
        ``database.full``, ``.read_only``, ``.gone``, ``.disk``, ``.busy``, ``.damaged`` or
        ``.lost``.
    """
    try:
        yield
    except DBAPIError as error:
        kind = fault(error)
        if kind is None:
            raise
        raise UnavailableError(f"database.{kind}") from error


def fault(error: DBAPIError) -> str | None:
    """Name what keeps a database from working; None where it works and was asked wrongly."""
    if error.connection_invalidated:
        return "lost"
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return _longest(_IN_FILE, name)
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return _longest(_ON_SERVER, state)
    # Without a state nobody answered; the library raises this class for nothing else then.
    return "lost" if type(error.orig).__name__ == "OperationalError" else None


def _longest(kinds: dict[str, str], told: str) -> str | None:
    fitting = [start for start in kinds if told.startswith(start)]
    return kinds[max(fitting, key=len)] if fitting else None
