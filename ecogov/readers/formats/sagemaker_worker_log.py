"""SageMaker Ground Truth worker activity, as logged to CloudWatch: one row per finished task.

The log names neither the object nor the answer; it tells who worked when, for which team. It is
read as JSON Lines of events, as an array, or as CloudWatch wraps them in ``events[].message``.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from ecogov.domain.production import SourceFormat, Stage, TimeBasis
from ecogov.readers.assembling import seconds_between
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.records import (
    Record,
    Row,
    is_record,
    key_of,
    read_records,
    records_in,
    text_of,
)
from ecogov.readers.sniffing import Head

_WRAPPED: Final = ("events",)
_SUBMITTED: Final = "TasksSubmitted"
_GIVEN_BACK: Final = {
    "TasksReturned": "task_returned_time",
    "TasksDeclined": "task_declined_time",
}


def matches(head: Head) -> bool:
    """Recognise an event by its worker, its team and when the task was taken."""
    first = _first_event(head)
    return first.keys() >= {"worker_id", "workteam_arn", "task_accepted_time"}


class SagemakerWorkerLogReader:
    """Read submitted, returned and declined tasks; taking one is no event of its own."""

    format = SourceFormat.SAGEMAKER_WORKER_LOG

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the tasks piece by piece; a task that was only taken counts as skipped."""
        chunks = read_records(source, options, _rows, members=_WRAPPED)
        return map(_with_seconds, chunks)


READER: Final = SagemakerWorkerLogReader()


def _first_event(head: Head) -> Mapping[str, object]:
    for record in head.records[:1]:
        wrapped = records_in(record.get("events"))
        return _unwrapped(wrapped[0] if wrapped else record)
    return dict.fromkeys(head.keys)


def _unwrapped(record: Record) -> Record:
    """Take the event out of the envelope in which CloudWatch hands it over."""
    message = record.get("message")
    if isinstance(message, str):
        try:
            event = json.loads(message)
        except (ValueError, RecursionError):
            return record
        return event if is_record(event) else record
    return message if is_record(message) else record


def _rows(record: Record) -> Iterator[Row | None]:
    event = _unwrapped(record)
    kind = text_of(event.get("event_type")) or _SUBMITTED
    if kind != _SUBMITTED and kind not in _GIVEN_BACK:
        yield None
        return
    ended = event.get(_GIVEN_BACK.get(kind, "task_submitted_time")) or event.get("event_timestamp")
    job = text_of(event.get("labeling_job_arn"))
    worker = text_of(event.get("worker_id"))
    accepted = text_of(event.get("task_accepted_time"))
    yield {
        "event_id": key_of(job, worker, accepted, kind, text_of(ended)),
        "annotator_id": worker,
        "vendor": _last_part(event.get("workteam_arn")),
        "queue": _last_part(job),
        "stage": Stage.ANNOTATE.value,
        "started_at": accepted or None,
        "submitted_at": ended,
        "is_skipped": kind != _SUBMITTED,
    }


def _last_part(arn: object) -> str | None:
    text = text_of(arn)
    return text.rsplit("/", 1)[-1] if text else None


def _with_seconds(read: Chunk) -> Chunk:
    seconds = seconds_between(pl.col("started_at"), pl.col("submitted_at"))
    basis = pl.when(seconds.is_not_null()).then(pl.lit(TimeBasis.ELAPSED.value))
    rows = read.rows.with_columns(
        seconds.alias("handle_seconds"), basis.cast(pl.String).alias("time_basis")
    )
    return replace(read, rows=rows)
