"""Tables as frames of strings, piece by piece: CSV, TSV, XLSX, XLS.

Nothing is interpreted here. A cell is text or null; what it means is the business of a format.
"""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl
import pyarrow as pa
from pyarrow import csv as arrow_csv

from ecogov.domain.errors import UnreadableFileError
from ecogov.readers.canonical import CHUNK_ROWS, ByteStream, Rejection, Source
from ecogov.readers.dialects import delimiter_of, first_rows
from ecogov.readers.encodings import Survey, open_text, survey
from ecogov.readers.workbooks import is_workbook, sheet_rows

ROW: Final = "source_row"
"""Column of every piece: number of the row in the file, the header being row 1."""

RAW_CHARACTERS: Final = 500

_BLOCK_BYTES: Final = 4 << 20
_HEADER_CHARACTERS: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of a table.

    ``frame`` has `ROW` (Int64, from 1) and one String column per heading; ``rejections`` are the
    rows between them that do not have as many cells as the table has columns.
    """

    frame: pl.DataFrame
    rejections: tuple[Rejection, ...] = ()


def read_table(
    source: Source,
    *,
    names: Sequence[str] | None = None,
    nulls: Collection[str] = ("",),
    wanted: Collection[str] = (),
) -> Iterator[Piece]:
    """Yield a CSV, TSV or workbook as frames of at most `CHUNK_ROWS` rows of strings.

    Parameters
    ----------
    source : Source
        The opened file.
    names : sequence of str, optional
        Headings of a file that has no header row.
    nulls : collection of str
        Cells that mean missing.
    wanted : collection of str
        Headings that the table has to have; of a workbook, the sheet that has them is read.

    Raises
    ------
    UnreadableFileError
        ``file.columns_missing``, ``file.empty``, ``file.encoding``, ``file.truncated``,
        ``file.row_too_long``, ``file.workbook_broken``, ``file.encrypted``.
    """
    if is_workbook(source):
        yield from _workbook_pieces(source, names, nulls, wanted)
    else:
        table = _CsvTable(source, names, nulls)
        _require(source, table.names, wanted)
        yield from table.pieces()


def unique_names(headings: Sequence[str | None]) -> tuple[str, ...]:
    """Name columns so that none is empty and none is met twice (``x``, ``x#2``)."""
    seen = {ROW}
    names: list[str] = []
    for position, heading in enumerate(headings, start=1):
        wanted = (heading or "").strip() or f"column {position}"
        name, copy = wanted, 1
        while name in seen:
            copy += 1
            name = f"{wanted}#{copy}"
        seen.add(name)
        names.append(name)
    return tuple(names)


def _require(source: Source, names: Sequence[str], wanted: Collection[str]) -> None:
    missing = [heading for heading in wanted if heading not in names]
    if missing:
        raise UnreadableFileError(
            "file.columns_missing", name=source.name, columns=", ".join(missing)
        )


def _workbook_pieces(
    source: Source,
    names: Sequence[str] | None,
    nulls: Collection[str],
    wanted: Collection[str],
) -> Iterator[Piece]:
    rows = sheet_rows(source, wanted)
    header_row, header = next(rows, (0, []))
    if not any(header):
        raise UnreadableFileError("file.empty", name=source.name)
    columns = unique_names(names if names is not None else header)
    _require(source, columns, wanted)
    numbers: list[int] = [header_row] if names is not None else []
    cells: list[list[str | None]] = [header] if names is not None else []
    for number, row in rows:
        numbers.append(number)
        cells.append(row)
        if len(cells) == CHUNK_ROWS:
            yield _cells_piece(columns, numbers, cells, nulls)
            numbers, cells = [], []
    if cells:
        yield _cells_piece(columns, numbers, cells, nulls)


def _cells_piece(
    columns: Sequence[str],
    numbers: list[int],
    cells: list[list[str | None]],
    nulls: Collection[str],
) -> Piece:
    width = len(columns)
    padded = [(row + [None] * width)[:width] for row in cells]
    frame = pl.DataFrame(
        padded, schema=dict.fromkeys(columns, pl.String), orient="row", strict=False
    )
    return Piece(_without_blanks(frame.with_columns(pl.Series(ROW, numbers, pl.Int64)), nulls))


def _without_blanks(frame: pl.DataFrame, nulls: Collection[str]) -> pl.DataFrame:
    text = pl.exclude(ROW)
    emptied = frame.with_columns(
        pl.when(text.is_in(list(nulls))).then(None).otherwise(text).name.keep()
    )
    return emptied.filter(~pl.all_horizontal(text.is_null()))


class _CsvTable:
    """One pass over a CSV: batches from the parser, numbered around the rows it refused."""

    def __init__(self, source: Source, names: Sequence[str] | None, nulls: Collection[str]) -> None:
        self._source = source
        self._survey: Survey = survey(source)
        self._nulls = nulls
        self._is_headless = names is not None
        with open_text(source, self._survey.encoding) as text:
            head = text.read(_HEADER_CHARACTERS)
        self._delimiter = delimiter_of(head)
        blank_lines = len(head) - len(head.lstrip("\r\n"))
        lines_above = len(head[:blank_lines].replace("\r\n", "\n"))
        header = next(iter(first_rows(head, self._delimiter, 1)), [])
        if not header:
            raise UnreadableFileError("file.empty", name=source.name)
        self.names = unique_names(names if names is not None else header)
        self._skipped = lines_above + (0 if self._is_headless else 1)
        self._next_row = self._skipped + 1
        self._refused: deque[arrow_csv.InvalidRow] = deque()
        self._last_refused: arrow_csv.InvalidRow | None = None

    def pieces(self) -> Iterator[Piece]:
        last_row: dict[str, str | None] = {}
        stream = self._source.open()
        try:
            for batch in self._batches(stream):
                frame = self._numbered(pl.DataFrame(pl.from_arrow(batch)))
                if frame.height:
                    last_row = frame.row(-1, named=True)
                yield from self._cut(frame)
        except pa.ArrowInvalid as error:
            raise UnreadableFileError("file.row_too_long", name=self._source.name) from error
        finally:
            stream.close()
        self._refuse_cut_end(last_row)
        if rest := self._rejections():
            yield Piece(pl.DataFrame(schema=self._schema()), rest)

    def _batches(self, stream: ByteStream) -> arrow_csv.CSVStreamingReader:
        return arrow_csv.open_csv(
            pa.PythonFile(stream, mode="r"),
            read_options=arrow_csv.ReadOptions(
                # One thread: only then does the parser know the numbers of the rows it refuses.
                use_threads=False,
                block_size=_BLOCK_BYTES,
                column_names=list(self.names),
                skip_rows_after_names=self._skipped,
                encoding=self._survey.encoding.replace("utf-8-sig", "utf-8"),
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self._delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=self._refuse,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(self.names, pa.large_string()),
                null_values=list(self._nulls),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )

    def _refuse(self, row: arrow_csv.InvalidRow) -> str:
        self._refused.append(row)
        self._last_refused = row
        return "skip"

    def _schema(self) -> dict[str, pl.DataType]:
        return {**dict.fromkeys(self.names, pl.String()), ROW: pl.Int64()}

    def _numbered(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the rows their numbers in the file, stepping over the refused ones."""
        last = self._next_row + frame.height - 1
        between: list[int] = []
        for row in self._refused:
            if row.number is not None and self._next_row <= row.number <= last:
                between.append(row.number)
                last += 1
        numbers = pl.int_range(self._next_row, last + 1, dtype=pl.Int64, eager=True).alias(ROW)
        if between:
            numbers = numbers.filter(~numbers.is_in(between))
        self._next_row = last + 1
        return _without_blanks(frame.with_columns(numbers), ())

    def _cut(self, frame: pl.DataFrame) -> Iterator[Piece]:
        rejections = self._rejections(self._next_row)
        for start in range(0, max(frame.height, 1), CHUNK_ROWS):
            part = frame.slice(start, CHUNK_ROWS)
            if part.height or rejections:
                yield Piece(part, rejections)
            rejections = ()

    def _rejections(self, before: int | None = None) -> tuple[Rejection, ...]:
        """Take the refused rows that stand before a row number, or all that are left."""
        taken: list[Rejection] = []
        while self._refused and (before is None or _number(self._refused[0]) < before):
            taken.append(_ragged(self._refused.popleft()))
        return tuple(taken)

    def _refuse_cut_end(self, last_row: dict[str, str | None]) -> None:
        """Refuse a file that stops inside a row: what is missing cannot be guessed."""
        end, last = self._survey, self._last_refused
        is_short = (
            last is not None
            and _number(last) >= self._next_row
            and last.actual_columns < last.expected_columns
        )
        cells = [cell for name, cell in last_row.items() if name != ROW]
        is_open = not end.quotes_are_paired and (
            is_short
            or not end.ends_with_newline
            or (cells[-1] or "" if cells else "").endswith("\n")
        )
        if is_open or (is_short and not end.ends_with_newline):
            raise UnreadableFileError("file.truncated", name=self._source.name)


def _number(row: arrow_csv.InvalidRow) -> int:
    return row.number or 0


def _ragged(row: arrow_csv.InvalidRow) -> Rejection:
    return Rejection(
        row=_number(row),
        field="",
        code="row.columns",
        params={"expected": str(row.expected_columns), "actual": str(row.actual_columns)},
        raw=row.text[:RAW_CHARACTERS],
    )
