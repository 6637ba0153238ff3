"""The life of a card: what people do with an anomaly, and what may follow what."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.errors import DomainError
from ecogov.domain.log.fields import LONGEST_NOTE
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.projects import Draft


class AnomalyStatus(StrEnum):
    """Where a card stands; the value is what the database stores."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    SNOOZED = "snoozed"
    DISMISSED = "dismissed"
    PLANNED = "planned"
    CONVERTED = "converted"
    CLOSED = "closed"


class Reason(StrEnum):
    """Why a card needs nobody: the first three are people's words, the others ours."""

    NOISE = "noise"
    KNOWN_EVENT = "known_event"
    DATA_ERROR = "data_error"
    HISTORY = "history"
    CORRECTED = "corrected"


BY_HAND: Final = (Reason.NOISE, Reason.KNOWN_EVENT, Reason.DATA_ERROR)
"""Reasons that people give."""

OPEN: Final = frozenset(
    {
        AnomalyStatus.NEW,
        AnomalyStatus.ACKNOWLEDGED,
        AnomalyStatus.ASSIGNED,
        AnomalyStatus.SNOOZED,
    }
)
"""Cards that somebody still has to deal with."""

INTO: Final = (RecordKind.ISSUE, RecordKind.RISK, RecordKind.ESCALATION, RecordKind.ACTION)
"""What a card can become."""

WATCHED_FROM_DAYS: Final = 14
"""A card that ended longer than this before the last day with data is history when it is found."""

LONGEST_SNOOZE_DAYS: Final = 90


class NoteDraft(Draft):
    """What somebody says about an anomaly.

    Raises
    ------
    ValidationError
        With the type ``note.empty``.
    """

    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTE)]

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text:
            raise PydanticCustomError("note.empty", "note.empty")
        return self


class AssignmentDraft(Draft):
    """Who is to look after an anomaly."""

    owner: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class BudgetDraft(Draft):
    """How many false alarms people put up with.

    Parameters
    ----------
    years_per_alarm : float
        One false alarm per series in this many years.
    weekly_alarms : float
        At most this many false alarms a week over all series of all projects.
    is_marked_planned : bool
        Whether a card that begins at a marked change is taken for planned by itself.
    """

    years_per_alarm: float = Field(default=2.0, ge=0.1, le=20)
    weekly_alarms: float = Field(default=5.0, ge=0.1, le=1000)
    is_marked_planned: bool = False


_WEEKS_PER_YEAR: Final = 365.25 / 7


def yearly_budget(draft: BudgetDraft, series: int) -> float:
    """Tell how many false alarms each of so many series may raise in a year: the stricter rule."""
    own = 1 / draft.years_per_alarm
    return min(own, draft.weekly_alarms * _WEEKS_PER_YEAR / max(series, 1))


LEAST_STEP, MOST_STEP = -3, 2
STEP_ON_NOISE, STEP_ON_CONVERSION = -1, 1


def leniency(step: int) -> float:
    """Turn the steps that feedback gave a detector of a series into a factor of its budget.

    Each step halves or doubles it; an eighth is the least and four times the most.
    """
    return float(2.0 ** min(max(step, LEAST_STEP), MOST_STEP))


def check_may_act(status: str, allowed: frozenset[AnomalyStatus]) -> None:
    """Refuse what cannot be done with a card any more.

    Raises
    ------
    DomainError
        ``anomaly.settled``.
    """
    if status not in allowed:
        raise DomainError("anomaly.settled", status=(f"anomaly.status.{status}",))


def check_snooze(until: date, today: date) -> None:
    """Refuse a snooze that ends before it begins, or that forgets the card.

    Raises
    ------
    DomainError
        ``anomaly.snooze``.
    """
    last = today + timedelta(days=LONGEST_SNOOZE_DAYS)
    if not today < until <= last:
        raise DomainError("anomaly.snooze", most=LONGEST_SNOOZE_DAYS)


def standing_status(status: str, snoozed_until: date | None, today: date) -> str:
    """Tell where a card stands today: a snooze that has ended leaves it acknowledged."""
    if status == AnomalyStatus.SNOOZED and snoozed_until is not None and snoozed_until <= today:
        return AnomalyStatus.ACKNOWLEDGED.value
    return status


def is_new_since(found_at: datetime, since: datetime | None) -> bool:
    """Tell whether a card was found after the last stand-up."""
    return since is None or found_at > since
