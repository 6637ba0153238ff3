"""The critical path: when each item of a plan can be, when it must be, and how much it can give.

The method is the critical path method on a precedence diagram [1]_ [2]_ [3]_: a forward pass for
the early days, a backward pass from the end of the plan for the late days; total float is what an
item can slip without moving the end, free float what it can slip without moving any other item.
Where days begin and end is said in `instants`.

References
----------
.. [1] J. E. Kelley, M. R. Walker, "Critical-path planning and scheduling", Proceedings of the
   Eastern Joint Computer Conference, 1959, pp. 160-173.
.. [2] J. W. Fondahl, "A non-computer approach to the critical path method for the construction
   industry", Stanford University, 1961: the precedence diagram.
.. [3] Project Management Institute, "A guide to the project management body of knowledge", 6th
   edition, 2017, 6.5.2.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.schedule.instants import LONGEST_PLAN_DAYS, UNKNOWN, Instants, Ruler
from ecogov.domain.schedule.links import Link, LinkKind, read_links, work_order
from ecogov.domain.schedule.slips import Days, days_of
from ecogov.domain.workdays import Calendar

_DAY_COLUMNS: Final = ("earliest_start", "fixed_start", "actual_start", "actual")


class Placing(StrEnum):
    """What the days of an item rest on.

    ``ACTUAL``
        Done: held where it was, whatever its links say.
    ``COMPUTED``
        All that holds it back is known.
    ``AT_LEAST``
        Something before it has no days, so it may turn out later.
    ``UNSCHEDULED``
        Neither it nor anything before it has a day: nothing is guessed.
    """

    ACTUAL = "actual"
    COMPUTED = "computed"
    AT_LEAST = "at_least"
    UNSCHEDULED = "unscheduled"


@dataclass(slots=True)
class _Plan:
    """A plan in instants, by position; the passes fill in the early and late starts."""

    durations: list[int]
    bounds: list[int]
    fixed: list[int]
    is_promised: list[bool]
    held: list[int]
    early: list[int]
    late: list[int]
    free: list[int]
    placing: list[Placing]

    def is_open(self, place: int) -> bool:
        """Tell whether an item has days and may still move."""
        return self.placing[place] in {Placing.COMPUTED, Placing.AT_LEAST}


def critical_path(
    items: pd.DataFrame, links: pd.DataFrame, calendar: Calendar, *, start: date | None = None
) -> pd.DataFrame:
    """Schedule a plan and find what its end depends on.

    Parameters
    ----------
    items : DataFrame, shape (n_items, >= 7)
        Columns ``id`` (distinct), ``ref`` (how a refusal names it), ``duration_days`` (working
        days, 0 for a milestone) and the days ``earliest_start`` (not before), ``fixed_start``
        (then, whatever the links say), ``actual_start`` (begun; where not done it holds like a
        fixed start, but keeps its float) and ``actual`` (done on), None or NaT where there is
        none. For a milestone a start is the day on which it is reached. Not modified.
    links : DataFrame, shape (n_links, 4)
        As for `read_links`. A link between two items may stand several times. Not modified.
    calendar : Calendar
        Of the project; durations and lags count its working days.
    start : date, optional
        Nothing that is still open starts earlier. Without it an item that has no day and waits
        for nothing that has one is unscheduled.

    Returns
    -------
    DataFrame, shape (n_items, 10)
        In the order of `items`: ``id``, ``early_start``, ``early_finish``, ``late_start``,
        ``late_finish`` (datetime64), ``total_float_days``, ``free_float_days`` (Int64, working
        days), ``is_critical`` (bool: no total float), ``placing`` (`Placing`) and ``is_broken``
        (bool: a fixed start that its links do not allow). What is done has no late days and no
        float, and is never critical: it cannot move. A fixed start has no float of its own, and
        what comes before it has negative float where it cannot be in time.

    Raises
    ------
    DomainError
        ``schedule.cycle`` with its ``members``, ``schedule.unknown`` for a link to nowhere,
        ``schedule.duration`` for one that is missing, negative or longer than
        `LONGEST_PLAN_DAYS`, ``schedule.span`` and ``schedule.long`` for days too far apart.
    """
    known = read_links(links, {item: place for place, item in enumerate(items["id"].tolist())})
    names = items["ref"].astype("str").tolist()
    order = work_order(names, known)
    days = {name: days_of(items[name]) for name in _DAY_COLUMNS}
    begin = np.array([start], dtype="datetime64[D]")
    ruler = Ruler.from_days(calendar, [*days.values(), begin])
    plan = _plan(_durations(items, names), days, begin, ruler)
    weighed = [(link.before, link.after, _weight(plan, link)) for link in known]
    broken = _forward(plan, order, weighed)
    _backward(plan, order, weighed)
    return _told(items, plan, days, ruler).assign(is_broken=np.array(broken, dtype=bool))


def _durations(items: pd.DataFrame, names: Sequence[str]) -> list[int]:
    durations = pd.to_numeric(items["duration_days"]).to_numpy(dtype="float64", na_value=np.nan)
    is_sound = (durations >= 0) & (durations <= LONGEST_PLAN_DAYS) & (durations % 1 == 0)
    if not is_sound.all():
        raise DomainError("schedule.duration", item=names[int(np.argmin(is_sound))])
    return durations.astype(int).tolist()


def _plan(durations: list[int], days: dict[str, Days], begin: Days, ruler: Ruler) -> _Plan:
    length = np.array(durations, dtype=np.int64)
    takes_no_time = length == 0
    # A milestone is reached at the end of its day.
    later = takes_no_time.astype(np.int64)

    def starts(of: Days) -> Instants:
        instants = ruler.starts(of)
        return np.where(instants == UNKNOWN, UNKNOWN, instants + later)

    is_done = ~np.isnat(days["actual"])
    ended = ruler.ends(days["actual"])
    is_timed = is_done & ~np.isnat(days["actual_start"]) & ~takes_no_time
    began = np.where(
        is_timed, np.minimum(ruler.starts(days["actual_start"]), ended), ended - length
    )
    count = len(durations)
    bounds = np.maximum(starts(days["earliest_start"]), starts(np.broadcast_to(begin, count)))
    has_begun = ~is_done & ~np.isnat(days["actual_start"])
    fixed = np.where(has_begun, days["actual_start"], days["fixed_start"])
    return _Plan(
        durations=np.where(is_done, ended - began, length).tolist(),
        bounds=bounds.tolist(),
        fixed=starts(fixed).tolist(),
        is_promised=(~has_begun & ~np.isnat(days["fixed_start"])).tolist(),
        held=np.where(is_done, began, UNKNOWN).tolist(),
        early=[UNKNOWN] * count,
        late=[UNKNOWN] * count,
        free=[UNKNOWN] * count,
        placing=[Placing.UNSCHEDULED] * count,
    )


def _weight(plan: _Plan, link: Link) -> int:
    """Give the least distance between both starts that a link demands."""
    before, after = plan.durations[link.before], plan.durations[link.after]
    match link.kind:
        case LinkKind.FINISH_START:
            return before + link.lag
        case LinkKind.START_START:
            # Work that starts in the morning lets a milestone be reached that evening.
            return link.lag + (1 if before and not after else 0)
        case LinkKind.FINISH_FINISH:
            return before + link.lag - after
        case LinkKind.START_FINISH:
            return link.lag - after


def _forward(
    plan: _Plan, order: Sequence[int], links: Sequence[tuple[int, int, int]]
) -> list[bool]:
    """Find the early starts; tell which fixed starts come before their links allow."""
    into: list[list[tuple[int, int]]] = [[] for _ in order]
    for before, after, weight in links:
        into[after].append((before, weight))
    broken = [False] * len(order)
    for place in order:
        if plan.held[place] != UNKNOWN:
            plan.early[place], plan.placing[place] = plan.held[place], Placing.ACTUAL
            continue
        placed = [pair for pair in into[place] if plan.early[pair[0]] != UNKNOWN]
        demanded = max((plan.early[before] + weight for before, weight in placed), default=UNKNOWN)
        if plan.fixed[place] != UNKNOWN:
            plan.early[place], plan.placing[place] = plan.fixed[place], Placing.COMPUTED
            broken[place] = demanded > plan.fixed[place]
            continue
        plan.early[place] = max(demanded, plan.bounds[place])
        if plan.early[place] != UNKNOWN:
            is_sure = all(_is_sure(plan, before) for before, _ in into[place])
            plan.placing[place] = Placing.COMPUTED if is_sure else Placing.AT_LEAST
    return broken


def _is_sure(plan: _Plan, place: int) -> bool:
    return plan.placing[place] in {Placing.ACTUAL, Placing.COMPUTED}


def _backward(plan: _Plan, order: Sequence[int], links: Sequence[tuple[int, int, int]]) -> None:
    """Find the late starts and the free float of what is open, from the end of the plan."""
    out: list[list[tuple[int, int]]] = [[] for _ in order]
    for before, after, weight in links:
        if plan.is_open(before) and plan.is_open(after):
            out[before].append((after, weight))
    moving = [place for place in reversed(order) if plan.is_open(place)]
    end = max((plan.early[place] + plan.durations[place] for place in moving), default=0)
    for place in moving:
        latest = end - plan.durations[place]
        early = plan.early[place]
        gaps = [plan.early[after] - weight - early for after, weight in out[place]]
        plan.free[place] = min([latest - early, *gaps])
        allowed = min([latest, *(plan.late[after] - weight for after, weight in out[place])])
        plan.late[place] = min(allowed, early) if plan.is_promised[place] else allowed


def _told(items: pd.DataFrame, plan: _Plan, days: dict[str, Days], ruler: Ruler) -> pd.DataFrame:
    early, late, free = (
        np.array(part, dtype=np.int64) for part in (plan.early, plan.late, plan.free)
    )
    length = np.array(plan.durations, dtype=np.int64)
    is_moving = np.array([plan.is_open(place) for place in range(len(length))], dtype=bool)
    is_done = ~np.isnat(days["actual"])
    floats = np.where(is_moving, late - early, 0)
    early_start, early_finish = _spans(ruler, early, length)
    late_start, late_finish = _spans(ruler, late, length)
    began = np.where(length == 0, days["actual"], days["actual_start"])
    early_start = np.where(is_done & ~np.isnat(began), began, early_start)
    return pd.DataFrame(
        {
            "id": items["id"].array,
            "early_start": early_start,
            "early_finish": np.where(is_done, days["actual"], early_finish),
            "late_start": late_start,
            "late_finish": late_finish,
            "total_float_days": pd.arrays.IntegerArray(floats, ~is_moving),
            "free_float_days": pd.arrays.IntegerArray(np.where(is_moving, free, 0), ~is_moving),
            "is_critical": is_moving & (floats <= 0),
            "placing": pd.array([placing.value for placing in plan.placing], dtype="str"),
        },
        index=items.index,
    )


def _spans(ruler: Ruler, starts: Instants, lengths: Instants) -> tuple[Days, Days]:
    """Give the first and the last day of items by the instants of their starts."""
    is_known = starts != UNKNOWN
    ends = np.where(is_known, starts + lengths, UNKNOWN)
    finish = ruler.days_that_end(ends)
    return np.where(lengths > 0, ruler.days_that_start(starts), finish), finish
