"""Stories in business hours: what was allowed, used and due, for a whole register at once.

Everything here is whole microseconds, so that nothing is late by a rounding error.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, islice
from typing import NamedTuple

import numpy as np

from ecogov.domain.business_hours import BusinessHours, Side, microseconds_of
from ecogov.domain.escalations.ladder import Allowance
from ecogov.domain.escalations.stories import Holder, Span, Story
from ecogov.domain.workdays import IntArray


class Timed(NamedTuple):
    """A clock in microseconds; `missed` is the last instant at which it was still in time."""

    start: int
    allowed: int
    used: int
    due: int
    missed: int
    is_breached: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """The clocks of one escalation; of the waits for word the last one is the present one."""

    acknowledge: Timed
    waits: tuple[Timed, ...]
    resolve: Timed
    vendor: int


class _Goal(NamedTuple):
    """An amount of work is reached so much after an instant."""

    start: int
    rest: int


def measured(
    stories: Sequence[Story], allowances: Sequence[Allowance], hours: BusinessHours
) -> list[Measured]:
    """Measure the clocks of many escalations, each with what it is allowed."""
    acknowledged = _acknowledged(stories, allowances, hours)
    waits = _waits(stories, allowances, hours)
    vendors = _sums(hours, [story.vendors for story in stories])
    resolves = _resolves(stories, allowances, hours)
    return [
        Measured(*figures) for figures in zip(acknowledged, waits, resolves, vendors, strict=True)
    ]


def _acknowledged(
    stories: Sequence[Story], allowances: Sequence[Allowance], hours: BusinessHours
) -> list[Timed]:
    spans = [
        Span(story.raised, story.until if story.acknowledged is None else story.acknowledged)
        for story in stories
    ]
    allowed = microseconds_of([allowance.acknowledge_hours for allowance in allowances])
    return _timed(hours, spans, allowed)


def _waits(
    stories: Sequence[Story], allowances: Sequence[Allowance], hours: BusinessHours
) -> list[tuple[Timed, ...]]:
    told = [
        (wait, allowance.update_hours)
        for story, allowance in zip(stories, allowances, strict=True)
        for wait in story.waits
    ]
    spans = [Span(wait.start, wait.end) for wait, _ in told]
    timed = _timed(hours, spans, microseconds_of([allowed for _, allowed in told]))
    promises = _promised(hours, [wait.promised for wait, _ in told], spans)
    kept = (promise or clock for promise, clock in zip(promises, timed, strict=True))
    return [tuple(islice(kept, len(story.waits))) for story in stories]


def _timed(hours: BusinessHours, spans: Sequence[Span], allowed: IntArray) -> list[Timed]:
    starts, ends = _edges(spans)
    columns = (
        starts,
        allowed,
        hours.elapsed(starts, ends),
        hours.passed(starts, allowed),
        missed := hours.passed(starts, allowed, "right"),
        ends > missed,
    )
    return [Timed(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _promised(
    hours: BusinessHours, promises: Sequence[int | None], spans: Sequence[Span]
) -> list[Timed | None]:
    """Time the waits for which a moment was promised; a moment is missed when it has passed."""
    starts, ends = _edges(spans)
    pairs = zip(promises, spans, strict=True)
    due = [span.start if promise is None else promise for promise, span in pairs]
    allowed, used = hours.elapsed(starts, due), hours.elapsed(starts, ends)
    return [
        None
        if promise is None
        else Timed(span.start, int(allowed[n]), int(used[n]), promise, promise, span.end > promise)
        for n, (promise, span) in enumerate(zip(promises, spans, strict=True))
    ]


def _resolves(
    stories: Sequence[Story], allowances: Sequence[Allowance], hours: BusinessHours
) -> list[Timed]:
    worked = _worked(hours, [story.ours for story in stories])
    allowed = microseconds_of([allowance.resolve_hours for allowance in allowances]).tolist()
    told = list(zip(stories, worked, allowed, strict=True))
    due = _reached(hours, [_due(*one) for one in told], "left")
    missed = _reached(hours, [_missed(*one) for one in told], "right")
    return [
        Timed(story.raised, most, sum(work), due[n], missed[n], sum(work) > most)
        for n, (story, work, most) in enumerate(told)
    ]


def _due(story: Story, worked: Sequence[int], allowed: int) -> _Goal:
    """Find the span in which the time is up; if none, it runs on from the last or from now."""
    before = [0, *accumulate(worked)]
    for span, start, end in zip(story.ours, before, before[1:], strict=False):
        if end >= allowed:
            return _Goal(span.start, allowed - start)
    if story.holder is Holder.VENDOR:
        return _Goal(story.until, allowed - before[-1])
    return _Goal(story.ours[-1].start, allowed - before[-2])


def _missed(story: Story, worked: Sequence[int], allowed: int) -> _Goal:
    """Find the span in which more than the time is used; if none, as for the due moment."""
    before = [0, *accumulate(worked)]
    for span, start, end in zip(story.ours, before, before[1:], strict=False):
        if end > allowed:
            return _Goal(span.start, allowed - start)
    return _due(story, worked, allowed)


def _reached(hours: BusinessHours, goals: Sequence[_Goal], side: Side) -> list[int]:
    starts, rests = _edges(goals)
    reached: list[int] = hours.passed(starts, rests, side).tolist()
    return reached


def _sums(hours: BusinessHours, spans: Sequence[Sequence[Span]]) -> list[int]:
    return [sum(worked) for worked in _worked(hours, spans)]


def _worked(hours: BusinessHours, spans: Sequence[Sequence[Span]]) -> list[list[int]]:
    """Measure the spans of every escalation."""
    starts, ends = _edges(list(chain.from_iterable(spans)))
    every: Iterator[int] = iter(hours.elapsed(starts, ends).tolist())
    return [list(islice(every, len(some))) for some in spans]


def _edges(pairs: Sequence[tuple[int, int]]) -> tuple[IntArray, IntArray]:
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]
