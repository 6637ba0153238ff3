"""What is asked about a change: which figure, of what, between which days, cut along what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Self

from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.metrics import METRICS, metric_of
from ecogov.domain.kpi.questions import Slice
from ecogov.domain.scope import custom_period, days_of

USUAL: Final = ("vendor", "queue", "locale", "annotator")
"""Dimensions along which a change is cut where nobody chose."""

DIMENSIONS: Final = (*USUAL, "label", "guideline_version")

_EARLIEST: Final = date(1970, 1, 1)
_LATEST: Final = date(2199, 12, 31)
_CELLS: Final = ("vendor", "queue", "locale")
_ITEMS: Final = frozenset({*USUAL})
_BY_DIMENSIONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "first_pass_yield": _ITEMS,
        "rework_rate": _ITEMS,
        "tat_attainment": frozenset(_CELLS),
        "backlog_units": frozenset(_CELLS),
        "agreement_percent": frozenset(_CELLS),
    }
)
_NO_SUM: Final = frozenset(
    {"aht_median_seconds", "aht_p90_seconds", "agreement_alpha", "agreement_ac1"}
)

EXPLAINED: Final = tuple(code for code in METRICS if code not in _NO_SUM)
"""KPIs whose parts add up to the whole, so that a change can be shared out among them."""


def dimensions_of(metric: str) -> tuple[str, ...]:
    """Tell what a change of a KPI can be cut along.

    Raises
    ------
    DomainError
        ``metric.unknown``, or ``rootcause.metric`` for a KPI whose parts do not add up.
    """
    if metric_of(metric).code not in EXPLAINED:
        raise DomainError("rootcause.metric", metric=(f"metric.{metric}",))
    known = _BY_DIMENSIONS.get(metric, frozenset(DIMENSIONS))
    return tuple(name for name in DIMENSIONS if name in known)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days in a row; both ends belong to it."""

    first: date
    last: date

    @classmethod
    def told(cls, text: str) -> Self:
        """Read ``2026-10-01..2026-10-28``.

        Raises
        ------
        DomainError
            ``period.invalid``.
        """
        if ".." not in text:
            raise DomainError("period.invalid", period=text)
        first, last = days_of(text, _EARLIEST)
        if first is None or last is None or first < _EARLIEST or last > _LATEST:
            raise DomainError("period.invalid", period=text)
        return cls(first, last)

    def __str__(self) -> str:
        return custom_period(self.first, self.last)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def right_before(self, days: int) -> "Period":
        """Give the days that end where this period begins."""
        return Period(self.first - timedelta(days=days), self.first - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class ChangeQuestion:
    """A change of one KPI of one project between two periods that do not overlap.

    Parameters
    ----------
    slice : Slice
        The rows that it is about, without days: those are in the periods.
    metric : str
        Code of a KPI in `EXPLAINED`.
    dimensions : tuple of str
        Names out of `DIMENSIONS` along which to cut; those that the KPI does not know are left
        out.

    Raises
    ------
    DomainError
        ``metric.unknown``, ``rootcause.metric``, ``rootcause.dimension`` for a name that nothing
        is cut along, ``rootcause.one_project`` or ``rootcause.overlap``.
    """

    slice: Slice
    metric: str
    before: Period
    after: Period
    dimensions: tuple[str, ...] = USUAL

    def __post_init__(self) -> None:
        dimensions_of(self.metric)
        unknown = [name for name in self.dimensions if name not in DIMENSIONS]
        if unknown:
            raise DomainError("rootcause.dimension", name=unknown[0], allowed=", ".join(DIMENSIONS))
        if len(self.slice.project_ids) != 1:
            raise DomainError("rootcause.one_project")
        if self.before.first <= self.after.last and self.after.first <= self.before.last:
            raise DomainError("rootcause.overlap")

    @property
    def project_id(self) -> int:
        """The project that it is about."""
        return self.slice.project_ids[0]

    @property
    def cuts(self) -> tuple[str, ...]:
        """Dimensions that the KPI knows, in their usual order."""
        known = dimensions_of(self.metric)
        wanted = [name for name in known if name in self.dimensions]
        return tuple(wanted) or known[: len(_CELLS)]
