"""The words in which a KPI is defined; the KPIs themselves stand in `metrics`."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.kpi.intervals import FloatArray, IntervalKind


class Unit(StrEnum):
    """What a figure counts."""

    SHARE = "share"
    UNITS = "units"
    SECONDS = "seconds"
    UNITS_PER_DAY = "units_per_day"
    UNITS_PER_HOUR = "units_per_hour"
    CURRENCY = "currency"
    COEFFICIENT = "coefficient"


class Better(StrEnum):
    """Which way a figure should go."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Dimension(StrEnum):
    """What a figure can be broken down by."""

    DAY = "day"
    VENDOR = "vendor"
    QUEUE = "queue"
    LOCALE = "locale"
    ANNOTATOR = "annotator"


class Source(StrEnum):
    """What a figure is computed from: sums here, or its own input in its own module."""

    SUMS = "sums"
    SECONDS = "seconds"
    PATTERNS = "patterns"


class NullReason(StrEnum):
    """Why there is no figure; the sentences stand in the catalogs under ``kpi.null.<value>``."""

    NO_UNITS = "no_units"
    NO_ACCEPTED_UNITS = "no_accepted_units"
    NO_WORKING_DAYS = "no_working_days"
    NO_REVIEWS = "no_reviews"
    NO_GOLD = "no_gold"
    NO_TIMES = "no_times"
    NO_OVERLAP = "no_overlap"
    NO_DUE_TIMES = "no_due_times"
    NO_OPEN_UNITS = "no_open_units"
    NO_COSTS = "no_costs"
    NO_SKIPS = "no_skips"
    MIXED_CURRENCY = "mixed_currency"
    ONE_LABEL = "one_label"
    TOTALS_ONLY = "totals_only"
    UNDATED = "undated"
    NOT_BY_DIMENSION = "not_by_dimension"


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of measure columns, divided by `per` (3600 turns seconds into hours)."""

    columns: tuple[str, ...]
    per: float = 1.0

    def of(self, sums: pd.DataFrame) -> FloatArray:
        """Add up the columns, NaN where any of them is missing."""
        values = sums[list(self.columns)].to_numpy(dtype=np.float64, na_value=np.nan)
        return np.asarray(values.sum(axis=1) / self.per, dtype=np.float64)


EVERYWHERE: Final = frozenset(Dimension)
NOT_BY_PERSON: Final = EVERYWHERE - {Dimension.ANNOTATOR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What a KPI is: its formula, its unit and how to read it.

    Parameters
    ----------
    code : str
        Name in commands, addresses and catalogs (``metric.<code>``).
    numerator, denominator : Total or None
        Formula over sums; no denominator makes a plain total. None for other sources.
    n : Total or None
        Observations behind the figure; by default the denominator, else the numerator.
    null_reason : NullReason
        Why the figure is missing where its data are absent or its denominator is 0.
    requires : Total or None
        What must be above 0 for a plain total to mean anything.
    """

    code: str
    unit: Unit
    better: Better
    null_reason: NullReason
    numerator: Total | None = None
    denominator: Total | None = None
    n: Total | None = None
    requires: Total | None = None
    interval: IntervalKind = IntervalKind.NONE
    dimensions: frozenset[Dimension] = EVERYWHERE
    source: Source = Source.SUMS

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that `evaluate` reads for this metric, each once."""
        totals = (self.numerator, self.denominator, self.n, self.requires)
        squares = (
            ("timed_rows", "handle_seconds_squared") if self.interval is IntervalKind.MEAN else ()
        )
        named = [name for total in totals if total is not None for name in total.columns]
        return tuple(dict.fromkeys((*named, *squares)))


rate_metric = partial(Metric, unit=Unit.SHARE, interval=IntervalKind.WILSON)
count_metric = partial(Metric, unit=Unit.UNITS)
quantile_metric = partial(
    Metric,
    unit=Unit.SECONDS,
    better=Better.LOWER,
    null_reason=NullReason.NO_TIMES,
    interval=IntervalKind.ORDER,
    source=Source.SECONDS,
)
agreement_metric = partial(
    Metric,
    better=Better.HIGHER,
    null_reason=NullReason.NO_OVERLAP,
    interval=IntervalKind.BOOTSTRAP,
    dimensions=NOT_BY_PERSON,
    source=Source.PATTERNS,
)
