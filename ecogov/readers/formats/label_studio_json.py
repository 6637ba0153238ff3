"""Label Studio JSON exports, community and enterprise: one row per annotation.

A task that nobody has annotated yet is one open row, so that the backlog is known. Drafts are
work in progress, not annotations. What an annotation says is read in `label_studio_labels`.
"""

from collections.abc import Iterator
from typing import Final

from ecogov.domain.errors import DomainError
from ecogov.domain.production import (
    LabelSource,
    ReviewResult,
    SourceFormat,
    Stage,
    TimeBasis,
)
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.formats.label_studio_labels import Question, label_of, question_of
from ecogov.readers.records import (
    Record,
    Row,
    is_record,
    number_of,
    read_records,
    records_in,
    text_of,
)
from ecogov.readers.sniffing import Head

# Exports before 1.0 said "completions" for "annotations".
ANSWERS: Final = ("annotations", "completions")

_TASK_KEYS: Final = frozenset({"id", "data"})
_LANGUAGE_KEYS: Final = ("language", "locale", "lang")
_LONGEST_LANGUAGE: Final = 16


def matches(head: Head) -> bool:
    """Recognise tasks by their keys: an id, the data, and the list of annotations."""
    return head.keys >= _TASK_KEYS and any(head.holds(key) for key in ANSWERS)


class LabelStudioJsonReader:
    """Read tasks with their annotations, reviews and the predictions shown beforehand."""

    format = SourceFormat.LABEL_STUDIO_JSON

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the annotations piece by piece; the file is looked through once before.

        Raises
        ------
        UnreadableFileError
            ``file.label_field_missing`` when no annotation answers ``options.label_field``.
        """
        question = question_of(source, options.label_field)
        return read_records(source, options, lambda task: _task_rows(task, question))


READER: Final = LabelStudioJsonReader()


def _task_rows(task: Record, question: Question) -> Iterator[Row]:
    item = text_of(task.get("id"))
    if item is None:
        raise DomainError("row.field_missing", field="item_id", column="id")
    shared: Row = {
        "item_id": item,
        "batch": text_of(task.get("file_upload")),
        "locale": _locale(task.get("data")),
        "stage": Stage.ANNOTATE.value,
        "assigned_at": task.get("created_at"),
    }
    given = next((task[key] for key in ANSWERS if task.get(key)), None)
    annotations = records_in(given)
    if not annotations:
        yield {"event_id": f"open:{item}", **shared}
    predictions = records_in(task.get("predictions"))
    for number, annotation in enumerate(annotations, start=1):
        event = text_of(annotation.get("id")) or text_of(annotation.get("unique_id"))
        yield {
            "event_id": event or f"{item}/{number}",
            **shared,
            **_work(annotation, question),
            **_review(annotation),
            **_prelabel(annotation, predictions, question),
        }


def _work(annotation: Record, question: Question) -> Row:
    seconds = number_of(annotation.get("lead_time"))
    is_skipped = bool(annotation.get("was_cancelled") or annotation.get("skipped"))
    return {
        "annotator_id": person_of(annotation.get("completed_by")),
        "started_at": annotation.get("draft_created_at"),
        "submitted_at": annotation.get("created_at"),
        "source_updated_at": annotation.get("updated_at"),
        "handle_seconds": seconds,
        "time_basis": None if seconds is None else TimeBasis.ELAPSED.value,
        "label": None if is_skipped else label_of(annotation.get("result"), question),
        "is_skipped": is_skipped,
        "is_reference": bool(annotation.get("ground_truth") or annotation.get("honeypot")),
    }


def person_of(value: object) -> str | None:
    """Name a user, given as an id or as an object with an id or an e-mail address."""
    if is_record(value):
        return text_of(value.get("id")) or text_of(value.get("email"))
    return text_of(value)


def _review(annotation: Record) -> Row:
    reviews = records_in(annotation.get("reviews"))
    if not reviews:
        return {}
    # Stamps of one export share one layout, so they sort as text; the last of equals counts.
    last = max(
        enumerate(reviews), key=lambda numbered: (str(numbered[1].get("created_at")), numbered[0])
    )[1]
    return {
        "review_result": _result(last),
        "reviewer_id": person_of(last.get("created_by")),
        "reviewed_at": last.get("created_at"),
    }


def _result(review: Record) -> str | None:
    if review.get("accepted") is None:
        return None
    if not review["accepted"]:
        return ReviewResult.REJECTED.value
    is_fixed = review.get("fixed_annotation_history") or review.get("result")
    return (ReviewResult.FIXED if is_fixed else ReviewResult.ACCEPTED).value


def _prelabel(annotation: Record, predictions: list[Row], question: Question) -> Row:
    shown = _shown(annotation, predictions)
    if shown is None:
        return {"label_source": LabelSource.HUMAN.value}
    return {
        "label_source": LabelSource.PRELABELLED.value,
        "prelabel": label_of(shown["result"], question) if "result" in shown else None,
        "prelabel_model": text_of(shown.get("model_version")),
    }


def _shown(annotation: Record, predictions: list[Row]) -> Record | None:
    """Find the prediction that the annotator saw before answering."""
    seen = annotation.get("prediction")
    if is_record(seen) and seen:
        return seen
    parent = annotation.get("parent_prediction")
    if parent is not None:
        known = (found for found in predictions if found.get("id") == parent)
        return next(known, predictions[-1] if predictions else {})
    if "prediction" in annotation or "parent_prediction" in annotation:
        return None
    # Older exports do not say which; the last one is what the interface opened with.
    return predictions[-1] if predictions else None


def _locale(data: object) -> str | None:
    if not is_record(data):
        return None
    given = (data.get(key) for key in _LANGUAGE_KEYS)
    named = (value for value in given if isinstance(value, str) and value)
    return next((value for value in named if len(value) <= _LONGEST_LANGUAGE), None)
