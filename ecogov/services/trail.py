"""The audit trail: what was done, to a record or at all, and whether the trail itself is whole."""

from dataclasses import replace

import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.people import Right
from ecogov.domain.trail import TrailFacets, TrailFilter, TrailReach
from ecogov.services.people.rights import require, require_somewhere, visible
from ecogov.storage import audit, trail
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
        wanted = TrailFilter(record_type=record_type, record_id=str(record_id))
        told = trail.entries_frame(session, _told(db, wanted), limit=None)
    return told[["id", "at", "actor", "action", "before", "after"]]


def list_trail(db: Database, wanted: TrailFilter, *, limit: int | None = None) -> pd.DataFrame:
    """List the entries that `wanted` lets through, newest first, at most `limit` of them.

    Returns
    -------
    DataFrame, shape (n_entries, 10)
        Columns ``id, at`` (UTC), ``actor, action`` (``<record type>.<verb>``), ``record_type,
        record_id`` (text), ``project_id`` (Int64), ``before`` and ``after`` (dict of the fields
        that changed, or None) and ``address`` (from where, or None).
    """
    with db.read() as session:
        return trail.entries_frame(session, _told(db, wanted), limit=limit)


def count_trail(db: Database, wanted: TrailFilter) -> int:
    """Count the entries that `wanted` lets through."""
    with db.read() as session:
        return trail.count(session, _told(db, wanted))


def trail_facets(db: Database) -> TrailFacets:
    """Give what occurs in the trail: what a filter may ask for."""
    with db.read() as session:
        return trail.facets(session, _told(db, TrailFilter()))


def record_names(db: Database) -> dict[tuple[str, str], str]:
    """Give the codes of projects, vendors and queues, archived or not, by record type and id."""
    with db.read() as session:
        return trail.names(session, visible(db))


def verify_trail(db: Database) -> list[int]:
    """Name the entries that were altered, or whose predecessor was altered or removed."""
    require(db, Right.ADMINISTER)
    with db.read() as session:
        return audit.broken_links(session)


def trail_head(db: Database) -> str | None:
    """Give the mark of the newest entry; kept elsewhere, it proves that the trail was not cut off.

    Returns
    -------
    str or None
        ``<id>:<hash>``; None while nothing was done.
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        found = audit.head(session)
    return None if found is None else f"{found[0]}:{found[1]}"


def is_in_trail(db: Database, mark: str) -> bool:
    """Tell whether the entry of a mark that `trail_head` gave still stands.

    Raises
    ------
    DomainError
        ``trail.mark`` when it is not such a mark.
    """
    require(db, Right.ADMINISTER)
    number, _, hash_ = mark.strip().partition(":")
    if not number.isdecimal() or len(hash_) != len(audit.FIRST_HASH):
        raise DomainError("trail.mark", mark=mark)
    with db.read() as session:
        return audit.has_entry(session, int(number), hash_)


def note_export(db: Database, what: str, *, project_id: int | None, actor: str) -> None:
    """Keep in the trail that somebody took something away; `what` names it.

    Raises
    ------
    NotFoundError, NotAllowedError
        For who may not see it.
    """
    if project_id is None:
        require_somewhere(db, Right.READ)
    else:
        require(db, Right.READ, project_id)
    with db.write(actor) as session:
        audit.note(session, "export.take", ("export", what), project_id=project_id)


def _told(db: Database, wanted: TrailFilter) -> TrailFilter:
    """Narrow a filter to what the person of a handle may read."""
    if wanted.project_id is not None:
        require(db, Right.READ, wanted.project_id)
    is_whole = db.person.may(Right.ADMINISTER)
    return replace(wanted, reach=TrailReach(visible(db), is_whole))
