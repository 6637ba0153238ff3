"""What rows say only together, by column; the same as `ecogov.storage.production.derivation`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from ecogov.domain.production import SourceFormat, Stage, TimeBasis
from ecogov.storage.production.bycolumn.statements import answered, seconds
from ecogov.storage.production.derivation import (
    ACCEPT_TO_SUBMIT,
    GAP_CAP_SECONDS,
    TIMED_BY_GAP,
    TIMED_BY_PAGE,
    reference_verdicts,
)
from ecogov.storage.production.events import EVENT, SHARED_TIME
from ecogov.storage.production.staged import StagedFile

_HAS_ITEM: Final = EVENT.c.item_id.is_not(None)
_OWN_SECONDS: Final = pl.when(
    ~pl.col("time_basis").is_in([basis.value for basis in SHARED_TIME])
).then(pl.col("handle_seconds"))
_FIRST: Final = {
    "worked_seconds": _OWN_SECONDS,
    "is_overlapping": pl.lit(None, pl.Boolean),
    "gold_ok": pl.col("gold_correct"),
    "is_superseded": pl.lit(None, pl.Boolean),
}
"""What the derived columns say before rows are looked at together."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a column follows from the rows that share a key."""

    key: str
    reads: tuple[str, ...]
    values: Callable[[pl.DataFrame], pl.Series]


def derived(file: StagedFile, format_: SourceFormat) -> dict[str, pl.Series]:
    """Derive the columns of a whole file that its format and its filled columns call for."""
    found = {}
    for name, rule in _rules(file, format_):
        parts = [
            pl.DataFrame({"n": part["n"], "value": rule.values(part)})
            for part in file.parts(rule.key, {"n", "event_id", *rule.reads})
        ]
        found[name] = pl.concat(parts).sort("n")["value"]
    return found


def with_derived(rows: pl.DataFrame, told: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Add the derived columns to events that follow one another in their file."""
    start = rows["n"][0]
    whole = [values.slice(start, rows.height).alias(name) for name, values in told.items()]
    first = [values.alias(name) for name, values in _FIRST.items() if name not in told]
    return rows.with_columns(*first, *whole)


def _rules(file: StagedFile, format_: SourceFormat) -> Iterator[tuple[str, _Rule]]:
    if format_ in TIMED_BY_PAGE and "page_id" in file.filled:
        yield "worked_seconds", _PAGES
    if format_ in TIMED_BY_GAP and "annotator" in file.filled:
        yield "worked_seconds", _GAPS
    if format_ in ACCEPT_TO_SUBMIT and "annotator" in file.filled:
        yield "is_overlapping", _OVERLAPS
    if {"is_reference", "item_id"} <= file.filled:
        yield "gold_ok", _REFERENCES
    if "item_id" in file.filled and not file.is_whole("submitted_at", "annotator"):
        yield "is_superseded", _PLACEHOLDERS


def page_shares(rows: pl.DataFrame) -> pl.Series:
    """Divide the time of a page or suite over its rows."""
    on_page = pl.col("time_basis").is_in([TimeBasis.PAGE.value, TimeBasis.SUITE.value])
    is_shared = (on_page & pl.col("day").is_not_null()).any().over("page_id")
    share = pl.col("handle_seconds") / pl.len().over("page_id")
    return _column(
        rows,
        pl.when(pl.col("page_id").is_not_null() & is_shared).then(share).otherwise(_OWN_SECONDS),
    )


def gaps(rows: pl.DataFrame) -> pl.Series:
    """Take the time to the next start (or since the last submit) of the same person as worked."""
    is_gap = (pl.col("time_basis") == TimeBasis.GAP.value) & pl.col("annotator").is_not_null()
    line = ["annotator", "page_id"]
    started, submitted = pl.col("started_at"), pl.col("submitted_at")
    timed = (
        rows.filter(is_gap)
        .sort("started_at", "event_id", nulls_last=True)
        .with_columns(following=started.shift(-1).over(line))
        .sort("submitted_at", "event_id", nulls_last=True)
        .with_columns(previous=submitted.shift(1).over(line))
    )
    gap = (
        pl.when(started.is_not_null())
        .then(pl.col("following") - started)
        .otherwise(submitted - pl.col("previous"))
    )
    lasting = gap.dt.total_microseconds()
    is_work = (lasting > 0) & (lasting < GAP_CAP_SECONDS * 1e6)
    taken = timed.with_columns(seconds=lasting.map_batches(seconds, pl.Float64))
    found = taken.select("n", seconds=pl.when(is_work).then("seconds"))
    joined = rows.join(found, on="n", how="left", maintain_order="left")
    return _column(joined, pl.when(is_gap).then(pl.col("seconds")).otherwise(_OWN_SECONDS))


def overlaps(rows: pl.DataFrame) -> pl.Series:
    """Mark rows whose elapsed time runs while the same person had another task open."""
    spans = rows.filter(
        pl.col("time_basis") == TimeBasis.ELAPSED.value,
        pl.all_horizontal(pl.col("annotator", "started_at", "submitted_at").is_not_null()),
    ).sort("annotator", "started_at", "submitted_at", "event_id")
    latest_end = pl.col("submitted_at").cum_max().shift(1).over("annotator")
    next_start = pl.col("started_at").shift(-1).over("annotator")
    is_met = (latest_end > pl.col("started_at")) | (next_start < pl.col("submitted_at"))
    met = spans.filter(is_met)["n"]
    return _column(rows, pl.when(pl.col("n").is_in(met.implode())).then(pl.lit(value=True)))


def references(rows: pl.DataFrame) -> pl.Series:
    """Score the other answers on an item against the first answer marked as its reference."""
    events = rows.with_columns(source_id=0, id="n", gold_ok="gold_correct")
    verdicts = answered(reference_verdicts(_HAS_ITEM, EVENT.c.event_id), event=events)
    joined = rows.join(verdicts, left_on="n", right_on="pk", how="left", maintain_order="left")
    scored = pl.when(pl.col("item_id").is_not_null()).then(pl.col("value") > 0)
    return _column(joined, scored.otherwise(pl.col("gold_correct")))


def placeholders(rows: pl.DataFrame) -> pl.Series:
    """Retire the row that stood for an open item once somebody has worked on it."""
    is_dated = pl.col("day").is_not_null()
    others = is_dated.sum().over("item_id") - is_dated.cast(pl.Int64)
    is_open = (
        (pl.col("stage") == Stage.ANNOTATE.value)
        & pl.all_horizontal(pl.col("submitted_at", "annotator").is_null())
        & pl.all_horizontal(pl.col("item_id", "received_day").is_not_null())
    )
    return _column(rows, pl.when(is_open & (others > 0)).then(pl.lit(value=True)))


def _column(rows: pl.DataFrame, values: pl.Expr) -> pl.Series:
    return rows.select(values.alias("value")).to_series()


_PAGES: Final = _Rule("page_id", ("time_basis", "handle_seconds", "day"), page_shares)
_GAPS: Final = _Rule(
    "annotator",
    ("time_basis", "handle_seconds", "page_id", "started_at", "submitted_at"),
    gaps,
)
_OVERLAPS: Final = _Rule("annotator", ("time_basis", "started_at", "submitted_at"), overlaps)
_REFERENCES: Final = _Rule(
    "item_id",
    (
        "label", "is_reference", "is_skipped", "is_cancelled", "gold_correct", "submitted_at",
    ),
    references,
)  # fmt: skip
_PLACEHOLDERS: Final = _Rule(
    "item_id", ("day", "stage", "submitted_at", "annotator", "received_day"), placeholders
)
