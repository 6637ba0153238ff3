"""One figure with all that is known of it, and whether two figures of one KPI really differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isnan, nan, sqrt
from typing import Any, Self

from ecogov.domain.kpi.evidence import Evidence
from ecogov.domain.kpi.intervals import Z_95


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One row of KPI cells; what is unknown is NaN, in `more_samples` None, in texts empty."""

    metric: str
    unit: str
    value: float = nan
    numerator: float = nan
    denominator: float = nan
    n: float = nan
    low: float = nan
    high: float = nan
    target: float = nan
    comparator: str = ""
    evidence: str = Evidence.NONE.value
    more_samples: int | None = None
    null_reason: str = ""
    as_of: date | None = None

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> Self:
        """Read a cell from a row of KPI cells; other keys of the row are passed over."""
        told = {name: row[name] for name in cls.__dataclass_fields__ if not _is_missing(row[name])}
        if "more_samples" in told:
            told["more_samples"] = int(told["more_samples"])
        return cls(**told)

    @property
    def is_known(self) -> bool:
        """Whether there is a figure at all."""
        return not isnan(self.value)

    @property
    def has_target(self) -> bool:
        """Whether the figure is held to anything."""
        return not isnan(self.target)

    @property
    def has_interval(self) -> bool:
        """Whether the figure is a sample's, with bounds."""
        return not (isnan(self.low) or isnan(self.high))


@dataclass(frozen=True, slots=True)
class Change:
    """Difference of two figures; `is_real` is None where chance cannot be judged."""

    difference: float
    relative: float
    is_real: bool | None


def change(now: Cell, before: Cell) -> Change | None:
    """Compare a figure with an earlier one of the same KPI.

    Two samples differ when their difference exceeds what chance gives in 95 of 100 pairs; the
    standard errors are read off their intervals.

    Returns
    -------
    Change or None
        None where either figure is unknown.

    References
    ----------
    .. [1] G. Cumming, S. Finch, "Inference by eye: confidence intervals and how to read
       pictures of data", American Psychologist 60(2), 2005, pp. 170-180.
    """
    if not (now.is_known and before.is_known):
        return None
    difference = now.value - before.value
    relative = difference / abs(before.value) if before.value else nan
    if not (now.has_interval and before.has_interval):
        return Change(difference, relative, None)
    error = sqrt(_error(now) ** 2 + _error(before) ** 2)
    return Change(difference, relative, abs(difference) > Z_95 * error)


def _error(cell: Cell) -> float:
    return (cell.high - cell.low) / (2 * Z_95)


def _is_missing(value: object) -> bool:
    # pandas.NA has no truth value; NaN differs from itself.
    return value is None or str(value) in {"nan", "<NA>", "NaT"}
