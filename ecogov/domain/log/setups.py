"""What may be entered about how a project runs its log."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.log.fields import Money
from ecogov.domain.projects import Draft

_Hour = Annotated[float, Field(ge=0.0, le=24.0, allow_inf_nan=False)]


class SetupDraft(Draft):
    """What is entered about how a project runs its log; hours are those of the working day.

    Raises
    ------
    ValidationError
        With the type ``calendar.hours`` when the working day does not start before it ends.
    """

    project_id: int
    contingency: Money = None
    day_start: _Hour = 9.0
    day_end: _Hour = 18.0

    @model_validator(mode="after")
    def _is_a_day(self) -> Self:
        if self.day_start >= self.day_end:
            raise PydanticCustomError("calendar.hours", "calendar.hours")
        return self
