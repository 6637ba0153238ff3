"""Files that were dropped and wait for their import; they outlive reruns and other pages.

They stand in the session under one key. Their bytes and their staged rows lie in one folder of
temporary files, which goes when the session does.
"""

import shutil
import tempfile
import threading
import weakref
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.domain.imports import ImportRequest
from ecogov.domain.production import WRITTEN_IN_PROJECT_TIME, SourceFormat
from ecogov.domain.projects import Project
from ecogov.readers.canonical import ColumnMapping
from ecogov.readers.opening import OpenedSource
from ecogov.services.imports import Preview, SheetColumns

_KEY: Final = "imports.batch"
_NOISE: Final = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A dropped file that nobody has looked at yet."""

    name: str
    content: Path


@dataclass(frozen=True, slots=True)
class Notice:
    """What the last action came to: a text of the catalog, or a refusal.

    It is said as long as one of the receipts that it is about is open.
    """

    about: tuple[int, ...]
    key: str
    params: dict[str, str | int] = field(default_factory=dict)
    refusal: DomainError | None = None


@dataclass(slots=True, eq=False)
class Waiting:
    """One readable file, or one that cannot be read and says why.

    ``request`` is what a person said about it; ``zone`` is None until they choose one. It has
    been read as soon as it has a ``preview`` or a ``refusal``; ``mark`` says against which
    imports of the project the preview was counted.
    """

    key: str
    name: str
    content: Path
    source: OpenedSource | None = None
    sha256: str | None = None
    request: ImportRequest = field(default_factory=ImportRequest)
    zone: str | None = None
    format: SourceFormat | None = None
    mapping: ColumnMapping | None = None
    sheet: SheetColumns | None = None
    answers: tuple[str, ...] = ()
    preview: Preview | None = None
    refusal: DomainError | None = None
    mark: tuple[int, ...] = ()

    @property
    def is_unread(self) -> bool:
        """Tell whether the file still has to be read."""
        return self.preview is None and self.refusal is None

    @property
    def is_ready(self) -> bool:
        """Tell whether an import of the file would store anything."""
        return self.preview is not None and self.preview.staged.n_good > 0

    def forget(self) -> None:
        """Drop what was read, so that the file is read again."""
        if self.preview is not None:
            self.preview.staged.discard()
        self.preview = None
        self.refusal = None

    def meaning(self) -> ColumnMapping | None:
        """Give what the columns of a production sheet mean: as chosen, else as suggested."""
        if self.mapping is not None:
            return self.mapping
        return self.sheet.mapping if self.sheet else None

    def asked(self, project: Project, today: date) -> ImportRequest:
        """Complete the request with what holds where nothing was said.

        Stamps without a zone are UTC, in some formats those of the project's own clocks.
        """
        is_local = self.format in WRITTEN_IN_PROJECT_TIME
        return replace(
            self.request,
            format=self.format,
            timezone=self.zone or (project.timezone if is_local else "UTC"),
            undated_on=self.request.undated_on or today,
        )


@dataclass(eq=False)
class Batch:
    """All files of a session that wait, for one project, and what is to be done or said next."""

    project_id: int | None = None
    uploads: list[Upload] = field(default_factory=list)
    files: list[Waiting] = field(default_factory=list)
    notice: Notice | None = None
    taken: list[int] = field(default_factory=list)
    to_undo: int | None = None
    generation: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    numbers: "count[int]" = field(default_factory=count)
    _folder: Path | None = None

    @property
    def folder(self) -> Path:
        """Folder of this batch's files, made when first needed, removed with the batch."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(dir=_root()))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def notice_on(self, import_ids: Collection[int]) -> Notice | None:
        """Give the notice if it is about one of these receipts, else forget it."""
        if self.notice is not None and not set(self.notice.about) & set(import_ids):
            self.notice = None
        return self.notice

    def drop(self, name: str, content: memoryview) -> None:
        """Put a dropped file on disk; hidden files of the system are left out."""
        plain = name.replace("\\", "/").rsplit("/", 1)[-1]
        if plain.startswith(".") or plain.casefold() in _NOISE:
            return
        path = self.folder / f"{next(self.numbers)}.upload"
        path.write_bytes(content)
        self.uploads.append(Upload(name, path))

    def add(self, name: str, content: Path) -> Waiting:
        """Let a file wait."""
        waiting = Waiting(str(next(self.numbers)), name, content)
        self.files.append(waiting)
        return waiting

    def holds(self, sha256: str | None) -> bool:
        """Tell whether the same bytes wait already."""
        return sha256 is not None and any(file.sha256 == sha256 for file in self.files)

    def leave_out(self, files: Sequence[Waiting]) -> None:
        """Let files go, with what lies on disk of them."""
        for file in files:
            file.forget()
        self.files = [file for file in self.files if file not in files]
        for content in {file.content for file in files}:
            if not any(file.content == content for file in self.files):
                content.unlink(missing_ok=True)

    def turn_to(self, project_id: int) -> None:
        """Read everything again for another project; what was said about the files stays."""
        self.project_id = project_id
        for file in self.files:
            if file.source is not None:
                file.forget()
                file.sheet = None


@cache
def _root() -> Path:
    return Path(tempfile.mkdtemp(prefix="ecogov-uploads-"))


def clear_away() -> None:
    """Remove the waiting files of all sessions, when the server stops."""
    if _root.cache_info().currsize:
        shutil.rmtree(_root(), ignore_errors=True)
        _root.cache_clear()


def batch_of_session() -> Batch:
    """Give the batch of this session."""
    batch = st.session_state.get(_KEY)
    if not isinstance(batch, Batch):
        batch = st.session_state[_KEY] = Batch()
    return batch
