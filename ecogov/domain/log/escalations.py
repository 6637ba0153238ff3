"""What may be entered about an escalation; its clocks are computed from what happened to it."""

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from ecogov.domain.escalations.ladder import Level
from ecogov.domain.log.drafts import LogDraft
from ecogov.domain.log.fields import Day, Note, Person, Vendor


class EscalationStatus(StrEnum):
    """Life of an escalation; only the verbs of its service move it on."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    WITH_VENDOR = "with_vendor"
    RESOLVED = "resolved"


class EscalationSeverity(StrEnum):
    """How fast an escalation has to be dealt with."""

    CRITICAL = "1"
    MAJOR = "2"
    MINOR = "3"


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) else value


class EscalationDraft(LogDraft):
    """What is asked for, of whom, and how urgently; `due_on` is when it is needed by."""

    severity: Annotated[EscalationSeverity, BeforeValidator(_as_text)] = EscalationSeverity.MAJOR
    level: Level = Level.L1
    raised_to: Person = ""
    due_on: Day = None
    ask: Note = ""
    impact: Note = ""
    resolution: Note = ""
    vendor_id: Vendor = None
