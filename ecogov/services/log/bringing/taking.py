"""A file into the log of a project: one transaction, every row with its fate, or a rehearsal."""

from pathlib import Path

from ecogov.domain.errors import DomainError
from ecogov.domain.log.interchange import (
    BringRequest,
    Brought,
    ExchangeFormat,
    Fate,
    FoundRow,
)
from ecogov.domain.log.template import folded
from ecogov.domain.people import Right
from ecogov.readers.log.reading import FoundRows, found_rows
from ecogov.readers.opening import Limits, OpenedSource, open_sources
from ecogov.services import editing
from ecogov.services.log.bringing.desk import Desk
from ecogov.services.log.bringing.values import Ground
from ecogov.services.log.bringing.wording import vocabulary
from ecogov.services.people.rights import require
from ecogov.storage import vendors
from ecogov.storage.database import Database
from ecogov.storage.registers import Session


def opened_files(
    content: Path | bytes, name: str, limits: Limits | None = None
) -> list[OpenedSource]:
    """Unpack what was handed in: the file itself, or those in its gzip or zip.

    Raises
    ------
    UnreadableFileError
        What `ecogov.readers.opening.open_sources` refuses.
    """
    return list(open_sources(content, name, limits))


def bring(
    db: Database, project_id: int, source: OpenedSource, request: BringRequest, *, actor: str
) -> Brought:
    """Take a file into the log of a project.

    Rows that are refused stop no others unless `request` is strict; then nothing is stored, and
    the answer says so. A file that brings nothing new leaves no trace.

    Raises
    ------
    UnreadableFileError
        When the file as a whole cannot be read.
    DomainError
        ``project.unknown``, ``record.archived``, ``bring.format_ics``.
    """
    require(db, Right.LOG, project_id)
    found = _read(source, request)
    try:
        with db.write(actor) as session:
            rows = _taken(session, project_id, found, request)
            _check_worth_storing(rows, request)
    except _NothingStoredError as nothing:
        return nothing.rows
    return rows


def rehearse_bringing(
    db: Database, project_id: int, source: OpenedSource, request: BringRequest
) -> Brought:
    """Tell what would become of a file, and store nothing.

    Raises
    ------
    DomainError
        As `bring`.
    """
    require(db, Right.LOG, project_id)
    found = _read(source, request)
    with db.rehearse() as session:
        return _unstored(_taken(session, project_id, found, request))


def _check_worth_storing(rows: Brought, request: BringRequest) -> None:
    if not rows.has_news or (request.is_strict and rows.count(Fate.REFUSED)):
        raise _NothingStoredError(rows)


class _NothingStoredError(Exception):
    """Undoes a transaction in which nothing is to be kept."""

    def __init__(self, rows: Brought) -> None:
        super().__init__()
        self.rows = _unstored(rows)


def _unstored(rows: Brought) -> Brought:
    return Brought(file=rows.file, format=rows.format, rows=rows.rows, is_stored=False)


def _read(source: OpenedSource, request: BringRequest) -> tuple[str, FoundRows]:
    if request.format is ExchangeFormat.ICS:
        raise DomainError("bring.format_ics")
    return source.name, found_rows(source, request, vocabulary())


def _taken(
    session: Session, project_id: int, found: tuple[str, FoundRows], request: BringRequest
) -> Brought:
    name, told = found
    project = editing.open_project(session, project_id)
    ground = Ground(
        words=vocabulary(),
        vendors=_vendors(session),
        date_formats=request.mapping.date_formats,
    )
    rows: tuple[FoundRow, ...] = told.rows
    fates = Desk(session, project, request, file_format=told.format, ground=ground).take(rows)
    return Brought(file=name, format=told.format, rows=fates, is_stored=True)


def _vendors(session: Session) -> dict[str, int]:
    rows = vendors.vendors_frame(session, archived=False)
    return {folded(code): int(one) for code, one in zip(rows["code"], rows["id"], strict=True)}
