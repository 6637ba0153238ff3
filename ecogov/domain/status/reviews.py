"""The weekly business review of a programme: what moved, what of it is real, what explains it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean
from typing import Final

from ecogov.domain.kpi.cells import Cell, Change
from ecogov.domain.status.report import StatusReport

INPUTS: Final = ("submitted_units", "backlog_units", "aht_seconds", "skip_rate")
OUTPUTS: Final = ("accepted_units", "throughput_units_per_day", "cost_per_accepted_unit")
QUALITY: Final = ("qa_accuracy", "gold_accuracy", "rework_rate", "tat_attainment")
MOST_PROJECTS: Final = 6
"""Projects with a page of their own, so that the pack keeps its length."""

WEEKS_BACK: Final = 12
"""Weeks before the one before, by which it is judged what is usual."""

_WEEK: Final = timedelta(days=7)
_FEWEST_WEEKS: Final = 6
_NATURAL_LIMIT: Final = 2.66


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday to Sunday."""

    first: date
    last: date

    @property
    def before(self) -> "Week":
        """The week before."""
        return Week(self.first - _WEEK, self.last - _WEEK)


def last_whole_week(today: date) -> Week:
    """Give the last week that is over on a day; a Sunday ends its own."""
    last = today - timedelta(days=(today.weekday() + 1) % 7)
    return Week(last - timedelta(days=6), last)


def is_beyond_usual(earlier: Sequence[float], now: float) -> bool | None:
    """Tell whether a week lies outside the natural limits of those before it.

    Amounts are no samples, so no interval says whether they moved: their own past does.

    Parameters
    ----------
    earlier : sequence of float
        Weeks before, oldest first.

    Returns
    -------
    bool or None
        None of too few weeks.

    References
    ----------
    .. [1] D. J. Wheeler, "Understanding Variation", 2nd ed., SPC Press, 2000 (XmR chart).
    """
    if len(earlier) < _FEWEST_WEEKS:
        return None
    centre = fmean(earlier)
    ranges = [abs(second - first) for first, second in pairwise(earlier)]
    return abs(now - centre) > _NATURAL_LIMIT * fmean(ranges)


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceCause:
    """A slice that explains a change, as `ecogov.i18n.rootcause` tells it."""

    slice: dict[str, str]
    before: float
    after: float
    expected: float
    contribution: float
    share_before: float
    share_after: float
    volume: float
    numerator: float
    confidence: float
    is_named: bool
    is_mix: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A KPI in two weeks; `change` is None where one of them is unknown.

    ``cause`` is the slice that explains a change which is no luck, out of so many ``looked_at``.
    """

    now: Cell
    before: Cell
    change: Change | None
    cause: SliceCause | None = None
    looked_at: int = 0

    @property
    def is_real(self) -> bool:
        """Whether it moved by more than chance does."""
        return self.change is not None and self.change.is_real is True


@dataclass(frozen=True, slots=True)
class ProjectWeek:
    """The week of a project.

    `names` say what codes of slices are called in English and Chinese, by dimension.
    """

    report: StatusReport
    moves: Mapping[str, Move]
    names: Mapping[str, Mapping[str, tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Review:
    """The week of a programme."""

    week: Week
    report: StatusReport
    projects: tuple[ProjectWeek, ...]

    @property
    def in_detail(self) -> tuple[ProjectWeek, ...]:
        """Those with a page of their own: the worst, in their order."""
        worst = sorted(
            self.projects,
            key=lambda one: (
                -one.report.overall.badness,
                one.report.forecast.dates.confidence or 0,
            ),
        )[:MOST_PROJECTS]
        return tuple(one for one in self.projects if one in worst)
