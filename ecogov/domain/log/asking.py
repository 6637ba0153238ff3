"""Which records of the log a person asks for; hashable, so that caches key on it."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from ecogov.domain.risks.words import Stage

SCORE: Final = "score"
"""What risks may be sorted by beside their columns: probability times impact as things stand."""


class Cell(NamedTuple):
    """A cell of the heat map."""

    stage: Stage
    probability: int
    impact: int


class Order(NamedTuple):
    """By which column a list is sorted; what is missing comes last either way."""

    column: str = "number"
    is_descending: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """What a record has to be; what is None or empty is not asked for.

    Parameters
    ----------
    project_id : int or None
        None asks for those of all projects that are not archived.
    text : str
        Words that title, description, owner or key have to hold, or a reference such as R-12.
    is_open : bool or None
        Whether it still needs work.
    equal : tuple of (str, tuple of str, int or None)
        Columns and what they may hold; None stands for an empty one.
    due_before : date or None
        It is due earlier than this day.
    cell : Cell or None
        Risks only: a cell of the heat map.
    unscored : Stage or None
        Risks only: without a score at this stage.
    archived : bool
        Asks for those that were put away, instead of the others.
    within : frozenset of int or None
        Projects beyond which nothing is told, whatever else is asked for; services set it.
    """

    project_id: int | None = None
    text: str = ""
    is_open: bool | None = None
    equal: tuple[tuple[str, tuple[str | int | None, ...]], ...] = ()
    due_before: date | None = None
    cell: Cell | None = None
    unscored: Stage | None = None
    archived: bool = False
    within: frozenset[int] | None = None
