"""What may be entered about a risk; its scores and amounts are computed elsewhere."""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.log.drafts import Category, LogDraft
from ecogov.domain.log.fields import Choice, Day, Days, Level, Money, Note, Person, Share, Vendor
from ecogov.domain.risks.words import Nature, RiskStatus


class Response(StrEnum):
    """What is done about a risk."""

    AVOID = "avoid"
    MITIGATE = "mitigate"
    TRANSFER = "transfer"
    EXPLOIT = "exploit"
    ENHANCE = "enhance"
    SHARE = "share"
    ACCEPT = "accept"


RESPONSES: Final = {
    Nature.THREAT: (Response.AVOID, Response.MITIGATE, Response.TRANSFER, Response.ACCEPT),
    Nature.OPPORTUNITY: (Response.EXPLOIT, Response.ENHANCE, Response.SHARE, Response.ACCEPT),
}
"""PMBOK Guide, 6th edition, sections 11.5.2.4 and 11.5.2.5."""


class RiskDraft(LogDraft):
    """What may happen, how likely, how bad, and what is done about it.

    Levels are 1 to 5: without any response (``probability``, ``impact``), as things stand
    (``residual_…``, missing means unchanged) and as wanted (``target_…``). Costs and days are
    the bounds between which nine in ten outcomes lie, and the likely one.

    Raises
    ------
    ValidationError
        With the types ``risk.level_alone``, ``risk.residual_above``, ``risk.response_nature``,
        ``risk.acceptance`` and ``risk.bounds``.
    """

    status: RiskStatus = RiskStatus.OPEN
    nature: Nature = Nature.THREAT
    category: Annotated[Category | None, Choice] = None
    probability: Level = None
    impact: Level = None
    residual_probability: Level = None
    residual_impact: Level = None
    target_probability: Level = None
    target_impact: Level = None
    cause: Note = ""
    effect: Note = ""
    response: Annotated[Response | None, Choice] = None
    response_plan: Note = ""
    due_on: Day = None
    review_on: Day = None
    accepted_by: Person = ""
    accepted_until: Day = None
    chance: Share = None
    cost_low: Money = None
    cost_likely: Money = None
    cost_high: Money = None
    days_low: Days = None
    days_likely: Days = None
    days_high: Days = None
    vendor_id: Vendor = None

    @model_validator(mode="after")
    def _levels_fit(self) -> Self:
        pairs = (
            (self.residual_probability, self.residual_impact),
            (self.target_probability, self.target_impact),
        )
        if any((probability is None) != (impact is None) for probability, impact in pairs):
            raise PydanticCustomError("risk.level_alone", "risk.level_alone")
        inherent, residual = (
            _score(self.probability, self.impact),
            _score(self.residual_probability, self.residual_impact),
        )
        if inherent is not None and residual is not None and residual > inherent:
            raise PydanticCustomError(
                "risk.residual_above",
                "risk.residual_above",
                {"residual": residual, "inherent": inherent},
            )
        return self

    @model_validator(mode="after")
    def _response_fits(self) -> Self:
        if self.response is not None and self.response not in RESPONSES[self.nature]:
            raise PydanticCustomError("risk.response_nature", "risk.response_nature")
        is_accepted = self.status is RiskStatus.ACCEPTED
        if is_accepted and not (self.accepted_by and self.accepted_until):
            raise PydanticCustomError("risk.acceptance", "risk.acceptance")
        return self

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> Self:
        for low, likely, high in (
            (self.cost_low, self.cost_likely, self.cost_high),
            (self.days_low, self.days_likely, self.days_high),
        ):
            given = [value for value in (low, likely, high) if value is not None]
            if given != sorted(given):
                raise PydanticCustomError("risk.bounds", "risk.bounds")
        return self


def _score(probability: int | None, impact: int | None) -> int | None:
    return None if probability is None or impact is None else probability * impact
