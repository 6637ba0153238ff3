"""Targets that a KPI is held to: what may be promised, and which promise is in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Annotated, Final, Protocol, Self, TypeVar

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.kpi.evidence import Comparator
from ecogov.domain.kpi.metrics import METRICS, Unit

TURNAROUND: Final = "tat_attainment"

_RANGES: Final[dict[Unit, tuple[float, float, str]]] = {
    Unit.SHARE: (0.0, 1.0, "target.rate"),
    Unit.COEFFICIENT: (-1.0, 1.0, "target.coefficient"),
}
_ANY_AMOUNT: Final = (0.0, float("inf"), "target.value")


class TargetKind(StrEnum):
    """Who holds us to it: the client's contract, a team's agreement, or we ourselves."""

    SLA = "sla"
    OLA = "ola"
    KPI = "kpi"


class TargetWindow(StrEnum):
    """The span over which the figure is computed before it is compared."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    PERIOD = "period"


class TurnaroundClock(StrEnum):
    """Which hours of a turnaround count."""

    CALENDAR = "calendar"
    BUSINESS = "business"


class TargetDraft(BaseModel):
    """What a project manager types in before a target is stored.

    `value` is in the KPI's unit, a share as 0 to 1. A target of `TURNAROUND` says in `hours`
    what was promised, and by which `clock`; `value` is the share that has to keep it.

    Raises
    ------
    ValidationError
        With the types ``target.metric``, ``target.rate``, ``target.coefficient``,
        ``target.value``, ``target.hours_missing`` and ``target.hours_unused``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    project_id: int
    kind: TargetKind
    metric: str
    comparator: Comparator
    value: float
    window: TargetWindow = TargetWindow.PERIOD
    vendor_id: int | None = None
    queue_id: int | None = None
    locale: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] | None = None
    contract_clause: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    effective_from: date
    hours: Annotated[float, Field(gt=0.0, allow_inf_nan=False)] | None = None
    clock: TurnaroundClock = TurnaroundClock.CALENDAR

    @model_validator(mode="after")
    def _fits_its_metric(self) -> Self:
        metric = METRICS.get(self.metric)
        if metric is None:
            raise _refusal("target.metric", metric=self.metric)
        low, high, code = _RANGES.get(metric.unit, _ANY_AMOUNT)
        if not (isfinite(self.value) and low <= self.value <= high):
            raise _refusal(code, value=self.value)
        if self.metric == TURNAROUND and self.hours is None:
            raise _refusal("target.hours_missing")
        if self.metric != TURNAROUND and self.hours is not None:
            raise _refusal("target.hours_unused", metric=self.metric)
        return self


def _refusal(code: str, **params: object) -> PydanticCustomError:
    """Make a validation error that says its code only; the catalogs hold the sentence."""
    return PydanticCustomError(code, code, params)


@dataclass(frozen=True, slots=True)
class TargetScope:
    """The slice that is looked at; what is None is not narrowed down."""

    vendor_id: int | None = None
    queue_id: int | None = None
    locale: str | None = None


class Target(Protocol):
    """What choosing a target needs to know of it; rows, read models and drafts all fit."""

    @property
    def metric(self) -> str: ...
    @property
    def effective_from(self) -> date: ...
    @property
    def vendor_id(self) -> int | None: ...
    @property
    def queue_id(self) -> int | None: ...
    @property
    def locale(self) -> str | None: ...


TargetT = TypeVar("TargetT", bound=Target)


def target_in_force(
    targets: Iterable[TargetT], metric: str, scope: TargetScope, on: date
) -> TargetT | None:
    """Choose the target that holds for a slice on a day.

    The target with the narrowest scope that covers `scope` wins, among equally narrow ones a
    queue before a vendor before a locale; then the latest one in effect on `on`, and of the same
    day the one given last.

    Parameters
    ----------
    targets : iterable of Target
        Of one project and, where that matters, of one kind. NaN scopes count as None, so the
        rows of ``frame.itertuples(index=False)`` will do.
    metric : str
        Code of the KPI.
    scope : TargetScope
        The slice; a target for a vendor holds only where the slice is that vendor.
    on : date
        The day; later targets are not yet in force.

    Returns
    -------
    Target or None
        None where no target holds.
    """
    holding = [
        target
        for target in targets
        if target.metric == metric and target.effective_from <= on and _covers(target, scope)
    ]
    ranked = enumerate(holding)
    best = max(ranked, key=lambda entry: (*_narrowness(entry[1]), entry[0]), default=None)
    return None if best is None else best[1]


def _parts(target: Target | TargetScope) -> tuple[int | None, int | None, str | None]:
    return target.queue_id, target.vendor_id, target.locale


def _covers(target: Target, scope: TargetScope) -> bool:
    pairs = zip(_parts(target), _parts(scope), strict=True)
    return all(_is_open(wanted) or wanted == given for wanted, given in pairs)


def _is_open(part: int | str | None) -> bool:
    return bool(pd.isna(part))


def _narrowness(target: Target) -> tuple[int, bool, bool, bool, date]:
    queue, vendor, locale = (not _is_open(part) for part in _parts(target))
    return queue + vendor + locale, queue, vendor, locale, target.effective_from
