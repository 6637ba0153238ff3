"""The formats that the importer reads, in the order in which they are recognised."""

from collections.abc import Callable
from typing import Final

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import Reader, Source
from ecogov.readers.formats import (
    appen,
    appraise,
    argilla,
    cvat_events,
    doccano,
    itag,
    label_studio_json,
    label_studio_table,
    labelbox,
    mturk,
    own_rows,
    prodigy,
    production_sheet,
    sagemaker_manifest,
    sagemaker_worker_log,
    service_desk,
    toloka,
    v7_report,
    zooniverse,
)
from ecogov.readers.sniffing import Head, heads_of

_COLUMNS_TOLD: Final = 12

_MODULES: Final = (
    mturk,
    appen,
    zooniverse,
    toloka,
    appraise,
    label_studio_json,
    label_studio_table,
    labelbox,
    cvat_events,
    sagemaker_manifest,
    sagemaker_worker_log,
    itag,
    prodigy,
    argilla,
    v7_report,
    doccano,
    service_desk,
    own_rows,
    production_sheet,
)
FORMATS: Final[tuple[tuple[Reader, Callable[[Head], bool]], ...]] = tuple(
    (module.READER, module.matches) for module in _MODULES
)
"""Each reader with the predicate that knows its files; the production sheet, the loosest, last."""

READERS: Final[dict[SourceFormat, Reader]] = {reader.format: reader for reader, _ in FORMATS}


def detect(source: Source) -> SourceFormat | None:
    """Recognise the format of a file by its content; None when no reader claims it."""
    return _claimed(list(heads_of(source)))


def _claimed(heads: list[Head]) -> SourceFormat | None:
    # The format stands outside: a cover sheet must not make a workbook a production sheet.
    claims = (reader.format for reader, matches in FORMATS if any(map(matches, heads)))
    return next(claims, None)


def reader_for(source: Source) -> Reader:
    """Find the reader of a file.

    Raises
    ------
    UnreadableFileError
        ``file.format_unknown``, with the headings or keys that were met.
    """
    heads = list(heads_of(source))
    found = _claimed(heads)
    if found is None:
        met = [name for head in heads for name in (head.columns or sorted(head.keys))]
        raise UnreadableFileError(
            "file.format_unknown", name=source.name, columns=", ".join(met[:_COLUMNS_TOLD])
        )
    return READERS[found]
