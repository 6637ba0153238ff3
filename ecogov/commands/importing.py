"""Files in the order given, one transaction each; a file that is refused stops no other."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ecogov.commands.terminal.plain import plain
from ecogov.commands.terminal.session import Terminal
from ecogov.domain.errors import DomainError
from ecogov.domain.imports import ImportRequest, Receipt
from ecogov.domain.projects import Project
from ecogov.i18n.formats import number
from ecogov.i18n.refusals import refusal, sentence
from ecogov.i18n.translator import Translator
from ecogov.readers.canonical import ColumnMapping
from ecogov.readers.opening import Limits, OpenedSource
from ecogov.services.imports import (
    opened,
    preview,
    read_file,
    save_sheet_mapping,
    take_in,
)
from ecogov.services.staging import Progress

_MEGABYTE = 2**20


def mapping_in(path: Path) -> ColumnMapping:
    """Read what the columns of a sheet mean from a JSON file.

    Raises
    ------
    DomainError
        ``mapping.file`` when it does not hold a mapping.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
        return TypeAdapter(ColumnMapping).validate_python(told, extra="forbid")
    except (ValueError, ValidationError) as error:
        raise DomainError("mapping.file", name=path.name) from error


def receipt_json(t: Translator, receipt: Receipt) -> dict[str, Any]:
    """Give the receipt as the contract of ``import --json`` has it, later additions last."""
    told = plain(receipt.as_json())
    rows = [
        {
            "row": row.row,
            "field": row.field,
            "code": row.code,
            "message": sentence(t, row.code, row.params),
            "raw": row.raw,
        }
        for row in receipt.rejections
    ]
    first = (
        "import_id", "format", "file", "sha256", "rows_read", "accepted", "updated", "duplicate",
        "skipped", "rejected",
    )  # fmt: skip
    return {**{name: told.pop(name) for name in first}, "rejections": rows, **_others(told)}


def _others(told: dict[str, Any]) -> dict[str, Any]:
    later = ("overlapped_rows", "new_vendors", "new_queues")
    kept = {name: told[name] for name in later if name in told}
    return {
        **{name: value for name, value in told.items() if name not in {*later, "rejections"}},
        **kept,
    }


@dataclass(frozen=True, slots=True)
class Inbox:
    """Where the files of one command go, and what was said about them."""

    terminal: Terminal
    project: Project
    request: ImportRequest
    mapping: ColumnMapping | None
    is_rehearsal: bool

    def take(self, paths: Sequence[Path]) -> list[dict[str, Any]]:
        """Import every file; give one object for each, a receipt or a refusal."""
        settings = self.terminal.settings
        limits = Limits(settings.max_upload_mb * _MEGABYTE, settings.max_unpacked_mb * _MEGABYTE)
        return [told for path in _files(paths) for told in self._take_upload(path, limits)]

    def _take_upload(self, path: Path, limits: Limits) -> Iterator[dict[str, Any]]:
        try:
            sources = opened(path, path.name, limits)
        except DomainError as error:
            yield self._refused(path.name, error)
            return
        for source in sources:
            yield self._take_source(source)

    def _take_source(self, source: tuple[OpenedSource, str | None]) -> dict[str, Any]:
        name = source[0].name
        try:
            with self.terminal.progress(has_share=False) as tell:
                receipt = self._imported(source, lambda rows: tell(None, self._step(name, rows)))
        except DomainError as error:
            return self._refused(name, error)
        return receipt_json(self.terminal.t, receipt)

    def _step(self, name: str, rows: int) -> str:
        t = self.terminal.t
        return t("command.import.reading", file=name, rows=number(t, rows))

    def _imported(self, source: tuple[OpenedSource, str | None], progress: Progress) -> Receipt:
        db, project, actor = self.terminal.db, self.project, self.terminal.actor
        staged = read_file(
            db, project, source, self.request, mapping=self.mapping, progress=progress
        )
        try:
            if self.is_rehearsal:
                return preview(db, project, staged, self.request).receipt
            receipt = take_in(db, project, staged, self.request, actor=actor)
        finally:
            staged.discard()
        if self.mapping and receipt.import_id is not None:
            save_sheet_mapping(db, project, source[0], self.mapping, actor=actor)
        return receipt

    def _refused(self, name: str, error: DomainError) -> dict[str, Any]:
        message = refusal(self.terminal.t, error)
        t = self.terminal.t
        is_named = name in message
        self.terminal.say(
            message if is_named else t("command.import.refused", file=name, reason=message)
        )
        return {"file": name, "error": {"code": error.code, "message": message}}


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Give the files in the order given, those of a folder by name, hidden ones left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for inner in sorted(path.rglob("*")):
            if inner.is_file() and not any(
                p.startswith(".") for p in inner.relative_to(path).parts
            ):
                yield inner
