"""What a hygiene rule is, and how the records that it finds become one list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecogov.domain.kpi.intervals import FloatArray, floats
from ecogov.domain.schedule.slips import Booleans, Days, days_of

FINDING_COLUMNS: Final = (
    "rule", "severity", "kind", "id", "ref", "project_id", "project_code", "title", "owner",
    "field", "since", "days", "parameters",
)  # fmt: skip
_COPIED: Final = ("id", "ref", "project_id", "project_code", "title", "owner")
_NUMBERS: Final = {"id": "int64", "project_id": "int64", "days": "Int64"}
_DTYPES: Final[dict[str, Any]] = {**dict.fromkeys(FINDING_COLUMNS, "object"), **_NUMBERS}
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

Texts = NDArray[np.object_]


class Severity(StrEnum):
    """How wrong it is: somebody is misled or waits in vain, or it will soon be so."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a rule sees in a frame; every array is as long as the frame.

    Parameters
    ----------
    where : array of bool
        The rows in which it is so.
    since : array of datetime64[D], optional
        From which day on.
    days : array of int, optional
        How many days its sentence names; from `since` until today where it is left out.
    told : mapping of str to array
        What else its sentence names.
    field : array of str, optional
        The field to mend, where it is not the same for all rows.
    """

    where: Booleans
    since: Days | None = None
    days: NDArray[Any] | None = None
    told: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    field: Texts | None = None


Find = Callable[[pd.DataFrame, date], Found]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of hygiene.

    Parameters
    ----------
    code : str
        Its title stands under ``xray.<code>``, its reason under ``xray.<code>.reason``.
    kinds : tuple of str
        Kinds of records that it looks at: `RecordKind` values, "project" and "target".
    severity : Severity
        How wrong it is.
    field : str
        The field to mend.
    find : callable
        Finds the rows of a frame of one kind, on a day.
    """

    code: str
    kinds: tuple[str, ...]
    severity: Severity
    field: str
    find: Find


def no_findings() -> pd.DataFrame:
    """Give an empty list of findings, with the columns and types of a full one."""
    return pd.DataFrame(columns=list(FINDING_COLUMNS), dtype=object).astype(_NUMBERS)


def applied(rule: Rule, kind: str, frame: pd.DataFrame, as_of: date) -> pd.DataFrame | None:
    """List what a rule finds among the records of a kind; None where all is well.

    Returns
    -------
    DataFrame, shape (n_found, 13), or None
        `FINDING_COLUMNS`; see `ecogov.domain.log.hygiene.rules.xray`.
    """
    if frame.empty:
        return None
    found = rule.find(frame, as_of)
    where = np.asarray(found.where, dtype=bool)
    if not where.any():
        return None
    rows = frame.loc[where, list(_COPIED)].reset_index(drop=True)
    days, since = _days(found, as_of, where), _since(found, where)
    count = len(rows)
    fields = np.full(count, rule.field, dtype=object) if found.field is None else found.field[where]
    told = {name: np.asarray(values, dtype=object)[where] for name, values in found.told.items()}
    listed = rows.assign(
        rule=rule.code, severity=rule.severity.value, kind=kind, field=fields, since=since,
        days=days, parameters=pd.Series(_parameters(told, count), dtype=object),
    )  # fmt: skip
    return listed[list(FINDING_COLUMNS)].astype(_DTYPES)


def _days(found: Found, as_of: date, where: Booleans) -> pd.Series:
    if found.days is not None:
        return pd.Series(np.asarray(found.days)[where]).astype("Int64")
    if found.since is None:
        return pd.Series([None] * int(where.sum()), dtype="Int64")
    return pd.Series(
        pd.array(_whole(np.datetime64(as_of, "D") - found.since[where]), dtype="Int64")
    )


def _whole(spans: NDArray[np.timedelta64]) -> list[int | None]:
    return [None if np.isnat(span) else max(int(span.astype("int64")), 0) for span in spans]


def _since(found: Found, where: Booleans) -> pd.Series:
    days = [None] * int(where.sum()) if found.since is None else found.since[where].tolist()
    return pd.Series(days, dtype=object)


def _parameters(told: Mapping[str, Texts], count: int) -> list[dict[str, Any]]:
    if not told:
        return [{} for _ in range(count)]
    names = list(told)
    return [
        dict(zip(names, values, strict=True))
        for values in zip(*(column.tolist() for column in told.values()), strict=True)
    ]


def day(as_of: date) -> np.datetime64:
    """Give a day as numpy compares it."""
    return np.datetime64(as_of, "D")


def days(frame: pd.DataFrame, name: str) -> Days:
    """Read a column of days; what is missing is NaT, which is neither before nor after."""
    return days_of(frame[name])


def is_one_of(frame: pd.DataFrame, name: str, *values: str) -> Booleans:
    """Tell where a column holds one of some codes."""
    return frame[name].isin(values).to_numpy(dtype=bool)


def is_blank(frame: pd.DataFrame, name: str) -> Booleans:
    """Tell where a text is missing or has only blanks."""
    return (frame[name].fillna("").astype("str").str.strip() == "").to_numpy(dtype=bool)


def is_missing(frame: pd.DataFrame, name: str) -> Booleans:
    """Tell where a value is missing."""
    return frame[name].isna().to_numpy(dtype=bool)


def numbers(frame: pd.DataFrame, name: str) -> FloatArray:
    """Read a column of numbers; what is missing is NaN, which is neither more nor less."""
    return floats(frame[name])


def is_open(frame: pd.DataFrame) -> Booleans:
    """Tell which records still need work, as the frame says itself."""
    return frame["is_open"].to_numpy(dtype=bool)


def passed(frame: pd.DataFrame, name: str, as_of: date, *, where: Booleans | None = None) -> Found:
    """Find the open records, or those of `where`, of which a day has passed; today has not."""
    due = days(frame, name)
    return Found((is_open(frame) if where is None else where) & (due < day(as_of)), due)
