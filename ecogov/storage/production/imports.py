"""Imports as records: sources, receipts, rejections, saved column mappings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import pandas as pd
from sqlalchemy import func, insert, select, union_all, update
from sqlalchemy.orm import Session

from ecogov.domain.errors import NotFoundError
from ecogov.storage.production.desk import Desk
from ecogov.storage.production.events import EVENT
from ecogov.storage.production.facts import ImportRow, MappingRow, RejectionRow, SourceRow
from ecogov.storage.records import ProjectRow
from ecogov.storage.registers import within

IMPORT: Final[Any] = ImportRow.__table__  # type: ignore[attr-defined]
_SOURCE: Final[Any] = SourceRow.__table__  # type: ignore[attr-defined]
_REJECTION: Final[Any] = RejectionRow.__table__  # type: ignore[attr-defined]
_MAPPING: Final[Any] = MappingRow.__table__  # type: ignore[attr-defined]
_PROJECT: Final[Any] = ProjectRow.__table__  # type: ignore[attr-defined]


def lock_project(session: Session, project_id: int) -> None:
    """Let one import of a project at a time pass; the lock goes with the transaction.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    query = select(_PROJECT.c.id).where(_PROJECT.c.id == project_id).with_for_update()
    if session.execute(query).first() is None:
        raise NotFoundError("project.unknown", code=str(project_id))


def find_source(session: Session, project_id: int, format_: str, instance: str) -> int | None:
    """Find the tool that a file comes from; None when it is new to the project."""
    query = select(_SOURCE.c.id).where(
        _SOURCE.c.project_id == project_id,
        _SOURCE.c.format == format_,
        _SOURCE.c.instance == instance,
    )
    found: int | None = session.execute(query).scalar_one_or_none()
    return found


def add_source(session: Session, project_id: int, format_: str, instance: str) -> int:
    """Find or store the tool that a file comes from."""
    found = find_source(session, project_id, format_, instance)
    if found is not None:
        return found
    row = {"project_id": project_id, "format": format_, "instance": instance}
    return int(session.execute(insert(_SOURCE).returning(_SOURCE.c.id), row).scalar_one())


def add_import(session: Session, row: dict[str, Any]) -> int:
    """Open an import; its receipt follows with `finish_import`."""
    told = {"at": datetime.now(UTC), "actor": session.info["actor"], "receipt": {}, **row}
    return int(session.execute(insert(IMPORT).returning(IMPORT.c.id), told).scalar_one())


def finish_import(
    session: Session, import_id: int, receipt: dict[str, Any], rejections: Sequence[dict[str, Any]]
) -> None:
    """Store the receipt of an import and the rows that it refused."""
    session.execute(
        update(IMPORT)
        .where(IMPORT.c.id == import_id)
        .values(receipt=receipt, rejected=receipt["rejected"])
    )
    if rejections:
        session.execute(insert(_REJECTION), [{"import_id": import_id, **row} for row in rejections])


def get_import(session: Session, import_id: int) -> dict[str, Any]:
    """Read one import.

    Raises
    ------
    NotFoundError
        ``import.unknown``.
    """
    row = session.execute(select(IMPORT).where(IMPORT.c.id == import_id)).mappings().first()
    if row is None:
        raise NotFoundError("import.unknown", id=import_id)
    return dict(row)


def mark_undone(session: Session, import_id: int) -> None:
    """Note that an import was taken back; its receipt stays."""
    session.execute(
        update(IMPORT)
        .where(IMPORT.c.id == import_id)
        .values(undone_at=datetime.now(UTC), undone_by=session.info["actor"])
    )


def imports_frame(session: Session, projects: frozenset[int] | None, limit: int) -> pd.DataFrame:
    """List imports, newest first.

    Returns
    -------
    DataFrame, shape (<= limit, 10)
        Columns ``id, project, at, actor, format, file, sha256, receipt, undone_at, undone_by``.
    """
    query = (
        select(
            IMPORT.c.id, _PROJECT.c.code.label("project"), IMPORT.c.at, IMPORT.c.actor,
            IMPORT.c.format, IMPORT.c.file, IMPORT.c.sha256, IMPORT.c.receipt,
            IMPORT.c.undone_at, IMPORT.c.undone_by,
        )
        .join(_PROJECT, _PROJECT.c.id == IMPORT.c.project_id)
        .order_by(IMPORT.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    query = query.where(*within(IMPORT.c.project_id, projects))
    result = session.execute(query)
    return pd.DataFrame(result.all(), columns=list(result.keys()))


def rejections_of(session: Session, import_id: int) -> list[dict[str, Any]]:
    """Read the refused rows of an import in the order of the file."""
    query = (
        select(_REJECTION.c.row, _REJECTION.c.field, _REJECTION.c.code, _REJECTION.c.params,
               _REJECTION.c.raw)
        .where(_REJECTION.c.import_id == import_id)
        .order_by(_REJECTION.c.row, _REJECTION.c.id)
    )  # fmt: skip
    return [dict(row) for row in session.execute(query).mappings()]


def standing_copy(session: Session, project_id: int, sha256: str) -> int | None:
    """Find a standing import of exactly the same bytes."""
    query = select(func.min(IMPORT.c.id)).where(
        IMPORT.c.project_id == project_id, IMPORT.c.sha256 == sha256, IMPORT.c.undone_at.is_(None)
    )
    found: int | None = session.execute(query).scalar_one_or_none()
    return found


def find_mapping(session: Session, project_id: int, header_key: str) -> dict[str, Any] | None:
    """Find the saved meaning of a sheet's columns."""
    query = select(_MAPPING.c.mapping).where(
        _MAPPING.c.project_id == project_id, _MAPPING.c.header_key == header_key
    )
    found: dict[str, Any] | None = session.execute(query).scalar_one_or_none()
    return found


def save_mapping(
    session: Session, project_id: int, header_key: str, mapping: dict[str, Any]
) -> None:
    """Store the meaning of a sheet's columns for the next file with the same headings."""
    key = (_MAPPING.c.project_id == project_id, _MAPPING.c.header_key == header_key)
    if find_mapping(session, project_id, header_key) is None:
        row = {"project_id": project_id, "header_key": header_key, "mapping": mapping}
        session.execute(insert(_MAPPING), row)
    else:
        session.execute(update(_MAPPING).where(*key).values(mapping=mapping))


@dataclass(frozen=True, slots=True)
class Summary:
    """What the rows of a file come to, whatever became of them.

    ``handle_seconds`` are worked seconds by how they were measured; ``overlapped_rows`` are those
    whose elapsed time runs beside another's.
    """

    annotators: int
    items: int
    first_submitted_at: datetime | None
    last_submitted_at: datetime | None
    handle_seconds: Mapping[str, float]
    overlapped_rows: int


def summary_of_desk(desk: Desk, import_id: int) -> Summary:
    """Sum up the rows on a desk."""
    told = desk.told
    row = desk.session.execute(
        select(
            func.count(told["annotator"].distinct()).label("annotators"),
            func.count(told["item_id"].distinct()).label("items"),
            func.min(told["submitted_at"]).label("first_submitted_at"),
            func.max(told["submitted_at"]).label("last_submitted_at"),
        ).select_from(desk.staged)
    ).mappings()
    seconds, overlapped = _worked_by_basis(desk, import_id)
    return Summary(**row.one(), handle_seconds=seconds, overlapped_rows=overlapped)


def _worked_by_basis(desk: Desk, import_id: int) -> tuple[dict[str, float], int]:
    """Sum the worked seconds of a file's rows by how they were measured.

    Returns
    -------
    (dict of str to float, int)
        Seconds by time basis, and the rows whose elapsed time overlaps another's.
    """
    e = EVENT.c
    columns = (e.time_basis, e.worked_seconds, e.is_overlapping)
    known = select(desk.matched.c.id).where(desk.matched.c.state != "changed")
    rows = union_all(
        select(*columns).where(e.import_id == import_id),
        select(*columns).where(e.id.in_(known), e.import_id != import_id),
    ).subquery()
    seconds: dict[str, float] = {}
    overlapped = 0
    query = select(
        rows.c.time_basis,
        func.sum(rows.c.worked_seconds),
        func.count().filter(rows.c.is_overlapping),
    ).group_by(rows.c.time_basis)
    found: Sequence[tuple[str, float | None, int]] = desk.session.execute(query).all()
    for basis, total, n_rows in found:
        overlapped += n_rows
        if total is not None:
            seconds[basis] = round(total, 6)
    return seconds, overlapped
