"""V7 Darwin annotators' report, CSV: one row per period, person, data set and stage.

The report is a total: a row stands for all annotations of its period. It tells a review pass
rate, but only with the number of reviewed items is that a count.
"""

from collections.abc import Iterator
from typing import Final

import polars as pl

from ecogov.domain.production import SourceFormat, Stage, TimeBasis
from ecogov.readers.assembling import chunk, column, stamp, with_stamps
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.sniffing import Head
from ecogov.readers.tabular import Piece, read_table

HEADINGS: Final = ("timestamp", "actor_id", "active_time", "total_annotations")

_REVIEWED: Final = ("total_items_reviewed", "total_reviewed_items")
_CLOCK: Final = r"^(\d+):(\d{1,2}):(\d{1,2}(?:\.\d+)?)$"
_SECONDS_PER_WEEK: Final = 604_800.0
_SECONDS_PER_HOUR: Final = 3_600.0
_MIDNIGHT: Final = 0


def matches(head: Head) -> bool:
    """Recognise the report by its headings."""
    return head.has(*HEADINGS)


class V7ReportReader:
    """Read the report; machines among the actors are left out."""

    format = SourceFormat.V7_REPORT

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the periods piece by piece."""
        unit: float | None = None
        for piece in read_table(source, wanted=HEADINGS):
            unit = unit or time_unit_of(piece.frame)
            timed = with_stamps(piece, {"submitted_at": "timestamp"}, options.timezone)
            people = timed.frame.filter(_is_person(timed.frame))
            skipped = timed.frame.height - people.height
            yield chunk(Piece(people, timed.rejections), _columns(people, unit), skipped)


READER: Final = V7ReportReader()


def time_unit_of(frame: pl.DataFrame) -> float:
    """Tell how many seconds one of ``active_time`` is: the report itself does not.

    Parameters
    ----------
    frame : DataFrame
        First rows of the report, columns ``active_time`` and ``total_annotations``.

    Returns
    -------
    float
        0.001 when seconds would mean over a week in one row, or hours per annotation; else 1.
    """
    active = frame["active_time"].cast(pl.Float64, strict=False)
    done = frame["total_annotations"].cast(pl.Float64, strict=False)
    each = (active / done).filter(done > 0).drop_nulls().median()
    longest = active.max()
    is_long = isinstance(longest, float) and longest > _SECONDS_PER_WEEK
    is_slow = isinstance(each, float) and each > _SECONDS_PER_HOUR
    return 0.001 if is_long or is_slow else 1.0


def _is_person(frame: pl.DataFrame) -> pl.Expr:
    kind = column(frame, "actor_type").str.to_lowercase().fill_null("")
    return ~kind.is_in(["model", "system", "bot"])


def _columns(frame: pl.DataFrame, unit: float) -> dict[str, pl.Expr]:
    stage = column(frame, "current_stage_name")
    is_review = stage.str.to_lowercase().str.contains("review").fill_null(value=False)
    seconds = _seconds(unit)
    reviewed = pl.coalesce(column(frame, name) for name in _REVIEWED).cast(pl.Float64, strict=False)
    places = ("actor_id", "dataset_id", "workflow_id", "current_stage_id")
    return {
        "event_id": pl.concat_str(
            [pl.col("timestamp"), *(column(frame, name).fill_null("") for name in places)],
            separator="|",
        ),
        "batch": _first(frame, "dataset_slug", "dataset_name", "dataset_id"),
        "queue": _first(frame, "workflow_name", "workflow_id"),
        "annotator_id": _first(frame, "actor_id", "actor_email"),
        "stage": pl.when(is_review)
        .then(pl.lit(Stage.REVIEW.value))
        .otherwise(pl.lit(Stage.ANNOTATE.value)),
        "submitted_at": _midday(stamp("submitted_at")),
        "handle_seconds": seconds,
        "time_basis": pl.when(seconds.is_not_null()).then(pl.lit(TimeBasis.ACTIVE.value)),
        "units": pl.col("total_annotations").cast(pl.Float64, strict=False),
        "units_reviewed": reviewed,
        "units_correct": (reviewed * _pass_rate(frame)).round(),
    }


def _first(frame: pl.DataFrame, *names: str) -> pl.Expr:
    return pl.coalesce(column(frame, name) for name in names)


def _seconds(unit: float) -> pl.Expr:
    text = pl.col("active_time").str.strip_chars()
    hours, minutes, rest = (
        text.str.extract(_CLOCK, place).cast(pl.Float64, strict=False) for place in (1, 2, 3)
    )
    clock = hours * _SECONDS_PER_HOUR + minutes * 60 + rest
    return pl.coalesce(clock, text.cast(pl.Float64, strict=False) * unit)


def _midday(moment: pl.Expr) -> pl.Expr:
    """Move a whole day's stamp to its noon, so that it is the same day in most zones."""
    is_day = (moment.dt.hour() == _MIDNIGHT) & (moment.dt.minute() == _MIDNIGHT)
    return pl.when(is_day).then(moment + pl.duration(hours=12)).otherwise(moment)


def _pass_rate(frame: pl.DataFrame) -> pl.Expr:
    text = column(frame, "review_pass_rate").str.strip_chars().str.strip_suffix("%")
    rate = text.cast(pl.Float64, strict=False)
    return pl.when(rate > 1).then(rate / 100).otherwise(rate)
