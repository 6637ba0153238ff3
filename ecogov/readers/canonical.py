"""The one shape that every reader yields, and what may stand in it.

Readers build frames of `CANONICAL`; `checked` turns rows that nobody could trust into
rejections. No reader knows a database, a project or the clock.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import polars as pl

from ecogov.domain.production import SourceFormat

_UTC: Final = pl.Datetime("us", "UTC")

CANONICAL: Final[dict[str, pl.DataType]] = {
    "source_row": pl.Int64(),
    "event_id": pl.String(),
    "item_id": pl.String(),
    "batch": pl.String(),
    "annotator_id": pl.String(),
    "vendor": pl.String(),
    "queue": pl.String(),
    "locale": pl.String(),
    "stage": pl.String(),
    "attempt": pl.Int64(),
    "assigned_at": _UTC,
    "started_at": _UTC,
    "submitted_at": _UTC,
    "source_updated_at": _UTC,
    "handle_seconds": pl.Float64(),
    "time_basis": pl.String(),
    "page_id": pl.String(),
    "label": pl.String(),
    "label_source": pl.String(),
    "is_gold": pl.Boolean(),
    "is_reference": pl.Boolean(),
    "gold_label": pl.String(),
    "gold_correct": pl.Boolean(),
    "is_tainted": pl.Boolean(),
    "review_result": pl.String(),
    "reviewer_id": pl.String(),
    "reviewed_at": _UTC,
    "is_skipped": pl.Boolean(),
    "is_cancelled": pl.Boolean(),
    "prelabel": pl.String(),
    "prelabel_model": pl.String(),
    "guideline_version": pl.String(),
    "content_severity": pl.Int64(),
    "amount": pl.Float64(),
    "currency": pl.String(),
    "units": pl.Int64(),
    "units_accepted": pl.Int64(),
    "units_reviewed": pl.Int64(),
    "units_correct": pl.Int64(),
    "units_returned": pl.Int64(),
    "units_received": pl.Int64(),
    "units_open": pl.Int64(),
}
"""Columns of a canonical row in order; missing is null, never 0.

The columns from ``units`` on carry daily totals (production sheets, activity reports): there a
row stands for many units; for item-level formats ``units`` is 1 and the others are null.
"""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One row that was not imported, and why; the sentence stands under ``error.<code>``."""

    row: int
    field: str
    code: str
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A bounded piece of a file.

    ``rows_read == rows.height + len(rejections) + skipped`` always holds; ``skipped`` counts
    rows that the reader understood and leaves out on purpose (a repeated header, a draft).
    """

    rows: pl.DataFrame
    rejections: tuple[Rejection, ...] = ()
    rows_read: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column of a production sheet feeds which canonical field."""

    columns: Mapping[str, str]
    date_format: str | None = None
    hours_unit: str = "hours"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person may say about a file that the file itself does not.

    ``timezone`` is the zone of stamps that carry none (IANA name); ``label_field`` names the
    column or question that becomes ``label`` where an export holds several.
    """

    timezone: str = "UTC"
    label_field: str | None = None
    mapping: ColumnMapping | None = None


class Reader(Protocol):
    """What a format module offers."""

    format: SourceFormat

    def read(self, source: "Source", options: ReadOptions) -> Iterator[Chunk]:
        """Yield the file piece by piece; memory does not grow with the file."""
        ...


class Source(Protocol):
    """An opened file: its name and its bytes, decompressed and bounded."""

    @property
    def name(self) -> str:
        """Name to show; it decides nothing."""
        ...

    def open(self) -> "ByteStream":
        """Open the bytes from the start; may be called more than once."""
        ...


class ByteStream(Protocol):
    """The part of a binary file that readers use."""

    def read(self, size: int = -1, /) -> bytes: ...
    def readable(self) -> bool: ...
    def close(self) -> None: ...


CHUNK_ROWS: Final = 50_000


def canonical_frame(columns: Mapping[str, pl.Series | list[object]]) -> pl.DataFrame:
    """Complete `columns` to a frame of exactly `CANONICAL`, absent columns null.

    Raises
    ------
    polars.exceptions.PolarsError
        If a column cannot be cast to its canonical type.
    """
    given = pl.DataFrame(dict(columns), strict=False)
    return given.select(
        (pl.col(name) if name in given.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in CANONICAL.items()
    )
