"""The one handle on the database that all routes of this process share."""

from functools import lru_cache

from ecogov.settings import load
from ecogov.storage.database import Database


def database() -> Database:
    """Give the database that the settings name; whoever started the server has migrated it."""
    return _opened(load().database_url)


@lru_cache(maxsize=4)
def _opened(url: str) -> Database:
    return Database.open(url)
