"""From a readable file to staged rows: read, checked, dated, on disk; no database yet."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa

from ecogov.domain.errors import DomainError
from ecogov.domain.imports import REPORTED_GAPS, ImportRequest
from ecogov.domain.production import LabelSource, SourceFormat, Stage, TimeBasis
from ecogov.readers.canonical import CANONICAL, ColumnMapping, ReadOptions, Rejection, Source
from ecogov.readers.checking import checked
from ecogov.readers.registry import READERS

SAMPLE_ROWS: Final = 200
KEPT_REJECTIONS: Final = 50_000
_PEOPLE: Final = {"annotator_id": "annotator", "reviewer_id": "reviewer"}
_SAID: Final = ("vendor", "queue", "locale")
_DAYS: Final = ("day", "review_day", "received_day")

Progress = Callable[[int], None]
"""Told the number of rows read so far."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was read whole and waits for its import.

    ``rows`` is an Arrow file of the good rows; ``sample`` its first `SAMPLE_ROWS`, canonical.
    """

    rows: Path
    file: str
    sha256: str
    format: SourceFormat
    rows_read: int
    n_good: int
    skipped: int
    rejected: int
    rejections: tuple[Rejection, ...]
    missing: tuple[str, ...]
    n_undated: int
    sample: pl.DataFrame = field(repr=False)

    def discard(self) -> None:
        """Remove the staged rows from disk."""
        self.rows.unlink(missing_ok=True)
        self.rows.with_suffix(".staging.db").unlink(missing_ok=True)


@dataclass(slots=True)
class _Tally:
    rows_read: int = 0
    n_good: int = 0
    skipped: int = 0
    rejected: int = 0
    n_undated: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    present: set[str] = field(default_factory=set)
    sample: list[pl.DataFrame] = field(default_factory=list)

    def refuse(self, rows: tuple[Rejection, ...]) -> None:
        self.rejected += len(rows)
        kept = rows[: max(0, KEPT_REJECTIONS - len(self.rejections))]
        self.rejections += [_storable(row) for row in kept]

    def keep(self, rows: pl.DataFrame) -> None:
        if self.n_good < SAMPLE_ROWS:
            self.sample.append(rows.head(SAMPLE_ROWS - self.n_good))
        self.n_good += rows.height
        for name in REPORTED_GAPS:
            if name not in self.present and rows[name].null_count() < rows.height:
                self.present.add(name)


def _storable(refused: Rejection) -> Rejection:
    """Take out what no database stores: the cells of a refused row have passed no check."""
    params = {name: _without_nul(value) for name, value in refused.params.items()}
    return replace(refused, params=params, raw=_without_nul(refused.raw))


def _without_nul(text: str) -> str:
    return text.replace("\0", "").encode(errors="replace").decode()


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is to be read, and where its rows go.

    ``today`` bounds what a stamp may say; ``target`` is the Arrow file to write; ``sha256`` is
    the hash of the upload where it is known, else the readable bytes are hashed.
    """

    request: ImportRequest
    format: SourceFormat
    mapping: ColumnMapping | None
    project_timezone: str
    today: date
    target: Path
    sha256: str | None = None


def stage(source: Source, plan: Plan, progress: Progress | None = None) -> Staged:
    """Read a file whole into an Arrow file of staged rows; memory does not grow with it.

    Raises
    ------
    UnreadableFileError
        What its reader raises; nothing stays on disk then.
    DomainError
        ``import.strict`` when every row must be good and one is not.
    """
    tally = _Tally()
    try:
        with pa.OSFile(str(plan.target), "wb") as sink:
            _write(sink, _chunks(source, plan, tally, progress))
        _refuse_rejections(plan.request, tally)
    except BaseException:
        plan.target.unlink(missing_ok=True)
        raise
    return Staged(
        rows=plan.target,
        file=source.name,
        sha256=plan.sha256 or _sha256(source),
        format=plan.format,
        rows_read=tally.rows_read,
        n_good=tally.n_good,
        skipped=tally.skipped,
        rejected=tally.rejected,
        rejections=tuple(tally.rejections),
        missing=tuple(name for name in REPORTED_GAPS if name not in tally.present),
        n_undated=tally.n_undated,
        sample=pl.concat(tally.sample) if tally.sample else pl.DataFrame(schema=CANONICAL),
    )


def _refuse_rejections(request: ImportRequest, tally: _Tally) -> None:
    if request.is_strict and tally.rejected:
        first = tally.rejections[0]
        raise DomainError("import.strict", n=tally.rejected, row=first.row, field=first.field)


def _write(sink: pa.OSFile, pieces: Iterator[pl.DataFrame]) -> None:
    writer = None
    for piece in pieces:
        table = piece.to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pa.ipc.new_file(sink, table.schema)
        writer.write_table(table)
    if writer is None:
        table = staged_rows(pl.DataFrame(schema=CANONICAL), ImportRequest(), "UTC", 0).to_arrow(
            compat_level=pl.CompatLevel.oldest()
        )
        writer = pa.ipc.new_file(sink, table.schema)
    writer.close()


def _chunks(
    source: Source, plan: Plan, tally: _Tally, progress: Progress | None
) -> Iterator[pl.DataFrame]:
    request = plan.request
    options = ReadOptions(request.timezone, request.label_field, plan.mapping)
    for chunk in READERS[plan.format].read(source, options):
        rows = _filled(_keyed(chunk.rows, plan), request)
        good, refused = checked(rows, today=plan.today)
        tally.rows_read += chunk.rows_read
        tally.skipped += chunk.skipped
        tally.refuse((*chunk.rejections, *refused))
        first = tally.n_good
        tally.keep(good)
        tally.n_undated += good.filter(_IS_UNDATED).height
        if progress is not None:
            progress(tally.rows_read)
        if good.height:
            yield staged_rows(good, request, plan.project_timezone, first)


def _keyed(rows: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Keep sheets apart that leave it to the request to say whose they are."""
    if plan.format is not SourceFormat.PRODUCTION_SHEET:
        return rows
    said = {name: getattr(plan.request, name) for name in _SAID}
    told = [
        pl.when(pl.col(name).is_null()).then(pl.lit(f"|{name}={value}")).otherwise(pl.lit(""))
        for name, value in said.items()
        if value
    ]
    return rows.with_columns(event_id=pl.concat_str("event_id", *told))


def _filled(rows: pl.DataFrame, request: ImportRequest) -> pl.DataFrame:
    said = {name: getattr(request, name) for name in _SAID}
    told = [pl.col(name).fill_null(pl.lit(value)) for name, value in said.items() if value]
    return rows.with_columns(
        *told,
        pl.col("stage").fill_null(Stage.ANNOTATE.value),
        pl.col("time_basis").fill_null(TimeBasis.UNKNOWN.value),
        pl.col("units").fill_null(1),
        pl.col("label_source").fill_null(
            pl.when(pl.col("prelabel").is_not_null())
            .then(pl.lit(LabelSource.PRELABELLED.value))
            .otherwise(pl.lit(LabelSource.HUMAN.value))
        ),
    )


_IS_OPEN: Final = pl.all_horizontal(
    pl.col("submitted_at", "annotator_id", "label", "handle_seconds", "reviewer_id").is_null()
)
_IS_UNDATED: Final = (
    pl.all_horizontal(pl.col("submitted_at", "assigned_at", "started_at").is_null()) & ~_IS_OPEN
)
_LEFT_OUT: Final = pl.col("is_skipped").fill_null(value=False) | pl.col("is_cancelled").fill_null(
    value=False
)


def staged_rows(
    rows: pl.DataFrame, request: ImportRequest, project_timezone: str, first: int
) -> pl.DataFrame:
    """Add to canonical rows what the database wants: their number and their days.

    A day is a day of the project's time zone. Rows without any stamp take the day that the
    request names; rows that were skipped count on the day they were last touched, and those
    that nobody has worked on yet have none.
    """

    def day(name: str) -> pl.Expr:
        return pl.col(name).dt.convert_time_zone(project_timezone).dt.date()

    undated = pl.lit(request.undated_on, dtype=pl.Date)
    left = pl.when(_LEFT_OUT).then(pl.coalesce(day("started_at"), day("assigned_at")))
    dated = rows.with_columns(
        day=pl.when(_IS_UNDATED).then(undated).otherwise(pl.coalesce(day("submitted_at"), left)),
        received_day=day("assigned_at"),
    )
    is_review = pl.col("review_result").is_not_null() | pl.col("units_reviewed").is_not_null()
    return (
        dated.with_columns(
            review_day=pl.when(is_review).then(pl.coalesce(day("reviewed_at"), pl.col("day"))),
            received_day=pl.when(pl.col("units_received").is_not_null())
            .then(pl.coalesce("received_day", "day"))
            .otherwise(pl.col("received_day")),
        )
        .rename(_PEOPLE)
        .with_row_index("n", offset=first)
        .with_columns(pl.col("n").cast(pl.Int64))
        .select("n", *(_PEOPLE.get(name, name) for name in CANONICAL), *_DAYS)
    )


def _sha256(source: Source) -> str:
    digest = hashlib.sha256()
    stream = source.open()
    try:
        while block := stream.read(1 << 20):
            digest.update(block)
    finally:
        stream.close()
    return digest.hexdigest()
