"""Daily figures of every team: a small queueing model, drawn day by day from fixed seeds.

The model of a team's day
-------------------------
*Inflow* is Poisson around a mean that follows the week, swings slowly (AR(1), 4 %), rises on
holidays of round-the-clock queues and in a demand surge; a new team is given less while it
learns. *Capacity* is people present (binomial, 94 % of the roster) times 6.2 productive hours
over the handling time of the day; with more than a day of work open, people work 12 %
overtime. What is *submitted* is the smaller of capacity and of what lies ready (the last
arrivals of a day wait for the next). *Handling time* falls along the learning curve of a new team
(+75 % at first, time constant 18 days), jumps 22 % at a guideline change and decays within
some eight days; the hours of a day carry the noise of a sum of skewed times. *Accuracy*
lives on the logit scale: practised level, minus learning, minus guideline shock, minus
incident, plus a slow AR(1) and a daily wobble. *Reviews* are a binomial sample of what was
submitted and *defects* a binomial share of the reviews. *Reworked* units are the defects and
what the requester sent back; *accepted* is submitted minus reworked, and reworked units go
back into the queue, so that ``open = open before + received - accepted`` holds every day.

Days are drawn in order, so a shorter programme is the beginning of a longer one.
"""

from dataclasses import dataclass
from datetime import date
from math import exp
from typing import Final

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from ecogov.sample.calendars import (
    days_between,
    is_holiday,
    is_weekend,
    is_working_day,
    stream,
)
from ecogov.sample.programme import (
    CHANGES,
    FIRST_DAY,
    INCIDENTS,
    TEAMS,
    USD_TO,
    VENDORS,
    Incident,
    Team,
    guideline_version,
    project_named,
)

COLUMNS: Final = (
    "project",
    "date",
    "vendor",
    "queue",
    "locale",
    "guideline_version",
    "received",
    "submitted",
    "accepted",
    "reviewed",
    "defects",
    "reworked",
    "open",
    "hours",
    "cost",
    "currency",
)

_HOURS: Final = 6.2
_PRESENT: Final = 0.94
_HANDLE_CV: Final = 0.6
_RETURNS: Final = 0.5
_MARGIN: Final = 1.12
_DEMAND_AROUND_THE_CLOCK: Final = (0.95, 0.94, 0.96, 0.98, 1.03, 1.09, 1.05)
_DEMAND_OFFICE: Final = (1.12, 1.04, 1.00, 0.97, 0.87, 0.93, 1.07)
_WEEKEND_SHIFT: Final = 0.78
_HOLIDAY_SHIFT: Final = 0.66
_OVERTIME: Final = 1.12
_VENDORS: Final = {vendor.code: vendor for vendor in VENDORS}


@dataclass(frozen=True, slots=True)
class Pressure:
    """What bears on a team on one day, before chance."""

    capacity: float
    demand: float
    aht_seconds: float
    accuracy_logit: float
    returns: float
    sampling: float


@dataclass(slots=True)
class _State:
    """What a team carries from day to day."""

    open_units: int
    demand_swing: float = 0.0
    accuracy_swing: float = 0.0


def daily_production(*, as_of: date) -> pd.DataFrame:
    """Draw the daily figures of all teams.

    Parameters
    ----------
    as_of : date
        Last day drawn.

    Returns
    -------
    DataFrame, shape (n_team_days, 16)
        `COLUMNS`; counts in units, ``hours`` in person-hours, ``cost`` in ``currency``. Ordered
        by project as in the programme, then day, then team. Days on which a team neither
        received nor did anything have no row.
    """
    rows = [row for team in TEAMS for row in team_days(team, as_of=as_of)]
    order = {team.project: position for position, team in enumerate(TEAMS)}
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    ranked = frame.assign(_rank=frame["project"].map(order))
    return ranked.sort_values(["_rank", "date"], kind="stable", ignore_index=True).drop(
        columns="_rank"
    )


def team_days(team: Team, *, as_of: date) -> list[tuple[object, ...]]:
    """Draw the days of one team as tuples of `COLUMNS`."""
    rng = stream("production", team.project, team.queue, team.vendor, team.locale)
    first = max(FIRST_DAY, project_named(team.project).start_on, team.started_on or FIRST_DAY)
    state = _State(open_units=round(0.3 * _mean_demand(team)))
    rows = []
    for day in days_between(first, as_of):
        figures = _draw_day(rng, team, day, state)
        if figures[0] or figures[1]:
            rows.append(_row(team, day, figures))
    return rows


def pressure(team: Team, day: date) -> Pressure:
    """Work out what bears on `team` on `day`: rhythm, learning, changes and incidents."""
    age = (day - team.started_on).days if team.started_on else 10_000
    struck = [
        incident
        for incident in INCIDENTS
        if incident.first_day <= day <= incident.last_day and incident.strikes(team)
    ]
    shock = _guideline_shock(team, day)
    roster = min(1.0, 0.45 + 0.55 * age / 28)
    outage = 1.0 - _strongest(struck, "outage", 0.0)
    return Pressure(
        capacity=roster * _shift(team, day) * outage,
        demand=roster
        * _demand_rhythm(team, day)
        * _strongest(struck, "demand_surge", 1.0)
        / (1 + 0.6 * exp(-age / 18)),
        aht_seconds=team.aht_seconds
        * (1 + 0.75 * exp(-age / 18))
        * (1 + 0.22 * shock)
        * _strongest(struck, "aht_rise", 1.0),
        accuracy_logit=float(logit(team.accuracy))
        - 0.9 * exp(-age / 21)
        - 0.75 * shock
        - _strongest(struck, "quality_dip", 0.0),
        returns=_RETURNS * _strongest(struck, "rework_spike", 1.0),
        sampling=team.sampling * _strongest(struck, "sampling_gap", 1.0),
    )


def _strongest(struck: list[Incident], kind: str, otherwise: float) -> float:
    return next((each.magnitude for each in struck if each.kind == kind), otherwise)


def _guideline_shock(team: Team, day: date) -> float:
    ages = [
        (day - change.day).days
        for change in CHANGES
        if change.project == team.project and change.kind == "guideline" and change.day <= day
    ]
    return exp(-min(ages) / 8) if ages else 0.0


def _shift(team: Team, day: date) -> float:
    if not project_named(team.project).runs_on_weekends:
        return float(is_working_day(team.country, day))
    if is_holiday(team.country, day):
        return _HOLIDAY_SHIFT
    return _WEEKEND_SHIFT if is_weekend(team.country, day) else 1.0


def _demand_rhythm(team: Team, day: date) -> float:
    if not project_named(team.project).runs_on_weekends:
        return _DEMAND_OFFICE[day.weekday()] * is_working_day(team.country, day)
    festive = 1.08 if is_holiday(team.country, day) else 1.0
    return _DEMAND_AROUND_THE_CLOCK[day.weekday()] * festive


def _mean_capacity(team: Team) -> float:
    return team.people * _PRESENT * _HOURS * 3600 / team.aht_seconds


def _mean_demand(team: Team) -> float:
    return team.load * _mean_capacity(team)


def _draw_day(
    rng: np.random.Generator, team: Team, day: date, state: _State
) -> tuple[int, int, int, int, int, int, float]:
    bearing = pressure(team, day)
    state.demand_swing = 0.93 * state.demand_swing + rng.normal(0, 0.015)
    state.accuracy_swing = 0.90 * state.accuracy_swing + rng.normal(0, 0.05)
    received = int(rng.poisson(_mean_demand(team) * bearing.demand * exp(state.demand_swing)))
    handle = bearing.aht_seconds * rng.lognormal(0, 0.025)
    overtime = _OVERTIME if state.open_units > _mean_demand(team) else 1.0
    present = int(rng.binomial(team.people, _PRESENT)) * bearing.capacity * overtime
    ready = (state.open_units + received) * min(1.0, rng.normal(0.82, 0.03))
    submitted = int(min(present * _HOURS * 3600 / handle, ready * (bearing.capacity > 0)))
    correct = float(expit(bearing.accuracy_logit + state.accuracy_swing + rng.normal(0, 0.10)))
    reviewed = int(rng.binomial(submitted, bearing.sampling))
    defects = int(rng.binomial(reviewed, 1 - correct))
    sent_back = rng.binomial(submitted - reviewed, min(1.0, bearing.returns * (1 - correct)))
    reworked = defects + int(sent_back)
    state.open_units += received - submitted + reworked
    noise = rng.normal(1, _HANDLE_CV / max(submitted, 1) ** 0.5)
    hours = round(submitted * handle * max(noise, 0.2) / 3600, 2)
    return received, submitted, reviewed, defects, reworked, state.open_units, hours


def _row(
    team: Team, day: date, figures: tuple[int, int, int, int, int, int, float]
) -> tuple[object, ...]:
    received, submitted, reviewed, defects, reworked, open_units, hours = figures
    currency = project_named(team.project).currency
    cost = round(_cost_usd(team, submitted - reworked, hours) * USD_TO[currency], 2)
    return (
        team.project,
        day,
        team.vendor,
        team.queue,
        team.locale,
        guideline_version(team.project, day),
        received,
        submitted,
        submitted - reworked,
        reviewed,
        defects,
        reworked,
        open_units,
        hours,
        cost,
        currency,
    )


def _cost_usd(team: Team, accepted: int, hours: float) -> float:
    vendor = _VENDORS[team.vendor]
    if vendor.is_inhouse:
        return hours * vendor.hourly_usd
    return accepted * vendor.hourly_usd * _MARGIN * team.aht_seconds / 3600
