"""Whether the address of a database leads to one; asked before anything is done to it."""

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.pool import NullPool

from ecogov.domain.errors import DomainError
from ecogov.storage.database import sqlite_path


def check_reachable(url: str) -> None:
    """Refuse an address that no database answers at; an embedded one need not exist yet.

    Raises
    ------
    DomainError
        ``database.address`` when it is not the address of a database that we know,
        ``database.unreachable`` when nothing, or something else, is there.
    """
    try:
        path = sqlite_path(url)
        if path is not None and not path.exists():
            return
        engine = create_engine(url, poolclass=NullPool)
    except (ArgumentError, ImportError) as error:
        raise DomainError("database.address") from error
    try:
        with engine.connect() as connection:
            connection.execute(text("PRAGMA schema_version" if path else "SELECT 1"))
    except DatabaseError as error:
        shown = make_url(url).render_as_string(hide_password=True)
        reason = str(error.orig).strip().splitlines()[0]
        raise DomainError("database.unreachable", url=shown, reason=reason) from error
    finally:
        engine.dispose()
