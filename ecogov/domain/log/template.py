"""The program's own table of records: its columns, and how what is no single value is written."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from ecogov.domain.errors import DomainError
from ecogov.domain.log.interchange import Wait
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS

KEPT_BY_LOG: Final = MappingProxyType(
    {
        RecordKind.MILESTONE: ("baseline_original_on", "forecasts"),
        RecordKind.ACTION: ("carried_over",),
        RecordKind.CHANGE: ("status", "decided_by", "decided_at", "decision_note"),
        RecordKind.ESCALATION: ("status", "raised_at", "next_update_at", "resolved_at", "events"),
    }
)
"""Columns that nobody types in; a file brings them back into a log that has lost them."""

ENDED_ON: Final = MappingProxyType(
    {
        RecordKind.ISSUE: ("resolved_on", frozenset({"resolved", "closed"})),
        RecordKind.DEPENDENCY: ("met_on", frozenset({"met"})),
        RecordKind.DECISION: ("decided_on", frozenset({"decided", "superseded"})),
        RecordKind.ACTION: ("done_on", frozenset({"done"})),
    }
)
"""The column that dates the end of a record, and the statuses that have such an end."""

_WAIT: Final = re.compile(
    r"(?P<what>[A-Za-z]{1,2}-?[0-9]+)(?P<type>FS|SS|FF|SF)?(?P<lag>[+-][0-9]{1,4})?d?",
    re.IGNORECASE,
)
_PARTS: Final = re.compile(r"[;,，；、\n]+")
_FORECAST: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}): ?([0-9]{4}-[0-9]{2}-[0-9]{2}|-)")
_EFFECT: Final = re.compile(
    r"(?P<baseline>[A-Za-z]{1,2}-?[0-9]+) baseline (?P<baseline_to>\S+)"
    r"|project due (?P<due>\S+)"
    r"|project units (?P<units>[0-9]+)"
    r"|target (?P<target>[0-9]+) value (?P<value>\S+) from (?P<day>\S+)"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of all languages, folded, and the codes that they stand for.

    Parameters
    ----------
    headings : mapping
        Column by heading, for every kind.
    kinds : mapping of str to RecordKind
        Kind by its name.
    choices : mapping
        Code by word, for every choice of every kind.
    flags : mapping of str to bool
        What is yes and what is no.
    """

    headings: Mapping[RecordKind, Mapping[str, str]]
    kinds: Mapping[str, RecordKind]
    choices: Mapping[tuple[RecordKind, str], Mapping[str, str]]
    flags: Mapping[str, bool]


def folded(text: str) -> str:
    """Make two ways of writing the same word equal."""
    return " ".join(text.split()).casefold()


def columns_of(kind: RecordKind) -> tuple[str, ...]:
    """Name the columns of the table of a kind, in order."""
    waits = ("waits_for",) if kind is RecordKind.MILESTONE else ()
    fields = tuple(field.name for field in KINDS[kind].fields)
    return ("ref", "project_id", *fields, *waits, *KEPT_BY_LOG.get(kind, ()))


def waits_text(waits: Iterable[Wait]) -> str:
    """Write what a milestone waits for: ``M-3FS+2d; M-4SS``."""
    return "; ".join(map(str, waits))


def parsed_waits(text: str) -> tuple[Wait, ...]:
    """Read what `waits_text` writes; without a type the end of the first one counts.

    Raises
    ------
    DomainError
        ``bring.waits`` where a part is no reference with type and lag.
    """
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    return tuple(_wait(part) for part in parts)


def _wait(part: str) -> Wait:
    found = _WAIT.fullmatch(part.replace(" ", ""))
    if found is None:
        raise DomainError("bring.waits", value=part)
    return Wait(found["what"], (found["type"] or "FS").upper(), int(found["lag"] or 0))


def forecasts_text(forecasts: Iterable[tuple[date, date | None]]) -> str:
    """Write when a milestone was expected as of which day, a line for each report."""
    return "\n".join(f"{day}: {forecast or '-'}" for day, forecast in forecasts)


def parsed_forecasts(text: str) -> tuple[tuple[date, date | None], ...]:
    """Read what `forecasts_text` writes.

    Raises
    ------
    DomainError
        ``bring.forecasts`` where a line is no pair of days.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(_forecast(line) for line in lines)


def _forecast(line: str) -> tuple[date, date | None]:
    found = _FORECAST.fullmatch(line)
    if found is None:
        raise DomainError("bring.forecasts", value=line)
    try:
        forecast = None if found[2] == "-" else date.fromisoformat(found[2])
        return date.fromisoformat(found[1]), forecast
    except ValueError as error:
        raise DomainError("bring.forecasts", value=line) from error


def effects_text(effects: Iterable[Mapping[str, Any]], refs: Mapping[int, str]) -> str:
    """Write what an approved change does, a line for each; `refs` names the milestones."""
    return "\n".join(_effect_line(effect, refs) for effect in effects)


def _effect_line(effect: Mapping[str, Any], refs: Mapping[int, str]) -> str:
    match effect["what"]:
        case "milestone_baseline":
            return f"{refs[effect['milestone_id']]} baseline {effect['to']}"
        case "project_due":
            return f"project due {effect['to']}"
        case "project_units":
            return f"project units {effect['to']}"
        case _:
            told = f"target {effect['target_id']} value {effect['to']!r}"
            return f"{told} from {effect['effective_from']}"


def parsed_effects(text: str, ids: Mapping[str, int]) -> list[dict[str, object]]:
    """Read what `effects_text` writes; `ids` gives the milestones by reference.

    Raises
    ------
    DomainError
        ``bring.effects`` where a line is none, or names a milestone that is not there.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [_effect(line, ids) for line in lines]


def _effect(line: str, ids: Mapping[str, int]) -> dict[str, object]:
    found = _EFFECT.fullmatch(line)
    if found is None:
        raise DomainError("bring.effects", value=line)
    if found["baseline"]:
        milestone_id = ids.get(found["baseline"].upper())
        if milestone_id is None:
            raise DomainError("bring.effects", value=line)
        told: dict[str, object] = {"milestone_id": milestone_id, "to": found["baseline_to"]}
        return {"what": "milestone_baseline", **told}
    if found["due"]:
        return {"what": "project_due", "to": found["due"]}
    if found["units"]:
        return {"what": "project_units", "to": int(found["units"])}
    told = {"target_id": int(found["target"]), "effective_from": found["day"]}
    return {"what": "target_value", "to": found["value"], **told}
