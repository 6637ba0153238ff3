"""Lights set by hand: with a reason, a name and an end, and never greener than can be defended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Final, Literal

from pydantic import StringConstraints

from ecogov.domain.errors import DomainError
from ecogov.domain.lights.words import Dimension, Light
from ecogov.domain.projects import Draft

LONGEST: Final = timedelta(days=90)

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=500)]


class OverrideDraft(Draft):
    """What is entered to show another light than the rules do, until a day."""

    project_id: int
    dimension: Dimension
    light: Literal[Light.GREEN, Light.AMBER, Light.RED]
    reason: Reason
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A light set by hand, as stored."""

    id: int
    dimension: Dimension
    light: Light
    reason: str
    set_by: str
    set_at: datetime
    expires_on: date


def check_expiry(draft: OverrideDraft, today: date) -> None:
    """Refuse an override that has ended already or would outlive its reason.

    Raises
    ------
    DomainError
        ``lights.expired``, or ``lights.too_long`` for more than `LONGEST`.
    """
    if draft.expires_on < today:
        raise DomainError("lights.expired", day=draft.expires_on)
    if draft.expires_on > today + LONGEST:
        raise DomainError("lights.too_long", count=LONGEST.days)


def is_greener(override: Light, rule: Light) -> bool:
    """Tell whether somebody asks for a better light than the rules give."""
    return override.badness < rule.badness


def overridden(override: Light, rule: Light) -> Light:
    """Give the light that is shown where somebody has set another one.

    Worse is always believed. Better is shown as amber at best: nobody's word makes green what the
    rules do not call green.
    """
    if is_greener(override, rule) and override is Light.GREEN:
        return Light.AMBER if rule is not Light.GREEN else Light.GREEN
    return override
