"""Daily production sheets of vendors, CSV or XLSX: one row per day, vendor, queue, locale, person.

Which column feeds which field is mapped once by a person, or suggested by `suggest_mapping`. A
row stands for many units. Hours are the total of the row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.production import SourceFormat, Stage, TimeBasis
from ecogov.readers.assembling import chunk
from ecogov.readers.canonical import (
    Chunk,
    ColumnMapping,
    ReadOptions,
    Rejection,
    Source,
)
from ecogov.readers.formats.production_headings import (
    COUNTS,
    FIELDS,
    KEYS,
    currency_in,
    is_sufficient,
    missing_fields,
    suggest_mapping,
    time_unit_in,
)
from ecogov.readers.formats.production_values import (
    DateStyle,
    cleaned,
    date_style,
    parse_dates,
    parse_money,
    parse_numbers,
    parse_seconds,
    parse_shares,
)
from ecogov.readers.sniffing import Head, Kind, head_of
from ecogov.readers.tabular import RAW_CHARACTERS, ROW, Piece, read_table
from ecogov.readers.timestamps import parse_stamps

__all__ = ["READER", "ProductionSheetReader", "matches", "suggest_mapping"]

_UNIT_SECONDS: Final = {"hours": 3600.0, "minutes": 60.0, "seconds": 1.0}
# "Total", "Total: 12 days", "Grand total for May", but not a vendor called Total Quality.
_TOTALS: Final = (
    r"(?i)^(?:grand\s*|sub\s*-?\s*)?totals?(?:\s*[:：(].*|\s+(?:for|of)\b.*|\s*\d.*)?$"
    r"|^sum$|^(?:合计|总计|小计|汇总|总和|累计).*$"
)
_SHARE_OF: Final = {
    "units_accepted": "units",
    "units_returned": "units",
    "units_defect": "units_reviewed",
    "units_correct": "units_reviewed",
}
_DERIVED: Final = frozenset({"units", "units_correct", "units_defect"})
_WHOLE: Final = 1e-6


def matches(head: Head) -> bool:
    """Recognise a table that names a day and a count; the loosest of all, to be asked last."""
    if head.kind not in {Kind.CSV, Kind.WORKBOOK}:
        return False
    return is_sufficient(suggest_mapping(head.columns, head.rows))


class ProductionSheetReader:
    """Read daily totals by a mapping of columns; totals rows and empty days are left out."""

    format = SourceFormat.PRODUCTION_SHEET

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the days piece by piece.

        Raises
        ------
        UnreadableFileError
            ``file.mapping_missing`` naming the fields without a column, ``file.columns_missing``
            when the file lacks a mapped one, ``file.date_ambiguous``.
        """
        mapping = options.mapping
        if mapping is None:
            head = head_of(source)
            mapping = suggest_mapping(head.columns, head.rows)
        if missing := missing_fields(mapping):
            fields = tuple(f"import.column.{field}" for field in missing)
            raise UnreadableFileError("file.mapping_missing", name=source.name, fields=fields)
        sheet: _Sheet | None = None
        for piece in read_table(source, wanted=tuple(mapping.columns.values())):
            given = _fields(piece.frame, mapping)
            if sheet is None:
                style = date_style(given["date"], source.name, mapping.date_format)
                sheet = _Sheet(mapping, style, options.timezone)
            yield sheet.chunk(Piece(given, piece.rejections))


READER: Final = ProductionSheetReader()


def _fields(frame: pl.DataFrame, mapping: ColumnMapping) -> pl.DataFrame:
    """Bring the mapped columns under the names of their fields; the others are null."""
    columns = mapping.columns
    first = next(name for name in frame.columns if name != ROW)
    raw = pl.concat_str(pl.exclude(ROW), separator=" | ", ignore_nulls=True)
    return cleaned(
        frame.select(
            ROW,
            pl.col(first).alias("first_cell"),
            raw.str.slice(0, RAW_CHARACTERS).alias("raw"),
            *(
                (pl.col(columns[name]) if name in columns else pl.lit(None, pl.String)).alias(name)
                for name in FIELDS
            ),
        )
    )


@dataclass(slots=True)
class _Sheet:
    """What has to be remembered between the pieces of one file."""

    mapping: ColumnMapping
    style: DateStyle
    zone: str
    rows_by_key: dict[str, int] = field(default_factory=dict)

    def chunk(self, piece: Piece) -> Chunk:
        days = _without_totals(piece.frame)
        skipped = piece.frame.height - days.height
        refusals = _Refusals(self._parsed(days))
        _check(refusals, days)
        self._check_repeats(refusals)
        good, rejections = refusals.settled(days)
        columns = _columns(good, self.zone, self._currency())
        return chunk(Piece(good, (*piece.rejections, *rejections)), columns, skipped)

    def _parsed(self, days: pl.DataFrame) -> pl.DataFrame:
        """Read every cell: dates as Date, all figures as Float64."""
        counts = {name: parse_numbers(days[name]) for name in COUNTS}
        for name, whole in _SHARE_OF.items():
            counts[name] = _from_share(days[name], counts[name], counts[whole])
        seconds = parse_seconds(days["hours"], _UNIT_SECONDS[self.mapping.hours_unit])
        unit = time_unit_in(self.mapping.columns.get("aht_seconds", ""), "seconds")
        each = parse_seconds(days["aht_seconds"], _UNIT_SECONDS[unit])
        return days.select(
            ROW,
            *KEYS[1:],
            "currency",
            "guideline_version",
            parse_dates(days["date"], self.style).alias("date"),
            *(series.alias(name) for name, series in counts.items()),
            seconds.alias("hours"),
            each.alias("aht_seconds"),
            parse_money(days["cost"]).alias("cost"),
        ).with_columns(
            pl.concat_str(
                pl.col("date").cast(pl.String),
                *(pl.col(name).fill_null("") for name in KEYS[1:]),
                separator="|",
            ).alias("key")
        )

    def _check_repeats(self, refusals: "_Refusals") -> None:
        """Refuse a second row of the same key; the first stands."""
        keys = refusals.frame.select(ROW, "key").filter(~refusals.bad)
        repeated: dict[int, int] = {}
        for number, key in keys.iter_rows():
            earlier = self.rows_by_key.setdefault(key, number)
            if earlier != number:
                repeated[number] = earlier
        refusals.add(
            pl.col(ROW).is_in(list(repeated)),
            "event_id",
            "row.duplicate_key",
            earlier={number: str(row) for number, row in repeated.items()},
        )

    def _currency(self) -> str | None:
        return currency_in(self.mapping.columns.get("cost", ""))


def _without_totals(frame: pl.DataFrame) -> pl.DataFrame:
    """Leave out totals, and days on which nothing at all was written."""
    texts = [pl.col(name) for name in ("first_cell", *KEYS)]
    is_total = pl.any_horizontal(
        text.str.contains(_TOTALS).fill_null(value=False) for text in texts
    )
    figures = [pl.col(name).is_null() for name in (*COUNTS, "hours", "aht_seconds", "cost")]
    return frame.filter(~is_total & ~pl.all_horizontal(figures))


def _from_share(cells: pl.Series, counts: pl.Series, whole: pl.Series) -> pl.Series:
    """Turn a percentage back into the count it was rounded from, where only one fits."""
    shares = parse_shares(cells)
    exact = shares["share"] * whole
    nearest = exact.round()
    fits = ((exact - nearest).abs() <= shares["slack"] * whole + _WHOLE).fill_null(value=False)
    return counts.zip_with(counts.is_not_null(), nearest.zip_with(fits, exact))


class _Refusals:
    """Rows with something wrong in them; the first thing found is the one told."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self.bad = pl.Series([False]).new_from_index(0, frame.height)
        self._found: list[tuple[int, str, str, Mapping[str, str]]] = []

    def add(
        self,
        test: pl.Expr,
        name: str,
        code: str,
        *,
        value: pl.Series | None = None,
        earlier: Mapping[int, str] | None = None,
    ) -> None:
        wrong = self.frame.select(test.fill_null(value=False)).to_series() & ~self.bad
        for place in wrong.arg_true():
            params = {} if value is None else {"value": str(value[place])[:RAW_CHARACTERS]}
            if earlier is not None:
                params["earlier"] = earlier[self.frame[ROW][place]]
            self._found.append((place, name, code, params))
        self.bad |= wrong

    def settled(self, days: pl.DataFrame) -> tuple[pl.DataFrame, list[Rejection]]:
        rejections = [
            Rejection(days[ROW][place], name, code, params, days["raw"][place] or "")
            for place, name, code, params in sorted(self._found, key=lambda found: found[0])
        ]
        return self.frame.filter(~self.bad), rejections


def _check(refusals: _Refusals, days: pl.DataFrame) -> None:
    given = days["date"]
    refusals.add(pl.lit(given.is_null()), "submitted_at", "row.date_missing")
    refusals.add(pl.col("date").is_null(), "submitted_at", "row.date_unreadable", value=given)
    for name in (*COUNTS, "hours", "aht_seconds", "cost"):
        cells, figure = days[name], pl.col(name)
        refusals.add(
            pl.lit(cells.is_not_null()) & figure.is_null(), name, "row.number", value=cells
        )
        refusals.add(figure < 0, name, "row.negative", value=cells)
        if name in COUNTS:
            is_whole = (figure - figure.round()).abs() <= _WHOLE
            refusals.add(~is_whole, name, "row.fractional_count", value=cells)
    for name, code in (
        ("units_defect", "row.defects_exceed_reviewed"),
        ("units_correct", "row.correct_exceeds_reviewed"),
    ):
        refusals.add(pl.col(name) > pl.col("units_reviewed"), name, code, value=days[name])


def _columns(good: pl.DataFrame, zone: str, currency: str | None) -> dict[str, pl.Expr]:
    # Noon keeps the day the same in the zone of the sheet whatever the clocks do.
    noon = good["date"].cast(pl.Datetime("us")).dt.offset_by("12h")
    moment = pl.lit(parse_stamps(noon, zone))
    seconds = pl.coalesce(pl.col("hours"), pl.col("aht_seconds") * pl.col("units"))
    sampled = pl.col("units_reviewed")
    return {
        "event_id": pl.col("key"),
        "annotator_id": pl.col("annotator"),
        **{name: pl.col(name) for name in ("vendor", "queue", "locale", "guideline_version")},
        "stage": pl.lit(Stage.ANNOTATE.value),
        "assigned_at": pl.when(pl.col("units_received").is_not_null()).then(moment),
        "submitted_at": moment,
        "reviewed_at": pl.when(sampled.is_not_null()).then(moment),
        "handle_seconds": seconds,
        "time_basis": pl.when(seconds.is_not_null()).then(pl.lit(TimeBasis.ELAPSED.value)),
        "amount": pl.col("cost"),
        "currency": pl.when(pl.col("cost").is_not_null()).then(
            pl.coalesce(pl.col("currency").str.to_uppercase(), pl.lit(currency, pl.String))
        ),
        # A sheet of reviews alone reports no production: none, not one per row.
        "units": _count("units").fill_null(0),
        "units_correct": pl.coalesce(_count("units_correct"), sampled - _count("units_defect")),
        **{name: _count(name) for name in COUNTS if name not in _DERIVED},
    }


def _count(name: str) -> pl.Expr:
    return pl.col(name).round().cast(pl.Int64)
