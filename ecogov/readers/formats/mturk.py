"""Amazon Mechanical Turk batch results, CSV or XLSX: one row per assignment."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from ecogov.domain.production import ReviewResult, SourceFormat, Stage, TimeBasis
from ecogov.readers.assembling import chunk, column, judgement_column, stamp, with_stamps
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.sniffing import Head
from ecogov.readers.tabular import read_table

HEADINGS: Final = ("HITId", "AssignmentId", "WorkerId", "AssignmentStatus")

_STAMPS: Final = {
    "assigned_at": "CreationTime",
    "started_at": "AcceptTime",
    "submitted_at": "SubmitTime",
    "approved_at": "ApprovalTime",
    "rejected_at": "RejectionTime",
}
_REVIEWS: Final = {"Approved": ReviewResult.ACCEPTED, "Rejected": ReviewResult.REJECTED}
_ANSWER: Final = "Answer."
_MONEY: Final = r"(-?\d[\d,]*\.?\d*)"


def matches(head: Head) -> bool:
    """Recognise the file by its headings."""
    return head.has(*HEADINGS)


class MTurkReader:
    """Read batch results; the work time of MTurk is the wall clock from accepting to submitting."""

    format = SourceFormat.MTURK

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the assignments piece by piece."""
        label: str | None = None
        for piece in read_table(source, wanted=HEADINGS):
            label = label or label_column(piece.frame, options.label_field)
            timed = with_stamps(piece, _STAMPS, options.timezone)
            yield chunk(timed, _columns(timed.frame, label))


READER: Final = MTurkReader()


def label_column(frame: pl.DataFrame, wanted: str | None = None) -> str | None:
    """Find the answer that is a judgement: few distinct values, no JSON, not always the same.

    Parameters
    ----------
    frame : DataFrame
        The first rows of the file, all strings.
    wanted : str, optional
        Heading that a person chose, with or without ``Answer.``.

    Returns
    -------
    str or None
        A heading of `frame`; the first ``Answer.*`` when none looks like a judgement.
    """
    for name in (wanted, f"{_ANSWER}{wanted}"):
        if name in frame.columns:
            return name
    return judgement_column(frame, [name for name in frame.columns if name.startswith(_ANSWER)])


def _columns(frame: pl.DataFrame, label: str | None) -> dict[str, pl.Expr]:
    reward = column(frame, "Reward").str.extract(_MONEY).str.replace_all(",", "", literal=True)
    status = pl.col("AssignmentStatus").str.strip_chars()
    return {
        "event_id": pl.col("AssignmentId"),
        "item_id": pl.col("HITId"),
        "batch": column(frame, "RequesterAnnotation").str.extract(r"BatchId:(\w+)"),
        "annotator_id": pl.col("WorkerId"),
        "stage": pl.lit(Stage.ANNOTATE.value),
        "assigned_at": stamp("assigned_at"),
        "started_at": stamp("started_at"),
        "submitted_at": stamp("submitted_at"),
        "handle_seconds": column(frame, "WorkTimeInSeconds"),
        "time_basis": pl.lit(TimeBasis.ELAPSED.value),
        "label": pl.col(label) if label else pl.lit(None),
        "review_result": status.replace_strict(
            {name: result.value for name, result in _REVIEWS.items()},
            default=None,
            return_dtype=pl.String,
        ),
        "reviewed_at": _reviewed_at(status),
        # A rejected assignment is not paid.
        "amount": pl.when(status == "Rejected").then(pl.lit("0")).otherwise(reward),
        "currency": pl.when(reward.is_not_null()).then(pl.lit("USD")),
    }


def _reviewed_at(status: pl.Expr) -> pl.Expr:
    # A rejection that was taken back keeps its RejectionTime, so the status decides.
    return (
        pl.when(status == "Approved")
        .then(stamp("approved_at"))
        .when(status == "Rejected")
        .then(stamp("rejected_at"))
    )
