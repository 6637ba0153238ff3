"""The kinds of records in the log, and the short names by which people call single ones."""

import re
from enum import StrEnum
from typing import Final, NamedTuple

from ecogov.domain.people import Right

_REFERENCE: Final = re.compile(r"([A-Z]{1,2})-?([1-9][0-9]{0,8})", re.IGNORECASE)


class RecordKind(StrEnum):
    """What a record of the log is; the value names its table, its trail and its texts."""

    RISK = "risk"
    MILESTONE = "milestone"
    ISSUE = "issue"
    ASSUMPTION = "assumption"
    DEPENDENCY = "dependency"
    DECISION = "decision"
    ACTION = "action"
    CHANGE = "change_request"
    ESCALATION = "escalation"


_TRIAGED: Final = frozenset({RecordKind.ISSUE, RecordKind.ACTION})


def right_to_write(kind: RecordKind) -> Right:
    """Tell what it takes to log and change records of a kind."""
    return Right.TRIAGE if kind in _TRIAGED else Right.LOG


PREFIXES: Final = {
    RecordKind.RISK: "R",
    RecordKind.MILESTONE: "M",
    RecordKind.ISSUE: "I",
    RecordKind.ASSUMPTION: "AS",
    RecordKind.DEPENDENCY: "DP",
    RecordKind.DECISION: "DC",
    RecordKind.ACTION: "A",
    RecordKind.CHANGE: "CR",
    RecordKind.ESCALATION: "E",
}
"""Beginning of a reference: R-12 is the twelfth risk of its project."""

_KINDS: Final = {prefix: kind for kind, prefix in PREFIXES.items()}


class Reference(NamedTuple):
    """A record as people call it: its kind, and its number within the project."""

    kind: RecordKind
    number: int

    def __str__(self) -> str:
        return f"{PREFIXES[self.kind]}-{self.number}"


def parsed_reference(text: str) -> Reference | None:
    """Read ``R-12``, ``r12`` or ``CR-3``; None where the text is no reference."""
    found = _REFERENCE.fullmatch(text.strip())
    kind = _KINDS.get(found[1].upper()) if found else None
    return Reference(kind, int(found[2])) if found and kind else None
