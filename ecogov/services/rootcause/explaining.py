"""Why a KPI changed between two periods: slices, their effects, and the chance that it is luck."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecogov.detection.rootcause.expecting import expected_events
from ecogov.detection.rootcause.leaves import Leaves, leaves
from ecogov.detection.rootcause.localising import Cause, Change, root_causes
from ecogov.domain.kpi.intervals import FloatArray, floats
from ecogov.domain.kpi.metrics import metric_of
from ecogov.domain.kpi.questions import Question
from ecogov.domain.people import Right
from ecogov.domain.rootcause.noise import SURE, chance, distance
from ecogov.domain.rootcause.parts import (
    LEVEL,
    Kind,
    Scale,
    kind_of,
    scale_of,
    unit_variance,
)
from ecogov.domain.rootcause.questions import ChangeQuestion, Period
from ecogov.services.kpis import kpi_cells
from ecogov.services.people.rights import require
from ecogov.services.rootcause.leaves import Sides, sides_of
from ecogov.services.rootcause.sharing import slices_along
from ecogov.storage.database import Database


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """A change and what explains it.

    Parameters
    ----------
    unit : str
        Of the KPI (`ecogov.domain.kpi.metrics.Unit`).
    before, after : float
        Values of the KPI; an amount before is scaled to the working days after.
    volume_before, volume_after : float
        Units behind a rate or a mean; 0 of amounts.
    chance : float
        How often luck alone moves the whole this far; NaN where that cannot be said.
    causes : tuple of Cause
        In the unit of the KPI, the strongest first; those that are not named may be luck.
    others : tuple of Cause
        Slices to look at next, had the causes not been chosen instead.
    looked_at : int
        Among how many slices the causes were chosen.
    slices : mapping of str to DataFrame
        By dimension, see `ecogov.services.rootcause.sharing.slices_along`.
    trend : DataFrame
        KPI cells by ``day`` from the first day of either period to the last.
    cuts, left_out : tuple of str
        Dimensions that were cut along, and those that would have made too many slices.
    factor : float
        What amounts before were multiplied by.
    """

    question: ChangeQuestion
    kind: Kind
    unit: str
    before: float
    after: float
    volume_before: float
    volume_after: float
    chance: float
    causes: tuple[Cause, ...]
    others: tuple[Cause, ...]
    looked_at: int
    slices: Mapping[str, pd.DataFrame]
    trend: pd.DataFrame
    cuts: tuple[str, ...]
    left_out: tuple[str, ...]
    factor: float

    @property
    def change(self) -> float:
        """By how much the KPI moved."""
        return self.after - self.before

    @property
    def suspects(self) -> tuple[Cause, ...]:
        """All slices to look at: the causes, then the others."""
        return (*self.causes, *self.others)

    @property
    def named(self) -> tuple[Cause, ...]:
        """Causes for which luck is ruled out."""
        return tuple(cause for cause in self.causes if cause.is_named)

    @property
    def is_luck(self) -> bool:
        """Whether nothing but luck needs to be blamed."""
        return not self.named and not self.chance < SURE


def explain_change(db: Database, question: ChangeQuestion) -> Explained:
    """Explain a change of a KPI by the slices of its work.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    NotAllowedError
        ``right.missing``.
    DomainError
        ``rootcause.empty`` when a period has nothing to compare.
    """
    require(db, Right.READ, question.project_id)
    sides = sides_of(db, question)
    metric = metric_of(question.metric)
    kind = kind_of(metric)
    scale = scale_of(metric, (sides.before, sides.after), sides.spread)
    found = _leaves(sides, sides.cuts, kind, scale)
    expected = expected_events(found)
    expected = found.n1 - expected if found.counts_failures else expected
    sums = [(float(one["k"].sum()), float(one["n"].sum())) for one in (sides.before, sides.after)]
    values = [k / n if kind is not Kind.AMOUNT else k for k, n in sums]
    trend = _daily_cells(db, question)
    change = _localised(sides, kind, scale)
    return Explained(
        question=question,
        kind=kind,
        unit=metric.unit.value,
        before=values[0],
        after=values[1],
        volume_before=0.0 if kind is Kind.AMOUNT else sums[0][1],
        volume_after=0.0 if kind is Kind.AMOUNT else sums[1][1],
        chance=_chance(question, trend, unit_variance(metric, sums, sides.spread)),
        causes=tuple(_in_unit(cause, kind, scale) for cause in change.causes),
        others=tuple(_in_unit(cause, kind, scale) for cause in change.others),
        looked_at=change.looked_at,
        slices={
            name: _along(sides, name, kind, _expected_by(found, expected, name, scale))
            for name in sides.cuts
        },
        trend=trend,
        cuts=sides.cuts,
        left_out=sides.left_out,
        factor=sides.factor,
    )


def _daily_cells(db: Database, question: ChangeQuestion) -> pd.DataFrame:
    """Compute a KPI by day over both periods and what lies between them."""
    first = min(question.before.first, question.after.first)
    last = max(question.before.last, question.after.last)
    slice_ = replace(question.slice, first_day=first, last_day=last)
    return kpi_cells(db, Question(slice_, (question.metric,), ("day",)))


def _localised(sides: Sides, kind: Kind, scale: Scale) -> Change:
    """Search along what tells slices apart; "not told" is nobody who could be named."""
    cuts = [name for name in sides.cuts if _values(sides, name) > 1] or list(sides.cuts[:1])
    while True:
        change = root_causes(_leaves(sides, tuple(cuts), kind, scale))
        unnamed = {
            name for cause in change.causes for name, code in cause.slice.items() if not code
        }
        if not unnamed:
            others = [cause for cause in change.others if all(cause.slice.values())]
            return replace(change, others=tuple(others))
        left = [name for name in cuts if name not in unnamed]
        if not left:
            return replace(change, causes=(), others=())
        cuts = left


def _values(sides: Sides, name: str) -> int:
    return len({*sides.before[name], *sides.after[name]})


def _leaves(sides: Sides, cuts: tuple[str, ...], kind: Kind, scale: Scale) -> Leaves:
    def scaled(frame: pd.DataFrame) -> pd.DataFrame:
        n = frame["n"] * scale.volume
        k = frame["k"] * scale.events
        if kind is not Kind.AMOUNT:
            k = k.clip(upper=n)
        return frame.assign(k=k, n=n)

    return leaves(
        scaled(sides.before),
        scaled(sides.after),
        cuts,
        numerator="k",
        denominator=None if kind is Kind.AMOUNT else "n",
    )


def _in_unit(cause: Cause, kind: Kind, scale: Scale) -> Cause:
    """Turn what events say of a cause into the unit of the KPI."""
    if kind is Kind.RATE:
        return cause
    factor = 1 / scale.events if kind is Kind.AMOUNT else scale.value
    names = ("contribution", "rate_effect", "mix_effect", "before", "after", "expected")
    told = {name: getattr(cause, name) * factor for name in names}
    volume, numerator = cause.volume / scale.volume, cause.numerator / scale.events
    return replace(cause, **told, volume=volume, numerator=numerator)


def _expected_by(found: Leaves, expected: FloatArray, name: str, scale: Scale) -> pd.Series:
    """Tell what each value should have shown after, had nothing but volumes moved."""
    place = found.dimensions.index(name)
    code, size = found.codes[:, place], len(found.names[place])
    events = np.bincount(code, expected, minlength=size)
    if found.is_rate:
        volume = np.bincount(code, found.n1, minlength=size)
        with np.errstate(divide="ignore", invalid="ignore"):
            told = np.where(volume > 0, events / volume * scale.value, np.nan)
    else:
        told = events / scale.events
    return pd.Series(told, index=pd.Index(found.names[place].astype(str), dtype="object"))


def _along(sides: Sides, name: str, kind: Kind, expected: pd.Series) -> pd.DataFrame:
    summed = [
        frame.groupby(name)[["k", "n"]].sum() for frame in (sides.before, sides.after)
    ]  # fmt: skip
    table = slices_along(summed[0], summed[1], kind)
    return table.assign(expected=table["code"].map(expected))


def _chance(question: ChangeQuestion, trend: pd.DataFrame, variance: float) -> float:
    if question.metric == LEVEL:
        return float("nan")
    k, n = floats(trend["numerator"]), floats(trend["denominator"])
    # A plain total is compared by the days on which there was any.
    n = np.where(np.isnan(n), 1.0, n)
    inside = [_inside(trend, period) for period in (question.before, question.after)]
    before, after = ((k[one], n[one]) for one in inside)
    return chance(distance(before, after, unit_variance=variance))


def _inside(trend: pd.DataFrame, period: Period) -> NDArray[np.bool_]:
    days = trend["day"]
    return np.array([period.first <= day <= period.last for day in days], dtype=bool)
