"""Alibaba PAI iTAG manifests, JSON Lines: one line per object, one row per labelling job on it.

Each job leaves up to three results: of labelling, of the check (质检) and of the acceptance
(验收). A check that repeats the labels accepted them; one that differs fixed them. iTAG writes no
people and no times.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

from ecogov.domain.errors import DomainError
from ecogov.domain.production import ReviewResult, SourceFormat, Stage
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.records import (
    Record,
    Row,
    is_record,
    joined,
    key_of,
    member,
    read_records,
    records_in,
    text_of,
)
from ecogov.readers.sniffing import Head

_JOB: Final = re.compile(r"label-(?P<job>.+?)(?:-(?P<step>check|verify))?")


def matches(head: Head) -> bool:
    """Recognise a line by its data beside results of a job."""
    return head.holds("data") and any(_JOB.fullmatch(key) for key in head.keys)


class ItagReader:
    """Read the labels with the verdict that the later steps imply."""

    format = SourceFormat.ITAG

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the labels piece by piece; ``options.label_field`` picks a question by title."""
        field = options.label_field
        return read_records(source, options, lambda record: _rows(record, field))


READER: Final = ItagReader()


def _rows(record: Record, field: str | None) -> Iterator[Row]:
    data = record.get("data")
    if not data:
        raise DomainError("row.field_missing", field="item_id", column="data.source")
    named = text_of(member(record, "data", "source")) or text_of(data)
    item = key_of(named or json.dumps(data, sort_keys=True, ensure_ascii=False))
    jobs = dict.fromkeys(
        found["job"] for key in record if (found := _JOB.fullmatch(key)) is not None
    )
    if not jobs:
        yield {"event_id": f"open:{item}", "item_id": item, "stage": Stage.ANNOTATE.value}
    for job in jobs:
        label = _label(record.get(f"label-{job}"), field)
        yield {
            "event_id": key_of(item, job),
            "item_id": item,
            "batch": job,
            "vendor": job,
            "stage": Stage.ANNOTATE.value,
            "label": label,
            "review_result": _verdict(record, job, label, field),
        }


def _verdict(record: Record, job: str, label: str | None, field: str | None) -> str | None:
    """Compare the labels with those after the last step that looked at them."""
    steps = (record.get(f"label-{job}-{step}") for step in ("verify", "check"))
    last = next((labels for step in steps if (labels := _label(step, field)) is not None), None)
    if last is None or label is None:
        return None
    return (ReviewResult.ACCEPTED if last == label else ReviewResult.FIXED).value


def _label(step: object, field: str | None) -> str | None:
    if not is_record(step) or "results" not in step:
        return None
    questions = [
        question
        for question in records_in(step["results"])
        if field is None or question.get("markTitle") == field
    ]
    asked = [label for question in questions for label in _answers(question.get("data"))]
    marked = [label for question in questions for label in _marks(question.get("data"))]
    return joined(asked or marked)


def _answers(data: object) -> Iterator[str]:
    """Read the answer to a question about the whole object: a value, or several."""
    for value in data if isinstance(data, list) else [data]:
        text = text_of(value)
        if text is not None:
            yield text


def _marks(data: object) -> Iterator[str]:
    """Read the labels of marked regions."""
    for mark in records_in(data):
        labels = mark.get("labels")
        for value in labels.values() if is_record(labels) else [labels]:
            yield from _answers(value)
