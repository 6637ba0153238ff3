"""The three clocks of an escalation, and the level on which it should stand by now.

Clocks count business hours. The clock to acknowledge runs until somebody shows that he took it
on; the clock to the next update starts anew with every word given, and ends when a promised update
is due; the clock to resolve stands still while the vendor has it, and after the solution.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ecogov.domain.business_hours import MICROSECONDS_PER_HOUR, BusinessHours, moment_of
from ecogov.domain.escalations.events import Event
from ecogov.domain.escalations.ladder import DEFAULT_LADDER, Ladder, Level, Severity
from ecogov.domain.escalations.measuring import Measured, Timed, measured
from ecogov.domain.escalations.stories import Holder, Story, story_of


class ClockKind(StrEnum):
    """What is waited for."""

    ACKNOWLEDGE = "acknowledge"
    NEXT_UPDATE = "next_update"
    RESOLVE = "resolve"


class LevelReason(StrEnum):
    """Why an escalation stands on its level: raised there, by hand, or a clock ran out."""

    RAISED = "raised"
    BY_HAND = "by_hand"
    ACKNOWLEDGE = "acknowledge"
    NEXT_UPDATE = "next_update"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Escalation:
    """What the clocks are read from: the events in any order, and what the project allows."""

    severity: Severity
    events: tuple[Event, ...]
    ladder: Ladder = DEFAULT_LADDER
    level: Level = Level.L1


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock at a moment.

    Parameters
    ----------
    started_at, due_at : datetime
        UTC. While a clock is paused, `due_at` is what it would be if it ran on now.
    done_at : datetime or None
        None while it is waited for.
    is_breached : bool
        More than `allowed_hours` were used; at a promised instant, that it has passed.
    allowed_hours, used_hours : float
        Business hours.
    is_paused : bool
        Whether the vendor has it, so that the clock stands still.
    """

    kind: ClockKind
    started_at: datetime
    due_at: datetime
    done_at: datetime | None
    is_breached: bool
    allowed_hours: float
    used_hours: float
    is_paused: bool = False

    @property
    def left_hours(self) -> float:
        """Business hours that are left; below zero once they are used up."""
        return self.allowed_hours - self.used_hours

    @property
    def used_share(self) -> float:
        """Share of the hours that is used, over 1 after a breach.

        An update promised for a moment outside working hours allows none: 0 before it, then 1.
        """
        if self.allowed_hours == 0:
            return float(self.is_breached)
        return self.used_hours / self.allowed_hours


@dataclass(frozen=True, slots=True)
class Standing:
    """The level on which an escalation should stand, since when and why."""

    level: Level
    reason: LevelReason
    reached_at: datetime


@dataclass(frozen=True, slots=True)
class EscalationState:
    """Everything that the clocks say of one escalation at a moment.

    Parameters
    ----------
    our_hours, vendor_hours : float
        Business hours for which it was open in our hands and in the vendor's.
    missed_updates : int
        Updates that came late or are overdue.
    """

    acknowledge: Clock
    next_update: Clock
    resolve: Clock
    our_hours: float
    vendor_hours: float
    missed_updates: int
    standing: Standing
    is_with_vendor: bool
    resolved_at: datetime | None


def read_clocks(
    escalations: Sequence[Escalation], hours: BusinessHours, now: datetime
) -> list[EscalationState]:
    """Read the clocks of many escalations of one project.

    Parameters
    ----------
    escalations : sequence of Escalation
        Their events in any order; events after `now` are not known yet.
    hours : BusinessHours
        When the project works.
    now : datetime, tz-aware
        The moment of reading.

    Returns
    -------
    list of EscalationState
        One for each, in the same order.

    Raises
    ------
    DomainError
        ``escalation.not_raised``, ``escalation.raised_twice``, ``escalation.before_raised``.
    """
    stories = [story_of(one.events, now) for one in escalations]
    allowances = [one.ladder.allowance(one.severity) for one in escalations]
    figures = measured(stories, allowances, hours)
    return [
        _state(one, story, figure)
        for one, story, figure in zip(escalations, stories, figures, strict=True)
    ]


def _state(escalation: Escalation, story: Story, figure: Measured) -> EscalationState:
    latest = figure.waits[-1]
    resolved_at = _moment(story.resolved)
    return EscalationState(
        acknowledge=_clock(ClockKind.ACKNOWLEDGE, figure.acknowledge, _moment(story.acknowledged)),
        next_update=_clock(ClockKind.NEXT_UPDATE, latest, resolved_at),
        resolve=_clock(
            ClockKind.RESOLVE,
            figure.resolve,
            resolved_at,
            is_paused=story.holder is Holder.VENDOR,
        ),
        our_hours=figure.resolve.used / MICROSECONDS_PER_HOUR,
        vendor_hours=figure.vendor / MICROSECONDS_PER_HOUR,
        missed_updates=sum(wait.is_breached for wait in figure.waits),
        standing=_standing(escalation.level, story, figure),
        is_with_vendor=story.holder is Holder.VENDOR,
        resolved_at=resolved_at,
    )


def _clock(
    kind: ClockKind, timed: Timed, done_at: datetime | None, *, is_paused: bool = False
) -> Clock:
    return Clock(
        kind=kind,
        started_at=moment_of(timed.start),
        due_at=moment_of(timed.due),
        done_at=done_at,
        is_breached=timed.is_breached,
        allowed_hours=timed.allowed / MICROSECONDS_PER_HOUR,
        used_hours=timed.used / MICROSECONDS_PER_HOUR,
        is_paused=is_paused,
    )


def _standing(first: Level, story: Story, figure: Measured) -> Standing:
    """Climb one step for every breach, and to every level that was raised by hand."""
    clocks = [(LevelReason.ACKNOWLEDGE, figure.acknowledge), (LevelReason.RESOLVE, figure.resolve)]
    clocks += [(LevelReason.NEXT_UPDATE, wait) for wait in figure.waits]
    breaches = [(timed.missed, reason, None) for reason, timed in clocks if timed.is_breached]
    by_hand = [(at, LevelReason.BY_HAND, level) for at, level in story.raises]
    level, why, since = first, LevelReason.RAISED, story.raised
    for at, reason, wanted in sorted([*breaches, *by_hand], key=lambda climb: climb[:2]):
        reached = wanted or level.raised()
        if reached.height > level.height:
            level, why, since = reached, reason, at
    return Standing(level, why, moment_of(since))


def _moment(instant: int | None) -> datetime | None:
    return None if instant is None else moment_of(instant)
