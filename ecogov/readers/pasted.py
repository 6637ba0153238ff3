"""Rows that somebody copied out of a spreadsheet: text into cells, cells into days and numbers."""

import csv
import io
import re
from datetime import date, datetime
from typing import Final

from ecogov.domain.errors import DomainError

_LAYOUTS: Final = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%d.%m.%Y",
    "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y",
)  # fmt: skip
_SLASHED: Final = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_MIDNIGHT: Final = re.compile(r"[ T]0?0:00(?::00(?:\.0+)?)?Z?$")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_MONTHS: Final = 12


def cells_of(text: str, delimiter: str | None) -> list[list[str]]:
    """Split pasted text into rows of cells; rows without any text are left out.

    `delimiter` None takes every line for one cell, commas and quotes included.

    Raises
    ------
    DomainError
        ``paste.unreadable`` where a quote is opened and never closed again over a long text.
    """
    if delimiter is None:
        rows = [[line] for line in text.splitlines()]
    else:
        lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="")
        try:
            rows = list(csv.reader(lines, delimiter=delimiter))
        except csv.Error as error:
            raise DomainError("paste.unreadable") from error
    trimmed = [[cell.strip() for cell in row] for row in rows]
    return [row for row in trimmed if any(row)]


def text_of(rows: list[list[str]], delimiter: str | None) -> str:
    """Write rows of cells as `cells_of` reads them."""
    if delimiter is None:
        return "\n".join(row[0] for row in rows)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue().rstrip("\n")


def day_of(text: str) -> date:
    """Read a day as people write it; midnight may follow.

    Raises
    ------
    DomainError
        ``paste.day`` where it is no day, ``paste.day_order`` where 3/4/2026 may be either day.
    """
    told = _MIDNIGHT.sub("", text.strip())
    slashed = _SLASHED.fullmatch(told)
    if slashed is not None:
        return _of_slashed(text, *(int(part) for part in slashed.groups()))
    for layout in _LAYOUTS:
        try:
            return datetime.strptime(told, layout).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise DomainError("paste.day", text=text)


def number_of(text: str) -> str:
    """Give a number without what people group its thousands by; other text as it is."""
    told = text.strip().replace("\N{NO-BREAK SPACE}", "").replace("，", ",")
    return told.replace(",", "") if _GROUPED.fullmatch(told) else told


def share_of(text: str) -> str:
    """Give a share between 0 and 1, also where it is written in percent."""
    told = number_of(text).replace("\N{FULLWIDTH PERCENT SIGN}", "%")
    if not told.endswith("%"):
        return told
    try:
        return str(round(float(told[:-1]) / 100, 12))
    except ValueError:
        return told


def _of_slashed(text: str, first: int, second: int, year: int) -> date:
    if first <= _MONTHS and second <= _MONTHS and first != second:
        raise DomainError("paste.day_order", text=text)
    day, month = (second, first) if second > _MONTHS else (first, second)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise DomainError("paste.day", text=text) from error
