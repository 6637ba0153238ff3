"""Labelbox export v2, NDJSON: one line per data row, one canonical row per label of it."""

from collections.abc import Iterator
from typing import Final

from ecogov.domain.errors import DomainError
from ecogov.domain.production import ReviewResult, SourceFormat, Stage, TimeBasis
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.records import (
    Record,
    Row,
    is_record,
    joined,
    key_of,
    member,
    number_of,
    read_records,
    records_in,
    text_of,
)
from ecogov.readers.sniffing import Head

_ITEM_KEYS: Final = ("id", "global_key", "external_id")
_VERDICTS: Final = {
    "approve": ReviewResult.ACCEPTED,
    "approved": ReviewResult.ACCEPTED,
    "reject": ReviewResult.REJECTED,
    "rejected": ReviewResult.REJECTED,
}


def matches(head: Head) -> bool:
    """Recognise a line by its data row and its projects."""
    return head.holds("data_row", "projects")


class LabelboxReader:
    """Read data rows with the labels of every project they are in."""

    format = SourceFormat.LABELBOX

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the labels piece by piece; a data row without one is an open unit."""
        field = options.label_field
        return read_records(source, options, lambda record: _rows(record, field))


READER: Final = LabelboxReader()


def _rows(record: Record, field: str | None) -> Iterator[Row]:
    data_row = record.get("data_row")
    names = (text_of(member(record, "data_row", key)) for key in _ITEM_KEYS)
    item = next((name for name in names if name), None)
    if item is None or not is_record(data_row):
        raise DomainError("row.field_missing", field="item_id", column="data_row.id")
    projects = record.get("projects")
    for project_id, project in projects.items() if is_record(projects) else ():
        shared: Row = {
            "item_id": item,
            "batch": text_of(member(project, "project_details", "batch_name")),
            "queue": text_of(member(project, "name")),
            "stage": Stage.ANNOTATE.value,
            "assigned_at": member(data_row, "details", "created_at"),
        }
        labels = records_in(member(project, "labels"))
        if not labels:
            yield {"event_id": f"open:{key_of(item, project_id)}", **shared}
        references = {
            text_of(member(label, "performance_details", "benchmark_reference_label"))
            for label in labels
        }
        for label in labels:
            event = text_of(label.get("id"))
            yield {
                "event_id": event,
                **shared,
                **_work(label, field),
                **_gold(label),
                **_review(label, project),
                "is_reference": event is not None and event in references,
            }


def _work(label: Record, field: str | None) -> Row:
    seconds = number_of(member(label, "performance_details", "seconds_to_create"))
    is_skipped = bool(member(label, "performance_details", "skipped"))
    return {
        "annotator_id": text_of(member(label, "label_details", "created_by")),
        "submitted_at": member(label, "label_details", "created_at"),
        "source_updated_at": member(label, "label_details", "updated_at"),
        "handle_seconds": seconds,
        "time_basis": None if seconds is None else TimeBasis.ACTIVE.value,
        "label": None if is_skipped else _label(label.get("annotations"), field),
        "is_skipped": is_skipped,
    }


def _gold(label: Record) -> Row:
    """Score a benchmark; a share between 0 and 1 is an overlap, neither right nor wrong."""
    score = number_of(member(label, "performance_details", "benchmark_score"))
    if score is None:
        return {}
    return {"is_gold": True, "gold_correct": score == 1 if score in {0, 1} else None}


def _review(label: Record, project: object) -> Row:
    """Take the last decision, from the reviews of the label or from the workflow's history."""
    reviews = records_in(member(label, "label_details", "reviews"))
    history = records_in(member(project, "project_details", "workflow_history"))
    steps = [(str(step.get("reviewed_at")), step, "reviewed_at", "reviewed_by") for step in reviews]
    steps += [
        (str(step.get("created_at")), step, "created_at", "created_by")
        for step in history
        if _verdict(step) is not None
    ]
    if not steps:
        return {}
    decided = [step for step in steps if _verdict(step[1]) is not None] or steps
    _, last, when, who = max(decided, key=lambda step: step[0])
    return {
        "review_result": _verdict(last),
        "reviewer_id": text_of(last.get(who)),
        "reviewed_at": last.get(when),
    }


def _verdict(review: Record) -> str | None:
    for key in ("action", "approval", "status"):
        known = _VERDICTS.get(str(review.get(key)).lower())
        if known is not None:
            return known.value
    score = number_of(review.get("score"))
    if not score:
        return None
    return (ReviewResult.ACCEPTED if score > 0 else ReviewResult.REJECTED).value


def _label(annotations: object, field: str | None) -> str:
    """Read the classifications as ``question/answer``; without any, the kinds of objects."""
    if not is_record(annotations):
        return ""
    answers = list(_answers(annotations.get("classifications"), ()))
    if field is not None:
        return joined(path.removeprefix(f"{field}/") for path in answers if path.startswith(field))
    objects = (text_of(found.get("name")) for found in records_in(annotations.get("objects")))
    return joined(answers or (name for name in objects if name))


def _answers(classifications: object, above: tuple[str, ...]) -> Iterator[str]:
    for question in records_in(classifications):
        path = (*above, text_of(question.get("name")) or "")
        for key in ("radio_answer", "checklist_answers"):
            for answer in records_in(question.get(key)):
                chosen = (*path, text_of(answer.get("name")) or "")
                yield "/".join(chosen)
                yield from _answers(answer.get("classifications"), chosen)
        text = text_of(member(question, "text_answer", "content"))
        if text is not None:
            yield "/".join((*path, text))
