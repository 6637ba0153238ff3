"""Panels with known faults, and how a detector's scores are held against them.

The panels and the rules of scoring stand beside the repository, not in it. Thresholds are chosen on
development seeds; seeds above 99 judge, none of them was looked at when a constant was chosen.
"""

import importlib.util
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from ecogov.detection.panel import Panel, panel
from tests.harness.places import SHARED_DATA

ANOMALY = SHARED_DATA / "anomaly"
CLEAR = 5.0
BUDGETS = (0.1, 0.25)
"""False alarms per series and 90 days."""
DAYS = 240


@cache
def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ANOMALY / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@dataclass
class Case:
    """A panel with known faults, and its rules."""

    observations: pd.DataFrame
    about: pd.DataFrame
    labels: pd.DataFrame
    days_off: pd.DataFrame

    @property
    def laid(self) -> Panel:
        return panel(self.observations, self.about, self.days_off)


Detect = Callable[[Case], pd.DataFrame]


@cache
def case(seed: int, regime: str, series: int, days: int = DAYS) -> Case:
    about, dates, value, num, den, labels, off, _, _ = tool("make_kpi_faults").make(
        series, days, seed, regime
    )
    row, column = np.nonzero(np.isfinite(value))
    seen = pd.DataFrame(
        {
            "series_id": about["series_id"].to_numpy()[row],
            "timestamp": dates[column],
            "value": value[row, column],
            "num": num[row, column],
            "den": den[row, column],
        }
    )
    about = about.assign(first_scored=pd.to_datetime(about["first_scored"]))
    return Case(seen, about, labels, off.assign(date=pd.to_datetime(off["date"])))


@dataclass(frozen=True)
class Figures:
    """What a detector finds: over all faults, and of each kind."""

    overall: dict[str, float]
    by_fault: pd.DataFrame

    def __str__(self) -> str:
        return ", ".join(f"{name} {value:.2f}" for name, value in self.overall.items())

    @property
    def of_faults(self) -> str:
        """Recall at the larger budget and median delay of each kind of fault."""
        return ", ".join(
            f"{name} {one['found']:.2f} ({one['delay']:.0f} d)"
            for name, one in self.by_fault.iterrows()
        )


def figures(
    detect: Detect,
    regime: str,
    series: int,
    *,
    development: tuple[int, ...],
    judging: tuple[int, ...],
) -> Figures:
    """Choose thresholds on development seeds, apply them to the others."""
    limits = []
    for seed in development:
        one = case(seed, regime, series)
        scores = detect(one)
        limits.append(_rules(one, scores).budget(scores["score"].to_numpy(), BUDGETS))
    tight, loose = (
        np.mean([one[budget]["threshold"] for one in limits if one[budget]]) for budget in BUDGETS
    )
    rows, events = [], []
    for seed in judging:
        one = case(seed, regime, series)
        start = time.perf_counter()
        scores = detect(one)
        taken = time.perf_counter() - start
        rules, score = _rules(one, scores), scores["score"].to_numpy()
        at_tight, at_loose = rules.at(score, tight), rules.at(score, loose)
        found, delay = _found(rules, score, loose)
        events.append(one.labels.assign(found=found, delay=np.where(found, delay, np.nan)))
        rows.append(
            {
                "precision": at_tight["precision"],
                "recall": at_tight["recall"],
                "F1": at_tight["f1"],
                "recall .25": at_loose["recall"],
                "dips": found[(one.labels["fault"] == "vendor_dip").to_numpy()].mean(),
                "clear": found[(one.labels["snr"] >= CLEAR).to_numpy()].mean(),
                "false alarms": at_tight["fa_per_90d"],
                "delay": np.nan if at_tight["delay_median"] is None else at_tight["delay_median"],
                "s per 10 000 x 180": taken * 10_000 / series * 180 / DAYS,
            }
        )
    by_fault = pd.concat(events).groupby("fault").agg({"found": "mean", "delay": "median"})
    return Figures(dict(pd.DataFrame(rows).mean()), by_fault)


def _rules(one: Case, scores: pd.DataFrame) -> Any:
    return tool("score_events").Panel(
        scores["series_id"], scores["timestamp"], one.labels, one.about
    )


def _found(rules: Any, score: np.ndarray, threshold: float) -> tuple[np.ndarray, np.ndarray]:
    alarms = np.flatnonzero(score[rules.order] >= threshold)
    first = np.searchsorted(alarms, rules.lo)
    inside = np.append(alarms, np.iinfo(np.int64).max)[first]
    found = inside < rules.hi
    day = rules.t[np.where(found, inside, 0)]
    return found, np.floor(day - rules.ls)
