"""Words of the risk register: what a stored code can be. The values are what is stored."""

from enum import StrEnum
from typing import Final


class Nature(StrEnum):
    """Whether a risk may harm or help."""

    THREAT = "threat"
    OPPORTUNITY = "opportunity"


class RiskStatus(StrEnum):
    """Life of a risk."""

    OPEN = "open"
    RESPONDING = "responding"
    ACCEPTED = "accepted"
    REALISED = "realised"
    CLOSED = "closed"


LIVE: Final = frozenset({RiskStatus.OPEN, RiskStatus.RESPONDING, RiskStatus.ACCEPTED})
"""Statuses in which a risk may still come true; the others are no exposure."""


class Stage(StrEnum):
    """Whose level is meant: without actions, after those done so far, or as wanted."""

    INHERENT = "inherent"
    CURRENT = "current"
    TARGET = "target"


class Severity(StrEnum):
    """What a band of scores means, mildest first.

    A scale names its bands and sets their bounds as it likes, but keeps to this ladder, so that
    bands of different versions of a scale can be counted together.
    """

    NEGLIGIBLE = "negligible"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    CRITICAL = "critical"
