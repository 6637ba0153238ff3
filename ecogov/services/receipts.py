"""Receipts of imports: made once, stored, listed and opened later."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pandas as pd

from ecogov.domain.imports import Receipt, RejectedRow
from ecogov.domain.people import Right
from ecogov.domain.projects import Project
from ecogov.services.people.rights import reached, require
from ecogov.services.projects import get_project
from ecogov.services.staging import Staged
from ecogov.storage.database import Database
from ecogov.storage.production import imports
from ecogov.storage.production.taking import Taken

LISTED: Final = 500


@dataclass(frozen=True, slots=True)
class StoredImport:
    """An import as it stands in the records; stamps are UTC."""

    project: Project
    at: datetime
    actor: str
    undone_at: datetime | None
    undone_by: str | None
    receipt: Receipt


def open_import(db: Database, import_id: int) -> StoredImport:
    """Read a stored import with its receipt and its refused rows.

    Raises
    ------
    NotFoundError
        ``import.unknown``.
    """
    with db.read() as session:
        row = imports.get_import(session, import_id)
    require(db, Right.READ, row["project_id"])
    return StoredImport(
        project=get_project(db, row["project_id"]),
        at=row["at"],
        actor=row["actor"],
        undone_at=row["undone_at"],
        undone_by=row["undone_by"],
        receipt=open_receipt(db, import_id),
    )


def list_imports(db: Database, project_id: int | None = None) -> pd.DataFrame:
    """List the imports of a project (or of all), newest first, at most `LISTED`."""
    with db.read() as session:
        return imports.imports_frame(session, reached(db, project_id), LISTED)


def open_receipt(db: Database, import_id: int) -> Receipt:
    """Read a stored receipt with its refused rows.

    What stood in those rows names people, and is for who may read names.

    Raises
    ------
    NotFoundError
        ``import.unknown``.
    """
    with db.read() as session:
        row = imports.get_import(session, import_id)
        require(db, Right.READ, row["project_id"])
        told = dict(row["receipt"])
        rows = imports.rejections_of(session, import_id)
    if not db.person.may(Right.READ_NAMES, row["project_id"]):
        rows = [{**one, "raw": ""} for one in rows]
    for name in ("first_submitted_at", "last_submitted_at"):
        told[name] = datetime.fromisoformat(told[name]) if told[name] else None
    for name in ("missing", "new_vendors", "new_queues"):
        told[name] = tuple(told[name])
    return Receipt(**told, rejections=tuple(RejectedRow(**row) for row in rows))


def receipt_of(taken: Taken, staged: Staged, *, import_id: int | None = None) -> Receipt:
    """Say what became of a staged file."""
    counts, summary = taken.counts, taken.summary
    return Receipt(
        import_id=import_id,
        format=staged.format.value,
        file=staged.file,
        sha256=staged.sha256,
        rows_read=staged.rows_read,
        accepted=counts.new,
        updated=counts.changed,
        duplicate=counts.same + counts.copies,
        skipped=staged.skipped + counts.superseded + counts.older,
        rejected=staged.rejected,
        annotators=summary.annotators,
        items=summary.items,
        first_submitted_at=summary.first_submitted_at,
        last_submitted_at=summary.last_submitted_at,
        handle_seconds=summary.handle_seconds,
        overlapped_rows=summary.overlapped_rows,
        missing=staged.missing,
        new_vendors=taken.new_vendors,
        new_queues=taken.new_queues,
        rejections=_refusals(staged),
    )


def refused_receipt(staged: Staged) -> Receipt:
    """Answer for a file of which no row can be used: it has no number, nothing was stored."""
    return Receipt(
        import_id=None,
        format=staged.format.value,
        file=staged.file,
        sha256=staged.sha256,
        rows_read=staged.rows_read,
        accepted=0,
        updated=0,
        duplicate=0,
        skipped=staged.skipped,
        rejected=staged.rejected,
        annotators=0,
        items=0,
        first_submitted_at=None,
        last_submitted_at=None,
        handle_seconds={},
        overlapped_rows=0,
        missing=staged.missing,
        rejections=_refusals(staged),
    )


def _refusals(staged: Staged) -> tuple[RejectedRow, ...]:
    return tuple(
        RejectedRow(row.row, row.field, row.code, dict(row.params), row.raw)
        for row in staged.rejections
    )
