"""Links between the items of a plan: what they demand, in which order, and whether they circle."""

from collections import deque
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pandas as pd

from ecogov.domain.errors import DomainError

MOST_LAG_DAYS: Final = 10_000
_ARROW: Final = " → "


class LinkKind(StrEnum):
    """Which end of the predecessor holds back which end of the successor."""

    FINISH_START = "FS"
    START_START = "SS"
    FINISH_FINISH = "FF"
    START_FINISH = "SF"


@dataclass(frozen=True, slots=True)
class Link:
    """One link by the positions of its ends; the lag is in working days and may be negative."""

    before: int
    after: int
    kind: LinkKind
    lag: int


def read_links(links: pd.DataFrame, places: Mapping[Hashable, int]) -> list[Link]:
    """Read a frame of links, ends given by their ids.

    Parameters
    ----------
    links : DataFrame, shape (n_links, 4)
        Columns ``predecessor_id``, ``successor_id``, ``kind`` (`LinkKind`) and ``lag_days``.
        Not modified.
    places : mapping
        Position of every known id.

    Raises
    ------
    DomainError
        ``schedule.unknown`` for an end that is none of the items, ``schedule.link_kind``,
        ``schedule.lag`` beyond `MOST_LAG_DAYS` either way.
    """
    columns = ("predecessor_id", "successor_id", "kind", "lag_days")
    rows = zip(*(links[name].tolist() for name in columns), strict=True)
    return [
        Link(_place(before, places), _place(after, places), _kind(kind), _lag(lag))
        for before, after, kind, lag in rows
    ]


def _place(item: Hashable, places: Mapping[Hashable, int]) -> int:
    place = places.get(item)
    if place is None:
        raise DomainError("schedule.unknown", item=str(item))
    return place


def _kind(kind: object) -> LinkKind:
    if kind not in set(LinkKind):
        raise DomainError("schedule.link_kind", kind=str(kind))
    return LinkKind(str(kind))


def _lag(lag: object) -> int:
    days = 0 if pd.isna(lag) else int(lag)  # type: ignore[call-overload]  # a cell of a frame
    if abs(days) > MOST_LAG_DAYS:
        raise DomainError("schedule.lag", lag=days, most=MOST_LAG_DAYS)
    return days


def work_order(names: Collection[str], links: Collection[Link]) -> list[int]:
    """Order items so that each stands after all its predecessors.

    Parameters
    ----------
    names : collection of str
        How a refusal names the items, by position.
    links : collection of Link
        Their links.

    Raises
    ------
    DomainError
        ``schedule.cycle`` with the ``members`` of one circle, in the order of its links.

    References
    ----------
    .. [1] A. B. Kahn, "Topological sorting of large networks", Communications of the ACM 5(11),
       1962, pp. 558-562.
    """
    after: list[list[int]] = [[] for _ in names]
    waiting = [0] * len(names)
    for link in links:
        after[link.before].append(link.after)
        waiting[link.after] += 1
    ready = deque(place for place, count in enumerate(waiting) if count == 0)
    order: list[int] = []
    while ready:
        place = ready.popleft()
        order.append(place)
        for successor in after[place]:
            waiting[successor] -= 1
            if waiting[successor] == 0:
                ready.append(successor)
    if len(order) < len(names):
        _refuse_circle(list(names), links, set(order))
    return order


def _refuse_circle(names: list[str], links: Collection[Link], free: set[int]) -> None:
    """Walk backwards from any item that never got ready until one is met again."""
    before = {
        link.after: link.before
        for link in links
        if link.after not in free and link.before not in free
    }
    walked: dict[int, None] = {}
    place = next(iter(before))
    while place not in walked:
        walked[place] = None
        place = before[place]
    steps = list(walked)
    circle = [place, *reversed(steps[steps.index(place) :])]
    raise DomainError("schedule.cycle", members=_ARROW.join(names[step] for step in circle))


def closing_circle(
    links: pd.DataFrame, predecessor: Hashable, successor: Hashable
) -> tuple[Hashable, ...]:
    """Name the circle that a new link would close.

    Parameters
    ----------
    links : DataFrame, shape (n_links, >= 2)
        Columns ``predecessor_id`` and ``successor_id`` of the links there are. Not modified.
    predecessor, successor : hashable
        Ends of the new link.

    Returns
    -------
    tuple
        The ids from `predecessor` over `successor` back to `predecessor` by the fewest links;
        empty where the new link closes nothing.
    """
    after: dict[Hashable, list[Hashable]] = {}
    for before, then in zip(
        links["predecessor_id"].tolist(), links["successor_id"].tolist(), strict=True
    ):
        after.setdefault(before, []).append(then)
    came_from: dict[Hashable, Hashable] = {successor: predecessor}
    waiting = deque([successor])
    while waiting and predecessor not in came_from:
        here = waiting.popleft()
        for there in after.get(here, ()):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return _walk_back(came_from, predecessor) if predecessor in came_from else ()


def _walk_back(came_from: Mapping[Hashable, Hashable], end: Hashable) -> tuple[Hashable, ...]:
    """Follow an item back to where the search came from until it is met again."""
    path = [end, came_from[end]]
    while path[-1] != end:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))
