"""Reading exports in tests: bytes or a real file in, canonical rows out."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import CANONICAL, Reader, ReadOptions, Rejection
from ecogov.readers.opening import open_sources
from ecogov.readers.registry import reader_for


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that a reader said about the files of an upload."""

    format: SourceFormat
    rows: pl.DataFrame
    rejections: tuple[Rejection, ...]
    rows_read: int
    skipped: int

    def column(self, name: str) -> list:
        return self.rows[name].to_list()

    def codes(self) -> list[tuple[int, str]]:
        return [(rejection.row, rejection.code) for rejection in self.rejections]


def read_upload(
    content: Path | bytes, options: ReadOptions | None = None, reader: Reader | None = None
) -> Reading:
    """Read all of an upload and hold every chunk to the promise that its counts add up."""
    name = content.name if isinstance(content, Path) else "upload"
    chunks, chosen = [], reader
    for source in open_sources(content, name):
        chosen = reader or reader_for(source)
        chunks += list(chosen.read(source, options or ReadOptions()))
    for chunk in chunks:
        assert chunk.rows_read == chunk.rows.height + len(chunk.rejections) + chunk.skipped
        assert dict(chunk.rows.schema) == CANONICAL
    empty = pl.DataFrame(schema=CANONICAL)
    return Reading(
        format=chosen.format,
        rows=pl.concat([empty, *(chunk.rows for chunk in chunks)]),
        rejections=tuple(one for chunk in chunks for one in chunk.rejections),
        rows_read=sum(chunk.rows_read for chunk in chunks),
        skipped=sum(chunk.skipped for chunk in chunks),
    )


def csv_bytes(
    header: Sequence[str] | None, rows: Iterable[Sequence[object]], delimiter: str = ","
) -> bytes:
    """Write a table as a CSV in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    if header is not None:
        writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def records_bytes(records: Sequence[Mapping[str, object]], delimiter: str = ",") -> bytes:
    """Write records with the same keys as a CSV."""
    return csv_bytes(list(records[0]), [list(one.values()) for one in records], delimiter)


def facts_of(path: Path) -> dict:
    """Load the figures that were computed from a real export by other means."""
    stem = path.name.removesuffix(".gz").rsplit(".", 1)[0]
    return json.loads((path.parent / f"{stem}.facts.json").read_text(encoding="utf-8"))


def days_of(stamps: pl.Series) -> Counter:
    """Count rows by UTC day, as ISO dates."""
    return Counter(stamp.date().isoformat() for stamp in stamps)


def pairs_of(rows: pl.DataFrame) -> tuple[int, int]:
    """Count pairs of different annotators on one item, and those that agree."""
    labelled = rows.filter(pl.col("label").is_not_null()).select("item_id", "annotator_id", "label")
    joined = labelled.with_row_index("n").join(labelled.with_row_index("n"), on="item_id")
    pairs = joined.filter(
        (pl.col("n") < pl.col("n_right")) & (pl.col("annotator_id") != pl.col("annotator_id_right"))
    )
    return pairs.height, pairs.filter(pl.col("label") == pl.col("label_right")).height
