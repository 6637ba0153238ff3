"""From the words of people, in any language of the program, back to fields and codes of the log."""

from collections.abc import Iterator
from functools import cache
from types import MappingProxyType
from typing import Final

from ecogov.domain.log.fields import FieldSpec, Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.i18n.translator import LANGUAGES, translator

_TRUE: Final = frozenset({"yes", "y", "true", "1", "x", "是", "✓"})
_FALSE: Final = frozenset({"no", "n", "false", "0", "否", ""})
_OPENINGS: Final = ("(", "（")
Words = MappingProxyType[str, str]


@cache
def field_words(kind: RecordKind) -> Words:
    """Give the fields of a kind by everything that their columns may be called, simplified.

    What a label adds in brackets may be left out: the first field with the bare word is meant.
    """
    fields = [spec for spec in KINDS[kind].fields if spec.shape is not Shape.EFFECTS]
    words = {simplified(word): spec.name for spec in fields for word in _labels(kind, spec)}
    for spec in fields:
        for word in _labels(kind, spec):
            words.setdefault(simplified(_without_brackets(word)), spec.name)
    return MappingProxyType(words)


@cache
def choice_words(kind: RecordKind, name: str) -> Words:
    """Give the codes of a choice by their words and by themselves, simplified."""
    words = {simplified(code): code for code in KINDS[kind].field(name).choices}
    for language in LANGUAGES:
        told = translator(language).under(f"{kind.value}.{name}.")
        words |= {simplified(text): code for code, text in told.items()}
    return MappingProxyType(words)


def flag_of(text: str) -> bool | None:
    """Read a yes or a no; None where it is neither."""
    told = simplified(text)
    if told in _TRUE:
        return True
    return False if told in _FALSE else None


def simplified(text: str) -> str:
    """Give what counts when words are compared: neither case nor spaces nor a last star."""
    return " ".join(text.replace("_", " ").strip(" *:：\ufeff").casefold().split())


def _labels(kind: RecordKind, spec: FieldSpec) -> Iterator[str]:
    yield spec.name
    yield from (translator(language)(f"{kind.value}.{spec.name}") for language in LANGUAGES)


def _without_brackets(word: str) -> str:
    for opening in _OPENINGS:
        word = word.partition(opening)[0]
    return word
