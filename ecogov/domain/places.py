"""Names that the world agreed on: time zones, countries, currencies, locales.

The lists come with the libraries that use them later, imported only when something is checked.
"""

from functools import cache
from typing import Final
from zoneinfo import available_timezones

from pydantic_core import PydanticCustomError

_NOT_PLACES: Final = frozenset({"localtime", "posixrules", "Factory"})


@cache
def timezones() -> dict[str, str]:
    """Give every IANA time zone, keyed by its name in lower case."""
    return {name.lower(): name for name in sorted(available_timezones() - _NOT_PLACES)}


@cache
def countries() -> frozenset[str]:
    """Give every country whose public holidays are known (ISO 3166, two letters)."""
    from holidays import list_supported_countries  # noqa: PLC0415 - the import is slow

    return frozenset(list_supported_countries(include_aliases=False))


@cache
def currencies() -> frozenset[str]:
    """Give every currency (ISO 4217, three letters)."""
    from babel.numbers import list_currencies  # noqa: PLC0415 - the import is slow

    return frozenset(list_currencies())


def known_timezone(name: str) -> str:
    """Give a time zone its IANA spelling.

    Raises
    ------
    PydanticCustomError
        ``project.timezone`` when there is no such zone.
    """
    zone = timezones().get(name.strip().lower())
    if zone is None:
        raise PydanticCustomError("project.timezone", "project.timezone", {"timezone": name})
    return zone


def known_country(code: str) -> str:
    """Let a country pass whose holidays are known, or none.

    Raises
    ------
    PydanticCustomError
        ``project.country`` for any other.
    """
    if code and code not in countries():
        raise PydanticCustomError("project.country", "project.country", {"country": code})
    return code


def known_currency(code: str) -> str:
    """Let a currency pass that exists, or none.

    Raises
    ------
    PydanticCustomError
        ``project.currency`` for any other.
    """
    if code and code not in currencies():
        raise PydanticCustomError("project.currency", "project.currency", {"currency": code})
    return code


def known_locale(tag: str) -> str:
    """Give a locale its BCP 47 spelling: ``zh_cn`` becomes ``zh-CN``.

    The language and the territory must exist; their pair need not be one that CLDR describes,
    because people label in languages that it does not.

    Raises
    ------
    PydanticCustomError
        ``project.locale`` when it is not a locale.
    """
    from babel import Locale  # noqa: PLC0415 - the import is slow
    from babel.core import parse_locale  # noqa: PLC0415 - the import is slow

    english = Locale("en")
    try:
        language, territory, script, *_ = parse_locale(tag.strip().replace("_", "-"), sep="-")
    except ValueError:
        language, territory, script = "", None, None
    is_known = (
        language in english.languages
        and (territory is None or territory in english.territories)
        and (script is None or script in english.scripts)
    )
    if not is_known:
        raise PydanticCustomError("project.locale", "project.locale", {"locale": tag})
    return "-".join(part for part in (language, script, territory) if part)
