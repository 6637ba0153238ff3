"""Flagged days as cards: what has one cause in all likelihood is shown once.

Days join in the order of time, and a card that stands takes later days in but never another card:
what people have said of it stays true, and scanning day by day gives the cards that one scan gives.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from ecogov.domain.anomalies.watched import WHOLE, Place

NEIGHBOURS_DAYS: Final = 3
"""Days of one card lie at most this far apart."""

LONGEST_CHANGE_DAYS: Final = 42
"""A change that a detector still sees began at most this long before."""


@dataclass(frozen=True, slots=True)
class FlaggedDay:
    """A strange day of a series of one project; the change began on `since`, `is_up` is its way."""

    metric: str
    place: Place
    day: date
    since: date
    p_value: float
    is_up: bool


@dataclass(slots=True)
class Card:
    """Flagged days of one cause; `key` is the id of a stored card, else None."""

    key: int | None = None
    days: list[FlaggedDay] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    """Places of the days that were new, in the order in which they were given."""


def grouped(found: Sequence[FlaggedDay], standing: Iterable[Card]) -> list[Card]:
    """Put new flagged days onto the cards that stand, or onto new ones.

    Parameters
    ----------
    found : sequence of FlaggedDay
        New days, in any order.
    standing : iterable of Card
        Cards of the same project, the oldest first; those whose cause may go on.

    Returns
    -------
    list of Card
        Those that took in any new day: standing ones first, then new ones by their first day.
    """
    cards = list(standing)
    order = sorted(range(len(found)), key=lambda at: _rank(found[at]))
    for _, one_day in groupby(order, key=lambda at: found[at].day):
        for together in _of_one_cause(list(one_day), found):
            _place(together, found, cards)
    return [card for card in cards if card.added]


def _rank(one: FlaggedDay) -> tuple[object, ...]:
    place = one.place
    return one.day, one.p_value, one.metric, place.cell, place.annotator_id


def _of_one_cause(places: Sequence[int], found: Sequence[FlaggedDay]) -> list[list[int]]:
    """Split the flagged days of one date into those that hang together, directly or by others."""
    left, parts = list(places), []
    while left:
        part, left = [left[0]], left[1:]
        for one in part:
            near = [other for other in left if is_related(found[one], found[other])]
            part += near
            left = [other for other in left if other not in near]
        parts.append(sorted(part, key=places.index))
    return parts


def _place(together: Sequence[int], found: Sequence[FlaggedDay], cards: list[Card]) -> None:
    """Put days of one cause where their own series already are, the others with the oldest."""
    homes = {at: _own(found[at], cards) for at in together}
    common = _oldest_related([found[at] for at in together], cards)
    for at in together:
        card = homes[at] or common
        if card is None:
            card = common = Card()
            cards.append(card)
        card.days.append(found[at])
        card.added.append(at)


def _own(one: FlaggedDay, cards: Sequence[Card]) -> Card | None:
    """Find the card that holds the same series shortly before, or since the change began."""
    longest = one.day - timedelta(days=LONGEST_CHANGE_DAYS)
    first_day = max(min(one.since, one.day), longest) - timedelta(days=NEIGHBOURS_DAYS)
    for card in cards:
        if any(
            first_day <= other.day <= one.day
            and (one.metric, one.place, one.is_up) == (other.metric, other.place, other.is_up)
            for other in card.days
        ):
            return card
    return None


def _oldest_related(together: Sequence[FlaggedDay], cards: Sequence[Card]) -> Card | None:
    for card in cards:
        for one in together:
            first_day = one.day - timedelta(days=NEIGHBOURS_DAYS)
            if any(
                first_day <= other.day <= one.day and is_related(one, other) for other in card.days
            ):
                return card
    return None


def is_related(one: FlaggedDay, other: FlaggedDay) -> bool:
    """Tell whether two flagged days, close in time, have one cause in all likelihood.

    They do when they are about the same stream of work, or when the same metric moved the same way
    where vendor, queue or locale are the same, or in the project as a whole.
    """
    if one.place.cell == other.place.cell:
        return True
    if one.metric != other.metric or one.is_up != other.is_up:
        return False
    return WHOLE in (one.place, other.place) or any(
        mine == theirs and bool(mine)
        for mine, theirs in zip(one.place.cell, other.place.cell, strict=True)
    )
