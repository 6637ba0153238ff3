"""How a KPI is taken apart: what of a slice is counted, and out of how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.kpi.intervals import FloatArray
from ecogov.domain.kpi.metrics import Metric, Unit
from ecogov.domain.rootcause.noise import share_variance

PER_DAY: Final = "throughput_units_per_day"
LEVEL: Final = "backlog_units"

_NO_SPREAD: Final = 1.0
_LEAST_SPREAD: Final = 0.05
_ROOM: Final = 2.0


class Kind(StrEnum):
    """What a KPI is to whoever explains its change."""

    RATE = "rate"
    """Units that passed out of units looked at."""
    MEAN = "mean"
    """An amount per unit: seconds, money, units per hour."""
    AMOUNT = "amount"
    """A plain total."""


def kind_of(metric: Metric) -> Kind:
    """Tell how a change of a KPI is explained."""
    if metric.unit in {Unit.SHARE, Unit.COEFFICIENT}:
        return Kind.RATE
    is_total = metric.denominator is None or metric.code == PER_DAY
    return Kind.AMOUNT if is_total else Kind.MEAN


def parts_of(metric: Metric, sums: pd.DataFrame) -> pd.DataFrame:
    """Count, for every row of sums, what a KPI counts.

    Parameters
    ----------
    sums : DataFrame
        At least the columns of the KPI's formula. Not modified.

    Returns
    -------
    DataFrame, shape (n_rows, 2)
        Columns ``k`` and ``n`` on the index of `sums`; of an amount ``n`` is 1. What has no
        denominator counts for nothing.

    Raises
    ------
    KeyError
        If the KPI is not made of sums.
    """
    if metric.numerator is None:
        raise KeyError(metric.code)
    k, n = metric.numerator.of(sums), np.ones(len(sums))
    if metric.denominator is not None and kind_of(metric) is not Kind.AMOUNT:
        n = metric.denominator.of(sums)
        k, n = np.where(n > 0, k, 0.0), np.maximum(n, 0.0)
    return pd.DataFrame({"k": k, "n": n}, index=sums.index)


@dataclass(frozen=True, slots=True)
class Scale:
    """Factors that turn amounts into events, as sure of themselves as counted ones would be.

    Ten thousand seconds are not ten thousand observations. Multiplied by `events`, an amount has
    the sampling spread of that many events; multiplied by `volume`, its units leave room for them.
    """

    events: float = 1.0
    volume: float = 1.0

    @property
    def value(self) -> float:
        """What turns a rate of events into a value of the KPI again."""
        return self.volume / self.events


def scale_of(metric: Metric, parts: tuple[pd.DataFrame, pd.DataFrame], spread: float) -> Scale:
    """Choose the factors for two periods.

    Parameters
    ----------
    parts : pair of DataFrame
        As `parts_of` gives them, before and after.
    spread : float
        Standard deviation of single units over their mean; NaN where it is not known.

    Notes
    -----
    A sum of n units with mean m and spread c varies by n·m²·c², and n/c² events vary by as many:
    one event is m·c² of the amount. Units done in an hour are counted already; c² of them make
    one event.
    """
    both = pd.concat(list(parts))
    total, units = float(both["k"].sum()), float(both["n"].sum())
    if kind_of(metric) is not Kind.MEAN or total <= 0 or units <= 0:
        return Scale()
    squared = _NO_SPREAD if np.isnan(spread) else max(spread, _LEAST_SPREAD) ** 2
    counted = total if metric.unit is Unit.UNITS_PER_HOUR else units
    events = counted / (total * squared)
    rows = both[both["n"] > 0]
    steepest = float((rows["k"] / rows["n"]).max()) * events
    return Scale(events, max(_ROOM * steepest, 1.0))


def unit_variance(metric: Metric, sums: Sequence[tuple[float, float]], spread: float) -> float:
    """Give the variance of one unit of the denominator that sampling explains; NaN if unknown.

    Parameters
    ----------
    sums : sequence of (float, float)
        What is counted, and out of how much, in each period.
    spread : float
        Standard deviation of single units over their mean; NaN where it is not known.
    """
    k, n = (sum(one[place] for one in sums) for place in (0, 1))
    kind = kind_of(metric)
    if kind is Kind.RATE:
        return share_variance(k, n)
    if kind is Kind.AMOUNT or n <= 0:
        return float("nan")
    if metric.unit is Unit.UNITS_PER_HOUR:
        return k / n * spread**2
    return (k / n * spread) ** 2


def spread_of(sums: pd.DataFrame) -> float:
    """Measure how single handling times scatter about their mean; NaN for daily totals."""
    rows, seconds = float(sums["timed_rows"].sum()), float(sums["handle_seconds"].sum())
    if rows < _ROOM or seconds <= 0 or rows < float(sums["timed_units"].sum()):
        return float("nan")
    mean = seconds / rows
    variance = max(float(sums["handle_seconds_squared"].sum()) / rows - mean**2, 0.0)
    return float(np.sqrt(variance)) / mean


def vital_few(contributions: FloatArray, change: float, share: float = 0.8) -> int:
    """Count the largest contributions that together carry a share of a change.

    Parameters
    ----------
    contributions : array, shape (n_slices,)
        Parts of the change, in any order; those against it come last.

    Returns
    -------
    int
        0 where nothing changed.

    References
    ----------
    .. [1] J. M. Juran, "The non-Pareto principle; mea culpa", Quality Progress 8(5), 1975,
       pp. 8-9.
    """
    along = np.sort(contributions * np.sign(change))[::-1]
    along = along[along > 0]
    if along.size == 0:
        return 0
    reached = np.cumsum(along) / along.sum()
    return int(np.searchsorted(reached, share - 1e-12)) + 1
