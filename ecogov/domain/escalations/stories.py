"""The events of an escalation, read up to a moment: who held it when, and who waited for word.

Instants are microseconds since 1970, as `ecogov.domain.business_hours` counts them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Final, NamedTuple

from ecogov.domain.business_hours import instant_of
from ecogov.domain.escalations.events import Event, EventKind, in_order
from ecogov.domain.escalations.ladder import Level


class Holder(Enum):
    """Whose clock runs."""

    US = auto()
    VENDOR = auto()
    NOBODY = auto()


class Span(NamedTuple):
    """From one instant to another."""

    start: int
    end: int


class Wait(NamedTuple):
    """Somebody waits for word from `start` on; it came, or the story was read, at `end`."""

    start: int
    end: int
    promised: int | None


@dataclass(slots=True)
class Story:
    """What the events say up to a moment.

    ``ours`` and ``vendors`` are the spans in which the escalation was open and in whose hands;
    what lies between `resolved` and a reopening belongs to neither. ``waits`` has a last entry
    that still runs unless the escalation is resolved.
    """

    raised: int
    until: int
    acknowledged: int | None = None
    resolved: int | None = None
    ours: list[Span] = field(default_factory=list)
    vendors: list[Span] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    raises: list[tuple[int, Level]] = field(default_factory=list)
    holder: Holder = Holder.US


def story_of(events: Iterable[Event], now: datetime) -> Story:
    """Read the events of one escalation up to `now`; later ones have not happened yet.

    A moment before the raising counts as the raising itself: two clocks never agree.

    Raises
    ------
    DomainError
        What `in_order` raises.
    """
    raising, *others = in_order(events)
    raised = instant_of(raising.at)
    teller = _Teller(Story(raised, max(raised, instant_of(now))))
    for event in others:
        at = instant_of(event.at)
        if at <= teller.story.until:
            _TOLD[event.kind](teller, event, at)
    return teller.finished()


class _Teller:
    """The story so far, and what is not closed yet."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self._held_since = story.raised
        self._waited_since = story.raised
        self._promised: int | None = None

    def acknowledge(self, event: Event, at: int) -> None:
        if self.story.acknowledged is None:
            self._show(at)
            self._tell(event, at)

    def update(self, event: Event, at: int) -> None:
        self._show(at)
        self._tell(event, at)

    def hand_over(self, _event: Event, at: int) -> None:
        self._show(at)
        if self.story.holder is Holder.US:
            self._pass_to(Holder.VENDOR, at)

    def take_back(self, _event: Event, at: int) -> None:
        if self.story.holder is Holder.VENDOR:
            self._pass_to(Holder.US, at)

    def raise_level(self, event: Event, at: int) -> None:
        if event.level is not None:
            self.story.raises.append((at, event.level))

    def resolve(self, event: Event, at: int) -> None:
        self._show(at)
        if self.story.holder is not Holder.NOBODY:
            self._tell(event, at)
            self._pass_to(Holder.NOBODY, at)
            self.story.resolved = at

    def reopen(self, _event: Event, at: int) -> None:
        if self.story.holder is Holder.NOBODY:
            self._pass_to(Holder.US, at)
            self._waited_since, self._promised = at, None
            self.story.resolved = None

    def finished(self) -> Story:
        story = self.story
        if story.holder is not Holder.NOBODY:
            self._close(story.until)
            story.waits.append(Wait(self._waited_since, story.until, self._promised))
        return story

    def _show(self, at: int) -> None:
        # Whoever works on it has seen it, whether or not he said so.
        if self.story.acknowledged is None:
            self.story.acknowledged = at

    def _tell(self, event: Event, at: int) -> None:
        if self.story.holder is Holder.NOBODY:
            return
        self.story.waits.append(Wait(self._waited_since, at, self._promised))
        self._waited_since = at
        self._promised = instant_of(event.promised_at) if event.promised_at else None

    def _pass_to(self, holder: Holder, at: int) -> None:
        self._close(at)
        self.story.holder, self._held_since = holder, at

    def _close(self, at: int) -> None:
        if self.story.holder is Holder.US:
            self.story.ours.append(Span(self._held_since, at))
        elif self.story.holder is Holder.VENDOR:
            self.story.vendors.append(Span(self._held_since, at))


_TOLD: Final[dict[EventKind, Callable[[_Teller, Event, int], None]]] = {
    EventKind.ACKNOWLEDGED: _Teller.acknowledge,
    EventKind.UPDATED: _Teller.update,
    EventKind.HANDED_TO_VENDOR: _Teller.hand_over,
    EventKind.BACK_FROM_VENDOR: _Teller.take_back,
    EventKind.RAISED_LEVEL: _Teller.raise_level,
    EventKind.RAISED_BY_CLOCK: _Teller.raise_level,
    EventKind.RESOLVED: _Teller.resolve,
    EventKind.REOPENED: _Teller.reopen,
}
