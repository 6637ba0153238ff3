"""Reading the log: one record, lists, counts, who owns things, the search over everything."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from ecogov.domain.log.asking import LogFilter, Order
from ecogov.domain.log.kinds import RecordKind, Reference
from ecogov.domain.log.register import KINDS
from ecogov.domain.people import Right
from ecogov.services.people.rights import reached, require
from ecogov.storage.database import Database
from ecogov.storage.log import listing, searching
from ecogov.storage.log.registers import REGISTERS, id_of


def get_record(db: Database, kind: RecordKind, record_id: int) -> dict[str, Any]:
    """Read everything about a record, archived or not: its columns, and ``ref``.

    Raises
    ------
    NotFoundError
        ``<kind>.unknown``.
    """
    with db.read() as session:
        stored = REGISTERS[kind].get(session, record_id)
    return {**stored, "ref": str(Reference(kind, stored["number"]))}


def find_record(db: Database, project_id: int, reference: Reference) -> int:
    """Find the id of a record by what people call it.

    Raises
    ------
    NotFoundError
        ``<kind>.unknown``.
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        return id_of(session, reference.kind, project_id, reference.number)


def list_records(
    db: Database,
    kind: RecordKind,
    wanted: LogFilter,
    order: Order | None = None,
    *,
    window: tuple[int, int | None] = (0, None),
    left_out: Collection[str] = (),
) -> pd.DataFrame:
    """List the records of a kind that `wanted` lets through.

    Parameters
    ----------
    window : tuple of int
        How many to leave out, and how many to take at most.
    left_out : collection of str
        Columns that nobody will look at: long lists are read the faster.

    Returns
    -------
    DataFrame, shape (n_records, n_columns)
        Every other column of the kind; ``ref`` ("R-12"), ``project_code``, and ``vendor_code``
        where the kind has a vendor. Sorted by `order`; the newest number first where it is None.
    """
    with db.read() as session:
        rows = listing.records_frame(
            session, kind, _told(db, wanted), order or Order(), window=window, left_out=left_out
        )
    prefix = str(Reference(kind, 1)).removesuffix("1")
    return rows.assign(ref=prefix + rows["number"].astype(str))


def count_records(db: Database, kind: RecordKind, wanted: LogFilter) -> int:
    """Count the records of a kind that `wanted` lets through."""
    with db.read() as session:
        return listing.count(session, kind, _told(db, wanted))


def open_counts(db: Database, project_id: int | None) -> Mapping[RecordKind, int]:
    """Count the records that still need work, of every kind."""
    wanted = _told(db, LogFilter(project_id=project_id, is_open=True))
    with db.read() as session:
        return {kind: listing.count(session, kind, wanted) for kind in KINDS}


def list_people(db: Database, project_id: int | None = None) -> list[str]:
    """Name those who own records, the busiest first; of one project, or of all."""
    with db.read() as session:
        return listing.people(session, reached(db, project_id))


def search_log(
    db: Database, text: str, *, project_id: int | None = None, limit: int = 50
) -> pd.DataFrame:
    """Find records of any kind by words of any language, or by reference.

    Returns
    -------
    DataFrame, shape (n_found <= limit, 9)
        Columns ``kind, id, number, ref, title, owner, status, due_on, project_code``; those whose
        reference was asked for first, then those whose title holds the words.
    """
    with db.read() as session:
        wanted = _told(db, LogFilter(project_id=project_id, text=text))
        found = searching.found_frame(session, wanted, limit=limit)
    refs = [
        str(Reference(RecordKind(kind), number))
        for kind, number in zip(found["kind"], found["number"], strict=True)
    ]
    return found.assign(ref=pd.Series(refs, index=found.index, dtype=object))


def _told(db: Database, wanted: LogFilter) -> LogFilter:
    """Narrow a filter to the projects that the person of a handle may see."""
    return replace(wanted, within=reached(db, wanted.project_id))
