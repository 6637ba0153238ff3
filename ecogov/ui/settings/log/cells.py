"""Cells of the tables in which scales and ladders are typed, as drafts take them."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, Final

import pandas as pd

_EMPTY: Final = (None, "")


class Cells(dict[str, Any]):
    """A row of a table, by field; as text it is what its cells hold."""

    def __str__(self) -> str:
        return " ".join(_shown(value) for value in self.values() if value not in _EMPTY)


def rows_of(table: pd.DataFrame, fields: Iterable[str]) -> tuple[Cells, ...]:
    """Read a table that was typed into, with None for what is empty, without empty rows."""
    names = list(fields)
    rows = (Cells(_told(row, names)) for row in table[names].to_dict("records"))
    return tuple(row for row in rows if any(value not in _EMPTY for value in row.values()))


def _told(row: Mapping[Hashable, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: None if pd.isna(row[name]) else row[name] for name in names}


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
