"""What a Label Studio annotation says, as one comparable text.

A result lists what was answered per control. Where a project asks for a classification, that is
the label; regions (boxes, spans) only become one where nothing else was asked, because the exact
set of regions rarely repeats between two people.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from ecogov.domain.errors import UnreadableFileError
from ecogov.readers.canonical import Rejection, Source
from ecogov.readers.jsonstream import elements
from ecogov.readers.records import Record, is_record, joined, records_in, text_of

_CLASSIFYING: Final = frozenset(
    {"choices", "taxonomy", "rating", "number", "datetime", "ranker", "pairwise"}
)
_FREE_TEXT: Final = "textarea"
_BLOCK_BYTES: Final = 1 << 20
# Long enough for every spelling of the pattern below that a block border may cut.
_OVERLAP_BYTES: Final = 64
_TELLING_TYPE: Final = re.compile(
    rb'"type"\s{0,8}:\s{0,8}"(?:choices|taxonomy|rating|number|datetime|ranker|pairwise|textarea)"'
)


class Basis(IntEnum):
    """Which answers make the label; a file takes the lowest that occurs in it."""

    CLASSIFICATION = 0
    FREE_TEXT = 1
    REGIONS = 2


@dataclass(frozen=True, slots=True)
class Question:
    """What is read as the label: one control by its name, or all of a kind."""

    basis: Basis
    from_name: str | None = None


def question_of(source: Source, label_field: str | None) -> Question:
    """Settle for a whole file what its label is, so that every row means the same.

    Raises
    ------
    UnreadableFileError
        ``file.label_field_missing`` when nobody answered the control `label_field`.
    """
    if label_field is None:
        return Question(_basis(source))
    names: set[str] = set()
    for answer in _answers(source):
        name = text_of(answer.get("from_name"))
        if name == label_field:
            return Question(Basis.CLASSIFICATION, label_field)
        names.update(() if name is None else (name,))
    raise UnreadableFileError(
        "file.label_field_missing",
        name=source.name,
        label_field=label_field,
        found=", ".join(sorted(names)),
    )


def label_of(result: object, question: Question) -> str:
    """Read the label of one result; an empty answer is the empty text, not a missing one."""
    return joined(_labels(result, question))


def _labels(result: object, question: Question) -> Iterator[str]:
    for answer in records_in(result):
        value = answer.get("value")
        if not is_record(value):
            continue
        kind = text_of(answer.get("type")) or ""
        if question.from_name is not None:
            if answer.get("from_name") == question.from_name:
                yield from _answered(kind, value) if _is_control(kind) else _regions(kind, value)
        elif question.basis is Basis.REGIONS:
            yield from _regions(kind, value)
        elif _basis_of(answer) is question.basis:
            yield from _answered(kind, value)


def _is_control(kind: str) -> bool:
    return kind in _CLASSIFYING or kind == _FREE_TEXT


def _answered(kind: str, value: Record) -> Iterator[str]:
    """Write the answer of a classification control as paths, one per choice."""
    given = value.get("text" if kind == _FREE_TEXT else kind)
    if given is None:
        given = value.get("selected")
    if is_record(given):
        # A ranker: buckets of items; a pairwise choice in its long form.
        for bucket, items in given.items():
            path = "/".join(_words(items))
            yield f"{bucket}/{path}"
    else:
        yield from _paths(given)


def _paths(given: object) -> Iterator[str]:
    for choice in given if isinstance(given, list) else [given]:
        path = "/".join(_words(choice))
        if path:
            yield path


def _words(given: object) -> Iterator[str]:
    for part in given if isinstance(given, list) else [given]:
        word = text_of(part)
        if word is not None:
            yield word


def _regions(kind: str, value: Record) -> Iterator[str]:
    given = value.get(kind)
    return _words(given if isinstance(given, list) else value.get("labels"))


def _basis_of(answer: Record) -> Basis:
    kind = answer.get("type")
    if kind in _CLASSIFYING:
        return Basis.CLASSIFICATION
    value = answer.get("value")
    # A text area of a region carries the region's coordinates; one of the item only its text.
    if kind == _FREE_TEXT and is_record(value) and set(value) <= {"text"}:
        return Basis.FREE_TEXT
    return Basis.REGIONS


def _basis(source: Source) -> Basis:
    if not _may_classify(source):
        return Basis.REGIONS
    found = Basis.REGIONS
    for answer in _answers(source):
        found = min(found, _basis_of(answer))
        if found is Basis.CLASSIFICATION:
            break
    return found


def _may_classify(source: Source) -> bool:
    """Look for the name of a classification control in the bytes; parsing takes far longer."""
    stream, tail = source.open(), b""
    try:
        while block := stream.read(_BLOCK_BYTES):
            if _TELLING_TYPE.search(tail + block):
                return True
            tail = block[-_OVERLAP_BYTES:]
    finally:
        stream.close()
    return False


def _answers(source: Source) -> Iterator[Record]:
    for element in elements(source):
        if isinstance(element, Rejection) or not is_record(element.value):
            continue
        task = element.value
        for annotation in records_in(task.get("annotations") or task.get("completions")):
            yield from records_in(annotation.get("result"))
