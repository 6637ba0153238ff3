"""Appen (CrowdFlower) full reports, CSV or TSV: one row per judgement, stamped by the page."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from ecogov.domain.production import SourceFormat, Stage, TimeBasis
from ecogov.readers.assembling import chunk, column, is_true, seconds_between, stamp, with_stamps
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.sniffing import Head
from ecogov.readers.tabular import read_table

HEADINGS: Final = ("_unit_id", "_id", "_worker_id", "_created_at")

_STAMPS: Final = {"started_at": "_started_at", "submitted_at": "_created_at"}
_GOLD: Final = "_gold"


def matches(head: Head) -> bool:
    """Recognise the file by its headings."""
    return head.has(*HEADINGS)


class AppenReader:
    """Read judgements; every row of a page carries the seconds of the whole page.

    Appen stamps a page of several units once, so its rows share worker, start and end. They also
    share ``page_id``, by which the seconds are counted once. The country of a worker is no
    locale, and the report holds no money.
    """

    format = SourceFormat.APPEN

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the judgements piece by piece."""
        label: str | None = None
        for piece in read_table(source, wanted=HEADINGS):
            label = label or label_column(piece.frame, options.label_field)
            timed = with_stamps(piece, _STAMPS, options.timezone)
            yield chunk(timed, _columns(timed.frame, label))


READER: Final = AppenReader()


def label_column(frame: pl.DataFrame, wanted: str | None = None) -> str | None:
    """Find the answer among the columns.

    Appen adds ``<field>_gold`` to every form field, hidden ones included. The answer is the field
    that test questions score; without any, the one that varies within a unit (what is shown does
    not) and takes the fewest values (remarks take many).

    Parameters
    ----------
    frame : DataFrame
        The first rows of the file, all strings.
    wanted : str, optional
        Heading that a person chose.

    Returns
    -------
    str or None
        A heading of `frame`; None when no field has a gold sibling and values.
    """
    if wanted in frame.columns:
        return wanted
    fields = [name for name in frame.columns if _is_answer(frame, name)]
    with_gold = [name for name in fields if frame[f"{name}{_GOLD}"].null_count() < frame.height]
    varying = [name for name in with_gold or fields if _varies_within_unit(frame, name)]
    return min(
        varying or with_gold or fields, key=lambda name: frame[name].n_unique(), default=None
    )


def _is_answer(frame: pl.DataFrame, name: str) -> bool:
    is_field = f"{name}{_GOLD}" in frame.columns and not name.startswith("_")
    return is_field and not name.lower().endswith("id") and not frame[name].is_null().all()


def _varies_within_unit(frame: pl.DataFrame, name: str) -> bool:
    answers = frame.group_by("_unit_id").agg(pl.col(name).drop_nulls().n_unique())
    return bool((answers[name] > 1).any())


def _columns(frame: pl.DataFrame, label: str | None) -> dict[str, pl.Expr]:
    start, end = stamp("started_at"), stamp("submitted_at")
    page = pl.concat_str("_worker_id", column(frame, "_started_at"), "_created_at", separator="|")
    gold_label = column(frame, f"{label}{_GOLD}")
    is_gold = is_true(column(frame, "_golden"))
    return {
        "event_id": pl.col("_id"),
        "item_id": pl.col("_unit_id"),
        "annotator_id": pl.col("_worker_id"),
        "vendor": column(frame, "_channel"),
        "stage": pl.lit(Stage.ANNOTATE.value),
        "started_at": start,
        "submitted_at": end,
        "handle_seconds": seconds_between(start, end),
        "time_basis": pl.lit(TimeBasis.PAGE.value),
        "page_id": page,
        "label": pl.col(label) if label else pl.lit(None),
        "is_gold": is_gold,
        "gold_label": gold_label,
        "gold_correct": _gold_correct(frame, is_gold, label),
        "is_tainted": is_true(column(frame, "_tainted")),
    }


def _gold_correct(frame: pl.DataFrame, is_gold: pl.Expr, label: str | None) -> pl.Expr:
    """Score a test question: wrong where Appen says missed or an answer is not in the list."""
    missed = is_true(column(frame, "_missed"))
    # A blank in a report that has the column means that nothing was missed.
    otherwise = pl.lit(True if "_missed" in frame.columns else None, pl.Boolean)
    if label is not None:
        gold = _lines(column(frame, f"{label}{_GOLD}"))
        unlisted = _lines(pl.col(label)).list.set_difference(gold)
        otherwise = pl.coalesce(unlisted.list.len() == 0, otherwise)
    answered = is_gold if label is None else is_gold & pl.col(label).is_not_null()
    return pl.when(answered).then(pl.when(missed).then(pl.lit(value=False)).otherwise(otherwise))


def _lines(cell: pl.Expr) -> pl.Expr:
    """Split a cell with one answer a line."""
    return cell.str.split("\n").list.eval(pl.element().str.strip_chars())
