"""Staged rows read by column and in parts, so that memory does not grow with the file."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import polars as pl
import pyarrow as pa

PART_ROWS: Final = 100_000
PIECE_ROWS: Final = 50_000


_NAMED: Final = ("annotator", "reviewer", "vendor", "queue")
LOOKED_UP: Final = {
    "annotator_id": ("annotator", "annotator"),
    "reviewer_id": ("reviewer", "annotator"),
    "vendor_id": ("vendor", "vendor"),
    "queue_id": ("queue", "queue"),
}


class StagedFile:
    """An Arrow file of staged rows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.side = path.with_suffix(".staging.db")
        self.schema = dict(pl.read_ipc_schema(path))

    @cached_property
    def nulls(self) -> dict[str, int]:
        """Count the nulls of every column; ``n`` counts the rows themselves."""
        found = dict.fromkeys(self.schema, 0)
        # Mapped, not read: the number of nulls stands beside a column, not in it.
        with pa.memory_map(str(self._path)) as file, pa.ipc.open_file(file) as reader:
            for number in range(reader.num_record_batches):
                batch = reader.get_batch(number)
                found["n"] += batch.num_rows
                for name, column in zip(batch.schema.names[1:], batch.columns[1:], strict=True):
                    found[name] += column.null_count
        return found

    @property
    def n_rows(self) -> int:
        """Count the rows."""
        return self.nulls["n"]

    @cached_property
    def filled(self) -> frozenset[str]:
        """Name the columns that hold a value anywhere; the key always stands."""
        told = {name for name, n in self.nulls.items() if n < self.n_rows}
        return frozenset({"n", "event_id"} | told)

    def is_whole(self, *names: str) -> bool:
        """Tell whether a row without a value in these columns is not to be found."""
        return any(self.nulls[name] == 0 for name in names)

    def names(self) -> dict[str, list[str]]:
        """List the people, vendors and queues that the rows name, each once."""
        found: dict[str, set[str]] = {name: set() for name in _NAMED if name in self.filled}
        for piece in self.pieces(found) if found else ():
            for name, told in found.items():
                told.update(piece[name].drop_nulls().unique())
        return {name: sorted(told) for name, told in found.items()}

    def pieces(self, columns: Collection[str] | None = None) -> Iterator[pl.DataFrame]:
        """Yield all columns, or some, of the rows in their order."""
        held: list[pa.RecordBatch] = []
        for batch in self._batches(columns):
            held.append(batch)
            if sum(one.num_rows for one in held) >= PIECE_ROWS:
                yield _frame(held)
                held = []
        if sum(one.num_rows for one in held):
            yield _frame(held)

    def parts(self, key: str, columns: Collection[str]) -> Iterator[pl.DataFrame]:
        """Yield the rows, those with the same `key` together, else in their order."""
        n_parts = -(-self.n_rows // PART_ROWS)
        for number in range(n_parts):
            # Arrow copies the rows that it keeps, where polars would hold all of their file.
            yield _frame(
                [
                    batch.filter((_hash(batch, key) % n_parts == number).to_arrow())
                    for batch in self._batches({key, *columns})
                ]
            )

    def _batches(self, columns: Collection[str] | None) -> Iterator[pa.RecordBatch]:
        names = list(self.schema)
        wanted = [n for n, name in enumerate(names) if columns is None or name in columns]
        options = pa.ipc.IpcReadOptions(included_fields=wanted, use_threads=False)
        with (
            pa.OSFile(str(self._path)) as file,
            pa.ipc.open_file(file, options=options) as reader,
        ):
            for number in range(reader.num_record_batches):
                yield reader.get_batch(number)


def _frame(batches: list[pa.RecordBatch]) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(pa.Table.from_batches(batches))).rechunk()


def _hash(batch: pa.RecordBatch, key: str) -> pl.Series:
    return pl.Series(pl.from_arrow(batch.column(key))).hash()


def as_events(
    rows: pl.DataFrame, numbers: Mapping[str, Mapping[str, int]], **ids: int
) -> pl.DataFrame:
    """Give staged rows the columns of the table of events, as far as they have their source.

    Parameters
    ----------
    rows : DataFrame
        Any columns of a staged file. Not modified.
    numbers : mapping
        The numbers of people, vendors and queues by their names.
    ids : int
        Columns that are the same for all.
    """
    columns: dict[str, Any] = {name: pl.lit(number, pl.Int64) for name, number in ids.items()}
    for column, (told, table) in LOOKED_UP.items():
        if told in rows.columns:
            columns[column] = _numbers(rows[told], numbers[table])
    dropped = [told for told, _ in LOOKED_UP.values() if told in rows.columns]
    return rows.with_columns(**columns).drop(dropped)


def _numbers(told: pl.Series, numbers: Mapping[str, int]) -> pl.Series:
    if not numbers:
        return pl.Series([None], dtype=pl.Int64).new_from_index(0, len(told))
    old = pl.Series(list(numbers), dtype=pl.String)
    new = pl.Series(list(numbers.values()), dtype=pl.Int64)
    return told.replace_strict(old, new, default=None, return_dtype=pl.Int64)
