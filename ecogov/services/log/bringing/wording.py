"""The words of all languages for the columns and choices of our own tables."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from ecogov.domain.log.fields import Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.log.template import Vocabulary, columns_of, folded
from ecogov.i18n.translator import LANGUAGES, catalog

_SHORT: Final = {"project": "project_id", "vendor": "vendor_id", "reference": "ref"}


@cache
def vocabulary() -> Vocabulary:
    """Collect what people of any language call columns, kinds, choices, yes and no."""
    return Vocabulary(
        headings={kind: _headings(kind) for kind in RecordKind},
        kinds={
            folded(word): kind
            for kind in RecordKind
            for word in (
                kind.value,
                *_texts(f"new.{kind.value}"),
                *_texts(f"log.kind.{kind.value}"),
            )
        },
        choices=_choices(),
        flags={
            **{folded(word): True for word in (*_texts("value.yes"), "true", "1", "y", "x")},
            **{folded(word): False for word in (*_texts("value.no"), "false", "0", "n")},
        },
    )


def _headings(kind: RecordKind) -> dict[str, str]:
    names = {folded(text): "kind" for text in (*_texts("log.files.kind"), "kind")}
    for column in columns_of(kind):
        names |= {folded(text): column for text in (column, *_texts(f"{kind.value}.{column}"))}
    known = set(names.values())
    return {**{short: long for short, long in _SHORT.items() if long in known}, **names}


def _choices() -> dict[tuple[RecordKind, str], dict[str, str]]:
    told = {
        (kind, field.name): field.choices
        for kind, spec in KINDS.items()
        for field in spec.fields
        if field.shape is Shape.CHOICE
    }
    told |= {(kind, "status"): spec.all_statuses for kind, spec in KINDS.items()}
    return {
        (kind, name): {
            folded(word): code
            for code in codes
            for word in (code, *_texts(f"{kind.value}.{name}.{code}"))
        }
        for (kind, name), codes in told.items()
    }


def _texts(key: str) -> Iterable[str]:
    return (catalog(language)[key] for language in LANGUAGES)
