"""Which targets are held against nothing: whether what a KPI is computed from was ever imported."""

from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.kpi.measures import MEASURES
from ecogov.domain.kpi.metrics import METRICS, Metric, Source

OTHER_MEASURES: Final = ("overlap_items", "turnarounds", "stock_days")
"""What some KPIs are computed from beside `MEASURES`; only whether there is any counts."""

_SCOPE: Final = ("vendor_id", "queue_id", "locale")
_OWN: Final = {
    "throughput_units_per_day": ("accepted_units",),
    "tat_attainment": ("turnarounds",),
    "backlog_units": ("received_units", "stock_days"),
}


def bases(metric: Metric) -> tuple[str, ...]:
    """Name the measures of which at least one must not be 0 for a KPI to have a figure."""
    if metric.code in _OWN:
        return _OWN[metric.code]
    if metric.source is Source.SECONDS:
        return ("timed_units",)
    total = metric.requires or metric.denominator or metric.numerator
    if metric.source is Source.PATTERNS or total is None:
        return ("overlap_items",)
    return total.columns


BASES: Final = {code: bases(metric) for code, metric in METRICS.items()}
NEEDED_MEASURES: Final = tuple(
    name for name in MEASURES if any(name in needed for needed in BASES.values())
)


def with_null_reasons(targets: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """Say of every target why there is nothing to hold against it.

    Parameters
    ----------
    targets : DataFrame, shape (n_targets, >= 5)
        Columns ``project_id, metric, vendor_id, queue_id, locale``; what is missing does not
        narrow the target. Not modified.
    measured : DataFrame, shape (n_groups, 4 + n_measures)
        Columns ``project_id, vendor_id, queue_id, locale``, `NEEDED_MEASURES` and
        `OTHER_MEASURES`. Not modified.

    Returns
    -------
    DataFrame, shape (n_targets, n_columns + 1)
        `targets` with ``null_reason`` (`NullReason` value; None where there are data).
    """
    reasons = pd.Series([None] * len(targets), index=targets.index, dtype=object)
    for _, part in targets.groupby(["project_id", *_SCOPE], dropna=False):
        mine = measured["project_id"] == part["project_id"].iloc[0]
        for name in _SCOPE:
            if part[name].notna().all():
                mine &= measured[name] == part[name].iloc[0]
        sums = measured.loc[mine, [*NEEDED_MEASURES, *OTHER_MEASURES]].sum()
        reasons[part.index] = [_reason(str(code), sums) for code in part["metric"]]
    return targets.assign(null_reason=reasons)


def _reason(code: str, sums: "pd.Series[float]") -> str | None:
    has_data = bool(np.any(sums[list(BASES[code])].to_numpy() > 0))
    return None if has_data else METRICS[code].null_reason.value
