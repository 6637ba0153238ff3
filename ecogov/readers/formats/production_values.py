"""Cells of production sheets as people type them: dates, counts, durations and money."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import polars as pl

from ecogov.domain.errors import UnreadableFileError

_SLASHED: Final = r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})$"
_SERIAL: Final = r"^(\d{5})(?:\.0+)?$"
_TIME_OF_DAY: Final = r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]00:?00)?$"
_FIXED_LAYOUTS: Final = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%Y%m%d",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
)
# Day 0 of Excel, shifted by the leap day of 1900 that it counts and that never was.
_EXCEL_EPOCH: Final = -25_569
_FIRST_SERIAL: Final = 36_526
_MONTHS: Final = 12
_GROUPING: Final = r"[,'\x{2019}\s_]"
_NUMBER: Final = r"^[+-]?\d+(?:\.\d+)?$"
_SUFFIX: Final = (
    r"\s*(?:条|个|件|張|张|篇|h|hrs?|hours?|小时|min|mins|minutes?|分钟|分|s|secs?|秒)$"
)
_MONEY_SIGNS: Final = r"^[A-Za-z]{0,3}\s*[$€£¥₹₱₩元]?\s*|\s*(?:元|[A-Za-z]{3}|[$€£¥₹₱₩])$"
_CLOCK: Final = r"^(\d+):(\d{2})(?::(\d{2}))?$"
_TOKENS: Final = (
    ("YYYY", "%Y"),
    ("YY", "%y"),
    ("MM", "%m"),
    ("DD", "%d"),
    ("M", "%m"),
    ("D", "%d"),
)


class DayOrder(StrEnum):
    """How a sheet writes ``3/4/2026``."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How the dates of one file are read: by a given layout, or by the order that fits them."""

    layout: str | None = None
    order: DayOrder | None = None


def cleaned(frame: pl.DataFrame) -> pl.DataFrame:
    """Bring full-width characters to plain ones and strip; blank becomes null."""
    text = pl.col(pl.String).str.normalize("NFKC").str.strip_chars()
    return frame.with_columns(pl.when(text != "").then(text).name.keep())


def layout_of(given: str | None) -> str | None:
    """Read a date layout as people write it, ``DD/MM/YYYY``, or as programs do, ``%d/%m/%Y``."""
    if given is None or "%" in given:
        return given
    return re.sub(
        "|".join(token for token, _ in _TOKENS), lambda found: dict(_TOKENS)[found.group()], given
    )


def date_style(dates: pl.Series, name: str, layout: str | None = None) -> DateStyle:
    """Settle how the dates of a file are read, from all those of its first piece.

    A number over 12 decides. Where none is, the reading under which the days lie closer together
    is right, because sheets are kept day by day.

    Parameters
    ----------
    dates : Series of String
        Cleaned cells.
    name : str
        The file, for the refusal.
    layout : str, optional
        What a person said.

    Raises
    ------
    UnreadableFileError
        ``file.date_ambiguous`` when both readings are as good.
    """
    if layout is not None:
        return DateStyle(layout=layout_of(layout))
    plain = dates.str.replace(_TIME_OF_DAY, "").drop_nulls()
    slashed = plain.filter(plain.str.contains(_SLASHED))
    if slashed.is_empty():
        return DateStyle(order=DayOrder.MONTH_FIRST)
    first = slashed.str.extract(_SLASHED, 1).cast(pl.Int64)
    second = slashed.str.extract(_SLASHED, 2).cast(pl.Int64)
    day_first, month_first = int((first > _MONTHS).sum()), int((second > _MONTHS).sum())
    if day_first != month_first:
        return DateStyle(
            order=DayOrder.DAY_FIRST if day_first > month_first else DayOrder.MONTH_FIRST
        )
    spans = {order: _span_days(slashed, order) for order in DayOrder}
    if spans[DayOrder.DAY_FIRST] == spans[DayOrder.MONTH_FIRST] and (first != second).any():
        raise UnreadableFileError("file.date_ambiguous", name=name, value=slashed[0])
    return DateStyle(order=min(spans, key=lambda order: spans[order]))


def parse_dates(dates: pl.Series, style: DateStyle) -> pl.Series:
    """Read cleaned cells as dates: Series of Date, null where a cell is none."""
    plain = dates.str.replace(_TIME_OF_DAY, "")
    if style.layout is not None:
        return _by_layout(dates, style.layout).zip_with(
            _by_layout(dates, style.layout).is_not_null(), _by_layout(plain, style.layout)
        )
    parsed = pl.Series(dates.name, [None], pl.Date).new_from_index(0, len(dates))
    for attempt in (*_FIXED_LAYOUTS, ""):
        found = _by_layout(plain, attempt) if attempt else _slashed(plain, style.order)
        parsed = parsed.zip_with(parsed.is_not_null(), found)
    return parsed.zip_with(parsed.is_not_null(), _serials(plain))


def parse_numbers(cells: pl.Series) -> pl.Series:
    """Read cleaned cells as numbers (Float64): ``1,234``, ``120 条``; null where a cell is none."""
    bare = cells.str.to_lowercase().str.replace(_SUFFIX, "").str.replace_all(_GROUPING, "")
    return bare.set(~bare.str.contains(_NUMBER), None).cast(pl.Float64, strict=False)


def parse_money(cells: pl.Series) -> pl.Series:
    """Read amounts with or without a currency sign (Float64)."""
    return parse_numbers(cells.str.replace_all(_MONEY_SIGNS, ""))


def parse_seconds(cells: pl.Series, unit_seconds: float) -> pl.Series:
    """Read durations: numbers of a unit, or ``7:30`` hours and minutes."""
    parts = [cells.str.extract(_CLOCK, place).cast(pl.Float64, strict=False) for place in (1, 2, 3)]
    clock = parts[0] * 3600 + parts[1] * 60 + parts[2].fill_null(0.0)
    return clock.zip_with(clock.is_not_null(), parse_numbers(cells) * unit_seconds)


def parse_shares(cells: pl.Series) -> pl.DataFrame:
    """Read percentages.

    Returns
    -------
    DataFrame
        ``share`` (0 to 1; null where a cell is no percentage) and ``slack``, half of the last
        digit that was written, on the same scale.
    """
    text = cells.set(~cells.str.ends_with("%").fill_null(value=False), None).str.strip_suffix("%")
    decimals = text.str.extract(r"\.(\d+)\s*$", 1).str.len_chars().fill_null(0)
    return pl.DataFrame(
        {
            "share": parse_numbers(text) / 100,
            "slack": 0.005 * (0.1 ** decimals.cast(pl.Float64)),
        }
    )


def _by_layout(cells: pl.Series, layout: str) -> pl.Series:
    if "%H" in layout or "%I" in layout:
        return cells.str.to_datetime(layout, strict=False).dt.date()
    return cells.str.to_date(layout, strict=False)


def _slashed(plain: pl.Series, order: DayOrder | None) -> pl.Series:
    parts: Sequence[pl.Series] = [plain.str.extract(_SLASHED, place) for place in (1, 2, 3)]
    day, month = (0, 1) if order is DayOrder.DAY_FIRST else (1, 0)
    year = parts[2].str.replace(r"^(\d{2})$", "20$1")
    iso = pl.DataFrame(
        {"text": year + "-" + parts[month].str.zfill(2) + "-" + parts[day].str.zfill(2)}
    )
    return iso["text"].str.to_date("%Y-%m-%d", strict=False)


def _serials(plain: pl.Series) -> pl.Series:
    days = plain.str.extract(_SERIAL, 1).cast(pl.Int32, strict=False)
    return (days.set(days < _FIRST_SERIAL, None) + _EXCEL_EPOCH).cast(pl.Date)


def _span_days(slashed: pl.Series, order: DayOrder) -> int:
    dates = _slashed(slashed, order).cast(pl.Int32)
    low, high = dates.min(), dates.max()
    return high - low if isinstance(low, int) and isinstance(high, int) else 0
