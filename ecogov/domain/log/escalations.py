"""What may be entered about an escalation; its clocks are computed from what happened to it."""

from typing import Annotated

from pydantic import BeforeValidator

from ecogov.domain.escalations.ladder import Level, Severity
from ecogov.domain.log.drafts import LogDraft
from ecogov.domain.log.fields import Day, Note, Person, Vendor


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) else value


class EscalationDraft(LogDraft):
    """What is asked for, of whom, and how urgently; `due_on` is when it is needed by."""

    severity: Annotated[Severity, BeforeValidator(_as_text)] = Severity.MAJOR
    level: Level = Level.L1
    raised_to: Person = ""
    due_on: Day = None
    ask: Note = ""
    impact: Note = ""
    resolution: Note = ""
    vendor_id: Vendor = None
