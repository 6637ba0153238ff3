"""What may be entered about a change request, and what an approved one does by itself."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from ecogov.domain.log.drafts import LogDraft
from ecogov.domain.log.fields import (
    FIRST_DAY,
    LAST_DAY,
    Day,
    Note,
    Person,
    Shape,
    SignedCount,
    SignedMoney,
)
from ecogov.domain.projects import Draft

_NewDay = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]


class MoveBaseline(Draft):
    """Promise a milestone for another day."""

    what: Literal["milestone_baseline"] = "milestone_baseline"
    milestone_id: int
    to: _NewDay


class MoveDueDate(Draft):
    """Commit the project to another day."""

    what: Literal["project_due"] = "project_due"
    to: _NewDay


class ChangeUnits(Draft):
    """Commit the project to another number of units."""

    what: Literal["project_units"] = "project_units"
    to: Annotated[int, Field(gt=0, le=10**15)]


class ChangeTarget(Draft):
    """Hold a KPI to another value from a day on; the past stays measured against the old one."""

    what: Literal["target_value"] = "target_value"
    target_id: int
    to: Annotated[float, Field(allow_inf_nan=False)]
    effective_from: _NewDay


ChangeEffect = Annotated[
    MoveBaseline | MoveDueDate | ChangeUnits | ChangeTarget, Field(discriminator="what")
]


class ChangeDraft(LogDraft):
    """What is asked to be changed, why, and what that would mean; `due_on` is to be decided by."""

    reason: Note = ""
    requester: Person = ""
    due_on: Day = None
    impact_scope: Note = ""
    impact_days: SignedCount = None
    impact_cost: SignedMoney = None
    impact_quality: Note = ""
    effects: Annotated[tuple[ChangeEffect, ...], Field(max_length=200), Shape.EFFECTS] = ()
