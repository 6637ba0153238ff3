"""Prodigy annotations (``db-out``), JSON Lines: one row per answered task.

Prodigy stores when an answer came in, not how long it took; the time lies in the gaps within a
session, which `page_id` names.
"""

from collections.abc import Iterator
from typing import Final

from ecogov.domain.errors import DomainError
from ecogov.domain.production import SourceFormat, Stage, TimeBasis
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.records import Record, Row, joined, key_of, read_records, records_in, text_of
from ecogov.readers.sniffing import Head

_MARKED: Final = ("spans", "audio_spans", "relations")


def matches(head: Head) -> bool:
    """Recognise a task by its hashes."""
    return head.holds("_input_hash", "_task_hash")


class ProdigyReader:
    """Read answers; what was ignored counts as skipped."""

    format = SourceFormat.PRODIGY

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the answers piece by piece; tasks without an answer are left out."""
        field = options.label_field
        return read_records(source, options, lambda record: [_row(record, field)])


READER: Final = ProdigyReader()


def _row(record: Record, field: str | None) -> Row | None:
    answer = text_of(record.get("answer"))
    if answer is None:
        return None
    session = text_of(record.get("_session_id"))
    annotator = text_of(record.get("_annotator_id")) or session
    task = text_of(record.get("_task_hash"))
    item = task if _is_yes_or_no(record) else text_of(record.get("_input_hash"))
    if task is None or item is None:
        raise DomainError("row.field_missing", field="item_id", column="_task_hash")
    is_reviewed = bool(record.get("versions"))
    is_skipped = answer == "ignore"
    return {
        "event_id": key_of(task, annotator, session, text_of(record.get("_timestamp"))),
        "item_id": item,
        "annotator_id": annotator,
        "stage": (Stage.ADJUDICATE if is_reviewed else Stage.ANNOTATE).value,
        "submitted_at": record.get("_timestamp"),
        "time_basis": TimeBasis.GAP.value,
        "page_id": session,
        "label": None if is_skipped else _label(record, answer, field),
        "is_skipped": is_skipped,
        "is_reference": is_reviewed,
    }


def _is_yes_or_no(record: Record) -> bool:
    """Tell a proposed label to accept or reject: the same text may be asked about many labels."""
    return isinstance(record.get("label"), str) and "accept" not in record


def _label(record: Record, answer: str, field: str | None) -> str:
    if field is not None:
        return joined(_texts(record.get(field)))
    if answer == "reject" or _is_yes_or_no(record):
        return answer
    if "accept" in record:
        return joined(_texts(record["accept"]))
    if any(isinstance(record.get(name), list) for name in _MARKED):
        marks = (mark for name in _MARKED for mark in records_in(record.get(name)))
        labels = (text_of(mark.get("label")) for mark in marks)
        return joined(label for label in labels if label)
    return text_of(record.get("user_input")) or answer


def _texts(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        text = text_of(item)
        if text is not None:
            yield text
