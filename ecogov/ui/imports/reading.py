"""From dropped files to previews, and from previews to receipts; one run of a session at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from ecogov.domain.errors import DomainError, UnreadableFileError
from ecogov.domain.production import SourceFormat
from ecogov.domain.projects import Project
from ecogov.readers.opening import Limits
from ecogov.readers.registry import reader_for
from ecogov.services.answers import answers_in
from ecogov.services.imports import (
    opened,
    preview,
    read_file,
    save_sheet_mapping,
    sheet_columns,
    take_in,
)
from ecogov.settings import load
from ecogov.ui.imports.batch import Batch, Upload, Waiting
from ecogov.ui.imports.progress import Progress
from ecogov.ui.imports.wording import escaped
from ecogov.ui.page import Page

_MEGABYTE: Final = 2**20
_WAIT_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import of several files came to: numbers of the receipts, files that failed."""

    import_ids: tuple[int, ...]
    n_failed: int


def limits() -> Limits:
    """Give how much one upload may weigh, as the settings say."""
    settings = load()
    return Limits(
        packed_bytes=settings.max_upload_mb * _MEGABYTE,
        unpacked_bytes=settings.max_unpacked_mb * _MEGABYTE,
    )


def today_in(project: Project) -> date:
    """Tell which day it is where the project is done."""
    return datetime.now(ZoneInfo(project.timezone)).date()


@contextmanager
def alone(page: Page, batch: Batch) -> Iterator[None]:
    """Let one run of the session work on the batch.

    A click starts a new run while the old one may still be storing a file: the new one waits,
    then sees what the old one did, and nothing is stored twice.
    """
    if not batch.lock.acquire(timeout=_WAIT_SECONDS):
        with st.spinner(page.t("import.still_working")):
            batch.lock.acquire()
    try:
        yield
    finally:
        batch.lock.release()


def read_all(page: Page, project: Project, batch: Batch, mark: tuple[int, ...]) -> None:
    """Read every file that was not read yet, and count again what other imports overtook."""
    while batch.uploads:
        _open(batch, batch.uploads[0])
        batch.uploads.pop(0)
    unread = [file for file in batch.files if file.is_unread]
    if unread:
        bar = Progress(page.t, "import.reading", len(unread))
        for file in unread:
            bar.begin(escaped(file.name))
            _read(page, project, file, bar, batch)
            file.mark = mark
        bar.close()
    for file in batch.files:
        if file.preview is not None and file.mark != mark:
            file.preview = preview(
                page.db, project, file.preview.staged, file.asked(project, today_in(project))
            )
            file.mark = mark


def take_all(page: Page, project: Project, batch: Batch, files: Sequence[Waiting]) -> Taken:
    """Store files one by one, each in its own transaction; what fails stays with its reason."""
    import_ids: list[int] = []
    bar = Progress(page.t, "import.storing", len(files))
    for file in files:
        if file in batch.files and file.preview is not None:
            bar.begin(escaped(file.name))
            number = _take(page, project, batch, file)
            import_ids += [] if number is None else [number]
    bar.close()
    return Taken(tuple(import_ids), len(files) - len(import_ids))


def _open(batch: Batch, upload: Upload) -> None:
    try:
        for source, sha256 in opened(upload.content, upload.name, limits()):
            if not batch.holds(sha256):
                file = batch.add(source.name, upload.content)
                file.source, file.sha256 = source, sha256
    except UnreadableFileError as error:
        batch.add(upload.name, upload.content).refusal = error


def _read(page: Page, project: Project, file: Waiting, bar: Progress, batch: Batch) -> None:
    assert file.source is not None  # what could not be opened has its refusal
    try:
        _prepare(page, project, file)
        request = file.asked(project, today_in(project))
        staged = read_file(
            page.db,
            project,
            (file.source, file.sha256),
            request,
            mapping=file.meaning(),
            progress=bar.rows,
            folder=batch.folder,
        )
        try:
            file.preview = preview(page.db, project, staged, request)
        finally:
            if file.preview is None:
                staged.discard()
    except DomainError as error:
        file.refusal = error
    except Exception:
        # A bug of ours on this file: the page says so once, the other files go on.
        file.refusal = UnreadableFileError("file.unforeseen", name=file.name)
        raise


def _prepare(page: Page, project: Project, file: Waiting) -> None:
    assert file.source is not None
    if file.request.format is not None:
        file.format = file.request.format
    elif file.format is None:
        file.format = reader_for(file.source).format
    if file.format is SourceFormat.PRODUCTION_SHEET and file.sheet is None:
        file.sheet = sheet_columns(page.db, project, file.source)
    file.answers = answers_in(file.source, file.format)


def _take(page: Page, project: Project, batch: Batch, file: Waiting) -> int | None:
    assert file.preview is not None
    request = file.asked(project, today_in(project))
    try:
        _remember_meaning(page, project, file)
        receipt = take_in(page.db, project, file.preview.staged, request, actor=page.actor)
    except DomainError as error:
        file.forget()
        file.refusal = error
        return None
    batch.leave_out([file])
    return receipt.import_id


def _remember_meaning(page: Page, project: Project, file: Waiting) -> None:
    meaning = file.meaning()
    if file.source is None or file.sheet is None or meaning is None:
        return
    if file.mapping is not None or not file.sheet.is_saved:
        save_sheet_mapping(page.db, project, file.source, meaning, actor=page.actor)
