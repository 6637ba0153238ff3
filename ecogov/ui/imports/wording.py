"""Words for what an import knows as codes; texts from files are shown, never interpreted."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ecogov.domain.errors import DomainError
from ecogov.domain.imports import RejectedRow
from ecogov.i18n import formats
from ecogov.i18n.refusals import refusal, sentence
from ecogov.i18n.translator import Translator

_HOUR: Final = 3600
_NO_WORD: Final = re.compile(r"[^\w.,()%/-]+")
# What stands bare in a text and yet becomes a link; something invisible after it prevents that.
_LINKED: Final = re.compile(r":(?=//)|www(?=\.)|@", re.IGNORECASE)
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")


def escaped(text: str) -> str:
    """Make a text from a file safe where Streamlit reads Markdown: no links, images, styles."""
    unlinked = _LINKED.sub("\\g<0>\N{WORD JOINER}", text.replace("\n", " "))
    return _MARKS.sub(r"\\\1", unlinked)


def bare(text: str) -> str:
    """Leave of a text from a file what means nothing in Markdown, for names read out aloud."""
    return _NO_WORD.sub(" ", text).strip()


def refused(t: Translator, error: DomainError) -> str:
    """Say a refusal that carries texts from a file."""
    params = {
        name: escaped(value) if isinstance(value, str) else value
        for name, value in error.params.items()
    }
    return refusal(t, type(error)(error.code, **params))


def format_name(t: Translator, code: str) -> str:
    """Name a format as people know it."""
    return t(f"import.format.{code}")


def column_name(t: Translator, code: str) -> str:
    """Name a canonical column or a field of a sheet; an unknown one by its code."""
    key = f"import.column.{code}"
    return t(key) if t.has(key) else code


def reason(t: Translator, row: RejectedRow) -> str:
    """Say why a row was refused and how to mend it."""
    return sentence(t, row.code, row.params)


def listed(t: Translator, words: Sequence[str]) -> str:
    """Join words as the language does; none is a dash."""
    return t("value.list_separator").join(words) or formats.NOTHING


def seconds_by_basis(t: Translator, seconds: Mapping[str, float]) -> str:
    """Say how much time was worked and how it was measured, longest first."""
    parts = (
        t(
            "import.seconds_of_basis",
            hours=formats.number(t, total / _HOUR, digits=1),
            basis=_basis(t, basis),
        )
        for basis, total in sorted(seconds.items(), key=lambda item: -item[1])
    )
    return " · ".join(parts) or t("import.no_seconds")


def _basis(t: Translator, basis: str) -> str:
    return t(f"import.basis.{basis}")
