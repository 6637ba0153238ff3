"""Numbers, dates, durations and money in the reader's habit; what is unknown is a dash.

Babel is imported where it is used: a command that prints JSON never needs it.
"""

import math
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal
from zoneinfo import ZoneInfo

from ecogov.i18n.translator import Translator

if TYPE_CHECKING:
    from babel import Locale

NOTHING: Final = "–"
"""Shown for a value that is unknown or undefined; never 0."""

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR


@cache
def _locale(name: str) -> "Locale":
    from babel import Locale  # noqa: PLC0415 - see the module

    return Locale.parse(name)


def _is_unknown(value: object) -> bool:
    # pandas.NaT is a datetime and every NaN differs from itself.
    return value is None or value != value  # noqa: PLR0124 - that is the point


def number(t: Translator, value: float | None, *, digits: int = 0) -> str:
    """Show a number with grouped thousands and exactly `digits` decimals: ``12,345.6``."""
    if value is None or _is_unknown(value) or math.isinf(value):
        return NOTHING
    from babel.numbers import format_decimal  # noqa: PLC0415 - see the module

    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, pattern, locale=_locale(t.locale))


def percent(t: Translator, rate: float | None, *, digits: int = 1) -> str:
    """Show a rate between 0 and 1 in percent: ``95.3%``."""
    if rate is None or _is_unknown(rate) or math.isinf(rate):
        return NOTHING
    from babel.numbers import format_percent  # noqa: PLC0415 - see the module

    pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
    return format_percent(rate, pattern, locale=_locale(t.locale))


def money(t: Translator, amount: float | None, currency: str) -> str:
    """Show an amount of a currency (ISO 4217 code): ``CN¥1,234.50``."""
    if amount is None or _is_unknown(amount) or math.isinf(amount):
        return NOTHING
    if not currency:
        return number(t, amount, digits=2)
    from babel.numbers import format_currency  # noqa: PLC0415 - see the module

    return format_currency(amount, currency, locale=_locale(t.locale))


def short_money(t: Translator, amount: float | None, currency: str) -> str:
    """Show an amount by three digits or so: ``CN¥1.2M``, ``¥120万``."""
    if amount is None or _is_unknown(amount) or math.isinf(amount):
        return NOTHING
    from babel import numbers  # noqa: PLC0415 - see the module

    locale = _locale(t.locale)
    if not currency:
        return numbers.format_compact_decimal(amount, locale=locale, fraction_digits=1)
    return numbers.format_compact_currency(amount, currency, locale=locale, fraction_digits=1)


def short_number(t: Translator, value: float) -> str:
    """Show a number by three digits or so, as axes do: ``1.2M``, ``120万``."""
    from babel.numbers import format_compact_decimal  # noqa: PLC0415 - see the module

    return format_compact_decimal(value, locale=_locale(t.locale), fraction_digits=1)


def day(
    t: Translator, value: date | None, *, length: Literal["short", "medium", "long"] = "medium"
) -> str:
    """Show a day: ``22 Nov 2026``."""
    if value is None or _is_unknown(value):
        return NOTHING
    from babel.dates import format_date  # noqa: PLC0415 - see the module

    return format_date(value, length, locale=_locale(t.locale))


def weekday(t: Translator, value: date) -> str:
    """Name the day of the week, short: ``Sun``."""
    from babel.dates import format_date  # noqa: PLC0415 - see the module

    return format_date(value, "EEE", locale=_locale(t.locale))


def days(t: Translator, first: date | None, last: date | None) -> str:
    """Show a span of days without saying twice what both ends share: ``2–28 Mar 2026``."""
    if first is None or last is None or _is_unknown(first) or _is_unknown(last):
        return NOTHING
    from babel.dates import format_interval  # noqa: PLC0415 - see the module

    if first == last:
        return day(t, first)
    return format_interval(first, last, "yMMMd", locale=_locale(t.locale))


def moment(t: Translator, value: datetime | None, timezone: str = "UTC") -> str:
    """Show an instant, given with its zone, on the clock of `timezone`: ``22 Nov 2026, 14:05``."""
    if value is None or _is_unknown(value):
        return NOTHING
    from babel.dates import format_datetime, format_time  # noqa: PLC0415 - see the module

    locale = _locale(t.locale)
    local = value.astimezone(ZoneInfo(timezone))
    joined = locale.datetime_formats["medium"]
    clock = format_time(local, "short", locale=locale)
    if not isinstance(joined, str):
        return format_datetime(local, "medium", locale=locale)
    return joined.replace("{1}", day(t, local.date())).replace("{0}", clock)


def duration(t: Translator, seconds: float | None) -> str:
    """Show a time span by its two largest units: ``1 hr 23 min``, ``45 sec``, ``4.5 sec``."""
    if seconds is None or _is_unknown(seconds) or math.isinf(seconds):
        return NOTHING
    sign = "−" if seconds < 0 else ""
    size = abs(seconds)
    if size < 10:  # noqa: PLR2004 - below ten seconds a decimal still says something
        return sign + _unit(t, round(size, 1), "second")
    parts = [_unit(t, count, unit) for count, unit in _two_largest(round(size)) if count]
    return sign + ("" if t.language == "zh-Hans" else " ").join(parts)


def whole_days(t: Translator, count: float | None) -> str:
    """Show a number of days with its unit: ``5 days``."""
    if count is None or _is_unknown(count):
        return NOTHING
    return _unit(t, round(count, 1), "day")


def _two_largest(seconds: int) -> tuple[tuple[int, str], ...]:
    if seconds >= _DAY:
        hours = round(seconds / _HOUR)
        return (hours // 24, "day"), (hours % 24, "hour")
    if seconds >= _HOUR:
        minutes = round(seconds / _MINUTE)
        return (minutes // 60, "hour"), (minutes % 60, "minute")
    return (seconds // _MINUTE, "minute"), (seconds % _MINUTE, "second")


def _unit(t: Translator, value: float, unit: str) -> str:
    from babel.units import format_unit  # noqa: PLC0415 - see the module

    whole = int(value) if value == int(value) else value
    return format_unit(whole, f"duration-{unit}", length="short", locale=_locale(t.locale))


def shown(t: Translator, value: object) -> str:
    """Show any value that a sentence may carry: a refusal's parameter, a cell of a change log."""
    if value is None or _is_unknown(value):
        return NOTHING
    for kind, show in _SHOWN:
        if isinstance(value, kind):
            return show(t, value)
    return str(value)


# The order matters: a bool is an int and a datetime is a date.
_SHOWN: Final[tuple[tuple[type, Callable[[Translator, Any], str]], ...]] = (
    (bool, lambda t, value: t("value.yes") if value else t("value.no")),
    (datetime, moment),
    (date, day),
    (int, number),
    (float, lambda t, value: number(t, value, digits=0 if value.is_integer() else 2)),
)
