"""What live risks do to a date: one shared draw of every risk in each run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.forecast.flow import working
from ecogov.domain.forecast.pert import ThreePoint
from ecogov.domain.forecast.simulation import NEVER, USUAL, IntArray, Luck
from ecogov.domain.kpi.intervals import FloatArray
from ecogov.domain.risks.words import Nature
from ecogov.domain.workdays import Calendar

_P80: Final = 0.8
_SPARE_DAYS: Final = 30


def delays(valued: pd.DataFrame, luck: Luck = USUAL) -> Mapping[int, FloatArray]:
    """Draw how many working days every risk costs in every run; below 0 what it saves.

    A risk comes true with its chance, and then costs a draw from its three-point estimate. Every
    risk has a generator of its own, so that with one left out all others meet the same fate.

    Parameters
    ----------
    valued : DataFrame, shape (n_risks, >= 6)
        Columns ``id``, ``nature``, ``p`` (0 to 1) and ``days_low``, ``days_likely``,
        ``days_high`` (working days); without chance or likely days a risk is left out. A bound
        that is missing is the likely value. Not modified.
    luck : Luck
        The same gives the same draws.

    Returns
    -------
    mapping of int to FloatArray
        By the id of the risk, in order of the ids.
    """
    columns = ["id", "nature", "p", "days_low", "days_likely", "days_high"]
    known = valued[valued["p"].notna() & valued["days_likely"].notna()].sort_values("id")
    told: dict[int, FloatArray] = {}
    for risk_id, nature, chance, low, likely, high in known[columns].itertuples(index=False):
        generator = np.random.Generator(np.random.PCG64([luck.seed, int(risk_id)]))
        has_come_true = generator.random(luck.runs) < float(chance)
        middle = float(likely)
        estimate = ThreePoint(
            middle if pd.isna(low) else float(low), middle, middle if pd.isna(high) else float(high)
        )
        sign = 1 if nature == Nature.THREAT else -1
        told[int(risk_id)] = sign * has_come_true * estimate.draws(generator, luck.runs)
    return told


def delayed(finish: IntArray, days: FloatArray, last: date, calendar: Calendar) -> IntArray:
    """Move the day on which each run ends by so many working days, rounded up.

    Parameters
    ----------
    finish : IntArray
        Days after `last`, as `ecogov.domain.forecast.simulation.finish_offsets` gives them.
    days : FloatArray
        Working days of each run. Not modified, and neither is `finish`.

    Returns
    -------
    IntArray
        Days after `last`, never below 1; `NEVER` stays.
    """
    ends = finish != NEVER
    if not ends.any() or not days.any():
        return finish
    longest = int(finish[ends].max())
    spare = int(np.ceil(max(float(days.max()), 0.0))) * 3 + _SPARE_DAYS
    offsets = np.arange(1, longest + spare + 1)
    works = working(calendar, np.datetime64(last, "D") + offsets)
    worked_until = np.concatenate([[0], np.cumsum(works)])
    workdays = offsets[works]
    moved = ends & (days != 0)
    nth = worked_until[finish[moved]] + np.ceil(days[moved]).astype(np.int64)
    told = finish.copy()
    told[moved] = workdays[np.clip(nth - 1, 0, workdays.size - 1)]
    return told


@dataclass(frozen=True, slots=True)
class Bought:
    """By how many days P80 comes earlier without a risk; below 0 for an opportunity."""

    risk_id: int
    days: int


def what_mitigation_buys(
    finish: IntArray, by_risk: Mapping[int, FloatArray], last: date, calendar: Calendar
) -> list[Bought]:
    """Tell for every risk by how many calendar days P80 moves with it removed, the most first.

    Parameters
    ----------
    finish : IntArray
        As for `delayed`: without any risk.
    by_risk : mapping of int to FloatArray
        As `delays` gives them.
    """
    if not by_risk:
        return []
    together = np.sum(list(by_risk.values()), axis=0)
    whole = p80_offset(delayed(finish, together, last, calendar))
    told = [
        Bought(risk_id, whole - p80_offset(delayed(finish, together - own, last, calendar)))
        for risk_id, own in by_risk.items()
    ]
    return sorted(told, key=lambda one: (-one.days, one.risk_id))


def p80_offset(finish: IntArray) -> int:
    """Give the offset by which 80 % of the runs have ended."""
    return int(np.quantile(finish, _P80, method="inverted_cdf"))
