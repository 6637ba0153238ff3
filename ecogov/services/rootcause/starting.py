"""Where to begin when nobody said: the change of a project that stands out most."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import inf, isnan
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.metrics import Better, Metric, Source, metric_of
from ecogov.domain.kpi.questions import Slice
from ecogov.domain.people import Right
from ecogov.domain.rootcause.noise import SURE, chance, distance
from ecogov.domain.rootcause.parts import LEVEL, PER_DAY, parts_of, spread_of, unit_variance
from ecogov.domain.rootcause.questions import EXPLAINED, ChangeQuestion, Period
from ecogov.domain.targets import TURNAROUND
from ecogov.services.people.rights import require
from ecogov.storage.database import Database
from ecogov.storage.production import kpis

_RECENT_DAYS: Final = 7
_USUAL_DAYS: Final = 28
_LEFT_OUT: Final = frozenset({"handle_seconds", PER_DAY, LEVEL, TURNAROUND})


def latest_periods(first: date, last: date) -> tuple[Period, Period] | None:
    """Split the newest days into the week that is looked at and the four weeks before it.

    Returns
    -------
    (Period, Period) or None
        Shorter where fewer days have figures; None for a single day.
    """
    days = (last - first).days + 1
    recent = min(_RECENT_DAYS, days // 2)
    if recent == 0:
        return None
    after = Period(last - timedelta(days=recent - 1), last)
    return after.right_before(min(_USUAL_DAYS, days - recent)), after


def biggest_change(db: Database, slice_: Slice) -> ChangeQuestion | None:
    """Find the KPI of a project that moved furthest lately, those that got worse first.

    Parameters
    ----------
    slice_ : Slice
        Of one project, without days.

    Returns
    -------
    ChangeQuestion or None
        The last week against the four before; None before anything can be compared.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    NotAllowedError
        ``right.missing``.
    DomainError
        ``rootcause.one_project``.
    """
    if len(slice_.project_ids) != 1:
        raise DomainError("rootcause.one_project")
    require(db, Right.READ, slice_.project_ids[0])
    with db.read() as session:
        first, last = kpis.day_bounds(session, slice_.project_ids, is_worked=True)
        periods = None if first is None or last is None else latest_periods(first, last)
        if periods is None:
            return None
        before, after = periods
        wide = Slice(
            slice_.project_ids, before.first, after.last,
            slice_.vendor_ids, slice_.queue_ids, slice_.locales,
        )  # fmt: skip
        sums = kpis.measure_sums(session, wide, ("day",))
    ranked = sorted(_moves(sums, before, after), reverse=True)
    if not ranked:
        return None
    return ChangeQuestion(slice_, ranked[0][-1], before, after)


def _moves(
    sums: pd.DataFrame, before: Period, after: Period
) -> Iterator[tuple[bool, float, int, str]]:
    """Weigh how far each KPI moved: whether it got worse beyond luck, then how far."""
    inside = [
        np.array([one.first <= day <= one.last for day in sums["day"]], dtype=bool)
        for one in (before, after)
    ]
    for place, code in enumerate(EXPLAINED):
        metric = metric_of(code)
        if code in _LEFT_OUT or metric.source is not Source.SUMS:
            continue
        parts = parts_of(metric, sums)
        k, n = parts["k"].to_numpy(), parts["n"].to_numpy()
        sides = [(k[one], n[one]) for one in inside]
        variance = unit_variance(metric, [(k.sum(), n.sum())], spread_of(sums))
        z = distance(sides[0], sides[1], unit_variance=variance)
        if not isnan(z) and abs(z) < inf:
            is_worse = z * _good_way(metric) < 0 and chance(z) < SURE
            yield is_worse, abs(z), -place, code


def _good_way(metric: Metric) -> int:
    return {Better.HIGHER: 1, Better.LOWER: -1, Better.NEUTRAL: 0}[metric.better]
