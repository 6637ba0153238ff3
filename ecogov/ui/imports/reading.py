"""From dropped files to previews, and from previews to receipts; one run of a session at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from ecogov.domain.errors import DomainError, UnreadableFileError
from ecogov.domain.production import SourceFormat
from ecogov.domain.projects import Project
from ecogov.readers.opening import Limits, OpenedSource
from ecogov.readers.registry import reader_for
from ecogov.services.answers import answers_in
from ecogov.services.imports import (
    Preview,
    opened,
    preview,
    read_file,
    save_sheet_mapping,
    sheet_columns,
    take_in,
)
from ecogov.services.staging import Progress as Rows
from ecogov.services.staging import Staged
from ecogov.settings import load
from ecogov.ui.imports.batch import Batch, Upload, Waiting
from ecogov.ui.imports.progress import Progress
from ecogov.ui.imports.wording import escaped
from ecogov.ui.page import Page

_MEGABYTE: Final = 2**20
_WAIT_SECONDS: Final = 0.2


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
            _read(page, project, file, bar)
            file.mark = mark
        bar.close()
    for file in batch.files:
        if file.preview is not None and file.mark != mark:
            file.preview = preview(
                page.db, project, file.preview.staged, file.asked(project, today_in(project))
            )
            file.mark = mark


def take_all(page: Page, project: Project, batch: Batch, files: Sequence[Waiting]) -> None:
    """Store files one by one, each in its own transaction; what fails stays with its reason.

    The numbers of the receipts stand in the batch, so that no run of the page can lose them.
    """
    bar = Progress(page.t, "import.storing", len(files))
    for file in files:
        if file in batch.files and file.preview is not None:
            bar.begin(escaped(file.name))
            _take(page, project, batch, (file, file.preview))
    bar.close()


def _open(batch: Batch, upload: Upload) -> None:
    try:
        for source, sha256 in opened(upload.content, upload.name, limits()):
            if not batch.holds(sha256):
                file = batch.add(source.name, upload.content)
                file.source, file.sha256 = source, sha256
    except UnreadableFileError as error:
        batch.add(upload.name, upload.content).refusal = error


def _read(page: Page, project: Project, file: Waiting, bar: Progress) -> None:
    if file.source is None:
        return
    try:
        _prepare(page, project, file, file.source)
        request = file.asked(project, today_in(project))
        staged = _staged(page, project, file, file.source, progress=bar.rows)
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


def _staged(
    page: Page, project: Project, file: Waiting, source: OpenedSource, *, progress: Rows
) -> Staged:
    staged = read_file(
        page.db,
        project,
        (source, file.sha256),
        file.asked(project, today_in(project)),
        mapping=file.meaning(),
        progress=progress,
    )
    # Beside the upload it goes when the session does, whatever happens to the page.
    place = staged.rows.rename(file.content.with_name(staged.rows.name))
    return replace(staged, rows=place)


def _prepare(page: Page, project: Project, file: Waiting, source: OpenedSource) -> None:
    if file.request.format is not None:
        file.format = file.request.format
    elif file.format is None:
        file.format = reader_for(source).format
    if file.format is SourceFormat.PRODUCTION_SHEET and file.sheet is None:
        file.sheet = sheet_columns(page.db, project, source)
    file.answers = answers_in(source, file.format)


def _take(page: Page, project: Project, batch: Batch, waiting: tuple[Waiting, Preview]) -> None:
    file, looked = waiting
    request = file.asked(project, today_in(project))
    try:
        _remember_meaning(page, project, file)
        receipt = take_in(page.db, project, looked.staged, request, actor=page.actor)
    except DomainError as error:
        file.forget()
        file.refusal = error
        return
    batch.leave_out([file])
    batch.taken += [] if receipt.import_id is None else [receipt.import_id]


def _remember_meaning(page: Page, project: Project, file: Waiting) -> None:
    meaning = file.meaning()
    if file.source is None or file.sheet is None or meaning is None:
        return
    if file.mapping is not None or not file.sheet.is_saved:
        save_sheet_mapping(page.db, project, file.source, meaning, actor=page.actor)
