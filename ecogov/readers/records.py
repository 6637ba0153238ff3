"""From JSON records to canonical chunks: what every JSON format does the same way.

A format turns one record into rows (dictionaries of canonical names, stamps still as the file
writes them); here they are collected, their stamps parsed by column, and cut into chunks.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeAlias, TypeGuard

import polars as pl

from ecogov.domain.errors import DomainError
from ecogov.readers.assembling import chunk, stamp, with_stamps
from ecogov.readers.canonical import CANONICAL, Chunk, ReadOptions, Rejection, Source
from ecogov.readers.jsonstream import RAW_CHARACTERS, elements
from ecogov.readers.tabular import ROW, Piece
from ecogov.readers.timestamps import UTC_STAMP

Record: TypeAlias = Mapping[str, object]
Row: TypeAlias = dict[str, object]
RowsOf: TypeAlias = Callable[[Record], Iterable[Row | None]]
"""Rows of one record; None for one that is left out on purpose (a draft).

A `DomainError` refuses the record: its code and parameters become a rejection.
"""

RECORD_CHUNK_ROWS: Final = 20_000

_KEY_BYTES: Final = 1_000

_STAMPS: Final = frozenset(name for name, dtype in CANONICAL.items() if dtype == UTC_STAMP)


def is_record(value: object) -> TypeGuard[dict[str, object]]:
    """Tell a JSON object, whose keys are always strings, from other values."""
    return isinstance(value, dict)


def records_in(value: object) -> list[dict[str, object]]:
    """List the objects of a JSON array; a lone object counts as one, anything else as none."""
    if is_record(value):
        return [value]
    return [item for item in value if is_record(item)] if isinstance(value, list) else []


def member(value: object, *path: str) -> object:
    """Follow keys through nested objects; None as soon as one is missing."""
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def text_of(value: object) -> str | None:
    """Write an identifier or answer as text: 3 and 3.0 as ``3``, true as ``true``; else None."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value) if isinstance(value, int) else None


def number_of(value: object) -> float | None:
    """Read a JSON number, also one written as text; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def joined(labels: Iterable[str]) -> str:
    """Write a set of labels as one: sorted, each once, separated by ``|``."""
    return "|".join(sorted(set(labels)))


def key_of(*parts: str | None) -> str:
    """Compose an identifier that is the same in every export of the same thing."""
    key = "|".join(part or "" for part in parts)
    if len(key.encode("utf-8", "replace")) <= _KEY_BYTES:
        return key
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def read_records(
    source: Source,
    options: ReadOptions,
    rows_of: RowsOf,
    *,
    members: tuple[str, ...] = (),
) -> Iterator[Chunk]:
    """Yield the canonical chunks of a JSON file.

    Parameters
    ----------
    source : Source
        Array, JSON Lines, or an object with one of `members`.
    options : ReadOptions
        For the zone of stamps without one.
    rows_of : callable
        The format.
    members : tuple of str
        Keys of a top-level object whose array holds the records.

    Raises
    ------
    UnreadableFileError
        What `elements` raises.
    """
    held = _Held(options.timezone)
    for element in elements(source, members):
        if isinstance(element, Rejection):
            held.rejections.append(element)
        else:
            held.add(element.row, element.value, rows_of)
        if held.size >= RECORD_CHUNK_ROWS:
            yield held.chunk()
            held = _Held(options.timezone)
    if held.size:
        yield held.chunk()


class _Held:
    """Rows that wait for their chunk."""

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self._rows: list[Row] = []
        self._numbers: list[int] = []
        self._skipped = 0
        self.rejections: list[Rejection] = []

    @property
    def size(self) -> int:
        return len(self._rows) + len(self.rejections) + self._skipped

    def add(self, number: int, value: object, rows_of: RowsOf) -> None:
        if not is_record(value):
            raw = str(value)[:RAW_CHARACTERS]
            self.rejections.append(Rejection(number, "", "row.not_an_object", {}, raw))
            return
        try:
            rows = list(rows_of(value))
        except DomainError as error:
            self.rejections.append(_refused(number, error, value))
            return
        for row in rows:
            if row is None:
                self._skipped += 1
            else:
                self._rows.append(row)
                self._numbers.append(number)

    def chunk(self) -> Chunk:
        names = {name: None for row in self._rows for name in row}
        series = [_series(name, [row.get(name) for row in self._rows]) for name in names]
        frame = pl.DataFrame([pl.Series(ROW, self._numbers, pl.Int64), *series])
        stamps = {name: name for name in names if name in _STAMPS}
        piece = with_stamps(Piece(frame, tuple(self.rejections)), stamps, self._zone)
        columns = {name: stamp(name) if name in stamps else pl.col(name) for name in names}
        return chunk(piece, columns, self._skipped)


def _series(name: str, values: list[object]) -> pl.Series:
    if name in _STAMPS:
        values = [text_of(value) for value in values]
    dtype = pl.String() if name in _STAMPS else CANONICAL[name]
    try:
        return pl.Series(name, values, dtype, strict=False)
    except UnicodeEncodeError:
        # JSON can escape half a character ("\ud83d"), which no text column can hold.
        return pl.Series(name, [_whole(value) for value in values], dtype, strict=False)


def _whole(value: object) -> object:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _refused(number: int, error: DomainError, value: object) -> Rejection:
    params = {name: str(given)[:RAW_CHARACTERS] for name, given in error.params.items()}
    field = params.pop("field", "")
    return Rejection(number, field, error.code, params, str(value)[:RAW_CHARACTERS])
