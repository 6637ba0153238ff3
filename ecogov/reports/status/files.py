"""A status report in the format that is asked for."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from ecogov.domain.errors import DomainError
from ecogov.domain.status.report import StatusReport
from ecogov.i18n.translator import Translator
from ecogov.reports.status.content import Content, Publication
from ecogov.reports.status.html import document
from ecogov.reports.status.markdown import markdown
from ecogov.reports.status.pdf import pdf
from ecogov.reports.status.pptx import pptx
from ecogov.reports.status.sections import status_content
from ecogov.reports.status.xlsx import xlsx

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_WRITERS: Final[Mapping[str, Callable[[Translator, Content], bytes]]] = MappingProxyType(
    {"pdf": pdf, "pptx": pptx, "xlsx": xlsx, "html": document, "md": markdown}
)
MIME_TYPES: Final = MappingProxyType(
    {
        "pdf": "application/pdf",
        "pptx": f"{_OFFICE}.presentationml.presentation",
        "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
        "html": "text/html",
        "md": "text/markdown",
    }
)
FORMATS: Final = tuple(_WRITERS)
"""Formats in which a report can be taken away, by the ends of their file names."""


def status_file(
    t: Translator, report: StatusReport, name: str, publication: Publication | None
) -> bytes:
    """Write a report in a format and a language.

    Raises
    ------
    DomainError
        ``status.format`` for an unknown format.
    """
    return content_file(t, status_content(t, report, publication), name)


def content_file(t: Translator, content: Content, name: str) -> bytes:
    """Write a report that is in words already in a format.

    Raises
    ------
    DomainError
        ``status.format`` for an unknown format.
    """
    if name not in _WRITERS:
        raise DomainError("status.format", format=name, formats=", ".join(FORMATS))
    return _WRITERS[name](t, content)
