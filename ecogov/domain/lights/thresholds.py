"""Where green ends and red begins: data of a programme, not of the program."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.lights.readings import Limits
from ecogov.domain.lights.words import Dimension
from ecogov.domain.projects import Draft

_Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
_Ratio = Annotated[float, Field(ge=0.0, le=10.0, allow_inf_nan=False)]
_Days = Annotated[int, Field(ge=0, le=3650)]
_Count = Annotated[int, Field(ge=0, le=100_000)]

_HIGH_IS_GOOD = ("confidence", "pace", "contingency", "scored", "staffing")
_LOW_IS_GOOD = (
    "slip_now", "total_slip", "stale_forecasts", "data_age", "budget", "overdue_responses",
    "breached_clocks", "outside_appetite", "grave_issues",
)  # fmt: skip


class Thresholds(Draft):
    """Bounds of green and amber, each belonging to the better colour; see the rules that use them.

    Shares are 0 to 1, slips calendar days, ages of data working days. ``shortfall`` is by which
    part of its target a missed KPI may miss it and still be amber. ``left_out`` names dimensions
    that a programme does not follow: they stay grey and do not make the whole grey.

    Raises
    ------
    ValidationError
        With the type ``lights.order`` where amber would end before green.
    """

    confidence_green: _Share = 0.8
    confidence_amber: _Share = 0.5
    slip_now_green: _Days = 0
    slip_now_amber: _Days = 10
    total_slip_green: _Days = 0
    total_slip_amber: _Days = 30
    stale_forecasts_green: _Count = 0
    stale_forecasts_amber: _Count = 2
    data_age_green: _Days = 3
    data_age_amber: _Days = 10
    shortfall: _Share = 0.02
    pace_green: _Ratio = 1.0
    pace_amber: _Ratio = 0.9
    contingency_green: _Share = 0.8
    contingency_amber: _Share = 0.5
    budget_green: _Ratio = 0.0
    budget_amber: _Ratio = 0.05
    scored_green: _Share = 1.0
    scored_amber: _Share = 0.8
    outside_appetite_green: _Count = 0
    outside_appetite_amber: _Count = 5
    overdue_responses_green: _Count = 0
    overdue_responses_amber: _Count = 3
    breached_clocks_green: _Count = 0
    breached_clocks_amber: _Count = 1
    staffing_green: _Ratio = 0.9
    staffing_amber: _Ratio = 0.75
    grave_issues_green: _Count = 0
    grave_issues_amber: _Count = 2
    left_out: tuple[Dimension, ...] = ()

    @model_validator(mode="after")
    def _amber_lies_behind_green(self) -> Self:
        for name in (*_HIGH_IS_GOOD, *_LOW_IS_GOOD):
            limits = self.limits(name)
            green, amber = limits.green, limits.amber
            if amber > green if limits.is_high_good else amber < green:
                raise PydanticCustomError(
                    "lights.order", "lights.order", {"rule": (f"light_rule.{name}",)}
                )
        return self

    def limits(self, name: str) -> Limits:
        """Give the bounds of one rule."""
        green, amber = getattr(self, f"{name}_green"), getattr(self, f"{name}_amber")
        return Limits(float(green), float(amber), is_high_good=name in _HIGH_IS_GOOD)


DEFAULT_THRESHOLDS = Thresholds()
"""How a programme begins."""

BOUNDED_RULES = (*_HIGH_IS_GOOD, *_LOW_IS_GOOD)
"""Rules whose two bounds a programme may set."""
