"""What is drawn rather than written: how forecasts moved, how risks were rescored, what they cost.

Every draw comes from the stream of its record, so a record that is added changes no other one.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from ecogov.domain.risks.words import Stage
from ecogov.sample.calendars import stream
from ecogov.sample.log.facts import Forecast, Score
from ecogov.sample.programme import AS_OF

_WEEK: Final = timedelta(days=7)
_LONGEST_SIGHT: Final = timedelta(days=49)
_FRIDAY: Final = 4
_COST_SHARES: Final = (0.01, 0.03, 0.07, 0.14, 0.28)
"""Likely cost of an impact of 1 to 5, as a share of the contingency of its project."""
_DAYS: Final = (1, 4, 9, 18, 32)
"""Likely delay of an impact of 1 to 5."""


class Levels(NamedTuple):
    """A probability and an impact."""

    probability: int
    impact: int


def forecasts(
    key: str, known: tuple[date, date | None], promised: date, expected: date
) -> Iterator[Forecast]:
    """Tell how the forecast of a milestone came from the promised to the expected day.

    Forecasts are reported on Mondays, always for days that are still to come.

    Parameters
    ----------
    known : tuple of date
        The day on which the milestone was logged, and the one by which its expected day was known
        because an approved change request named it; None where there was none.
    """
    logged, settled = known
    yield Forecast(key, logged, promised)
    slip = (expected - promised).days
    if slip == 0:
        yield from _scare(key, logged, promised)
        return
    steps = 1 + (abs(slip) > _WEEK.days) + (abs(slip) > 2 * _WEEK.days)
    last = settled or _last_report(promised, expected)
    first = max(logged + _WEEK, min(promised, last) - _LONGEST_SIGHT)
    for step in range(1, steps + 1):
        on = _monday(first + (last - first) * step / steps)
        reached = promised + timedelta(days=round(slip * step / steps))
        told = min(_working(max(reached, on + timedelta(days=2))), max(promised, expected))
        day = max(on, logged + timedelta(days=step))
        yield Forecast(key, day, expected if step == steps else told)


def _last_report(promised: date, expected: date) -> date:
    """Give the day by which the expected day was known: a week before, if not earlier."""
    early = min(promised, expected) - timedelta(days=2)
    return min(AS_OF, max(early, expected - _WEEK))


def scores(key: str, logged: date, ended: date, levels: tuple[Levels, ...]) -> Iterator[Score]:
    """Tell how a risk was scored: by and by, and lower only after something was done about it."""
    if not levels:
        return
    chance = stream("log", "scores", key)
    inherent, current = levels[0], levels[min(1, len(levels) - 1)]
    begun = inherent
    if inherent.probability > current.probability and chance.random() < 1 / 3:
        begun = Levels(inherent.probability - 1, inherent.impact)
    span = max((ended - logged).days, 3)
    noticed = logged + timedelta(days=max(1, span // 5))
    yield Score(key, Stage.INHERENT, logged, *begun)
    if begun != inherent:
        yield Score(key, Stage.INHERENT, noticed, *inherent)
    for target in levels[2:]:
        yield Score(key, Stage.TARGET, logged, *target)
    if len(levels) > 1:
        yield Score(key, Stage.CURRENT, logged, *begun)
    if current != begun:
        share = chance.uniform(0.4, 0.8)
        yield Score(key, Stage.CURRENT, logged + timedelta(days=round(span * share)), *current)


def amounts(key: str, impact: int, contingency: float) -> dict[str, float]:
    """Draw what a risk would cost and delay: the bounds, and the likely value between them."""
    chance = stream("log", "amounts", key)
    cost = contingency * _COST_SHARES[impact - 1] * chance.uniform(0.7, 1.3)
    late = _DAYS[impact - 1] * chance.uniform(0.8, 1.2)
    spread = chance.uniform(1.6, 2.6)
    return {
        "cost_low": _round(cost / spread),
        "cost_likely": _round(cost),
        "cost_high": _round(cost * spread),
        "days_low": float(round(late / spread)),
        "days_likely": float(round(late)),
        "days_high": float(round(late * spread)),
    }


def _scare(key: str, logged: date, promised: date) -> Iterator[Forecast]:
    """Let every other milestone on plan be feared late for some weeks."""
    chance = stream("log", "forecasts", key)
    feared = _monday(min(promised, AS_OF) - timedelta(days=int(chance.integers(35, 49))))
    calmed = feared + int(chance.integers(2, 4)) * _WEEK
    if chance.random() < 1 / 2 and logged < feared:
        yield Forecast(key, feared, _working(promised + timedelta(days=int(chance.integers(3, 9)))))
        yield Forecast(key, calmed, promised)


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _working(on: date) -> date:
    return on + timedelta(days=7 - on.weekday()) if on.weekday() > _FRIDAY else on


def _round(amount: float) -> float:
    digits = len(str(int(amount)))
    return float(round(amount, 2 - digits))
