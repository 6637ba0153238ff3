"""Countries, currencies, locales and time zones in the reader's language, ready to choose from.

Codes stay beside the names: people type either, and exports use the codes.
"""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final

from ecogov.domain.places import countries, timezones
from ecogov.i18n.translator import Translator

if TYPE_CHECKING:
    from babel import Locale

_UTC: Final = "UTC"

COMMON_LOCALES: Final = (
    "zh-CN", "zh-HK", "zh-TW", "en-US", "en-GB", "en-AU", "en-IN", "en-PH", "en-SG", "ja-JP",
    "ko-KR", "id-ID", "ms-MY", "th-TH", "vi-VN", "fil-PH", "my-MM", "km-KH", "lo-LA", "hi-IN",
    "bn-BD", "ta-IN", "te-IN", "ur-PK", "fa-IR", "ar-EG", "ar-SA", "he-IL", "tr-TR", "ru-RU",
    "uk-UA", "pl-PL", "cs-CZ", "ro-RO", "hu-HU", "el-GR", "de-DE", "fr-FR", "fr-CA", "it-IT",
    "es-ES", "es-MX", "es-AR", "es-US", "pt-BR", "pt-PT", "nl-NL", "sv-SE", "da-DK", "nb-NO",
    "fi-FI", "sw-KE", "am-ET", "ha-NG", "yo-NG", "zu-ZA", "af-ZA",
)  # fmt: skip
"""What labelling work is mostly done in; any other locale may be typed."""


@cache
def country_names(t: Translator) -> dict[str, str]:
    """Name every country whose public holidays are known, in the order of the names."""
    territories = _babel(t.locale).territories
    named = {code: f"{territories.get(code, code)} ({code})" for code in countries()}
    return _in_order(t, named)


@cache
def currency_names(t: Translator) -> dict[str, str]:
    """Name every currency that is legal tender today, in the order of the codes."""
    from babel.core import get_global  # noqa: PLC0415 - the import is slow

    names = _babel(t.locale).currencies
    used = {
        code
        for tenders in get_global("territory_currencies").values()
        for code, _, end, is_tender in tenders
        if end is None and is_tender
    }
    return {code: f"{code} · {names.get(code, code)}" for code in sorted(used)}


@cache
def timezone_names(t: Translator) -> dict[str, str]:
    """Name every time zone, in the order of the zones."""
    from babel.core import get_global  # noqa: PLC0415 - the import is slow

    known = sorted(zone for zone in get_global("zone_territories") if zone.lower() in timezones())
    return {_UTC: _UTC, **{zone: _zone_name(t, zone) for zone in known}}


def territory_of(zone: str) -> str:
    """Tell in which country a time zone lies; empty where that is not known."""
    from babel.core import get_global  # noqa: PLC0415 - the import is slow

    return str(get_global("zone_territories").get(zone, ""))


@cache
def locale_name(t: Translator, tag: str) -> str:
    """Name a locale: ``pt-BR · Portuguese (Brazil)``; what is none stays as it was typed."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - the import is slow

    try:
        name = Locale.parse(tag, sep="-").get_display_name(_babel(t.locale))
    except (ValueError, UnknownLocaleError):
        return tag
    return f"{tag} · {name}" if name else tag


@cache
def _babel(name: str) -> "Locale":
    from babel import Locale  # noqa: PLC0415 - the import is slow

    return Locale.parse(name)


def _zone_name(t: Translator, zone: str) -> str:
    from babel.dates import get_timezone_location  # noqa: PLC0415 - the import is slow

    if t.language == "en":
        return zone  # its own name is English
    city = get_timezone_location(zone, locale=_babel(t.locale), return_city=True)
    return f"{zone} · {city}"


def _in_order(t: Translator, named: dict[str, str]) -> dict[str, str]:
    # GB 2312 holds the frequent hanzi in the order of their sounds.
    order = "gb18030" if t.language == "zh-Hans" else "utf-8"
    pairs: Iterable[tuple[str, str]] = named.items()
    return dict(sorted(pairs, key=lambda pair: pair[1].encode(order)))
