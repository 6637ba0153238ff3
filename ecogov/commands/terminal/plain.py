"""Values as JSON has them: what is missing is null, times are ISO 8601 in UTC."""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd


def plain(value: Any) -> Any:
    """Turn a value, however nested, into what `json` writes."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Turn the rows of a frame into JSON objects, with the frame's columns as keys."""
    names = [str(name) for name in frame.columns]
    rows = frame.itertuples(index=False, name=None)
    return [dict(zip(names, (plain(cell) for cell in row), strict=True)) for row in rows]


def counted(value: Any) -> Any:
    """Turn a number that counts something into a whole number, where it is one."""
    told = plain(value)
    return int(told) if isinstance(told, float) and told.is_integer() else told
