"""Tables of records as rows of texts: CSV of any dialect, and every sheet of a workbook."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ecogov.readers.canonical import Rejection, Source
from ecogov.readers.tabular import ROW, read_table
from ecogov.readers.workbooks import filled_sheets, is_workbook

_DEFUSED: Final = re.compile(r"^'+(?:[\t\r]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
_COPY: Final = re.compile(r"(.+)#\d+")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its headings, repeated ones included, and its rows with their numbers.

    ``rejections`` are rows that do not have as many cells as the table has columns.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    rejections: tuple[Rejection, ...] = ()


def tables_of(source: Source) -> Iterator[Table]:
    """Yield the table of a CSV, or those of all sheets of a workbook that hold any.

    The apostrophe by which a CSV keeps a spreadsheet from running a text is taken off again.

    Raises
    ------
    UnreadableFileError
        What `ecogov.readers.tabular.read_table` refuses.
    """
    if is_workbook(source):
        for heading, rows in filled_sheets(source):
            told = tuple((cell or "").strip() for cell in heading)
            width = len(told)
            next(rows, None)
            yield Table(told, tuple((number, _padded(cells, width)) for number, cells in rows
                                    if any(cells)))  # fmt: skip
    else:
        yield _csv(source)


def _csv(source: Source) -> Table:
    headings: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    rejections: list[Rejection] = []
    for piece in read_table(source):
        names = [name for name in piece.frame.columns if name != ROW]
        headings = headings or _original(names)
        numbers = piece.frame[ROW].to_list()
        cells = piece.frame.select(names).rows()
        rows += [(number, tuple(_bare(cell) for cell in row))
                 for number, row in zip(numbers, cells, strict=True)]  # fmt: skip
        rejections += piece.rejections
    return Table(headings, tuple(rows), tuple(rejections))


def _original(names: list[str]) -> tuple[str, ...]:
    """Give headings their names back that were told apart because they stand there twice."""
    known = set(names)
    found = ((name, _COPY.fullmatch(name)) for name in names)
    return tuple(copy[1] if copy and copy[1] in known else name for name, copy in found)


def _padded(cells: list[str | None], width: int) -> tuple[str, ...]:
    told = [cell or "" for cell in cells[:width]]
    return tuple(told + [""] * (width - len(told)))


def _bare(cell: str | None) -> str:
    text = cell or ""
    return text[1:] if _DEFUSED.match(text) else text
