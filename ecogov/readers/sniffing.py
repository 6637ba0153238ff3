"""What kind of file it is, told by its content alone; a name proves nothing."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from ecogov.domain.errors import UnreadableFileError
from ecogov.readers.canonical import Source
from ecogov.readers.dialects import delimiter_of, first_rows
from ecogov.readers.encodings import decoded_head
from ecogov.readers.tabular import unique_names
from ecogov.readers.workbooks import filled_sheets, is_workbook

HEAD_BYTES: Final = 256 * 1024
HEAD_ROWS: Final = 50

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:]', re.DOTALL)
_OPENERS: Final = frozenset("{[")
_CLOSERS: Final = frozenset("}]")


class Kind(StrEnum):
    """Physical shape of a file."""

    CSV = "csv"
    WORKBOOK = "workbook"
    JSON = "json"
    JSON_LINES = "json_lines"


@dataclass(frozen=True, slots=True)
class Head:
    """The start of a file, enough to recognise it.

    ``columns`` are the headings of a table (its first row, named as `tabular` names them) and
    ``rows`` the first rows below; ``cells`` are that first row as it stands. ``records`` are the
    first whole JSON objects, ``keys`` the top-level keys of the first one, known even when it is
    too long to stand in the head.
    """

    name: str
    kind: Kind
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    records: tuple[Mapping[str, object], ...] = ()
    keys: frozenset[str] = frozenset()
    is_array: bool = False

    def has(self, *columns: str) -> bool:
        """Tell whether a table has all these headings."""
        return set(columns) <= set(self.columns)

    def holds(self, *keys: str) -> bool:
        """Tell whether the first JSON object has all these keys."""
        return set(keys) <= self.keys


def heads_of(source: Source) -> Iterator[Head]:
    """Read the start of a file, of a workbook that of every sheet with data.

    Raises
    ------
    UnreadableFileError
        ``file.empty``, ``file.encoding``, or what a broken workbook raises.
    """
    if is_workbook(source):
        for _, rows in filled_sheets(source):
            top = [[cell or "" for cell in cells] for _, cells in islice(rows, HEAD_ROWS)]
            yield _table_head(source.name, Kind.WORKBOOK, top)
    else:
        yield _text_head(source)


def head_of(source: Source) -> Head:
    """Read the start of a file, of a workbook that of its first sheet with data.

    Raises
    ------
    UnreadableFileError
        What `heads_of` raises; ``file.empty`` when no sheet holds anything.
    """
    head = next(heads_of(source), None)
    if head is None:
        raise UnreadableFileError("file.empty", name=source.name)
    return head


def _text_head(source: Source) -> Head:
    stream = source.open()
    try:
        block = stream.read(HEAD_BYTES)
    finally:
        stream.close()
    text = decoded_head(block)
    if text is None:
        raise UnreadableFileError("file.encoding", name=source.name)
    if not text.strip():
        raise UnreadableFileError("file.empty", name=source.name)
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] in ("{", "["):
        return _json_head(source.name, start)
    return _csv_head(source.name, text.lstrip("\ufeff"))


def _csv_head(name: str, text: str) -> Head:
    return _table_head(name, Kind.CSV, first_rows(text, delimiter_of(text), HEAD_ROWS))


def _table_head(name: str, kind: Kind, rows: list[list[str]]) -> Head:
    if not rows:
        raise UnreadableFileError("file.empty", name=name)
    return Head(
        name=name,
        kind=kind,
        columns=unique_names(rows[0]),
        cells=tuple(rows[0]),
        rows=tuple(map(tuple, rows[1:])),
    )


def _json_head(name: str, text: str) -> Head:
    is_array = text.startswith("[")
    records = tuple(islice(_whole_objects(text[1:] if is_array else text), HEAD_ROWS))
    keys = frozenset(records[0]) if records else _first_keys(text)
    is_lines = not is_array and len(records) > 1
    return Head(
        name=name,
        kind=Kind.JSON_LINES if is_lines else Kind.JSON,
        records=records,
        keys=keys,
        is_array=is_array,
    )


def _whole_objects(text: str) -> Iterator[Mapping[str, object]]:
    decoder, at = json.JSONDecoder(), 0
    while (at := text.find("{", at)) >= 0:
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:
            return
        if isinstance(value, dict):
            yield value


def _first_keys(text: str) -> frozenset[str]:
    """Collect the keys of a first object that does not end within the head."""
    depth, floor, before = 0, int(text.startswith("[")), ""
    keys: set[str] = set()
    for mark in _TOKEN.findall(text):
        if mark in _OPENERS:
            depth += 1
        elif mark in _CLOSERS:
            depth -= 1
            if depth == floor:
                break
        elif mark == ":" and depth == floor + 1:
            keys.add(before)
        before = mark[1:-1]
    return frozenset(keys)
