"""Values as JSON has them: what is missing is null, times are ISO 8601 in UTC."""

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd

Json: TypeAlias = Any
"""What `json` reads and writes."""

_UNKNOWN: Final = (None, pd.NaT, pd.NA)


def plain(value: object) -> Json:
    """Turn a value, however nested, into what `json` writes."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    return _plain_one(value.item() if isinstance(value, np.generic) else value)


def _plain_one(value: object) -> Json:
    if any(value is unknown for unknown in _UNKNOWN):
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Give the rows of a frame as tuples with the frame's columns as names."""
    return iter(frame.itertuples(index=False))


def records(frame: pd.DataFrame) -> list[dict[str, Json]]:
    """Turn the rows of a frame into JSON objects, with the frame's columns as keys."""
    names = [str(name) for name in frame.columns]
    rows = frame.itertuples(index=False, name=None)
    return [dict(zip(names, (plain(cell) for cell in row), strict=True)) for row in rows]


def counted(value: object) -> Json:
    """Turn a number that counts something into a whole number, where it is one."""
    told = plain(value)
    return int(told) if isinstance(told, float) and told.is_integer() else told
