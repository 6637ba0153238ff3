"""What is asked of the KPIs: which figures, of what, broken down how, over which days."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.metrics import METRICS, metric_of

BREAKDOWNS: Final = (
    "day",
    "week",
    "month",
    "project",
    "vendor",
    "queue",
    "locale",
    "annotator",
    "label",
    "label_source",
)
PERIODS: Final = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows that figures are about; hashable, so that caches key on it.

    Empty tuples mean everything; a day bound of None means without end.
    """

    project_ids: tuple[int, ...]
    first_day: date | None = None
    last_day: date | None = None
    vendor_ids: tuple[int, ...] = ()
    queue_ids: tuple[int, ...] = ()
    locales: tuple[str, ...] = ()
    annotator_ids: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    guideline_versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: figures of a slice, broken down by dimensions and at most one period."""

    slice: Slice
    metrics: tuple[str, ...] = tuple(METRICS)
    by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = [name for name in self.by if name not in BREAKDOWNS]
        if unknown:
            allowed = ", ".join(BREAKDOWNS)
            raise DomainError("kpi.dimension", name=unknown[0], allowed=allowed)
        if sum(name in PERIODS for name in self.by) > 1:
            raise DomainError("kpi.one_period")
        apart = [name for name in ("annotator", "label_source") if name in self.asked]
        if "label" in self.asked and apart:
            raise DomainError("kpi.together", first="label", second=apart[0])
        for code in self.metrics:
            metric_of(code)

    @property
    def period(self) -> str | None:
        """The period among the dimensions, if any."""
        return next((name for name in self.by if name in PERIODS), None)

    @property
    def keys(self) -> tuple[str, ...]:
        """The dimensions that are no period."""
        return tuple(name for name in self.by if name not in PERIODS)

    @property
    def asked(self) -> tuple[str, ...]:
        """The keys, and what the slice narrows down that not every figure knows."""
        narrowed = {"annotator": self.slice.annotator_ids, "label": self.slice.labels}
        return (*self.keys, *(name for name, chosen in narrowed.items() if chosen))

    @property
    def stored(self) -> tuple[str, ...]:
        """What storage groups by: the keys, and the day where a period is asked."""
        return (*self.keys, "day") if self.period else self.keys
