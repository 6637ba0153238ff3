"""Rows of an Excel workbook as text: what a person reads in the cell, without what Excel adds."""

import datetime as dt
import io
from collections.abc import Collection, Iterator
from itertools import chain, islice
from typing import Final, TypeAlias

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from ecogov.domain.errors import UnreadableFileError
from ecogov.readers.canonical import Source
from ecogov.readers.opening import OLE_MAGIC, ZIP_MAGICS

Row: TypeAlias = tuple[int, list[str | None]]
Cell: TypeAlias = float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

_TITLE_ROWS: Final = 20
_LEAST_HEADINGS: Final = 2


def is_workbook(source: Source) -> bool:
    """Tell XLSX and XLS by their first bytes; every other zip was unpacked before."""
    stream = source.open()
    try:
        return stream.read(8).startswith((*ZIP_MAGICS, OLE_MAGIC))
    finally:
        stream.close()


def sheet_rows(source: Source, wanted: Collection[str] = ()) -> Iterator[Row]:
    """Yield the header and the rows below it of the sheet that holds the data.

    That is the first sheet with all the `wanted` headings, else the first with any data. Title
    lines above the header (a single cell filled) are passed over.

    Parameters
    ----------
    source : Source
        An XLSX or XLS file; it has to be held in memory.
    wanted : collection of str
        Headings by which to choose among several sheets.

    Returns
    -------
    iterator of (int, list of str or None)
        Row number as Excel counts it, and the cells as text; a sheet without data gives nothing.

    Raises
    ------
    UnreadableFileError
        ``file.workbook_broken`` or ``file.encrypted``.
    """
    fallback: Iterator[Row] | None = None
    for header, rows in filled_sheets(source):
        if set(wanted) <= set(header):
            return rows
        fallback = fallback or rows
    return fallback or iter(())


def filled_sheets(source: Source) -> Iterator[tuple[list[str | None], Iterator[Row]]]:
    """Yield the headings of each sheet that holds data, with its rows from the header on.

    Raises
    ------
    UnreadableFileError
        ``file.workbook_broken`` or ``file.encrypted``.
    """
    book = _opened(source)
    for name in book.sheet_names:
        rows = _rows(source, book, name)
        top = list(islice(rows, _TITLE_ROWS))
        start = _header_position(top)
        if start is not None:
            yield top[start][1], chain(top[start:], rows)


def _opened(source: Source) -> CalamineWorkbook:
    stream = source.open()
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
    except PasswordError as error:
        raise UnreadableFileError("file.encrypted", name=source.name) from error
    except CalamineError as error:
        raise UnreadableFileError("file.workbook_broken", name=source.name) from error
    finally:
        stream.close()


def _rows(source: Source, book: CalamineWorkbook, name: str) -> Iterator[Row]:
    try:
        sheet: CalamineSheet = book.get_sheet_by_name(name)
    except CalamineError as error:
        raise UnreadableFileError("file.workbook_broken", name=source.name) from error
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [cell_text(cell) for cell in cells]


def _header_position(rows: list[Row]) -> int | None:
    filled = [sum(cell is not None for cell in cells) for _, cells in rows]
    wide = (at for at, count in enumerate(filled) if count >= _LEAST_HEADINGS)
    narrow = (at for at, count in enumerate(filled) if count)
    return next(wide, next(narrow, None))


def cell_text(cell: Cell) -> str | None:
    """Write a cell without loss: whole numbers without ``.0``, dates in ISO 8601."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell) or None
