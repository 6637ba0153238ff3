"""Which cards are asked for."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from ecogov.domain.anomalies.triage import OPEN, AnomalyStatus


class Shown(StrEnum):
    """Which cards a list shows; the value is what links hold."""

    OPEN = "open"
    NEW = "new"
    SETTLED = "settled"
    ALL = "all"


_STATUSES: Final = {
    Shown.OPEN: OPEN,
    Shown.NEW: frozenset({AnomalyStatus.NEW}),
    Shown.SETTLED: frozenset(AnomalyStatus) - OPEN,
    Shown.ALL: frozenset(AnomalyStatus),
}


@dataclass(frozen=True, slots=True)
class AnomalyFilter:
    """A question to the list of cards; hashable, so that caches key on it.

    Parameters
    ----------
    project_id : int or None
        None for every project that the person may see.
    shown : Shown
        By how they stand; a snoozed card is not shown as open before its day has come.
    metric : str
        Code of the metric; empty for all.
    since : date or None
        Only cards with a strange day on or after this one.
    """

    project_id: int | None = None
    shown: Shown = Shown.OPEN
    metric: str = ""
    since: date | None = None

    @property
    def statuses(self) -> frozenset[str]:
        """The statuses that are asked for, as stored."""
        return frozenset(status.value for status in _STATUSES[self.shown])
