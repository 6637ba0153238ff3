"""Imports: look before, take in, list, take back. One transaction per file, all or nothing."""

import hashlib
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ecogov.domain.errors import ConflictError
from ecogov.domain.imports import ImportRequest, Receipt
from ecogov.domain.people import Right
from ecogov.domain.production import WRITTEN_IN_PROJECT_TIME, SourceFormat
from ecogov.domain.projects import Project
from ecogov.readers.canonical import ColumnMapping, Source
from ecogov.readers.formats.production_sheet import suggest_mapping
from ecogov.readers.opening import Limits, OpenedSource, open_sources, sha256_of
from ecogov.readers.registry import reader_for
from ecogov.readers.sniffing import Head, head_of
from ecogov.services.anomalies.asking import scan_after_import
from ecogov.services.people.rights import require
from ecogov.services.projects import get_project
from ecogov.services.receipts import list_imports, open_receipt, receipt_of, refused_receipt
from ecogov.services.staging import Plan, Progress, Staged, stage
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.production import events, imports, undoing
from ecogov.storage.production.bulk import attach
from ecogov.storage.production.derivation import forget_references
from ecogov.storage.production.desk import lay_out
from ecogov.storage.production.rebuilding import follow
from ecogov.storage.production.staged import StagedFile
from ecogov.storage.production.taking import taken, tried

__all__ = [
    "Preview",
    "SheetColumns",
    "import_source",
    "list_imports",
    "open_receipt",
    "opened",
    "preview",
    "read_file",
    "rehearse_source",
    "save_sheet_mapping",
    "sheet_columns",
    "take_in",
    "undo_import",
]


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """The headings of a production sheet, a few rows, and what its columns are taken to mean."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    mapping: ColumnMapping
    is_saved: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, counted on the real data; nothing is stored.

    ``receipt`` carries no number yet; ``copy_of`` is a standing import of the same bytes.
    """

    staged: Staged
    receipt: Receipt
    copy_of: int | None


def opened(
    content: Path | bytes, name: str, limits: Limits
) -> list[tuple[OpenedSource, str | None]]:
    """List the readable files of an upload, each with the hash of the upload if it is alone.

    Raises
    ------
    UnreadableFileError
        What is wrong with the upload as a whole.
    """
    sources = list(open_sources(content, name, limits))
    alone = sha256_of(content) if len(sources) == 1 else None
    return [(source, alone) for source in sources]


def sheet_columns(db: Database, project: Project, source: Source) -> SheetColumns:
    """Read the headings of a production sheet and what they meant last time, or seem to mean."""
    require(db, Right.LOG, project.id)
    head = head_of(source)
    with db.read() as session:
        saved = imports.find_mapping(session, project.id, _header_key(head))
    mapping = ColumnMapping(**saved) if saved else suggest_mapping(head.columns, head.rows)
    return SheetColumns(head.columns, head.rows, mapping, saved is not None)


def save_sheet_mapping(
    db: Database, project: Project, source: Source, mapping: ColumnMapping, *, actor: str
) -> None:
    """Remember what the columns of a sheet mean, for every later file with these headings."""
    require(db, Right.LOG, project.id)
    told = {**asdict(mapping), "columns": dict(mapping.columns)}
    with db.write(actor) as session:
        imports.save_mapping(session, project.id, _header_key(head_of(source)), told)
        audit.note(
            session, "mapping.save", ("project", project.code), project_id=project.id, after=told
        )


def _header_key(head: Head) -> str:
    return hashlib.sha256("\x1f".join(head.columns).encode()).hexdigest()


def read_file(
    db: Database,
    project: Project,
    source: tuple[Source, str | None],
    request: ImportRequest,
    *,
    mapping: ColumnMapping | None = None,
    progress: Progress | None = None,
) -> Staged:
    """Read one file whole and check every row; the database is only asked for saved mappings.

    Raises
    ------
    UnreadableFileError
        When the file as a whole cannot be read.
    DomainError
        ``import.strict`` when every row must be good and one is not.
    """
    require(db, Right.LOG, project.id)
    file, sha256 = source
    format_ = request.format or reader_for(file).format
    if format_ is SourceFormat.PRODUCTION_SHEET and mapping is None:
        mapping = sheet_columns(db, project, file).mapping
    today = datetime.now(UTC).date()
    with tempfile.NamedTemporaryFile(prefix="ecogov-", suffix=".arrow", delete=False) as target:
        path = Path(target.name)
    is_local = format_ in WRITTEN_IN_PROJECT_TIME
    plan = Plan(
        request=replace(
            request,
            undated_on=request.undated_on or today,
            timezone=project.timezone if is_local else request.timezone,
        ),
        format=format_,
        mapping=mapping,
        project_timezone=project.timezone,
        today=today,
        target=path,
        sha256=sha256,
    )
    return stage(file, plan, progress)


def preview(db: Database, project: Project, staged: Staged, request: ImportRequest) -> Preview:
    """Count what an import would do, by doing it up to the point of storing."""
    require(db, Right.LOG, project.id)
    with db.rehearse() as session:
        source_id = imports.find_source(session, project.id, staged.format, request.instance)
        found = tried(session, StagedFile(staged.rows), project.id, source_id)
        copy_of = imports.standing_copy(session, project.id, staged.sha256)
    return Preview(staged, receipt_of(found, staged), copy_of)


def take_in(
    db: Database, project: Project, staged: Staged, request: ImportRequest, *, actor: str
) -> Receipt:
    """Store a staged file in one transaction, with everything that follows from its rows.

    Returns
    -------
    Receipt
        Without a number when no row of the file could be used: then nothing was stored.
    """
    require(db, Right.LOG, project.id)
    if not staged.n_good:
        return refused_receipt(staged)
    with db.bulk(actor) as session:
        imports.lock_project(session, project.id)
        source_id = imports.add_source(session, project.id, staged.format, request.instance)
        import_id = imports.add_import(
            session,
            {
                "project_id": project.id,
                "source_id": source_id,
                "format": staged.format.value,
                "file": staged.file,
                "sha256": staged.sha256,
            },
        )
        ids = {"project_id": project.id, "source_id": source_id, "import_id": import_id}
        stored = taken(session, StagedFile(staged.rows), staged.format, **ids)
        receipt = receipt_of(stored, staged, import_id=import_id)
        told = receipt.as_json()
        imports.finish_import(session, import_id, told, told.pop("rejections"))
        audit.note(
            session,
            "import.take_in",
            ("import", import_id),
            project_id=project.id,
            after={"file": receipt.file, "accepted": receipt.accepted, "updated": receipt.updated},
        )
        scan_after_import(session, project.id)
    return receipt


def import_source(
    db: Database,
    project: Project,
    source: tuple[Source, str | None],
    request: ImportRequest,
    *,
    actor: str,
    progress: Progress | None = None,
) -> Receipt:
    """Read one file and store it."""
    staged = read_file(db, project, source, request, progress=progress)
    try:
        return take_in(db, project, staged, request, actor=actor)
    finally:
        staged.discard()


def rehearse_source(
    db: Database,
    project: Project,
    source: tuple[Source, str | None],
    request: ImportRequest,
    *,
    progress: Progress | None = None,
) -> Receipt:
    """Read one file and count what storing it would do; nothing is stored."""
    staged = read_file(db, project, source, request, progress=progress)
    try:
        return preview(db, project, staged, request).receipt
    finally:
        staged.discard()


def undo_import(db: Database, import_id: int, *, actor: str) -> int:
    """Take an import back as a whole: every figure is as if it had never been.

    Returns
    -------
    int
        Rows removed or put back.

    Raises
    ------
    NotFoundError
        ``import.unknown``.
    ConflictError
        ``import.undone`` when it was taken back already; ``import.undo_later`` when a later
        import met its rows and has to be undone first.
    """
    with db.read() as session:
        row = imports.get_import(session, import_id)
    project = get_project(db, row["project_id"])
    require(db, Right.LOG, project.id)
    with db.bulk(actor) as session:
        imports.lock_project(session, project.id)
        row = imports.get_import(session, import_id)
        if row["undone_at"] is not None:
            raise ConflictError("import.undone", id=import_id)
        if later := undoing.later_imports(session, import_id):
            numbers = ", ".join(str(number) for number in later)
            raise ConflictError("import.undo_later", id=import_id, later=numbers)
        attach(session)
        desk = lay_out(session, {}, {})
        events.touch(desk, import_id)
        forget_references(desk, project.id, import_id)
        n_rows = undoing.take_back(session, import_id)
        follow(desk, project.id, (row["source_id"], SourceFormat(row["format"])))
        imports.mark_undone(session, import_id)
        audit.note(
            session,
            "import.undo",
            ("import", import_id),
            project_id=project.id,
            before={"file": row["file"], "rows": n_rows},
        )
        scan_after_import(session, project.id)
    return n_rows
