"""Queries that people keep under a name, for everybody who may ask."""

import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.people import Right
from ecogov.services import editing
from ecogov.services.people.rights import require
from ecogov.storage.asking.catalog import QUERIES, queries_frame
from ecogov.storage.asking.limits import one_query
from ecogov.storage.database import Database
from ecogov.storage.registers import now

_LONGEST_NAME = 120


def save_query(db: Database, name: str, statement: str, *, actor: str) -> int:
    """Keep a question under a name and give its id.

    Raises
    ------
    NotAllowedError
        ``right.missing``.
    DomainError
        ``saved_query.name`` without a name or with a very long one, ``saved_query.taken``, or
        what `one_query` says of the statement.
    """
    require(db, Right.ADMINISTER)
    named = " ".join(name.split())
    if not named or len(named) > _LONGEST_NAME or not named.isprintable():
        raise DomainError("saved_query.name", longest=_LONGEST_NAME)
    told = {"version": 1, "name": named, "statement": one_query(statement)}
    with db.write(actor) as session:
        values = {**told, "created_at": now(), "created_by": actor}
        return editing.add(session, QUERIES, values)


def list_queries(db: Database) -> pd.DataFrame:
    """List the queries that are kept, by name.

    Returns
    -------
    DataFrame, shape (n_queries, 5)
        Columns ``id, name, statement, created_by, version``.
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        return queries_frame(session)


def remove_query(db: Database, query_id: int, *, actor: str) -> None:
    """Forget a query; the audit trail keeps it.

    Raises
    ------
    NotFoundError
        ``saved_query.unknown``.
    """
    require(db, Right.ADMINISTER)
    with db.write(actor) as session:
        editing.remove(session, QUERIES, query_id)
