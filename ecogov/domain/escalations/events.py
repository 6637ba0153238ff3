"""What happens to an escalation, and the order in which it is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from ecogov.domain.errors import DomainError
from ecogov.domain.escalations.ladder import Level


class EventKind(StrEnum):
    """What happened; of two at the same instant the one named first here came first."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    UPDATED = "updated"
    HANDED_TO_VENDOR = "handed_to_vendor"
    BACK_FROM_VENDOR = "back_from_vendor"
    RAISED_LEVEL = "raised_level"
    RAISED_BY_CLOCK = "raised_by_clock"
    RESOLVED = "resolved"
    REOPENED = "reopened"


RAISES: Final = frozenset({EventKind.RAISED_LEVEL, EventKind.RAISED_BY_CLOCK})
"""What names a level."""

_ORDER: Final = {kind: n for n, kind in enumerate(EventKind)}
_LATEST: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Parameters
    ----------
    kind : EventKind
        What it was.
    at : datetime, tz-aware
        When.
    promised_at : datetime or None
        Of an update: when the next one was promised; None leaves that to the ladder.
    level : Level or None
        Of a raised level: which.

    Raises
    ------
    DomainError
        ``escalation.level_missing`` for a raised level that is not named,
        ``escalation.promise_past`` for a promise that does not lie after its update.
    """

    kind: EventKind
    at: datetime
    promised_at: datetime | None = None
    level: Level | None = None

    def __post_init__(self) -> None:
        if self.kind in RAISES and self.level is None:
            raise DomainError("escalation.level_missing")
        if self.promised_at is not None and self.promised_at <= self.at:
            raise DomainError("escalation.promise_past")


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Sort the events of one escalation by time; the first is its raising.

    Raises
    ------
    DomainError
        ``escalation.not_raised`` where nothing raised it, ``escalation.raised_twice``,
        ``escalation.before_raised`` for an event that comes before.
    """
    told = tuple(sorted(events, key=_place))
    raisings = [event for event in told if event.kind is EventKind.RAISED]
    if not raisings:
        raise DomainError("escalation.not_raised")
    if len(raisings) > 1:
        raise DomainError("escalation.raised_twice")
    if told[0].kind is not EventKind.RAISED:
        raise DomainError("escalation.before_raised", kind=told[0].kind.value)
    return told


def _place(event: Event) -> tuple[datetime, int, datetime, int]:
    """Tell two events of one instant apart whatever order they are told in."""
    height = event.level.height if event.level else 0
    return event.at, _ORDER[event.kind], event.promised_at or _LATEST, height
