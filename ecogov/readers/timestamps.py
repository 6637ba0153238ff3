"""Time stamps of every layout met in exports, parsed by column.

A stamp without a zone is local time of the zone that the reader is told. Where clocks jump, no
stamp is lost: a skipped hour counts from the offset before the jump, a repeated hour is its first.
"""

from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from ecogov.domain.errors import DomainError

UTC_STAMP: Final = pl.Datetime("us", "UTC")

_ZONE_HOURS: Final = {
    "UTC": 0, "GMT": 0,
    "PDT": -7, "PST": -8, "MDT": -6, "MST": -7, "CDT": -5, "CST": -6, "EDT": -4, "EST": -5,
}  # fmt: skip
"""CST is read as the American one: the layout that spells zones out is that of American tools."""

_ZONED_LAYOUTS: Final = (
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f %#z",
    "%Y-%m-%dT%H:%M%#z",
)
_NAIVE_LAYOUTS: Final = (
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日",
)
_MONTH_FIRST: Final = (
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y",
)
_DAY_FIRST: Final = tuple(layout.replace("%m/%d", "%d/%m") for layout in _MONTH_FIRST)

_NAMED_ZONE: Final = r" ([A-Z]{3})$"
_NAMED_ZONE_INSIDE: Final = "%a %b %d %H:%M:%S %Z %Y"
_NAMED_ZONE_BEHIND: Final = "%Y-%m-%d %H:%M:%S %Z"
_EPOCH: Final = r"^\d{9,16}(?:\.\d+)?$"
_SPECIAL: Final = (_NAMED_ZONE_INSIDE, _NAMED_ZONE_BEHIND, _EPOCH)
_MILLISECONDS_FROM: Final = 1e11
_MICROSECONDS_FROM: Final = 1e14


def parse_stamps(column: pl.Series, zone: str, *, is_day_first: bool = False) -> pl.Series:
    """Parse a column of stamps, whatever layouts it mixes.

    Parameters
    ----------
    column : Series
        Strings, numbers (epoch seconds, milliseconds or microseconds, told apart by size),
        dates or datetimes. Not modified.
    zone : str
        IANA zone of the stamps that carry none.
    is_day_first : bool
        Read ``3/4/2024`` as 3 April instead of 4 March.

    Returns
    -------
    Series of Datetime("us", "UTC")
        Null where the cell is empty or cannot be read: `unparsed` tells the two apart.

    Raises
    ------
    DomainError
        ``import.timezone`` when `zone` is unknown.
    """
    _check_zone(zone)
    if column.dtype == pl.Null:
        return column.cast(UTC_STAMP)
    if column.dtype.is_temporal():
        return _from_temporal(column, zone)
    if column.dtype.is_numeric():
        return _from_epoch(column.cast(pl.Float64))
    return _from_text(column.cast(pl.String), zone, is_day_first=is_day_first)


def unparsed(column: pl.Series, parsed: pl.Series) -> pl.Series:
    """Mark the cells that hold something, but no stamp: Series of Boolean, never null."""
    given = column.is_not_null()
    if column.dtype == pl.String:
        given = given & (column.str.strip_chars() != "").fill_null(value=False)
    return given & parsed.is_null()


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise DomainError("import.timezone", zone=zone) from error


def _from_text(column: pl.Series, zone: str, *, is_day_first: bool) -> pl.Series:
    text = column.str.strip_chars()
    slashed = _DAY_FIRST if is_day_first else _MONTH_FIRST
    layouts = [*_ZONED_LAYOUTS, *_NAIVE_LAYOUTS, *slashed, *_SPECIAL]
    parsed = pl.Series(column.name, [None], UTC_STAMP).new_from_index(0, len(text))
    while layouts:
        cells = (parsed.is_null() & text.is_not_null()).arg_true()
        if not len(cells):
            break
        layout = _next_layout(text.gather(cells.head(1)), layouts)
        layouts.remove(layout)
        found = _attempt(text.gather(cells), layout, zone)
        parsed = parsed.scatter(cells, found)
    return parsed


def _next_layout(first: pl.Series, layouts: list[str]) -> str:
    """Choose the layout of the first open cell: a column rarely mixes more than two."""
    text = first.item()
    near = [name for name in layouts if _family(name) == _family(text)]
    fitting = (name for name in near if _attempt(first, name, "UTC").item() is not None)
    return next(fitting, layouts[0])


def _family(text: str) -> str:
    """Sort stamps and layouts by the mark between their parts, which is cheaper than parsing."""
    return next((mark for mark in "/-年:" if mark in text[:6]), "")


def _attempt(text: pl.Series, layout: str, zone: str) -> pl.Series:
    if layout == _EPOCH:
        digits = text.set(~text.str.contains(_EPOCH), None)
        return _from_epoch(digits.cast(pl.Float64, strict=False))
    if layout == _NAMED_ZONE_INSIDE:
        # Sat May 27 07:55:15 PDT 2023: cut at fixed places, twice as fast as a pattern.
        wall = text.str.slice(4, 15) + text.str.slice(23)
        return _shifted(wall, "%b %d %H:%M:%S %Y", text.str.slice(20, 3))
    if layout == _NAMED_ZONE_BEHIND:
        return _shifted(text.str.head(-4), "%Y-%m-%d %H:%M:%S%.f", text.str.extract(_NAMED_ZONE))
    if layout in _ZONED_LAYOUTS:
        return text.str.to_datetime(layout, strict=False, time_unit="us").cast(UTC_STAMP)
    return _localised(text.str.to_datetime(layout, strict=False, time_unit="us"), zone)


def _shifted(wall: pl.Series, layout: str, zone: pl.Series) -> pl.Series:
    """Parse wall-clock stamps whose zone is spelt by its three letters."""
    hours = zone.replace_strict(_ZONE_HOURS, default=None, return_dtype=pl.Int64)
    stamps = wall.str.to_datetime(layout, strict=False, time_unit="us")
    ahead = (hours * 3_600_000_000).cast(pl.Duration("us"))
    return (stamps - ahead).dt.replace_time_zone("UTC")


def _from_temporal(column: pl.Series, zone: str) -> pl.Series:
    if column.dtype == pl.Date:
        return _localised(column.cast(pl.Datetime("us")), zone)
    if getattr(column.dtype, "time_zone", None) is not None:
        return column.cast(UTC_STAMP)
    return _localised(column.cast(pl.Datetime("us")), zone)


def _from_epoch(numbers: pl.Series) -> pl.Series:
    """Read epoch numbers as seconds, milliseconds or microseconds by their size."""
    frame = numbers.alias("n").to_frame()
    size = pl.col("n").abs()
    microseconds = (
        pl.when(~pl.col("n").is_finite())
        .then(None)
        .when(size < _MILLISECONDS_FROM)
        .then(pl.col("n") * 1e6)
        .when(size < _MICROSECONDS_FROM)
        .then(pl.col("n") * 1e3)
        .otherwise(pl.col("n"))
    )
    stamps = frame.select(microseconds.round().cast(pl.Int64, strict=False)).to_series()
    return stamps.cast(pl.Datetime("us")).dt.replace_time_zone("UTC").alias(numbers.name)


def _localised(naive: pl.Series, zone: str) -> pl.Series:
    """Turn local wall-clock stamps into UTC without losing any to a clock change."""
    if zone == "UTC":
        return naive.dt.replace_time_zone("UTC")
    day = pl.duration(days=1)
    local = pl.col("t").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    # An hour that was skipped takes the offset of the day before, as PEP 495 folds it.
    before = (pl.col("t") - day).dt.replace_time_zone(
        zone, ambiguous="earliest", non_existent="null"
    )
    stamps = pl.coalesce(
        local.dt.convert_time_zone("UTC"), before.dt.convert_time_zone("UTC") + day
    )
    return naive.alias("t").to_frame().select(stamps).to_series().alias(naive.name)
