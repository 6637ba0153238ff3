"""The audit trail: what was done, to a record or at all, and whether the trail itself is whole."""

import pandas as pd

from ecogov.domain.trail import TrailFacets, TrailFilter
from ecogov.storage import audit, registers, trail
from ecogov.storage.database import Database


def history(db: Database, record_type: str, record_id: object) -> pd.DataFrame:
    """List what was done to a record, newest first; a record that never was has no history.

    Returns
    -------
    DataFrame, shape (n_entries, 6)
        Columns ``id, at`` (UTC), ``actor, action`` (``<record type>.<verb>``), ``before`` and
        ``after`` (dict of the fields that changed, or None).
    """
    with db.read() as session:
        return registers.history_frame(session, record_type, record_id)


def list_trail(db: Database, wanted: TrailFilter, *, limit: int | None = None) -> pd.DataFrame:
    """List the entries that `wanted` lets through, newest first, at most `limit` of them.

    Returns
    -------
    DataFrame, shape (n_entries, 9)
        Columns ``id, at`` (UTC), ``actor, action`` (``<record type>.<verb>``), ``record_type,
        record_id`` (text), ``project_id`` (Int64), ``before`` and ``after`` (dict of the fields
        that changed, or None).
    """
    with db.read() as session:
        return trail.entries_frame(session, wanted, limit=limit)


def count_trail(db: Database, wanted: TrailFilter) -> int:
    """Count the entries that `wanted` lets through."""
    with db.read() as session:
        return trail.count(session, wanted)


def trail_facets(db: Database) -> TrailFacets:
    """Give what occurs in the trail: what a filter may ask for."""
    with db.read() as session:
        return trail.facets(session)


def record_names(db: Database) -> dict[tuple[str, str], str]:
    """Give the codes of projects, vendors and queues, archived or not, by record type and id."""
    with db.read() as session:
        return trail.names(session)


def verify_trail(db: Database) -> list[int]:
    """Name the entries that were altered, or whose predecessor was altered or removed."""
    with db.read() as session:
        return audit.broken_links(session)
