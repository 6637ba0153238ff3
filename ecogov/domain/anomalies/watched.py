"""Which figures are watched for strange days, and how a series of them is named.

Each number is watched once: units per hour is handling time again, the acceptance rate moves with
the accuracy, and throughput with the units submitted.
"""

from dataclasses import dataclass
from typing import Final, Self

import pandas as pd

from ecogov.domain.kpi.metrics import METRICS, Total

RATIO, MEAN, COUNT, BACKLOG = "ratio", "mean", "count", "backlog"

SEPARATOR: Final = "|"
"""Stands between the parts of the name of a series."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A figure that is watched.

    Parameters
    ----------
    code : str
        Code of the KPI; its name stands under ``metric.<code>``.
    kind : str
        How it behaves: ratio, mean, count or backlog.
    is_by_person : bool
        Whether people with volume enough have series of their own.
    is_of_whole : bool
        Whether the project as a whole has a series: volumes may; in a rate or a mean of all streams
        a change of their mix would pass for one of the work.
    is_good_downwards : bool
        Whether a fall is what people work for, so that only a very strange one is shown.
    """

    code: str
    kind: str
    numerator: Total
    denominator: Total | None = None
    is_by_person: bool = False
    is_of_whole: bool = False
    is_good_downwards: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The measures that its formula reads."""
        totals = (self.numerator, self.denominator)
        return tuple(name for total in totals if total is not None for name in total.columns)

    @classmethod
    def of_kpi(cls, code: str, kind: str, **told: bool) -> Self:
        """Watch a KPI by its own formula."""
        metric = METRICS[code]
        return cls(code, kind, metric.numerator or Total(()), metric.denominator, **told)


_REVIEWED: Final = Watched("reviewed_units", COUNT, Total(("reviewed_units",)))

WATCHED: Final = {
    one.code: one
    for one in (
        Watched.of_kpi("qa_accuracy", RATIO, is_by_person=True),
        Watched.of_kpi("gold_accuracy", RATIO, is_by_person=True),
        Watched.of_kpi("rework_rate", RATIO),
        Watched.of_kpi("skip_rate", RATIO),
        Watched.of_kpi("aht_seconds", MEAN, is_by_person=True),
        Watched.of_kpi("cost_per_accepted_unit", MEAN),
        Watched.of_kpi("submitted_units", COUNT, is_of_whole=True),
        _REVIEWED,
        Watched.of_kpi("backlog_units", BACKLOG, is_good_downwards=True),
    )
}
"""Everything that is watched, by code; what people are told of first stands first."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a project a series is measured; 0 and the empty text stand for none."""

    vendor_id: int = 0
    queue_id: int = 0
    locale: str = ""
    annotator_id: int = 0

    @property
    def cell(self) -> tuple[int, int, str]:
        """The stream of work, whoever did it."""
        return self.vendor_id, self.queue_id, self.locale


WHOLE: Final = Place(-1, -1)
"""Stands for the project as a whole."""


def series_name(metric: str, place: Place) -> str:
    """Name a series within its project: ``qa_accuracy|3|7|zh-CN|0``."""
    parts = (place.vendor_id, place.queue_id, place.locale, place.annotator_id)
    return SEPARATOR.join((metric, *map(str, parts)))


def series_of(name: str) -> tuple[str, Place]:
    """Tell what and where a named series measures; the other way round of `series_name`."""
    metric, vendor, queue, locale, annotator = name.split(SEPARATOR)
    return metric, Place(int(vendor), int(queue), locale, int(annotator))


def observations(watched: Watched, sums: pd.DataFrame) -> pd.DataFrame:
    """Read the figures of one metric off sums.

    Parameters
    ----------
    sums : DataFrame
        The columns of the formula, whatever else stands beside them. Not modified.

    Returns
    -------
    DataFrame
        Columns ``value``, ``num`` and ``den`` on the index of `sums`, NaN for a missing
        denominator; rows without volume are left out.
    """
    num = pd.Series(watched.numerator.of(sums), index=sums.index)
    if watched.denominator is None:
        told = pd.DataFrame({"value": num, "num": float("nan"), "den": float("nan")})
        return told[num > 0] if watched.kind == COUNT else told
    den = pd.Series(watched.denominator.of(sums), index=sums.index)
    has_volume = den > 0
    told = pd.DataFrame({"value": num / den.where(has_volume), "num": num, "den": den})
    return told[has_volume]
