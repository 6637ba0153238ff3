"""Small CSV files of figures as frames: daily series, what they measure, days off, periods."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

import pandas as pd

from ecogov.domain.errors import DomainError

SERIES_COLUMNS: Final = ("series_id", "timestamp", "value")
_NUMBERS: Final = ("value", "num", "den")
_DAY_LENGTH: Final = 10


def read_frame(path: Path, columns: Collection[str]) -> pd.DataFrame:
    """Read a CSV file, every cell as text; an empty cell is missing.

    Raises
    ------
    DomainError
        ``frame.unreadable`` when it is no CSV in UTF-8, ``frame.columns`` when a column of
        `columns` is missing.
    """
    try:
        frame = pd.read_csv(
            path, dtype="string", encoding="utf-8-sig", keep_default_na=False, na_values=[""]
        )
    except (ValueError, OSError) as error:
        raise DomainError("frame.unreadable", file=path.name) from error
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise DomainError("frame.columns", file=path.name, columns=", ".join(missing))
    return frame


def read_series(path: Path) -> pd.DataFrame:
    """Read daily series: ``series_id``, ``timestamp``, ``value`` and optionally ``num``, ``den``.

    Returns
    -------
    DataFrame
        Of a moment only its day is kept, on the clock that the file writes.

    Raises
    ------
    DomainError
        As `read_frame`, and ``frame.day`` or ``frame.number`` with the first cell that is none.
    """
    frame = read_frame(path, SERIES_COLUMNS)
    frame["timestamp"] = _days(path, frame["timestamp"])
    for name in _NUMBERS:
        if name in frame:
            frame[name] = _numbers(path, frame[name])
    return frame


def read_descriptions(path: Path) -> pd.DataFrame:
    """Read what series measure: ``series_id``, ``kind``, and optionally where and since when."""
    frame = read_frame(path, ("series_id", "kind"))
    if "first_scored" in frame:
        frame["first_scored"] = _days(path, frame["first_scored"], is_required=False)
    return frame


def read_days_off(path: Path) -> pd.DataFrame:
    """Read the days without work of each locale: ``locale``, ``date``."""
    frame = read_frame(path, ("locale", "date"))
    frame["date"] = _days(path, frame["date"])
    return frame


def read_period(path: Path, dimensions: Collection[str], amounts: Collection[str]) -> pd.DataFrame:
    """Read rows of production: `dimensions` as text, `amounts` as numbers."""
    frame = read_frame(path, (*dimensions, *amounts))
    for name in amounts:
        frame[name] = _numbers(path, frame[name], is_required=True)
    return frame


def _days(path: Path, cells: pd.Series, *, is_required: bool = True) -> pd.Series:
    days = pd.to_datetime(cells.str.slice(0, _DAY_LENGTH), format="%Y-%m-%d", errors="coerce")
    _refuse(path, cells, days.isna() & (cells.notna() | is_required), code="frame.day")
    return days


def _numbers(path: Path, cells: pd.Series, *, is_required: bool = False) -> pd.Series:
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    _refuse(path, cells, numbers.isna() & (cells.notna() | is_required), code="frame.number")
    return numbers


def _refuse(path: Path, cells: pd.Series, is_wrong: pd.Series, *, code: str) -> None:
    if is_wrong.any():
        place = int(is_wrong.to_numpy().argmax())
        cell = cells.iloc[place]
        told = "" if pd.isna(cell) else str(cell)
        raise DomainError(code, file=path.name, column=str(cells.name), row=place + 2, cell=told)
