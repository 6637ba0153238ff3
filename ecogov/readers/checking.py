"""The last gate of every reader: canonical rows that nobody could trust become rejections."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import polars as pl

from ecogov.domain.production import LabelSource, ReviewResult, Stage, TimeBasis
from ecogov.readers.canonical import Rejection

EARLIEST_YEAR: Final = 2000
FUTURE_DAYS: Final = 2
"""A zone ahead and a client clock that runs fast explain two days, nothing explains more."""

ID_BYTES: Final = 2_000
"""An index row of PostgreSQL holds some 2 700 bytes, and every id is looked up by one."""

LABEL_CHARACTERS: Final = 2_000

_NAME_CHARACTERS: Final = {"vendor": 80, "queue": 120, "locale": 35, "annotator_id": 400}
_NAME_CHARACTERS["reviewer_id"] = _NAME_CHARACTERS["annotator_id"]
"""What the tables of names hold."""

_MOST: Final = 2**31 - 1
"""The largest whole number of a column."""

_STAMPS: Final = ("assigned_at", "started_at", "submitted_at", "source_updated_at", "reviewed_at")
_ENUMS: Final[dict[str, type[StrEnum]]] = {
    "stage": Stage,
    "time_basis": TimeBasis,
    "label_source": LabelSource,
    "review_result": ReviewResult,
}
_NUMBERS: Final = ("handle_seconds", "amount")
_COUNTS: Final = (
    "units",
    "units_accepted",
    "units_reviewed",
    "units_correct",
    "units_returned",
    "units_received",
    "units_open",
)
_LABELS: Final = ("label", "gold_label", "prelabel")
_IDS: Final = (
    "event_id",
    "item_id",
    "batch",
    "annotator_id",
    "vendor",
    "queue",
    "locale",
    "page_id",
    "reviewer_id",
    "prelabel_model",
    "guideline_version",
    "currency",
)
_RAW_CHARACTERS: Final = 200


def checked(frame: pl.DataFrame, *, today: dt.date) -> tuple[pl.DataFrame, tuple[Rejection, ...]]:
    """Separate the rows that can be stored from those that cannot.

    Parameters
    ----------
    frame : DataFrame, shape (n_rows, n_canonical)
        Canonical rows of one chunk. Not modified.
    today : date
        The day of the import, UTC; a stamp over `FUTURE_DAYS` later is refused.

    Returns
    -------
    DataFrame
        The good rows in their order, NUL characters taken out and labels of over
        `LABEL_CHARACTERS` shortened to a start and a hash, so that equal stays equal.
    tuple of Rejection
        One for each other row, for the first thing wrong with it: ``row.event_id_missing``,
        ``row.date_out_of_range``, ``row.negative_duration``, ``row.not_finite``,
        ``row.negative``, ``row.too_large``, ``row.value`` or ``row.too_long``.
    """
    clean = _shortened(_without_nul(frame))
    bad = pl.Series([False]).new_from_index(0, clean.height)
    rejections: list[Rejection] = []
    for field, code, test in _tests(today):
        wrong = clean.select(test.fill_null(value=False)).to_series() & ~bad
        if wrong.any():
            rejections += _rejected(clean.filter(wrong), field, code)
            bad = bad | wrong
    return clean.filter(~bad), tuple(rejections)


def _tests(today: dt.date) -> Iterator[tuple[str, str, pl.Expr]]:
    """Yield field, code and an expression that is true where a row is wrong."""
    event = pl.col("event_id")
    yield "event_id", "row.event_id_missing", event.is_null() | (event.str.strip_chars() == "")
    earliest = dt.datetime(EARLIEST_YEAR, 1, 1, tzinfo=dt.UTC)
    latest = dt.datetime.combine(
        today + dt.timedelta(days=FUTURE_DAYS + 1), dt.time.min, tzinfo=dt.UTC
    )
    for field in _STAMPS:
        stamp = pl.col(field)
        yield field, "row.date_out_of_range", (stamp < earliest) | (stamp >= latest)
    for field in _NUMBERS:
        yield field, "row.not_finite", ~pl.col(field).is_finite()
    yield "handle_seconds", "row.negative_duration", pl.col("handle_seconds") < 0
    for field in ("amount", *_COUNTS):
        yield field, "row.negative", pl.col(field) < 0
    for field in (*_COUNTS, "attempt", "content_severity"):
        yield field, "row.too_large", pl.col(field).abs() > _MOST
    for field, words in _ENUMS.items():
        yield field, "row.value", ~pl.col(field).is_in([word.value for word in words])
    for field in _IDS:
        yield field, "row.too_long", pl.col(field).str.len_bytes() > ID_BYTES
    for field, most in _NAME_CHARACTERS.items():
        yield field, "row.too_long", pl.col(field).str.len_chars() > most


def _rejected(rows: pl.DataFrame, field: str, code: str) -> Iterator[Rejection]:
    for number, value in rows.select("source_row", pl.col(field).alias("value")).iter_rows():
        text = value.isoformat() if isinstance(value, dt.datetime) else str(value or "")
        shown = text[:_RAW_CHARACTERS]
        yield Rejection(number or 0, field, code, {"value": shown}, shown)


def _without_nul(frame: pl.DataFrame) -> pl.DataFrame:
    """Take out the one character that PostgreSQL cannot store."""
    text = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    holds = frame.select(pl.col(text).str.contains("\0", literal=True).any()).row(0, named=True)
    hit = [name for name, is_hit in holds.items() if is_hit]
    return frame.with_columns(pl.col(hit).str.replace_all("\0", "", literal=True))


def _shortened(frame: pl.DataFrame) -> pl.DataFrame:
    for name in _LABELS:
        long = (frame[name].str.len_chars() > LABEL_CHARACTERS).fill_null(value=False)
        if long.any():
            places = long.arg_true()
            short = pl.Series([_with_hash(text) for text in frame[name].filter(long)])
            frame = frame.with_columns(frame[name].scatter(places, short))
    return frame


def _with_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    return f"{text[: LABEL_CHARACTERS - 40]}…#{digest}"
