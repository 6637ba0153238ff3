"""Days as other tools write them; which of two numbers is the month is told by the whole column."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

_ISO: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?", re.DOTALL)
_NAMED: Final = re.compile(
    r"(\d{1,2})[-/. ]([A-Za-z]{3,9}|[一二三四五六七八九十]{1,2}月)\.?,?[-/. ](\d{4}|\d{2})(?: .*)?"
)
_NUMBERS: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?: .*)?")
_ENGLISH: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                   "dec")  # fmt: skip
_CHINESE: Final = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_PIVOT: Final = 70
_MONTHS: Final = 12
_YEARS_IN_FULL: Final = 100


def day_in(text: str, *, is_day_first: bool = False, formats: Sequence[str] = ()) -> date | None:
    """Read a day out of a cell, whatever time stands beside it; None where there is none.

    Parameters
    ----------
    text : str
        The cell.
    is_day_first : bool
        How ``3/4/2026`` is meant; a dot between the numbers always means the day first.
    formats : sequence of str
        Patterns of ``strptime`` that are tried before anything else.
    """
    told = text.strip()
    for pattern in formats:
        try:
            return datetime.strptime(told, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return _iso(told) or _named(told) or _numbers(told, is_day_first=is_day_first)


def is_day_first(texts: Iterable[str]) -> bool | None:
    """Tell from a whole column which number is the day; None where nothing shows it."""
    pairs = [(int(found[1]), int(found[3])) for text in texts
             if (found := _NUMBERS.fullmatch(text.strip())) and found[2] != "."]  # fmt: skip
    if any(first > _MONTHS for first, _ in pairs):
        return True
    return False if any(second > _MONTHS for _, second in pairs) or not pairs else None


def _iso(text: str) -> date | None:
    found = _ISO.fullmatch(text)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


def _named(text: str) -> date | None:
    found = _NAMED.fullmatch(text)
    if found is None:
        return None
    word = found[2].casefold()
    names = _CHINESE if word.endswith("月") else _ENGLISH
    wanted = word.removesuffix("月") if word.endswith("月") else word[:3]
    month = names.index(wanted) + 1 if wanted in names else 0
    return _day(_year(found[3]), month, int(found[1]))


def _numbers(text: str, *, is_day_first: bool) -> date | None:
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    if is_day_first or found[2] == ".":
        first, second = second, first
    return _day(year, first, second)


def _year(digits: str) -> int:
    year = int(digits)
    if year >= _YEARS_IN_FULL or len(digits) > 2:  # noqa: PLR2004 - two digits are a short year
        return year
    return year + (2000 if year < _PIVOT else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
