"""Saved views: a page with its filters under a name, for everybody."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.people import Right
from ecogov.services import editing
from ecogov.services.people.rights import require_somewhere, visible
from ecogov.storage.database import Database
from ecogov.storage.log.setups import VIEWS, views_frame
from ecogov.storage.trail import names

_LONGEST_NAME = 120


def save_view(
    db: Database, page: str, name: str, query: Mapping[str, Sequence[str]], *, actor: str
) -> int:
    """Keep a page with its filters under a name and give the id of the view.

    `query` holds the values of each parameter of the link.

    Raises
    ------
    DomainError
        ``saved_view.name`` without a name or with a very long one, ``saved_view.taken`` when the
        page has a view of that name.
    """
    named = " ".join(name.split())
    if not named or len(named) > _LONGEST_NAME or not named.isprintable():
        raise DomainError("saved_view.name", longest=_LONGEST_NAME)
    told = {key: list(values) for key, values in query.items()}
    with db.write(actor) as session:
        values = {"version": 1, "page": page, "name": named, "query": told, "created_by": actor}
        return editing.add(session, VIEWS, values)


def list_views(db: Database, page: str) -> pd.DataFrame:
    """List the views of a page by name; not those of a project that may not be seen.

    Returns
    -------
    DataFrame, shape (n_views, 5)
        Columns ``id, name, query, created_by, version``.
    """
    require_somewhere(db, Right.READ)
    with db.read() as session:
        found = views_frame(session, page)
        codes = {
            code for (kind, _), code in names(session, visible(db)).items() if kind == "project"
        }
    if visible(db) is None:
        return found
    told = [codes.issuperset(query.get("project", ())) for query in found["query"]]
    return found[np.array(told, dtype=bool)].reset_index(drop=True)


def remove_view(db: Database, view_id: int, *, actor: str) -> None:
    """Forget a view; the audit trail keeps it.

    Raises
    ------
    NotFoundError
        ``saved_view.unknown``.
    """
    with db.write(actor) as session:
        editing.remove(session, VIEWS, view_id)
