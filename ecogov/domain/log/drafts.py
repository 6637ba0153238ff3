"""What every record of the log has, and the kinds that need few words of their own."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.log.fields import Choice, Day, Line, Note, Person, Title, Vendor
from ecogov.domain.projects import Draft


class LogDraft(Draft):
    """What is entered about a record of any kind; only a title is needed."""

    project_id: int
    title: Title
    owner: Person = ""
    description: Note = ""
    external_key: Line = ""


class Category(StrEnum):
    """What a risk or an issue touches first."""

    DELIVERY = "delivery"
    QUALITY = "quality"
    GUIDELINE = "guideline"
    PEOPLE = "people"
    VENDOR = "vendor"
    COST = "cost"
    TOOL = "tool"
    DATA_SECURITY = "data_security"
    POLICY = "policy"
    WELLBEING = "wellbeing"
    OTHER = "other"


class IssueStatus(StrEnum):
    """Life of an issue."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Severity(StrEnum):
    """How much an issue hurts."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class IssueDraft(LogDraft):
    """What went wrong and hurts now."""

    status: IssueStatus = IssueStatus.OPEN
    severity: Annotated[Severity | None, Choice] = None
    category: Annotated[Category | None, Choice] = None
    due_on: Day = None
    impact: Note = ""
    root_cause: Note = ""
    resolution: Note = ""
    resolved_on: Day = None
    vendor_id: Vendor = None


class AssumptionStatus(StrEnum):
    """Life of an assumption."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISPROVED = "disproved"
    CLOSED = "closed"


class AssumptionDraft(LogDraft):
    """What the plan takes for granted, and what follows if it is wrong."""

    status: AssumptionStatus = AssumptionStatus.OPEN
    category: Annotated[Category | None, Choice] = None
    due_on: Day = None
    if_wrong: Note = ""
    evidence: Note = ""


class DependencyStatus(StrEnum):
    """Life of a dependency."""

    OPEN = "open"
    AGREED = "agreed"
    AT_RISK = "at_risk"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Direction(StrEnum):
    """Who waits for whom."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class DependencyDraft(LogDraft):
    """What we need from others, or others from us; `due_on` is when it is needed."""

    status: DependencyStatus = DependencyStatus.OPEN
    direction: Direction = Direction.INBOUND
    counterpart: Person = ""
    due_on: Day = None
    promised_on: Day = None
    met_on: Day = None
    vendor_id: Vendor = None


class DecisionStatus(StrEnum):
    """Life of a decision."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class DecisionDraft(LogDraft):
    """A choice to be made or made; `due_on` is when it is needed by.

    Raises
    ------
    ValidationError
        With the type ``decision.outcome_missing`` when it is decided without saying what.
    """

    status: DecisionStatus = DecisionStatus.PROPOSED
    due_on: Day = None
    options: Note = ""
    recommendation: Note = ""
    cost_of_delay: Line = ""
    outcome: Note = ""
    rationale: Note = ""
    decider: Person = ""
    decided_on: Day = None
    review_on: Day = None

    @model_validator(mode="after")
    def _says_what_was_decided(self) -> Self:
        if self.status is DecisionStatus.DECIDED and not self.outcome:
            raise PydanticCustomError("decision.outcome_missing", "decision.outcome_missing")
        return self


class ActionStatus(StrEnum):
    """Life of an action."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"


class ActionDraft(LogDraft):
    """Who does what by when, and what it is expected to bring."""

    status: ActionStatus = ActionStatus.OPEN
    due_on: Day = None
    done_on: Day = None
    expected_effect: Line = ""
    vendor_id: Vendor = None
