"""Tables of the records that people log: one for each kind."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from ecogov.storage.base import Base, JsonType, UtcDateTime


class LogColumns(Base):
    """What a record of any kind has; its number counts within project and kind."""

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    number: int
    title: str = Field(max_length=200)
    owner: str = Field(default="", max_length=120)
    description: str = Field(default="", sa_type=Text)
    external_key: str = Field(default="", max_length=200)
    status: str = Field(max_length=20)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=120)
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def _keys(due: str) -> tuple[UniqueConstraint, Index, Index]:
    return (
        UniqueConstraint("project_id", "number"),
        Index(None, "project_id", "external_key"),
        Index(None, "status", due),
    )


class RiskRow(LogColumns, table=True):
    """What may happen, how likely and how bad it is, and what is done about it."""

    __tablename__ = "risk"
    __table_args__ = _keys("due_on")

    nature: str = Field(max_length=20)
    category: str | None = Field(default=None, max_length=20)
    scale_id: int | None = Field(default=None, foreign_key="risk_scale.id")
    probability: int | None = None
    impact: int | None = None
    residual_probability: int | None = None
    residual_impact: int | None = None
    target_probability: int | None = None
    target_impact: int | None = None
    cause: str = Field(default="", sa_type=Text)
    effect: str = Field(default="", sa_type=Text)
    response: str | None = Field(default=None, max_length=20)
    response_plan: str = Field(default="", sa_type=Text)
    due_on: date | None = None
    review_on: date | None = None
    accepted_by: str = Field(default="", max_length=120)
    accepted_until: date | None = None
    chance: float | None = None
    cost_low: float | None = None
    cost_likely: float | None = None
    cost_high: float | None = None
    days_low: float | None = None
    days_likely: float | None = None
    days_high: float | None = None
    vendor_id: int | None = Field(default=None, foreign_key="vendor.id")


class MilestoneRow(LogColumns, table=True):
    """A date to reach; `baseline_on` is what is promised now, the original never changes."""

    __tablename__ = "milestone"
    __table_args__ = _keys("forecast_on")

    type: str | None = Field(default=None, max_length=20)
    baseline_original_on: date | None = None
    baseline_on: date | None = None
    start_on: date | None = None
    forecast_on: date | None = None
    actual_on: date | None = None
    duration_days: int | None = None
    percent_complete: int | None = None
    is_committed: bool = False


class IssueRow(LogColumns, table=True):
    """What went wrong and hurts now."""

    __tablename__ = "issue"
    __table_args__ = _keys("due_on")

    severity: str | None = Field(default=None, max_length=20)
    category: str | None = Field(default=None, max_length=20)
    due_on: date | None = None
    impact: str = Field(default="", sa_type=Text)
    root_cause: str = Field(default="", sa_type=Text)
    resolution: str = Field(default="", sa_type=Text)
    resolved_on: date | None = None
    vendor_id: int | None = Field(default=None, foreign_key="vendor.id")


class AssumptionRow(LogColumns, table=True):
    """What the plan takes for granted."""

    __tablename__ = "assumption"
    __table_args__ = _keys("due_on")

    category: str | None = Field(default=None, max_length=20)
    due_on: date | None = None
    if_wrong: str = Field(default="", sa_type=Text)
    evidence: str = Field(default="", sa_type=Text)


class DependencyRow(LogColumns, table=True):
    """What one party needs of another, and by when."""

    __tablename__ = "dependency"
    __table_args__ = _keys("due_on")

    direction: str = Field(max_length=20)
    counterpart: str = Field(default="", max_length=120)
    due_on: date | None = None
    promised_on: date | None = None
    met_on: date | None = None
    vendor_id: int | None = Field(default=None, foreign_key="vendor.id")


class DecisionRow(LogColumns, table=True):
    """A choice to be made or made."""

    __tablename__ = "decision"
    __table_args__ = _keys("due_on")

    due_on: date | None = None
    options: str = Field(default="", sa_type=Text)
    recommendation: str = Field(default="", sa_type=Text)
    cost_of_delay: str = Field(default="", max_length=200)
    outcome: str = Field(default="", sa_type=Text)
    rationale: str = Field(default="", sa_type=Text)
    decider: str = Field(default="", max_length=120)
    decided_on: date | None = None
    review_on: date | None = None


class ActionRow(LogColumns, table=True):
    """Who does what by when; `carried_over` counts how often the day was put off."""

    __tablename__ = "action"
    __table_args__ = _keys("due_on")

    due_on: date | None = None
    done_on: date | None = None
    expected_effect: str = Field(default="", max_length=200)
    carried_over: int = Field(default=0)
    vendor_id: int | None = Field(default=None, foreign_key="vendor.id")


class ChangeRequestRow(LogColumns, table=True):
    """What is asked to be changed, what that would mean, who decided and when."""

    __tablename__ = "change_request"
    __table_args__ = _keys("due_on")

    reason: str = Field(default="", sa_type=Text)
    requester: str = Field(default="", max_length=120)
    due_on: date | None = None
    impact_scope: str = Field(default="", sa_type=Text)
    impact_days: int | None = None
    impact_cost: float | None = None
    impact_quality: str = Field(default="", sa_type=Text)
    effects: Any = Field(default_factory=list, sa_type=JsonType)
    decided_by: str = Field(default="", max_length=120)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision_note: str = Field(default="", sa_type=Text)


class EscalationRow(LogColumns, table=True):
    """What is asked for, of whom, how urgently; what happened to it stands in its events."""

    __tablename__ = "escalation"
    __table_args__ = _keys("due_on")

    severity: str = Field(max_length=2)
    level: str = Field(max_length=2)
    raised_to: str = Field(default="", max_length=120)
    ask: str = Field(default="", sa_type=Text)
    impact: str = Field(default="", sa_type=Text)
    resolution: str = Field(default="", sa_type=Text)
    due_on: date | None = None
    raised_at: datetime = Field(sa_type=UtcDateTime)
    next_update_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    vendor_id: int | None = Field(default=None, foreign_key="vendor.id")
