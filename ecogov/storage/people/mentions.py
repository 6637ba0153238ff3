"""Where a person is named, in whatever table: found, and written over."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Text, cast, func, or_, select, update
from sqlalchemy.types import JSON, String
from sqlmodel.sql.sqltypes import AutoString

from ecogov.storage.base import Base
from ecogov.storage.registers import Session

_LEFT_OUT: Final = frozenset({"account", "audit_entry", "secret", "sign_in_failure"})
"""The account is erased by itself, the trail as `ecogov.storage.audit` can prove it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A value that holds the name of a person, and the row that it stands in."""

    table: str
    column: str
    key: Mapping[str, Any]
    value: Any


def mentions(session: Session, names: tuple[str, ...]) -> Iterator[Mention]:
    """Find every value, outside the trail, that holds one of some names."""
    for name, table in sorted(Base.metadata.tables.items()):
        if name in _LEFT_OUT:
            continue
        keys = list(table.primary_key.columns)
        for column in table.columns:
            if not isinstance(column.type, String | AutoString | JSON):
                continue
            text = func.lower(cast(column, Text))
            holds = or_(*(text.contains(one, autoescape=True) for one in spelt(names)))
            for *key, value in session.execute(select(*keys, column).where(holds)).all():
                told = {one.name: part for one, part in zip(keys, key, strict=True)}
                yield Mention(name, column.name, told, value)


def write_over(session: Session, mention: Mention, value: object) -> None:
    """Store another value where a person is named."""
    table = Base.metadata.tables[mention.table]
    same = (table.c[name] == part for name, part in mention.key.items())
    session.execute(update(table).where(*same).values({mention.column: value}))


def renamed(value: Any, pseudonyms: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Give a value with names replaced, in whatever it nests; words that only contain one stay."""
    if isinstance(value, str):
        for name, pseudonym in pseudonyms.items():
            value = _pattern(name).sub(pseudonym, value)
        return value
    if isinstance(value, Mapping):
        return {renamed(key, pseudonyms): renamed(one, pseudonyms) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [renamed(one, pseudonyms) for one in value]
    return value


def names_in(value: object, names: tuple[str, ...]) -> bool:
    """Tell whether a value still holds one of some names, as part of other words."""
    text = json.dumps(value, ensure_ascii=False, default=str).lower()
    return any(name.lower() in text for name in names)


def _pattern(name: str) -> re.Pattern[str]:
    if "@" in name:
        return re.compile(rf"(?<![\w.+-]){re.escape(name)}(?![\w-])", re.IGNORECASE)
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def spelt(names: tuple[str, ...]) -> list[str]:
    """Give names as columns hold them: SQLite keeps JSON with other letters than ours escaped."""
    lowered = [name.lower() for name in names]
    return sorted({*lowered, *(json.dumps(name)[1:-1].lower() for name in names)})
