"""Answers that an export holds several of: one of them becomes the label."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import Source
from ecogov.readers.records import member, records_in, text_of
from ecogov.readers.sniffing import Head, head_of

CHOOSING: Final = frozenset(
    {
        SourceFormat.LABEL_STUDIO_JSON,
        SourceFormat.LABEL_STUDIO_TABLE,
        SourceFormat.MTURK,
        SourceFormat.APPEN,
        SourceFormat.ZOONIVERSE,
        SourceFormat.TOLOKA,
        SourceFormat.LABELBOX,
        SourceFormat.SAGEMAKER_MANIFEST,
        SourceFormat.PRODIGY,
        SourceFormat.ARGILLA,
        SourceFormat.ITAG,
    }
)
"""Formats whose readers obey ``label_field``."""

_GOLD: Final = "_gold"


def answers_in(source: Source, format_: SourceFormat) -> tuple[str, ...]:
    """Name the answers that the start of an export shows; a person may know of others.

    Raises
    ------
    UnreadableFileError
        What reading the start of the file raises.
    """
    find = _FINDERS.get(format_)
    return tuple(dict.fromkeys(find(head_of(source)))) if find else ()


def _starting(prefix: str) -> Callable[[Head], Iterable[str]]:
    return lambda head: (name for name in head.columns if name.startswith(prefix))


def _with_gold(head: Head) -> Iterable[str]:
    return (name for name in head.columns if f"{name}{_GOLD}" in head.columns)


def _controls(head: Head) -> Iterator[str]:
    for task in head.records:
        for annotation in records_in(task.get("annotations") or task.get("completions")):
            for answer in records_in(annotation.get("result")):
                if name := text_of(answer.get("from_name")):
                    yield name


def _questions(head: Head) -> Iterator[str]:
    for record in head.records:
        for response in records_in(record.get("responses")):
            values = member(response, "values")
            yield from values if isinstance(values, dict) else ()


_FINDERS: Final[dict[SourceFormat, Callable[[Head], Iterable[str]]]] = {
    SourceFormat.LABEL_STUDIO_JSON: _controls,
    SourceFormat.LABEL_STUDIO_TABLE: lambda head: head.columns,
    SourceFormat.MTURK: _starting("Answer."),
    SourceFormat.TOLOKA: _starting("OUTPUT:"),
    SourceFormat.APPEN: _with_gold,
    SourceFormat.ARGILLA: _questions,
}
