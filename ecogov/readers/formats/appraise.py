"""Appraise campaign exports: machine-translation judgements, a CSV without a header row."""

from collections.abc import Iterator
from typing import Final

import polars as pl
from babel.core import get_global

from ecogov.domain.production import SourceFormat, Stage, TimeBasis
from ecogov.readers.assembling import chunk, stamp, with_stamps
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.sniffing import Head, Kind
from ecogov.readers.tabular import ROW, read_table

COLUMNS: Final = (
    "login",
    "system",
    "segment",
    "item_type",
    "source_language",
    "target_language",
    "score",
    "document",
    "flag",
    "spans",
    "start",
    "end",
)

_STAMPS: Final = {"started_at": "start", "submitted_at": "end"}
_ITEM_TYPES: Final = frozenset({"TGT", "BAD", "REF", "CHK"})
_TUTORIAL: Final = "tutorial"
_KEY: Final = ("login", "system", "document", "segment", "item_type")
_SAVE: Final = (*_KEY, "start", "end")


def matches(head: Head) -> bool:
    """Recognise a first row that is data: its width, its item type and its two epoch stamps."""
    if head.kind is not Kind.CSV or len(head.cells) != len(COLUMNS):
        return False
    row = dict(zip(COLUMNS, head.cells, strict=True))
    stamps = (row["start"], row["end"])
    return row["item_type"] in _ITEM_TYPES and all(
        text.replace(".", "", 1).isdigit() for text in stamps
    )


class AppraiseReader:
    """Read saved segment scores.

    The two stamps are the first and the last click on a segment and mostly equal, so the handling
    time is left to the gap between the starts of one login. ``BAD`` rows are damaged copies, gold
    without a right answer: whether the check was passed takes the score of the undamaged copy.

    Rows of the tutorial, and a save that the same login saved again later, keep their row, but
    have no label, which leaves them out of quality. Even rows equal in every cell stay apart, by
    a running number in their key. Repeated saves are looked for within a chunk: they follow each
    other within minutes, and remembering every key of a file of any size would need a memory of
    any size.
    """

    format = SourceFormat.APPRAISE

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the saved scores piece by piece."""
        for piece in read_table(source, names=COLUMNS):
            yield chunk(with_stamps(piece, _STAMPS, options.timezone), _columns())


READER: Final = AppraiseReader()


def _columns() -> dict[str, pl.Expr]:
    is_tutorial = (
        pl.col("system").str.contains(_TUTORIAL) | pl.col("document").str.contains(_TUTORIAL)
    ).fill_null(value=False)
    return {
        "event_id": pl.concat_str(*_SAVE, _occurrence(), separator="|", ignore_nulls=True),
        "item_id": pl.concat_str("system", "document", "segment", separator="|"),
        "batch": pl.col("document"),
        "annotator_id": pl.col("login"),
        "locale": _language_tag(pl.col("target_language")),
        "stage": pl.lit(Stage.ANNOTATE.value),
        "started_at": stamp("started_at"),
        "submitted_at": stamp("submitted_at"),
        "time_basis": pl.lit(TimeBasis.GAP.value),
        "label": pl.when(~is_tutorial & _is_last_save()).then(pl.col("score")),
        "is_gold": pl.when(~is_tutorial).then(pl.col("item_type") == "BAD"),
    }


def _occurrence() -> pl.Expr:
    """Count the second and later of equal rows (``#2``); null for the first."""
    count = pl.int_range(1, pl.len() + 1).over(*_SAVE)
    return pl.when(count > 1).then(pl.format("#{}", count))


def _is_last_save() -> pl.Expr:
    newest = pl.col(ROW).sort_by(stamp("submitted_at"), pl.col(ROW), descending=True).first()
    return pl.col(ROW) == newest.over(*_KEY)


def _language_tag(code: pl.Expr) -> pl.Expr:
    """Turn ``deu`` into ``de``: BCP 47 wants the two-letter code where there is one."""
    return code.str.to_lowercase().replace(dict(get_global("language_aliases")))
