"""Catalogs of texts and the function that looks them up; a missing text is a bug, never a blank."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

LANGUAGES: Final[dict[str, str]] = {"en": "English", "zh-Hans": "简体中文"}
"""Codes of the languages that the program speaks, each with its own name for itself."""

DEFAULT_LANGUAGE: Final = "en"

_SIMPLIFIED_TERRITORIES: Final = frozenset({"CN", "SG", "MY"})
# Elsewhere English readers get British dates (day first, 24 hours). Their own numbers would not
# do: "1.234" beside a chart that says "1,234" reads as another number.
_ENGLISH_TERRITORIES: Final = frozenset({"US", "GB", "IE", "CA", "AU", "NZ", "SG", "PH"})


class CatalogError(LookupError):
    """A text, or a value that it needs, is missing: a mistake of ours."""


@cache
def catalog(language: str) -> Mapping[str, str]:
    """Read all texts of a language, keyed ``area.thing``.

    Raises
    ------
    CatalogError
        If the program does not speak `language`.
    """
    if language not in LANGUAGES:
        raise CatalogError(language)
    text = (Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@dataclass(frozen=True, slots=True)
class Translator:
    """Look texts up in one language; call it: ``t("risk.logged", title=draft.title)``.

    Parameters
    ----------
    language : str
        Key of `LANGUAGES`.
    locale : str
        The reader's habit for dates and numbers, as CLDR names it: ``"en_GB"``.
    """

    language: str
    locale: str
    _texts: Mapping[str, str] = field(repr=False, compare=False)

    def __call__(self, key: str, **values: str | int) -> str:
        """Give the text under `key` with its named placeholders filled.

        With ``count`` the text may stand under ``key.one`` and ``key.other``; a whole number is
        shown with grouped thousands.

        Raises
        ------
        CatalogError
            If the text, or a value for one of its placeholders, is missing.
        """
        text = self._texts.get(self._counted(key, values))
        if text is None:
            raise CatalogError(f"{self.language}: {key}")
        if not values and "{" not in text:
            return text
        count = values.get("count")
        grouped = {**values, "count": f"{count:,}"} if isinstance(count, int) else values
        try:
            return text.format_map(grouped)
        except KeyError as missing:
            raise CatalogError(f"{self.language}: {key}: {missing.args[0]}") from missing

    def has(self, key: str) -> bool:
        """Tell whether a text stands under `key`, itself or by number."""
        return key in self._texts or f"{key}.other" in self._texts

    def under(self, prefix: str) -> Mapping[str, str]:
        """Give all texts whose key starts with `prefix`, keyed by the rest, in catalog order."""
        found = ((key, text) for key, text in self._texts.items() if key.startswith(prefix))
        return {key.removeprefix(prefix): text for key, text in found}

    def _counted(self, key: str, values: Mapping[str, str | int]) -> str:
        if "count" not in values or key in self._texts:
            return key
        is_one = self.language == "en" and values["count"] in {1, "1"}
        return f"{key}.one" if is_one else f"{key}.other"


@cache
def translator(language: str = DEFAULT_LANGUAGE, reader_locale: str | None = None) -> Translator:
    """Give the translator of a language.

    Parameters
    ----------
    language : str
        Key of `LANGUAGES`.
    reader_locale : str, optional
        What the reader's browser asks for (``"en-GB"``); it decides how dates and numbers look
        where it belongs to the language.
    """
    return Translator(language, _locale(language, reader_locale), catalog(language))


def language_of(reader_locale: str | None) -> str:
    """Choose the language for a reader by the locale of the browser: ``"zh-TW"`` → Chinese."""
    spoken = (reader_locale or "").replace("_", "-").split("-")[0].lower()
    return "zh-Hans" if spoken == "zh" else DEFAULT_LANGUAGE


def _locale(language: str, reader_locale: str | None) -> str:
    territory = (reader_locale or "").replace("_", "-").split("-")[-1].upper()
    if language == "zh-Hans":
        return f"zh_Hans_{territory}" if territory in _SIMPLIFIED_TERRITORIES else "zh_Hans_CN"
    if territory in _ENGLISH_TERRITORIES:
        return f"en_{territory}"
    return "en_GB" if territory not in {"", "EN"} else "en"
