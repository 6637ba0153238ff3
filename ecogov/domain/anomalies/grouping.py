"""Flagged days as cards: what has one cause in all likelihood is shown once.

Days join in the order of time, and a card that stands takes later days in but never another card:
what people have said of it stays true, and scanning day by day gives the cards that one scan gives.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from ecogov.domain.anomalies.watched import Place

NEIGHBOURS_DAYS: Final = 3
"""Days of one card lie at most this far apart."""


@dataclass(frozen=True, slots=True)
class FlaggedDay:
    """A strange day of a series of one project; `is_up` is the direction."""

    metric: str
    place: Place
    day: date
    p_value: float
    is_up: bool
    is_shared: bool = False


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
    for at in order:
        one = found[at]
        card = _home(one, cards)
        if card is None:
            card = Card()
            cards.append(card)
        card.days.append(one)
        card.added.append(at)
    return [card for card in cards if card.added]


def _rank(one: FlaggedDay) -> tuple[object, ...]:
    place = one.place
    return one.day, one.p_value, one.metric, place.cell, place.annotator_id


def _home(one: FlaggedDay, cards: Sequence[Card]) -> Card | None:
    """Find the card that a day belongs to: that of its own series first, else the oldest."""
    first_day = one.day - timedelta(days=NEIGHBOURS_DAYS)
    related: Card | None = None
    for card in cards:
        near = [other for other in card.days if first_day <= other.day <= one.day]
        if any(_is_same_series(one, other) for other in near):
            return card
        if related is None and any(is_related(one, other) for other in near):
            related = card
    return related


def _is_same_series(one: FlaggedDay, other: FlaggedDay) -> bool:
    return (one.metric, one.place) == (other.metric, other.place)


def is_related(one: FlaggedDay, other: FlaggedDay) -> bool:
    """Tell whether two flagged days, close in time, have one cause in all likelihood.

    They do when they are about the same stream of work, or when the same metric moved the same way
    where vendor, queue or locale are the same.
    """
    if one.place.cell == other.place.cell:
        return True
    if one.metric != other.metric or one.is_up != other.is_up:
        return False
    return any(
        mine == theirs and bool(mine)
        for mine, theirs in zip(one.place.cell, other.place.cell, strict=True)
    )
