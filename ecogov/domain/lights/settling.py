"""From the lights of single weeks to the light that is shown: hysteresis, duration, direction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ecogov.domain.lights.readings import Reading, deciding
from ecogov.domain.lights.words import Arrow, Light, worst

_NOTICEABLE: Final = 0.05
"""Part of the way from green to red by which a figure has to move before an arrow turns."""


@dataclass(frozen=True, slots=True)
class Week:
    """What the rules of one dimension read at the end of a week."""

    day: date
    readings: tuple[Reading, ...]

    @property
    def light(self) -> Light:
        """The light of this week alone."""
        return worst(reading.light for reading in self.readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The light after hysteresis.

    Parameters
    ----------
    light : Light
        What is shown.
    rule_light : Light
        What the rules say of the last week alone.
    since : date
        End of the first week from which on it has been shown.
    weeks : int
        For how many weeks in a row.
    arrow : Arrow
        Where it goes since the week before.
    """

    light: Light
    rule_light: Light
    since: date
    weeks: int
    arrow: Arrow


def shown_lights(weekly: Sequence[Light]) -> list[Light]:
    """Let a light get worse at once and better only after two better weeks in a row.

    A light that gets better becomes what both weeks allow, that is the worse of the two. Grey
    gives way at once: to learn something is no improvement.

    Parameters
    ----------
    weekly : sequence of Light
        What the rules say week by week, oldest first.

    Returns
    -------
    list of Light
        What is shown, week by week.
    """
    shown: list[Light] = []
    for place, light in enumerate(weekly):
        before = shown[-1] if shown else light
        if light.badness >= before.badness or before is Light.GREY:
            shown.append(light)
            continue
        both = worst((weekly[place - 1], light))
        shown.append(both if both.badness < before.badness else before)
    return shown


def settled(weeks: Sequence[Week]) -> Settled:
    """Settle the light of a dimension after its last week.

    Parameters
    ----------
    weeks : sequence of Week
        At least one, oldest first.
    """
    shown = shown_lights([week.light for week in weeks])
    last = shown[-1]
    held = next((n for n, light in enumerate(reversed(shown)) if light is not last), len(shown))
    return Settled(
        light=last,
        rule_light=weeks[-1].light,
        since=weeks[-held].day,
        weeks=held,
        arrow=_arrow(weeks),
    )


def _arrow(weeks: Sequence[Week]) -> Arrow:
    if len(weeks) == 1:
        return Arrow.UNKNOWN
    before, now = weeks[-2], weeks[-1]
    step = before.light.badness - now.light.badness
    if step == 0:
        return _within(before.readings, deciding(now.readings))
    return Arrow.BETTER if step > 0 else Arrow.WORSE


def _within(before: Sequence[Reading], now: Reading | None) -> Arrow:
    """Compare the figure that decides with the same one a week before."""
    if now is None or now.value is None or now.limits is None:
        return Arrow.SAME
    was = next(
        (one.value for one in before if (one.rule, one.subject) == (now.rule, now.subject)), None
    )
    if was is None:
        return Arrow.SAME
    span = abs(now.limits.green - now.limits.amber) or max(abs(now.limits.green), 1.0)
    moved = (now.value - was) / span * (1 if now.limits.is_high_good else -1)
    if abs(moved) < _NOTICEABLE:
        return Arrow.SAME
    return Arrow.BETTER if moved > 0 else Arrow.WORSE
