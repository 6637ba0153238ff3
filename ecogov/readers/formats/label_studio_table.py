"""Label Studio's flat exports, CSV, TSV and JSON_MIN: one row per annotation.

Columns stand in the order in which Label Studio writes them: the data of the task, ``id``, one
column per answered control, then ``annotator`` and the rest. Controls first answered in a later
row follow at the end. Reviews, predictions and skips are not in these files.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import polars as pl

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.production import SourceFormat, Stage, TimeBasis
from ecogov.readers.assembling import chunk, column, stamp, with_stamps
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.formats.label_studio_json import person_of
from ecogov.readers.records import (
    Record,
    Row,
    is_record,
    joined,
    number_of,
    read_records,
    text_of,
)
from ecogov.readers.sniffing import Head, Kind, head_of
from ecogov.readers.tabular import Piece, read_table

HEADINGS: Final = ("id", "annotation_id", "annotator")

_KNOWN: Final = frozenset({
    *HEADINGS, "created_at", "updated_at", "lead_time", "agreement", "history",
})  # fmt: skip
_STAMPS: Final = {"submitted_at": "created_at", "source_updated_at": "updated_at"}
_MOST_CHOICES: Final = 20
_LONGEST_CHOICE: Final = 80


class Answers(IntEnum):
    """What a column holds; the label is made of all columns of the lowest kind there is."""

    CHOICES = 0
    REGIONS = 1
    TEXT = 2


@dataclass(frozen=True, slots=True)
class Label:
    """Columns whose answers together make the label."""

    columns: tuple[str, ...]


def matches(head: Head) -> bool:
    """Recognise the file by the columns that every flat export has."""
    names = head.columns if head.kind in {Kind.CSV, Kind.WORKBOOK} else head.keys
    return set(HEADINGS) <= set(names)


class LabelStudioTableReader:
    """Read flat exports; the answer columns are found by place and content, or told."""

    format = SourceFormat.LABEL_STUDIO_TABLE

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the annotations piece by piece.

        Raises
        ------
        UnreadableFileError
            ``file.label_field_missing`` when the file has no column ``options.label_field``.
        """
        head = head_of(source)
        label = label_of_head(head, options.label_field)
        if head.kind in {Kind.JSON, Kind.JSON_LINES}:
            yield from read_records(source, options, lambda record: [_row(record, label)])
            return
        for piece in read_table(source, wanted=HEADINGS):
            yield _chunk(with_stamps(piece, _STAMPS, options.timezone), label)


READER: Final = LabelStudioTableReader()


def label_of_head(head: Head, wanted: str | None = None) -> Label:
    """Choose the answer columns from the start of a file.

    Parameters
    ----------
    head : Head
        Columns and first rows.
    wanted : str, optional
        A column that a person chose; it alone is then the label.

    Raises
    ------
    UnreadableFileError
        ``file.label_field_missing``.
    """
    sample = _sample(head)
    names = list(dict.fromkeys(name for record in sample for name in record))
    if wanted is not None:
        if wanted not in names:
            raise UnreadableFileError(
                "file.label_field_missing",
                name=head.name,
                label_field=wanted,
                found=", ".join(names),
            )
        return Label((wanted,))
    kinds = {name: _kind([row.get(name) for row in sample]) for name in _candidates(names)}
    if not _is_in_order(names):
        # Free text among columns of unknown place is the task's own.
        kinds = {name: kind for name, kind in kinds.items() if kind is not Answers.TEXT}
    lowest = min(kinds.values(), default=None)
    return Label(tuple(name for name, kind in kinds.items() if kind is lowest))


def _sample(head: Head) -> list[Record]:
    if head.records:
        return list(head.records)
    empty = dict.fromkeys(head.columns)
    return [empty, *(dict(zip(head.columns, row, strict=False)) for row in head.rows)]


def _candidates(names: Sequence[str]) -> list[str]:
    """List the columns that may be answers: by place, or all unknown ones where it says nothing."""
    others = [name for name in names if name not in _KNOWN]
    if not _is_in_order(names):
        return others
    first, last = names.index("id"), names.index("annotator")
    end = max(names.index(name) for name in names if name in _KNOWN)
    return [name for name in others if first < names.index(name) < last] + list(names[end + 1 :])


def _is_in_order(names: Sequence[str]) -> bool:
    places = [names.index(name) for name in ("id", "annotator", "annotation_id")]
    return places == sorted(places)


def _kind(values: Sequence[object]) -> Answers:
    given = [_parsed(value) for value in values if value is not None and value != ""]
    if any(isinstance(value, list) and any(map(is_record, value)) for value in given):
        return Answers.REGIONS
    words = ["|".join(_labels(value)) for value in given]
    is_repeated = len(set(words)) <= min(_MOST_CHOICES, max(2, len(words) // 2))
    is_short = all(len(word) <= _LONGEST_CHOICE for word in words)
    return Answers.CHOICES if words and is_repeated and is_short else Answers.TEXT


def _parsed(value: object) -> object:
    """Read a cell that holds JSON; every other cell is its text."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _labels(value: object) -> list[str]:
    """List the labels of one answer, whatever control it comes from."""
    if isinstance(value, list):
        return [label for item in value for label in _item_labels(item)]
    return _item_labels(value)


def _item_labels(item: object) -> list[str]:
    if is_record(item):
        lists = [item[name] for name in item if name.endswith("labels") or name in _LABEL_KEYS]
        return [label for given in lists for label in _labels(given)]
    if isinstance(item, list):
        return ["/".join(word for word in map(text_of, item) if word)]
    word = text_of(item)
    return [word] if word else []


_LABEL_KEYS: Final = frozenset({"choices", "taxonomy"})


def _label_text(values: Sequence[object]) -> str:
    return joined(label for value in values for label in _labels(_parsed(value)))


def _row(record: Record, label: Label) -> Row:
    seconds = number_of(record.get("lead_time"))
    return {
        "event_id": text_of(record.get("annotation_id")),
        "item_id": text_of(record.get("id")),
        "annotator_id": person_of(record.get("annotator")),
        "stage": Stage.ANNOTATE.value,
        **{name: record.get(given) for name, given in _STAMPS.items()},
        "handle_seconds": seconds,
        "time_basis": None if seconds is None else TimeBasis.ELAPSED.value,
        "label": _label_text([record.get(name) for name in label.columns])
        if label.columns
        else None,
    }


def _chunk(piece: Piece, label: Label) -> Chunk:
    seconds = column(piece.frame, "lead_time").cast(pl.Float64, strict=False)
    columns: Mapping[str, pl.Expr] = {
        "event_id": pl.col("annotation_id"),
        "item_id": pl.col("id"),
        "annotator_id": pl.col("annotator"),
        "stage": pl.lit(Stage.ANNOTATE.value),
        **{name: stamp(name) for name in _STAMPS},
        "handle_seconds": seconds,
        "time_basis": pl.when(seconds.is_not_null()).then(pl.lit(TimeBasis.ELAPSED.value)),
        "label": pl.lit(_label_series(piece.frame, label)),
    }
    return chunk(piece, columns)


def _label_series(frame: pl.DataFrame, label: Label) -> pl.Series:
    present = [name for name in label.columns if name in frame.columns]
    if not present:
        return pl.Series("label", [None] * frame.height, pl.String)
    # Answers repeat, so each different one is read once.
    answers = frame.select(present)
    texts = {row: _label_text(row) for row in answers.unique().iter_rows()}
    return pl.Series("label", [texts[row] for row in answers.iter_rows()], pl.String)
