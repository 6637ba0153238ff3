"""A refusal must have the right code and must leave the database exactly as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from ecogov.domain.errors import DomainError
from ecogov.storage.base import Base
from ecogov.storage.database import Database


def contents(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Read every row of every table."""
    with db.read() as session:
        return {
            name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }


@contextmanager
def refused(
    db: Database, code: str, kind: type[DomainError] = DomainError
) -> Iterator[pytest.ExceptionInfo[DomainError]]:
    """Expect the block to be refused with `code`, and nothing to be stored by it."""
    before = contents(db)
    with pytest.raises(kind) as caught:
        yield caught
    assert caught.value.code == code
    assert contents(db) == before
