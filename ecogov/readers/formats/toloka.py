"""Toloka assignments, TSV: one row per task of an assignment, stamped by the suite."""

import hashlib
from collections.abc import Iterator
from typing import Final

import polars as pl

from ecogov.domain.production import ReviewResult, SourceFormat, Stage, TimeBasis
from ecogov.readers.assembling import (
    chunk,
    column,
    judgement_column,
    seconds_between,
    stamp,
    with_stamps,
)
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.sniffing import Head
from ecogov.readers.tabular import Piece, read_table

HEADINGS: Final = ("ASSIGNMENT:assignment_id", "ASSIGNMENT:worker_id", "ASSIGNMENT:status")

_STAMPS: Final = {
    "assigned_at": "ASSIGNMENT:created",
    "started_at": "ASSIGNMENT:started",
    "submitted_at": "ASSIGNMENT:submitted",
    "accepted_at": "ASSIGNMENT:accepted",
    "rejected_at": "ASSIGNMENT:rejected",
}
_REVIEWS: Final = {
    "APPROVED": ReviewResult.ACCEPTED.value,
    "ACCEPTED": ReviewResult.ACCEPTED.value,
    "REJECTED": ReviewResult.REJECTED.value,
}
_UNANSWERED: Final = ("EXPIRED", "SKIPPED")
_INPUT, _OUTPUT, _GOLDEN = "INPUT:", "OUTPUT:", "GOLDEN:"
_SUITE: Final = "ASSIGNMENT:assignment_id"
_TASK: Final = "ASSIGNMENT:task_id"
_HASH_CHARACTERS: Final = 16
_LEAST_RUNS: Final = 2


def matches(head: Head) -> bool:
    """Recognise the file by its headings."""
    return head.has(*HEADINGS)


class TolokaReader:
    """Read assignments; every row of a suite carries the seconds of the whole suite.

    The rows of one assignment share ``page_id``, by which the seconds are counted once. The
    reward is paid per assignment and is divided over its tasks as long as the rows of an
    assignment stand together, as Toloka writes them; in a file that was sorted otherwise the
    amount of a row is unknown. Where Toloka left out when work was submitted, the day of its
    acceptance stands in, and the handling time is unknown.
    """

    format = SourceFormat.TOLOKA

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the tasks piece by piece, never cutting an assignment in two."""
        label: str | None = None
        for piece, is_sorted in whole_suites(read_table(source, wanted=HEADINGS)):
            label = label or label_column(piece.frame, options.label_field)
            timed = with_stamps(_with_keys(piece), _STAMPS, options.timezone)
            paid = _payment(timed.frame) if is_sorted else {}
            yield chunk(timed, _columns(timed.frame, label) | paid)


READER: Final = TolokaReader()


def whole_suites(pieces: Iterator[Piece]) -> Iterator[tuple[Piece, bool]]:
    """Move the rows of an assignment that a piece cuts to the next piece.

    Parameters
    ----------
    pieces : iterator of Piece
        Rows of the file in order.

    Returns
    -------
    iterator of (Piece, bool)
        The same rows and rejections in the same order, and whether every assignment stood
        together so far.
    """
    held: pl.DataFrame | None = None
    is_sorted = True
    for piece in pieces:
        frame = piece.frame if held is None else pl.concat([held, piece.frame])
        runs = frame[_SUITE].rle_id()
        # A piece of a single assignment is no suite, and holding it would hold the whole file.
        is_sorted = is_sorted and runs.n_unique() == frame[_SUITE].n_unique()
        is_whole = runs.n_unique() < _LEAST_RUNS
        last = 0 if is_whole else int((runs == runs.max()).sum())
        held = frame.tail(last)
        yield Piece(frame.head(frame.height - last), piece.rejections), is_sorted
    if held is not None and held.height:
        yield Piece(held), is_sorted


def label_column(frame: pl.DataFrame, wanted: str | None = None) -> str | None:
    """Find the answer among the ``OUTPUT:`` columns, those with a golden answer first.

    Parameters
    ----------
    frame : DataFrame
        The first rows of the file, all strings.
    wanted : str, optional
        Heading that a person chose, with or without ``OUTPUT:``.
    """
    for name in (wanted, f"{_OUTPUT}{wanted}"):
        if name in frame.columns:
            return name
    answers = [name for name in frame.columns if name.startswith(_OUTPUT)]
    golden = set(_golden_columns(frame))
    return judgement_column(
        frame, sorted(answers, key=lambda name: name.replace(_OUTPUT, _GOLDEN) not in golden)
    )


def _golden_columns(frame: pl.DataFrame) -> list[str]:
    names = (name for name in frame.columns if name.startswith(_GOLDEN))
    return [name for name in names if not frame[name].is_null().all()]


def _with_keys(piece: Piece) -> Piece:
    """Give tasks without an id one made of what was shown, so that the order of rows is no key."""
    frame = piece.frame
    if _TASK in frame.columns and not frame[_TASK].has_nulls():
        return piece
    shown = [name for name in frame.columns if name.startswith(_INPUT)]
    text = frame.select(
        pl.concat_str(pl.lit("shown"), *shown, separator="\x1f", ignore_nulls=True)
    ).to_series()
    made = pl.Series([hashlib.sha256(t.encode()).hexdigest()[:_HASH_CHARACTERS] for t in text])
    keyed = frame.with_columns(
        pl.coalesce(column(frame, _TASK), pl.lit(made, dtype=pl.String)).alias(_TASK)
    )
    return Piece(keyed, piece.rejections)


def _columns(frame: pl.DataFrame, label: str | None) -> dict[str, pl.Expr]:
    status = _status()
    is_unanswered = status.is_in(_UNANSWERED)
    answer = pl.when(~is_unanswered).then(pl.col(label) if label else pl.lit(None, pl.String))
    reviewed_at = pl.coalesce(stamp("accepted_at"), stamp("rejected_at"))
    return {
        "event_id": pl.concat_str(_SUITE, _TASK, separator=":"),
        "item_id": pl.col(_TASK),
        "annotator_id": pl.col("ASSIGNMENT:worker_id"),
        "queue": column(frame, "ASSIGNMENT:pool_id"),
        "stage": pl.lit(Stage.ANNOTATE.value),
        "assigned_at": stamp("assigned_at"),
        "started_at": stamp("started_at"),
        "submitted_at": pl.when(~is_unanswered).then(
            pl.coalesce(stamp("submitted_at"), reviewed_at)
        ),
        "handle_seconds": pl.when(~is_unanswered).then(
            seconds_between(stamp("started_at"), stamp("submitted_at"))
        ),
        "time_basis": pl.lit(TimeBasis.SUITE.value),
        "page_id": pl.col(_SUITE),
        "label": answer,
        **_gold(frame, label, answer),
        "review_result": status.replace_strict(_REVIEWS, default=None, return_dtype=pl.String),
        "reviewed_at": reviewed_at,
        "is_skipped": is_unanswered,
    }


def _status() -> pl.Expr:
    return pl.col("ASSIGNMENT:status").str.strip_chars().str.to_uppercase()


def _gold(frame: pl.DataFrame, label: str | None, answer: pl.Expr) -> dict[str, pl.Expr]:
    """Compare every answer that has a golden one; an unanswered golden task is not wrong."""
    golden = [name for name in frame.columns if name.startswith(_GOLDEN)]
    if not golden:
        return {}
    is_gold = pl.any_horizontal(pl.col(golden).is_not_null())
    pairs = [(column(frame, name.replace(_GOLDEN, _OUTPUT)), pl.col(name)) for name in golden]
    is_right = pl.all_horizontal((given == gold) | gold.is_null() for given, gold in pairs)
    return {
        "is_gold": is_gold,
        "gold_label": column(frame, (label or "").replace(_OUTPUT, _GOLDEN)),
        "gold_correct": pl.when(is_gold & answer.is_not_null()).then(is_right),
    }


def _payment(frame: pl.DataFrame) -> dict[str, pl.Expr]:
    status = _status()
    reward = column(frame, "ASSIGNMENT:reward").cast(pl.Float64, strict=False)
    share = (
        pl.when(status == "REJECTED")
        .then(0.0)
        .when(~status.is_in(_UNANSWERED))
        .then(reward / pl.len().over(_SUITE))
    )
    return {"amount": share, "currency": pl.when(share.is_not_null()).then(pl.lit("USD"))}
