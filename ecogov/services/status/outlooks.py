"""The forecast of a report: dates, what the risks do to them, drift and back-test."""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.burn_up import BurnUp, Promise, burn_up
from ecogov.domain.forecast.backtest import back_test, drift
from ecogov.domain.forecast.outlook import Outlook, confidence, dates
from ecogov.domain.forecast.simulation import USUAL
from ecogov.domain.forecast.threats import delayed, delays, what_mitigation_buys
from ecogov.domain.risks.words import LIVE
from ecogov.domain.status.parts import (
    BoughtPart,
    DatesPart,
    DriftPart,
    FlowPoint,
    ForecastPart,
)
from ecogov.services.status.facts import Moment, pace
from ecogov.services.status.sources import Sources

_POINTS: Final = 60
"""About so many points of the burn-up are kept: enough for a picture of any width."""

_MOST_BOUGHT: Final = 5


def forecast_part(now: Moment, sources: Sources) -> ForecastPart:
    """Gather everything that is told about when it will be there."""
    outlook = now.outlook
    actual, needed = pace(sources, outlook, now.day)
    tested = back_test(sources.flow, USUAL)
    by_risk = bought_days(now, sources)
    told = {row["id"]: row for row in sources.register.risks.to_dict("records")}
    return ForecastPart(
        data_until=sources.data_until,
        accepted=outlook.accepted,
        target_units=outlook.goal.units,
        remaining=outlook.remaining,
        n_days=outlook.n_days,
        dates=_dates(outlook),
        committed=outlook.goal.due_on,
        committed_first=sources.first_due_on,
        by_committed=outlook.by_committed,
        null_reason=outlook.gap.value if outlook.gap else "",
        risked=_risked(now, sources),
        bought=tuple(
            BoughtPart(ref=told[one]["ref"], title=told[one]["title"], days=days)
            for one, days in list(by_risk.items())[:_MOST_BOUGHT]
            if days
        ),
        drift=tuple(
            DriftPart(day=one.day, p50=one.p50, p80=one.p80)
            for one in (drift(sources.flow, outlook.goal, USUAL) if outlook.is_simulated else ())
        ),
        held=tested.held,
        judged=tested.judged,
        pace=actual,
        pace_needed=needed,
        flow=_flow(sources, outlook),
    )


def bought_days(now: Moment, sources: Sources) -> dict[int, int]:
    """Tell by how many days P80 comes earlier without each live risk, the most first."""
    if not now.outlook.is_simulated:
        return {}
    found = what_mitigation_buys(
        now.outlook.finish, delays(_live(sources)), sources.flow.last, sources.calendar
    )
    return {one.risk_id: one.days for one in found}


def _live(sources: Sources) -> pd.DataFrame:
    risks = sources.register.risks
    return risks[risks["status"].isin(LIVE)]


def _dates(outlook: Outlook) -> DatesPart:
    return DatesPart(
        p50=outlook.p50, p80=outlook.p80, p95=outlook.p95, confidence=outlook.confidence
    )


def _risked(now: Moment, sources: Sources) -> DatesPart | None:
    by_risk = delays(_live(sources))
    if not now.outlook.is_simulated or not by_risk:
        return None
    together = np.sum(list(by_risk.values()), axis=0)
    last = sources.flow.last
    finish = delayed(now.outlook.finish, together, last, sources.calendar)
    p50, p80, p95 = dates(finish, last)
    due_on = now.outlook.goal.due_on
    return DatesPart(p50=p50, p80=p80, p95=p95, confidence=confidence(finish, last, due_on))


def _flow(sources: Sources, outlook: Outlook) -> tuple[FlowPoint, ...]:
    flow = sources.flow
    if not flow.units.size:
        return ()
    days = [flow.first + pd.Timedelta(days=n) for n in range(flow.units.size)]
    daily = pd.DataFrame({"day": days, "value": flow.units})
    goal = outlook.goal
    promise = Promise(sources.project.start_on, goal.due_on, goal.units, sources.calendar)
    return tuple(_thinned(burn_up(daily, promise)))


def _thinned(burn: BurnUp) -> list[FlowPoint]:
    points = burn.points
    step = max(len(points) // _POINTS, 1)
    is_kept = (np.arange(len(points)) % step == 0) | (points["day"] == burn.as_of).to_numpy()
    is_kept[-1] = True
    return [
        FlowPoint(day=_day(day), accepted=_known(accepted), planned=_known(planned))
        for day, accepted, planned in points[is_kept].itertuples(index=False)
    ]


def _day(day: date) -> date:
    return date(day.year, day.month, day.day)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
