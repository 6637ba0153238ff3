"""CVAT analytics, the table of events: one row per stretch of work of one person on one job.

A row stands for the objects created in it, so that objects per hour are what CVAT shows too.
Rows of deleted jobs say that work was done, but nothing of its quality.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import polars as pl

from ecogov.domain.production import ReviewResult, SourceFormat, Stage, TimeBasis
from ecogov.readers.assembling import chunk, is_true, stamp, with_stamps
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.sniffing import Head
from ecogov.readers.tabular import Piece, read_table

_REQUIRED: Final = frozenset({"jobid", "user", "startutctime", "workingtime"})
_UNIT: Final = re.compile(r"[(\[].*[)\]]|_?ms$")
_PLAIN: Final = re.compile(r"[^a-z0-9]")
_STAGES: Final = {
    "annotation": Stage.ANNOTATE.value,
    "validation": Stage.REVIEW.value,
    "acceptance": Stage.ADJUDICATE.value,
}
_VERDICTS: Final = {
    "completed": ReviewResult.ACCEPTED.value,
    "rejected": ReviewResult.REJECTED.value,
}
_COUNTS: Final = ("created", "updated", "deleted")


def matches(head: Head) -> bool:
    """Recognise the table by its headings, written for people or for programs."""
    return {_plain(name) for name in head.columns} >= _REQUIRED


class CvatEventsReader:
    """Read the events; their stamps are UTC whatever the project's zone."""

    format = SourceFormat.CVAT_EVENTS

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:  # noqa: ARG002  # the stamps say that they are UTC
        """Yield the events piece by piece."""
        for piece in read_table(source):
            by_name = {_plain(name): name for name in piece.frame.columns}
            stamps = {
                "started_at": by_name["startutctime"],
                "submitted_at": by_name.get("endutctime", by_name["startutctime"]),
            }
            timed = with_stamps(piece, stamps, "UTC")
            yield chunk(timed, _columns(timed, by_name))


READER: Final = CvatEventsReader()


def _plain(heading: str) -> str:
    """Reduce a heading to letters and digits: ``Working time (ms)`` is ``working_time``."""
    return _PLAIN.sub("", _UNIT.sub("", heading.strip().lower()))


def _columns(piece: Piece, by_name: Mapping[str, str]) -> dict[str, pl.Expr]:
    def given(name: str) -> pl.Expr:
        return pl.col(by_name[name]) if name in by_name else pl.lit(None, pl.String)

    user, stage = given("user"), given("stage").str.strip_chars().str.to_lowercase()
    state = given("state").str.strip_chars().str.to_lowercase()
    verdict = pl.when(stage.is_in(["validation", "acceptance"])).then(
        state.replace_strict(_VERDICTS, default=None, return_dtype=pl.String)
    )
    created = given("createdobjects").cast(pl.Float64, strict=False)
    start = piece.frame[by_name["startutctime"]].alias("start")
    return {
        "event_id": pl.concat_str(
            given("jobid"), user, pl.lit(start), separator="|", ignore_nulls=True
        ),
        "item_id": pl.coalesce(given("jobid"), given("taskid")),
        "batch": given("taskid"),
        "annotator_id": pl.coalesce(user, given("assignee")),
        "vendor": pl.coalesce(given("orgslug"), given("organization")),
        "stage": stage.replace_strict(
            _STAGES, default=Stage.ANNOTATE.value, return_dtype=pl.String
        ),
        "started_at": stamp("started_at"),
        "submitted_at": stamp("submitted_at"),
        "handle_seconds": given("workingtime").cast(pl.Float64, strict=False) / 1000,
        "time_basis": pl.lit(TimeBasis.ACTIVE.value),
        "label": pl.when(is_true(given("exists")).fill_null(value=True)).then(_counts(given)),
        "is_reference": given("type")
        .str.to_lowercase()
        .str.contains("ground")
        .fill_null(value=False),
        "review_result": verdict,
        "reviewer_id": pl.when(verdict.is_not_null()).then(user),
        "reviewed_at": pl.when(verdict.is_not_null()).then(stamp("submitted_at")),
        "units": created if "createdobjects" in by_name else pl.lit(1),
    }


def _counts(given: Callable[[str], pl.Expr]) -> pl.Expr:
    """Write what was done to objects as ``created=3|deleted=0|updated=1``."""
    parts = [
        pl.format(f"{name}={{}}", given(f"{name}objects").fill_null("0"))
        for name in sorted(_COUNTS)
    ]
    is_counted = pl.any_horizontal(given(f"{name}objects").is_not_null() for name in _COUNTS)
    return pl.when(is_counted).then(pl.concat_str(parts, separator="|"))
