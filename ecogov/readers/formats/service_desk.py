"""Service-desk incident logs (ServiceNow and its like): one row per update of an incident.

Every row is the incident as it stood then, under one key, so that the latest row counts and an
older export changes nothing. Logs that were put together afterwards repeat the final solution on
early rows: what a row tells of times after its own is not read.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import polars as pl

from ecogov.domain.production import SourceFormat, Stage
from ecogov.readers.assembling import STAMP_PREFIX, chunk, column, stamp, with_stamps
from ecogov.readers.canonical import Chunk, ReadOptions, Rejection, Source
from ecogov.readers.sniffing import Head
from ecogov.readers.tabular import ROW, Piece, read_table
from ecogov.readers.timestamps import UTC_STAMP

HEADINGS: Final = ("number", "opened_at", "sys_updated_at", "assignment_group")

_STATES: Final = ("incident_state", "state")
_MISSING: Final = ("", "?")
_STAMPS: Final = {
    "assigned_at": "opened_at",
    "updated_at": "sys_updated_at",
    "resolved_at": "resolved_at",
}
_NEEDED: Final = ("assigned_at", "updated_at")
_DONE: Final = ("resolved", "closed")
_CANCELLED: Final = ("canceled", "cancelled")
_MOST_UPDATES: Final = 59_999_999
_LABEL: Final = "closed_code"
_DONE_SINCE: Final = f"{STAMP_PREFIX}done_since"


def matches(head: Head) -> bool:
    """Recognise the log by its headings."""
    return head.has(*HEADINGS) and any(head.has(name) for name in _STATES)


class ServiceDeskReader:
    """Read the updates; an incident is open from `opened_at` until it is resolved.

    It was resolved at `resolved_at` where a resolved or closed row knows that by then, else when
    the first such row since it was last open was written. To know that, the file is read twice,
    and what is kept of the first time is a few stamps of every incident.
    """

    format = SourceFormat.SERVICE_DESK

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the updates piece by piece."""
        done_since = _done_since(_timed(source, options.timezone))
        for piece in _timed(source, options.timezone):
            told = piece.frame.join(done_since, on="number", how="left", maintain_order="left")
            yield chunk(
                Piece(told, piece.rejections), _columns(told, options.label_field or _LABEL)
            )


READER: Final = ServiceDeskReader()


def _timed(source: Source, zone: str) -> Iterator[Piece]:
    """Yield the rows that say when they were written and when their incident came in."""
    for piece in read_table(source, nulls=_MISSING, wanted=HEADINGS):
        timed = with_stamps(piece, _STAMPS, zone, is_day_first=True)
        frame, rejections = timed.frame, timed.rejections
        for name in _NEEDED:
            undated = frame.filter(stamp(name).is_null())
            rejections += tuple(
                Rejection(row, _STAMPS[name], "row.date_missing") for row in undated[ROW]
            )
            frame = frame.filter(stamp(name).is_not_null())
        yield Piece(frame, rejections)


def _done_since(pieces: Iterable[Piece]) -> pl.DataFrame:
    """Find since when each incident is done without having been open again.

    Returns
    -------
    DataFrame, shape (n_done_incidents, 2)
        Columns ``number`` and `_DONE_SINCE` (UTC).
    """
    held = pl.DataFrame(
        schema={"number": pl.String, "at": UTC_STAMP, "place": UTC_STAMP, "is_done": pl.Boolean}
    )
    for piece in pieces:
        told = piece.frame.select(
            "number",
            stamp("updated_at").alias("at"),
            _place(piece.frame).alias("place"),
            _state(piece.frame)
            .is_in([*_DONE, *_CANCELLED])
            .fill_null(value=False)
            .alias("is_done"),
        )
        held = _without_the_past(pl.concat([held, told]))
    done = held.filter(pl.col("is_done"))
    return done.group_by("number").agg(pl.col("at").min().alias(_DONE_SINCE))


def _without_the_past(updates: pl.DataFrame) -> pl.DataFrame:
    """Keep of each incident its last open row, and the done rows after it."""
    last_open = pl.col("place").filter(~pl.col("is_done")).max().over("number")
    is_last = pl.col("place") == last_open
    return updates.filter(last_open.is_null() | (pl.col("place") > last_open) | is_last)


def _state(frame: pl.DataFrame) -> pl.Expr:
    named = [column(frame, name) for name in _STATES]
    return pl.coalesce(named).str.strip_chars().str.to_lowercase()


def _place(frame: pl.DataFrame) -> pl.Expr:
    """Order the updates of an incident: within a minute, which is all a stamp says, by number."""
    n_updates = column(frame, "sys_mod_count").cast(pl.Int64, strict=False).fill_null(0)
    return stamp("updated_at") + pl.duration(microseconds=n_updates.clip(0, _MOST_UPDATES))


def _columns(frame: pl.DataFrame, label: str) -> dict[str, pl.Expr]:
    state, opened, updated = _state(frame), stamp("assigned_at"), stamp("updated_at")
    is_cancelled = state.is_in(_CANCELLED)
    is_done = state.is_in([*_DONE, *_CANCELLED])
    known = pl.when(stamp("resolved_at").is_between(opened, updated)).then(stamp("resolved_at"))
    since = pl.when(pl.col(_DONE_SINCE) <= updated).then(pl.col(_DONE_SINCE))
    return {
        "event_id": pl.col("number"),
        "item_id": pl.col("number"),
        "annotator_id": column(frame, "assigned_to"),
        "vendor": column(frame, "vendor"),
        "queue": pl.col("assignment_group"),
        "stage": pl.lit(Stage.ANNOTATE.value),
        "attempt": column(frame, "reopen_count").cast(pl.Int64, strict=False) + 1,
        "assigned_at": opened,
        # A clock that is behind cannot finish what has not come in yet.
        "submitted_at": pl.when(is_done).then(
            pl.max_horizontal(pl.coalesce(known, since, updated), opened)
        ),
        "source_updated_at": _place(frame),
        "label": pl.when(is_done).then(column(frame, label)),
        "is_cancelled": pl.when(is_cancelled).then(statement=True),
    }
