"""doccano exports, JSON Lines or CSV: one row per text, or per person who labelled it.

doccano writes one file per person, named after the login, and no time at all: handling time and
daily counts stay unknown.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

import polars as pl

from ecogov.domain.errors import DomainError
from ecogov.domain.production import ReviewResult, SourceFormat, Stage
from ecogov.readers.assembling import chunk
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.records import Record, Row, is_record, joined, key_of, read_records, text_of
from ecogov.readers.sniffing import Head, Kind
from ecogov.readers.tabular import Piece, read_table

_TEXTS: Final = frozenset({"text", "data", "filename"})
_LABELS: Final = ("label", "labels", "cats", "entities", "annotations")
_CSV_COLUMNS: Final = frozenset({
    "id", "text", "data", "filename", "label", "labels", "comments", "meta", "metadata",
    "annotation_approver",
})  # fmt: skip
_SEPARATOR: Final = "#"
# Files of a project whose members share their labels name nobody.
_NOBODY: Final = frozenset({"all", "unknown"})
_SUFFIXES: Final = re.compile(r"\.(?:jsonl?|csv|txt)$", re.IGNORECASE)


def matches(head: Head) -> bool:
    """Recognise the file by a text with an id and labels, and for CSV by nothing else in it."""
    if head.kind in {Kind.JSON, Kind.JSON_LINES}:
        has_label = any(map(head.holds, _LABELS))
        return head.holds("id") and has_label and not _TEXTS.isdisjoint(head.keys)
    columns = frozenset(name.lower() for name in head.columns)
    has_label = not columns.isdisjoint({"label", "labels"})
    return has_label and "id" in columns <= _CSV_COLUMNS and not columns.isdisjoint(_TEXTS)


class DoccanoReader:
    """Read labelled texts; the annotator is the name of the file."""

    format = SourceFormat.DOCCANO

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the texts piece by piece."""
        annotator = annotator_of(source.name)
        if _is_json(source):
            return read_records(source, options, lambda record: _rows(record, annotator))
        return (_chunk(piece, annotator) for piece in read_table(source))


READER: Final = DoccanoReader()


def annotator_of(name: str) -> str | None:
    """Read the person out of a file name: ``export/anna.jsonl`` is anna's."""
    stem = _SUFFIXES.sub("", PurePosixPath(name.replace("\\", "/")).name)
    return None if stem.lower() in _NOBODY else stem


def _is_json(source: Source) -> bool:
    stream = source.open()
    try:
        return stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
    finally:
        stream.close()


def _rows(record: Record, annotator: str | None) -> Iterator[Row]:
    item = text_of(record.get("id"))
    if item is None:
        raise DomainError("row.field_missing", field="item_id", column="id")
    approver = text_of(record.get("annotation_approver"))
    people = _by_person(record.get("annotations"))
    if people is None:
        given = next((record[name] for name in _LABELS if record.get(name) is not None), None)
        people = {annotator: joined(_labels(given))}
    for person, label in people.items():
        yield {
            "event_id": key_of(person, item),
            "item_id": item,
            "annotator_id": person,
            "stage": Stage.ANNOTATE.value,
            "label": label,
            "review_result": ReviewResult.ACCEPTED.value if approver else None,
            "reviewer_id": approver,
        }


def _by_person(annotations: object) -> Mapping[str | None, str] | None:
    """Sort the labels of the older export, which names the user of each, by user."""
    if not isinstance(annotations, list) or not annotations:
        return None
    labels: dict[str | None, list[str]] = {}
    for mark in annotations:
        if not is_record(mark) or "user" not in mark:
            return None
        labels.setdefault(text_of(mark["user"]), []).extend(_labels([mark]))
    return {person: joined(given) for person, given in labels.items()}


def _labels(given: object) -> Iterator[str]:
    """Read labels: names, ``[start, end, name]``, objects with a label, or scores by name."""
    if is_record(given):
        yield from (name for name, score in given.items() if score)
        return
    for mark in given if isinstance(given, list) else [given]:
        if is_record(mark):
            value = mark.get("label", mark.get("text"))
        else:
            value = mark[-1] if isinstance(mark, list) and mark else mark
        text = text_of(value)
        if text is not None:
            yield text


def _chunk(piece: Piece, annotator: str | None) -> Chunk:
    frame = piece.frame
    by_name = {name.lower(): name for name in frame.columns}
    label = by_name.get("label", by_name.get("labels", ""))
    approver = by_name.get("annotation_approver")
    reviewer = pl.col(approver) if approver else pl.lit(None, pl.String)
    item = pl.col(by_name["id"])
    return chunk(
        piece,
        {
            "event_id": pl.format("{}|{}", pl.lit(annotator or ""), item),
            "item_id": item,
            "annotator_id": pl.lit(annotator),
            "stage": pl.lit(Stage.ANNOTATE.value),
            "label": _joined(pl.col(label)),
            "review_result": pl.when(reviewer.is_not_null()).then(
                pl.lit(ReviewResult.ACCEPTED.value)
            ),
            "reviewer_id": reviewer,
        },
    )


def _joined(cell: pl.Expr) -> pl.Expr:
    return cell.fill_null("").str.split(_SEPARATOR).list.unique().list.sort().list.join("|")
