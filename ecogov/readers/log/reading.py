"""Any file of records as rows: what it is shows in its headings or in its first element."""

from dataclasses import dataclass
from typing import Final

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.log.interchange import (
    OWN_FORMATS,
    BringRequest,
    ExchangeFormat,
    Finding,
    FoundRow,
)
from ecogov.domain.log.template import Vocabulary
from ecogov.readers.canonical import Source
from ecogov.readers.encodings import decoded_head
from ecogov.readers.log.dialects import DIALECTS
from ecogov.readers.log.mspdi import mspdi_rows
from ecogov.readers.log.own import is_own, own_rows
from ecogov.readers.log.tables import Table, tables_of
from ecogov.readers.log.trackers import dialect_of, tracker_rows
from ecogov.readers.workbooks import is_workbook

_HEAD: Final = 4096


@dataclass(frozen=True, slots=True)
class FoundRows:
    """Everything that a file holds."""

    format: ExchangeFormat
    rows: tuple[FoundRow, ...]


def found_rows(source: Source, request: BringRequest, vocabulary: Vocabulary) -> FoundRows:
    """Read a file of records.

    Raises
    ------
    UnreadableFileError
        ``bring.format_unknown`` when nothing tells what it is; what broken files raise.
    """
    if is_xml(source):
        return FoundRows(ExchangeFormat.MSPDI, tuple(mspdi_rows(source, request)))
    own = ExchangeFormat.XLSX if is_workbook(source) else ExchangeFormat.CSV
    found: list[FoundRow] = []
    formats: list[ExchangeFormat] = []
    for table in tables_of(source):
        told = _table_rows(table, own, request, vocabulary)
        if told is not None:
            formats.append(told.format)
            found += told.rows
    if not formats:
        raise UnreadableFileError("bring.format_unknown", name=source.name)
    return FoundRows(formats[0], tuple(found))


def is_xml(source: Source) -> bool:
    """Tell a document in XML by its first mark."""
    if is_workbook(source):
        return False
    stream = source.open()
    try:
        head = decoded_head(stream.read(_HEAD))
    finally:
        stream.close()
    return (head or "").lstrip("\ufeff \t\r\n").startswith("<")


def _table_rows(
    table: Table, own: ExchangeFormat, request: BringRequest, vocabulary: Vocabulary
) -> FoundRows | None:
    ragged = [
        FoundRow(row=one.row, refusals=(Finding(one.field, one.code, dict(one.params)),))
        for one in table.rejections
    ]
    dialect = DIALECTS.get(request.format) if request.format else None
    is_ours = request.format in OWN_FORMATS
    if not is_ours and dialect is None:
        is_ours = is_own(table, vocabulary, request)
        dialect = None if is_ours else dialect_of(table)
    if is_ours:
        return FoundRows(own, (*own_rows(table, vocabulary, request), *ragged))
    if dialect is None:
        return None
    return FoundRows(dialect.format, (*tracker_rows(table, dialect, request), *ragged))
