"""Simulated projects: a weekly rhythm, a ramp, good and bad weeks, outages."""

from datetime import timedelta
from typing import NamedTuple

import numpy as np

from ecogov.domain.forecast.flow import Flow
from ecogov.domain.forecast.simulation import Luck, finish_offsets
from ecogov.domain.workdays import Calendar

RHYTHM = np.array([0.85, 1.05, 1.1, 1.05, 0.8, 0.0, 0.0])
MONDAY = np.datetime64("2026-01-05")


class Simulated(NamedTuple):
    """What is known of a project on a day, what is missing then, and when it was really done."""

    flow: Flow
    remaining: float
    finished: int


def simulated(seed: int, n_days: int = 700) -> Simulated:
    """Play a project to its end and stop it somewhere on the way."""
    rng = np.random.default_rng(seed)
    days = MONDAY + int(rng.integers(0, 7)) + np.arange(n_days)
    weekday = (days.astype("int64") + 3) % 7
    ramp = np.minimum(0.3 + 0.7 * np.arange(n_days) / rng.integers(10, 40), 1)
    daily = np.exp(rng.normal(-0.031, 0.25, n_days))
    weekly = np.exp(rng.normal(-0.02, 0.2, n_days // 7 + 1)).repeat(7)[:n_days]
    units = 1000 * RHYTHM[weekday] * ramp * daily * weekly * _outages(rng, n_days)
    total = rng.uniform(108_000, 234_000)
    done = np.cumsum(units)
    finished = int(np.argmax(done >= total))
    stopped = max(int(rng.uniform(0.3, 0.6) * finished), 20)
    last = (days[0] + stopped).item()
    flow = Flow(last, units[: stopped + 1], Calendar())
    return Simulated(flow, float(total - done[stopped]), finished - stopped)


def share_held(n_projects: int, quantile: float = 0.8, runs: int = 1000) -> float:
    """Forecast many simulated projects and tell in how many of them a quantile held."""
    held = 0
    for seed in range(n_projects):
        told = simulated(seed)
        finish = finish_offsets(told.flow, told.remaining, Luck(runs, seed))
        held += told.finished <= np.quantile(finish, quantile, method="inverted_cdf")
    return held / n_projects


def steady(last, n_days: int, units: float = 100.0, calendar: Calendar | None = None) -> Flow:
    """Make a flow that brings the same on every working day."""
    calendar = calendar or Calendar()
    days = [last - timedelta(days=n) for n in range(n_days)][::-1]
    per_day = [units * calendar.is_working(day) for day in days]
    return Flow(last, np.array(per_day, dtype=np.float64), calendar)


def _outages(rng: np.random.Generator, n_days: int) -> np.ndarray:
    factor = np.ones(n_days)
    day = int(rng.geometric(1 / 40))
    while day < n_days:
        factor[day : day + int(rng.integers(1, 6))] *= rng.uniform(0, 0.3)
        day += int(rng.geometric(1 / 40))
    return factor
