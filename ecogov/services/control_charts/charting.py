"""The control chart of a KPI of a slice: its points, its limits, its signals."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import nan
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecogov.domain.control_charts.capability import Capability, capability
from ecogov.domain.control_charts.limits import ChartKind, Limits, fitting_kind, limits_of
from ecogov.domain.control_charts.signals import RuleSet, signals
from ecogov.domain.kpi.evidence import Comparator
from ecogov.domain.kpi.intervals import FloatArray, floats
from ecogov.domain.kpi.metrics import Unit, metric_of
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.people import Right
from ecogov.domain.rootcause.questions import Period
from ecogov.services.control_charts.freezing import frozen_limits
from ecogov.services.kpis import kpi_cells
from ecogov.services.people.rights import require
from ecogov.storage.database import Database

JUMP: Final = 0
"""Number under which a moving range beyond its limit is told, beside the rules of the set."""

_NO_SAMPLE: Final = frozenset({"agreement_alpha", "agreement_ac1"})


@dataclass(frozen=True, slots=True)
class ChartQuestion:
    """A control chart as asked.

    Parameters
    ----------
    slice : Slice
        Of one project, without days.
    baseline : Period
        Days that limits are computed from, where none are frozen.
    shown : Period
        Days that are drawn.
    kind : ChartKind or None
        The chart; None chooses the one that suits the series.
    rules : RuleSet
        The one set of rules.
    """

    slice: Slice
    metric: str
    baseline: Period
    shown: Period
    kind: ChartKind | None = None
    rules: RuleSet = RuleSet.NELSON

    @property
    def project_id(self) -> int:
        """The project that it is about."""
        return self.slice.project_ids[0]


@dataclass(frozen=True, slots=True)
class FrozenBy:
    """Who froze the limits, when, under which id and version."""

    id: int
    version: int
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, eq=False)
class ControlChart:
    """A control chart as it is drawn.

    Parameters
    ----------
    points : DataFrame
        Columns ``day, value, n, low, high, standing`` (standard deviations off the centre) and
        ``moving_range``, in order; NaN where a day has no figure.
    broken : mapping of int to array of bool
        By number of the rule: at which points it is broken.
    frozen : FrozenBy or None
        None where the limits are computed afresh.
    """

    question: ChartQuestion
    unit: str
    limits: Limits
    rules: RuleSet
    points: pd.DataFrame
    broken: Mapping[int, NDArray[np.bool_]]
    capability: Capability
    target: float
    frozen: FrozenBy | None

    @property
    def signal_days(self) -> list[tuple[date, list[int]]]:
        """Days on which rules are broken, with the numbers of the rules."""
        days = self.points["day"].tolist()
        told = [
            (day, [number for number, flags in self.broken.items() if flags[place]])
            for place, day in enumerate(days)
        ]
        return [(day, numbers) for day, numbers in told if numbers]


def control_chart(db: Database, question: ChartQuestion) -> ControlChart:
    """Chart a KPI by day; limits that are frozen win over those asked for.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    NotAllowedError
        ``right.missing``.
    DomainError
        ``control_chart.too_few`` when the baseline has fewer than two days with a figure,
        ``control_chart.no_share`` when shares are asked of something else.
    """
    require(db, Right.READ, question.project_id)
    kept = frozen_limits(db, question.slice, question.metric)
    limits, rules, frozen = None, question.rules, None
    if kept is not None:
        limits, rules = kept.limits, kept.rules
        frozen = FrozenBy(kept.id, kept.version, kept.frozen_by, kept.frozen_at)
    cells = _cells(db, question)
    metric = metric_of(question.metric)
    values, n = floats(cells["value"]), _samples(cells, question.metric)
    if limits is None:
        inside = _inside(cells["day"], question.baseline)
        is_share = metric.unit is Unit.SHARE
        base = values[inside], n[inside]
        kind = question.kind or fitting_kind(base, is_share=is_share)
        days = (question.baseline.first, question.baseline.last)
        limits = limits_of(kind, base, days, is_share=is_share)
    inside = _inside(cells["day"], question.shown)
    cells, values, n = cells[inside], values[inside], n[inside]
    standings, ranges = limits.standings(values, n), _moving_ranges(values)
    broken = {**signals(standings, rules), **_jumps(ranges, limits)}
    low, high = limits.bounds(n)
    points = pd.DataFrame(
        {"day": cells["day"].tolist(), "value": values, "n": n, "low": low, "high": high}
    ).assign(standing=standings, moving_range=ranges)
    target = float(cells["target"].iloc[-1]) if len(cells) else nan
    return ControlChart(
        question=question,
        unit=metric.unit.value,
        limits=limits,
        rules=rules,
        points=points,
        broken=broken,
        capability=_capability(values, limits, cells, is_stable=_is_stable(broken)),
        target=target,
        frozen=frozen,
    )


def _cells(db: Database, question: ChartQuestion) -> pd.DataFrame:
    first = min(question.baseline.first, question.shown.first)
    last = max(question.baseline.last, question.shown.last)
    slice_ = replace(question.slice, first_day=first, last_day=last)
    return kpi_cells(db, Question(slice_, (question.metric,), ("day",)))


def _samples(cells: pd.DataFrame, metric: str) -> FloatArray:
    n = floats(cells["denominator"])
    return np.full(len(cells), np.nan) if metric in _NO_SAMPLE else n


def _inside(days: pd.Series, period: Period) -> NDArray[np.bool_]:
    return np.array([period.first <= day <= period.last for day in days], dtype=bool)


def _moving_ranges(values: FloatArray) -> FloatArray:
    """Give the distance from the last figure before; NaN at the first and at days without one."""
    told = np.full(len(values), np.nan)
    known = np.flatnonzero(np.isfinite(values))
    told[known[1:]] = np.abs(np.diff(values[known]))
    return told


def _jumps(ranges: FloatArray, limits: Limits) -> dict[int, NDArray[np.bool_]]:
    """Find, on an XmR chart, the moving ranges beyond their limit."""
    if limits.kind is not ChartKind.XMR:
        return {}
    # The limit itself is made of the ranges: equal ones lie on it by rounding alone.
    return {JUMP: np.asarray(ranges > limits.range_limit * (1 + 1e-12))}


def _is_stable(broken: Mapping[int, NDArray[np.bool_]]) -> bool:
    return not any(flags.any() for flags in broken.values())


def _capability(
    values: FloatArray, limits: Limits, cells: pd.DataFrame, *, is_stable: bool
) -> Capability:
    """Compare the process with what was promised: a target bounds it on its bad side."""
    told = cells[cells["target"].notna()]
    spec = (nan, nan)
    if not told.empty:
        target = float(told["target"].iloc[-1])
        is_floor = told["comparator"].iloc[-1] == Comparator.AT_LEAST.value
        spec = (target, nan) if is_floor else (nan, target)
    known = values[np.isfinite(values)]
    within = limits.sigma
    if limits.kind is not ChartKind.XMR:
        within = float(np.abs(np.diff(known)).mean()) / 1.128 if len(known) > 1 else 0.0
    return capability(values, within, spec, is_stable=is_stable)
