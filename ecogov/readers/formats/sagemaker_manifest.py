"""SageMaker Ground Truth output manifest: one line per object, one row per labelling job on it."""

import json
from collections.abc import Iterator
from typing import Final

from ecogov.domain.errors import DomainError
from ecogov.domain.production import LabelSource, ReviewResult, SourceFormat, Stage
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

_METADATA: Final = "-metadata"
_SOURCES: Final = ("source-ref", "source")
_VERIFICATION: Final = "groundtruth/label-verification"
_ACCEPTING: Final = frozenset({"accept", "accepted", "approved", "correct", "good", "pass", "yes"})
_REJECTING: Final = frozenset({"bad", "fail", "incorrect", "no", "reject", "rejected", "wrong"})
_ADJUSTED: Final = {"adjusted": ReviewResult.FIXED, "unadjusted": ReviewResult.ACCEPTED}


def matches(head: Head) -> bool:
    """Recognise a line by its source beside a label with metadata."""
    return any(map(head.holds, _SOURCES)) and any(key.endswith(_METADATA) for key in head.keys)


class SagemakerManifestReader:
    """Read consolidated labels, and single answers where a job kept them unconsolidated."""

    format = SourceFormat.SAGEMAKER_MANIFEST

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the labels piece by piece; ``options.label_field`` picks one label attribute."""
        field = options.label_field
        return read_records(source, options, lambda record: _rows(record, field))


READER: Final = SagemakerManifestReader()


def _rows(record: Record, field: str | None) -> Iterator[Row | None]:
    given = next((text_of(record[key]) for key in _SOURCES if key in record), None)
    if given is None:
        raise DomainError("row.field_missing", field="item_id", column="source-ref")
    item = key_of(given)
    names = [key.removesuffix(_METADATA) for key in record if key.endswith(_METADATA)]
    if not names:
        yield {"event_id": f"open:{item}", "item_id": item, "stage": Stage.ANNOTATE.value}
    for name in names:
        metadata = record[f"{name}{_METADATA}"]
        if not is_record(metadata) or (field is not None and field != name):
            yield None
            continue
        yield from _job_rows(item, name, record.get(name), metadata)


def _job_rows(item: str, name: str, value: object, metadata: Record) -> Iterator[Row]:
    job = (text_of(metadata.get("job-name")) or name).removeprefix("labeling-job/")
    shared: Row = {
        "item_id": item,
        "batch": job,
        "submitted_at": metadata.get("creation-date"),
        "label_source": _label_source(metadata),
        "is_cancelled": "failure-reason" in metadata,
        **_stage(metadata),
    }
    answers = records_in(member(value, "annotationsFromAllWorkers"))
    for answer in answers:
        worker = text_of(answer.get("workerId"))
        content = text_of(member(answer, "annotationData", "content"))
        yield {
            "event_id": key_of(item, name, job, worker),
            **shared,
            "annotator_id": worker,
            "label": _content_label(content),
        }
    if not answers:
        yield {"event_id": key_of(item, name, job), **shared, "label": _label(value, metadata)}


def _label_source(metadata: Record) -> str | None:
    by_people = text_of(metadata.get("human-annotated"))
    if by_people is None:
        return None
    is_human = by_people.lower() in {"yes", "true"}
    return (LabelSource.HUMAN if is_human else LabelSource.MACHINE).value


def _stage(metadata: Record) -> Row:
    """Tell a first labelling from a verification or an adjustment of an earlier one."""
    adjusted = _ADJUSTED.get(str(metadata.get("adjustment-status")))
    if adjusted is None and metadata.get("type") != _VERIFICATION:
        return {"stage": Stage.ANNOTATE.value}
    verdict = adjusted or _verified(str(metadata.get("class-name")).lower())
    return {
        "stage": Stage.REVIEW.value,
        "review_result": verdict.value if verdict else None,
        "reviewed_at": metadata.get("creation-date"),
    }


def _verified(word: str) -> ReviewResult | None:
    if word in _ACCEPTING:
        return ReviewResult.ACCEPTED
    return ReviewResult.REJECTED if word in _REJECTING else None


def _label(value: object, metadata: Record) -> str | None:
    if "failure-reason" in metadata:
        return None
    name = text_of(metadata.get("class-name"))
    if name is not None:
        return name
    names = metadata.get("class-map")
    if is_record(names):
        return joined(text_of(names.get(key)) or key for key in _class_keys(value))
    entities = member(value, "annotations", "entities")
    if entities is not None:
        found = (text_of(entity.get("label")) for entity in records_in(entities))
        return joined(label for label in found if label)
    return text_of(value)


def _class_keys(value: object) -> Iterator[str]:
    """List the classes of a multi-label answer, or of boxes, by their numbers."""
    given = value if isinstance(value, list) else [value]
    boxes = records_in(member(value, "annotations"))
    for one in [box.get("class_id") for box in boxes] if boxes or is_record(value) else given:
        key = text_of(one)
        if key is not None:
            yield key


def _content_label(content: str | None) -> str | None:
    """Read the answer of a custom template: its texts, or the whole as it stands."""
    if content is None:
        return None
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return content
    return joined(_texts(answer))


def _texts(answer: object) -> Iterator[str]:
    if is_record(answer):
        for value in answer.values():
            yield from _texts(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from _texts(value)
    else:
        text = text_of(answer)
        if text is not None:
            yield text
