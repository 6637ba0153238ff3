"""EcoGov's own rows, JSON or JSON Lines: what other systems send when they report by themselves.

A row with ``event_id`` is one piece of work on one item. A row with ``day`` sums up what a vendor,
queue, locale or person did that day, and is known by these again. Names are the canonical ones.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import polars as pl

from ecogov.domain.errors import DomainError
from ecogov.domain.production import SourceFormat, Stage, TimeBasis
from ecogov.readers.canonical import CANONICAL, Chunk, ReadOptions, Source
from ecogov.readers.records import Record, Row, key_of, read_records, text_of
from ecogov.readers.sniffing import Head, Kind

FIELDS: Final = (*(name for name in CANONICAL if name != "source_row"), "day")
"""What a row may say."""

DAY_KEYS: Final = ("vendor", "queue", "locale", "annotator_id", "stage")
"""What tells the sums of one day apart."""

_NOON: Final = "T12:00:00"
"""Keeps the day the same in the zone of the project, whatever the clocks do."""


def matches(head: Head) -> bool:
    """Recognise JSON whose every name is one of ours, and that says which row it is."""
    is_json = head.kind in {Kind.JSON, Kind.JSON_LINES}
    is_ours = bool(head.keys) and head.keys <= set(FIELDS)
    return is_json and is_ours and (head.holds("event_id") or head.holds("day", "units"))


class OwnRowsReader:
    """Read rows as they are; whatever has a wrong name or type is refused, never guessed."""

    format = SourceFormat.OWN_ROWS

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the rows piece by piece; stamps without a zone are those of the project."""
        return read_records(source, options, lambda record: [_row(record)])


READER: Final = OwnRowsReader()


def _row(record: Record) -> Row:
    row: Row = {}
    for name, value in record.items():
        # Nearly every value is of a type that is taken as it is, and batches are long.
        if type(value) in _AS_IS.get(name, _NO_TYPES):
            row[name] = value
        elif value is not None:
            row[name] = _taken(name, value)
    return _summed(row) if "day" in row and "event_id" not in row else _without_day(row)


def _taken(name: str, value: object) -> object:
    take = _TAKERS.get(name)
    if take is None:
        raise DomainError("row.field_unknown", field=name, value=name)
    return take(name, value)


def _without_day(row: Row) -> Row:
    row.pop("day", None)
    return row


def _summed(row: Row) -> Row:
    day = str(row.pop("day"))
    noon = f"{day}{_NOON}"
    told: Row = {"stage": Stage.ANNOTATE.value, "units": 0, "submitted_at": noon, **row}
    told["event_id"] = key_of(day, *(text_of(told.get(name)) for name in DAY_KEYS))
    if "units_received" in row:
        told.setdefault("assigned_at", noon)
    if "units_reviewed" in row:
        told.setdefault("reviewed_at", noon)
    if "handle_seconds" in row:
        told.setdefault("time_basis", TimeBasis.ELAPSED.value)
    return told


def _text(name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise DomainError("row.value_type", field=name, value=value)
    return str(value)


def _moment(name: str, value: object) -> str | float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise DomainError("row.value_type", field=name, value=value)
    return value


def _count(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise DomainError("row.number", field=name, value=value)
    whole = int(value)
    if abs(whole) >= 2**63:
        raise DomainError("row.too_large", field=name, value=value)
    return whole


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DomainError("row.number", field=name, value=value)
    try:
        return float(value)
    except OverflowError as error:
        raise DomainError("row.too_large", field=name, value=value) from error


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise DomainError("row.value_type", field=name, value=value)
    return value


def _day(name: str, value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise DomainError("row.date_unreadable", field=name, value=value) from error


_BY_TYPE: Final[Mapping[type[pl.DataType], Callable[[str, object], object]]] = MappingProxyType(
    {
        pl.String: _text,
        pl.Datetime: _moment,
        pl.Int64: _count,
        pl.Float64: _number,
        pl.Boolean: _flag,
    }
)
_TAKERS: Final[Mapping[str, Callable[[str, object], object]]] = MappingProxyType(
    {
        **{
            name: _BY_TYPE[type(dtype)] for name, dtype in CANONICAL.items() if name != "source_row"
        },
        "day": _day,
    }
)
_NO_TYPES: Final[frozenset[type]] = frozenset()
_TYPES_AS_IS: Final[Mapping[Callable[[str, object], object], frozenset[type]]] = MappingProxyType(
    {
        _text: frozenset({str}),
        _moment: frozenset({str, int, float}),
        _number: frozenset({float}),
        _flag: frozenset({bool}),
    }
)
_AS_IS: Final[Mapping[str, frozenset[type]]] = {
    name: _TYPES_AS_IS.get(take, _NO_TYPES) for name, take in _TAKERS.items()
}
