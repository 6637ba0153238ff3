"""What a cell says, as the field of a record holds it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final

from ecogov.domain.errors import DomainError
from ecogov.domain.escalations.events import EventKind
from ecogov.domain.log.fields import Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.log.template import Vocabulary, folded, parsed_effects, parsed_forecasts
from ecogov.readers.log.days import day_in

_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PERCENT: Final = 100
_TEXTS: Final = frozenset({Shape.LINE, Shape.NOTE, Shape.PERSON})
_EVENT_CELLS: Final = 6


@dataclass(frozen=True, slots=True)
class Ground:
    """What the cells of a file refer to.

    Parameters
    ----------
    words : Vocabulary
        Words of all languages.
    vendors : mapping of str to int
        Vendors by folded code.
    milestones : mapping of str to int
        Milestones by the reference that the file uses; grows while the file is taken in.
    date_formats : sequence of str
        How days are written, where a person has said so.
    """

    words: Vocabulary
    vendors: Mapping[str, int]
    milestones: dict[str, int] = field(default_factory=dict)
    date_formats: Sequence[str] = ()


OMITTED: Final = object()
"""An empty cell where a field cannot be empty: the record goes on as it is."""


def field_value(ground: Ground, kind: RecordKind, name: str, text: str) -> object:
    """Read a cell of a field of a kind.

    Raises
    ------
    DomainError
        ``bring.day``, ``bring.number``, ``bring.choice``, ``bring.flag``, ``bring.effects`` and
        ``record.vendor`` where the text is none of what the field holds.
    """
    spec = KINDS[kind].field(name)
    if spec.shape in _TEXTS:
        return text
    told = text.strip()
    if not told:
        return () if spec.shape is Shape.EFFECTS else _emptied(kind, name)
    if spec.shape is Shape.CHOICE:
        return choice(ground, kind, name, told)
    if spec.shape is Shape.EFFECTS:
        return parsed_effects(told, ground.milestones)
    return _READ[spec.shape](ground, told)


def kept_value(ground: Ground, kind: RecordKind, name: str, text: str) -> object:
    """Read a cell of a column that the log keeps by itself.

    Raises
    ------
    DomainError
        As `field_value`; ``bring.moment``, ``bring.forecasts``, ``bring.events``.
    """
    told = text.strip()
    if name == "status":
        return choice(ground, kind, name, told)
    read = _KEPT.get(name)
    return read(ground, told) if read else text


def choice(ground: Ground, kind: RecordKind, name: str, word: str) -> str:
    """Find the code of a word.

    Raises
    ------
    DomainError
        ``bring.choice``.
    """
    code = ground.words.choices[kind, name].get(folded(word))
    if code is None:
        raise DomainError("bring.choice", value=word)
    return code


def _emptied(kind: RecordKind, name: str) -> object:
    return None if KINDS[kind].draft.model_fields[name].default is None else OMITTED


def _read_day(ground: Ground, text: str) -> date:
    day = day_in(text, formats=ground.date_formats)
    if day is None:
        raise DomainError("bring.day", value=text)
    return day


def _number(_ground: Ground, text: str) -> float:
    bare = text.replace(",", "") if _GROUPED.fullmatch(text) else text
    try:
        return float(bare)
    except ValueError as error:
        raise DomainError("bring.number", value=text) from error


def _whole(ground: Ground, text: str) -> float:
    number = _number(ground, text.removesuffix("%"))
    return int(number) if number.is_integer() else number


def _share(ground: Ground, text: str) -> float:
    if text.endswith(("%", "\uff05")):
        return _number(ground, text[:-1].strip()) / _PERCENT
    return _number(ground, text)


def _flag(ground: Ground, text: str) -> bool:
    known = ground.words.flags.get(folded(text))
    if known is None:
        raise DomainError("bring.flag", value=text)
    return known


def _vendor(ground: Ground, text: str) -> int:
    vendor_id = ground.vendors.get(folded(text))
    if vendor_id is None:
        raise DomainError("record.vendor", vendor=text)
    return vendor_id


def _moment(_ground: Ground, text: str) -> datetime:
    try:
        told = datetime.fromisoformat(text)
    except ValueError as error:
        raise DomainError("bring.moment", value=text) from error
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)


def _events(ground: Ground, text: str) -> tuple[Mapping[str, Any], ...]:
    """Read the events of an escalation: lists of when, what, level, who, next word, note."""
    try:
        lists = json.loads(text)
        told = [tuple(map(str, one)) for one in lists if len(one) == _EVENT_CELLS]
    except (ValueError, TypeError) as error:
        raise DomainError("bring.events") from error
    if len(told) != len(lists):
        raise DomainError("bring.events")
    return tuple(
        {
            "at": _moment(ground, at),
            "event": choice_of_event(event),
            "level": level or None,
            "actor": actor,
            "next_update_at": _moment(ground, update) if update else None,
            "note": note,
        }
        for at, event, level, actor, update, note in told
    )


def choice_of_event(event: str) -> str:
    """Check the code of an event.

    Raises
    ------
    DomainError
        ``bring.events``.
    """
    if event not in _EVENTS:
        raise DomainError("bring.events")
    return event


_EVENTS: Final = frozenset(EventKind)
_READ: Final = MappingProxyType[Shape, Callable[[Ground, str], object]](
    {
        Shape.LEVEL: _whole,
        Shape.COUNT: _whole,
        Shape.DAYS: _number,
        Shape.MONEY: _number,
        Shape.SHARE: _share,
        Shape.DAY: _read_day,
        Shape.FLAG: _flag,
        Shape.VENDOR: _vendor,
    }
)
_KEPT: Final = MappingProxyType[str, Callable[[Ground, str], object]](
    {
        "baseline_original_on": _read_day,
        "forecasts": lambda _ground, text: parsed_forecasts(text),
        "carried_over": _whole,
        "decided_at": _moment,
        "raised_at": _moment,
        "next_update_at": _moment,
        "resolved_at": _moment,
        "events": _events,
    }
)
