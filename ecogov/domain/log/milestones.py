"""What may be entered about a milestone, and how one follows from another."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.log.drafts import LogDraft
from ecogov.domain.log.fields import Choice, Count, Day, Flag, Shape
from ecogov.domain.projects import Draft
from ecogov.domain.schedule.links import LinkKind
from ecogov.domain.schedule.slips import MilestoneStatus


class MilestoneType(StrEnum):
    """Whom a milestone binds."""

    CONTRACT = "contract"
    DELIVERY = "delivery"
    GATE = "gate"
    INTERNAL = "internal"


class MilestoneDraft(LogDraft):
    """A date to reach, or a stretch of work that ends on one.

    ``baseline_on`` is what was promised: it may be entered once, later only an approved change
    request moves it. ``forecast_on`` is what is expected now, ``duration_days`` counts working
    days and is 0 for a mere date.

    Raises
    ------
    ValidationError
        With the types ``milestone.done_on_missing``, ``milestone.not_done`` and
        ``milestone.dates``.
    """

    status: MilestoneStatus = MilestoneStatus.PLANNED
    type: Annotated[MilestoneType | None, Choice] = None
    baseline_on: Day = None
    start_on: Day = None
    forecast_on: Day = None
    actual_on: Day = None
    duration_days: Count = None
    percent_complete: Annotated[Annotated[int, Field(ge=0, le=100)] | None, Shape.COUNT] = None
    is_committed: Flag = False

    @model_validator(mode="after")
    def _is_done_on_a_day(self) -> Self:
        is_done = self.status is MilestoneStatus.DONE
        if is_done and self.actual_on is None:
            raise PydanticCustomError("milestone.done_on_missing", "milestone.done_on_missing")
        if self.actual_on is not None and not is_done:
            raise PydanticCustomError("milestone.not_done", "milestone.not_done")
        return self

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> Self:
        end = self.actual_on or self.forecast_on
        if self.start_on is not None and end is not None and self.start_on > end:
            raise PydanticCustomError(
                "milestone.dates", "milestone.dates", {"start_on": self.start_on, "end_on": end}
            )
        return self


class MilestoneLinkDraft(Draft):
    """What of one milestone waits for what of another, with a lag in working days."""

    predecessor_id: int
    successor_id: int
    type: LinkKind = LinkKind.FINISH_START
    lag_days: Annotated[int, Field(ge=-1000, le=1000)] = 0
