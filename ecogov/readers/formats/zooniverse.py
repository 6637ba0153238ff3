"""Zooniverse (Panoptes) classification exports: one row per classification, JSON in its cells."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

import polars as pl

from ecogov.domain.production import SourceFormat, Stage, TimeBasis
from ecogov.readers.assembling import (
    STAMP_PREFIX,
    chunk,
    column,
    is_true,
    seconds_between,
    stamp,
    with_stamps,
)
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.sniffing import Head
from ecogov.readers.tabular import Piece, read_table
from ecogov.readers.timestamps import parse_stamps

HEADINGS: Final = ("classification_id", "user_name", "annotations", "metadata", "subject_ids")

_STAMPS: Final = {"submitted_at": "created_at"}
_MOST_CLOCK_ERROR: Final = pl.duration(days=7)


def matches(head: Head) -> bool:
    """Recognise the file by its headings."""
    return head.has(*HEADINGS)


class ZooniverseReader:
    """Read classifications.

    The stamp that counts is the server's; the two of the volunteer's machine only give the
    duration between them, because client clocks run wrong, but run evenly. Where one of them
    was set back in between, the duration is unknown.
    """

    format = SourceFormat.ZOONIVERSE

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the classifications piece by piece."""
        for piece in read_table(source, wanted=HEADINGS):
            timed = with_stamps(piece, _STAMPS, options.timezone)
            frame = _with_json(timed.frame, options.label_field)
            yield chunk(Piece(frame, timed.rejections), _columns(frame))


READER: Final = ZooniverseReader()


def label_of(annotations: str | None, wanted: str | None = None) -> str | None:
    """Say what a volunteer answered to one task.

    Parameters
    ----------
    annotations : str or None
        The cell: a JSON list of tasks with their values.
    wanted : str, optional
        Task to read (``T2`` or its question); the first one otherwise.

    Returns
    -------
    str or None
        Survey choices sorted and joined by ``|``; the text of a plain answer; otherwise the JSON
        of the value. None when nothing was answered or the cell is no JSON.
    """
    task = _task(annotations, wanted)
    value = None if task is None else task.get("value")
    if value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(_is_choice(entry) for entry in value):
        return "|".join(sorted(str(entry["choice"]) for entry in value))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _task(annotations: str | None, wanted: str | None) -> Mapping[str, object] | None:
    try:
        tasks = json.loads(annotations or "[]")
    except ValueError:
        return None
    if not isinstance(tasks, list):
        return None
    for task in tasks:
        if isinstance(task, dict) and wanted in (None, task.get("task"), task.get("task_label")):
            return task
    return None


def _is_choice(entry: object) -> bool:
    return isinstance(entry, dict) and "choice" in entry


def _with_json(frame: pl.DataFrame, wanted: str | None) -> pl.DataFrame:
    """Take what is needed out of the JSON cells, into columns marked as parsed."""
    metadata = frame["metadata"]
    labels = [label_of(cell, wanted) for cell in frame["annotations"]]
    return frame.with_columns(
        _named("started_at", parse_stamps(_json_text(metadata, "started_at"), "UTC")),
        _named("finished_at", parse_stamps(_json_text(metadata, "finished_at"), "UTC")),
        _named("locale", _json_text(metadata, "user_language")),
        _named("label", pl.Series(labels, dtype=pl.String)),
    )


def _named(name: str, parsed: pl.Series) -> pl.Series:
    return parsed.alias(f"{STAMP_PREFIX}{name}")


def _json_text(cells: pl.Series, key: str) -> pl.Series:
    # The keys are plain words at the top level; a pattern is ten times as fast as parsing.
    return cells.str.extract(rf'"{key}"\s*:\s*"([^"\\]*)"')


def _columns(frame: pl.DataFrame) -> dict[str, pl.Expr]:
    spent = seconds_between(stamp("started_at"), stamp("finished_at"))
    return {
        "event_id": pl.col("classification_id"),
        "item_id": pl.col("subject_ids"),
        "annotator_id": pl.col("user_name"),
        "queue": column(frame, "workflow_name"),
        "locale": stamp("locale"),
        "stage": pl.lit(Stage.ANNOTATE.value),
        "started_at": pl.when(_is_near_server_time()).then(stamp("started_at")),
        "submitted_at": stamp("submitted_at"),
        "handle_seconds": pl.when(spent >= 0).then(spent),
        "time_basis": pl.lit(TimeBasis.ELAPSED.value),
        "label": stamp("label"),
        "is_reference": is_true(column(frame, "gold_standard")).fill_null(value=False),
        "guideline_version": column(frame, "workflow_version"),
    }


def _is_near_server_time() -> pl.Expr:
    """Tell a clock that runs some minutes wrong from one that was never set."""
    skew = stamp("submitted_at") - stamp("started_at")
    return skew.abs() <= _MOST_CLOCK_ERROR
