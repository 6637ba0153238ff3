"""What a rule is: its kind, its limits, the part of the work that it watches."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.kpi.metrics import METRICS
from ecogov.domain.projects import Draft


class RuleKind(StrEnum):
    """What is watched."""

    TOO_FAST = "too_fast"
    """A person's units of a day took less than so many seconds, too large a share of them."""
    STRAIGHT_LINING = "straight_lining"
    """A person gave the same answer so many times in a row."""
    SKIPS_IN_A_ROW = "skips_in_a_row"
    """A person skipped so many tasks in a row."""
    GOLD_FAILED = "gold_failed"
    """A person got so many of the last gold questions wrong."""
    TARGET_MISSED = "target_missed"
    """A KPI missed its target over so many days, beyond what chance explains."""
    NO_DATA = "no_data"
    """Nothing came in for so many working days."""


NEEDED: Final[dict[RuleKind, tuple[str, ...]]] = {
    RuleKind.TOO_FAST: ("seconds", "share", "count"),
    RuleKind.STRAIGHT_LINING: ("count",),
    RuleKind.SKIPS_IN_A_ROW: ("count",),
    RuleKind.GOLD_FAILED: ("count", "among"),
    RuleKind.TARGET_MISSED: ("metric", "days"),
    RuleKind.NO_DATA: ("days",),
}
"""The limits of each kind; the others stay empty."""

DEFAULTS: Final[dict[RuleKind, dict[str, Any]]] = {
    RuleKind.TOO_FAST: {"seconds": 5.0, "share": 0.2, "count": 20},
    RuleKind.STRAIGHT_LINING: {"count": 20},
    RuleKind.SKIPS_IN_A_ROW: {"count": 5},
    RuleKind.GOLD_FAILED: {"count": 3, "among": 10},
    RuleKind.TARGET_MISSED: {"metric": "qa_accuracy", "days": 7},
    RuleKind.NO_DATA: {"days": 2},
}
"""Limits that a new rule begins with."""

LIMITS: Final = ("metric", "seconds", "share", "count", "among", "days")

_Count = Annotated[int, Field(ge=2, le=10_000)]
_Seconds = Annotated[float, Field(gt=0.0, le=86_400.0, allow_inf_nan=False)]
_Share = Annotated[float, Field(gt=0.0, le=1.0, allow_inf_nan=False)]
_Days = Annotated[int, Field(ge=1, le=92)]


class RuleDraft(Draft):
    """What is entered about a rule.

    Parameters
    ----------
    count : int or None
        Too fast: fewest units of a day that are judged. In a row: how many. Gold: how many wrong.
    among : int or None
        Gold: among how many of the last.
    share : float or None
        Too fast: which share of the units, 0 to 1.

    Raises
    ------
    ValidationError
        With the types ``rule.missing``, ``rule.unused``, ``rule.metric`` and ``rule.among``.
    """

    project_id: int
    kind: RuleKind
    metric: str | None = None
    seconds: _Seconds | None = None
    share: _Share | None = None
    count: _Count | None = None
    among: _Count | None = None
    days: _Days | None = None
    vendor_id: int | None = None
    queue_id: int | None = None
    locale: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] | None = None

    @model_validator(mode="after")
    def _has_its_limits(self) -> Self:
        for name in LIMITS:
            is_needed, is_there = name in NEEDED[self.kind], getattr(self, name) is not None
            if is_needed and not is_there:
                raise PydanticCustomError("rule.missing", "rule.missing", {"name": name})
            if is_there and not is_needed:
                raise PydanticCustomError("rule.unused", "rule.unused", {"name": name})
        if self.metric is not None and self.metric not in METRICS:
            raise PydanticCustomError("rule.metric", "rule.metric", {"metric": self.metric})
        if self.among is not None and self.count is not None and self.count > self.among:
            raise PydanticCustomError("rule.among", "rule.among")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAlarm:
    """A rule was broken.

    Parameters
    ----------
    rule : int or None
        Id of the rule; None where it is only tried out.
    kind : RuleKind
        Of the rule.
    day : date
        When the pattern was complete.
    slice : dict
        Codes by dimension: who, or what part of the work; empty for the whole project.
    value, limit : float
        What was seen, and what the rule allows.
    evidence : dict
        What it rests on: counts, answers, names of files' rows; plain values.
    """

    project_id: int
    rule: int | None
    kind: RuleKind
    day: date
    slice: dict[str, str] = field(default_factory=dict)
    value: float
    limit: float
    evidence: dict[str, Any] = field(default_factory=dict)
