"""What a question may cost, what it may see, and what comes back."""

import re
from dataclasses import dataclass
from typing import Any, Final

from ecogov.domain.errors import DomainError

_BEGINNINGS: Final = frozenset({"select", "with", "values"})
_LEAD: Final = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/|\()*", re.DOTALL)
_WORD: Final = re.compile(r"[a-z]+", re.IGNORECASE)
_LONGEST: Final = 20_000

_SECRET_TABLE: Final = re.compile(r"secret|sign_?in|sign_on|invitation|session|replay")
_SECRET_COLUMN: Final = re.compile(
    r"password|secret|token(?!_id)|hash$|nonce|verifier|salt|cookie|csrf"
)
_OPEN: Final = frozenset({("audit_entry", "hash"), ("audit_entry", "previous_hash")})
"""They prove that the trail is whole; whoever knows them can do nothing with them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may cost."""

    rows: int = 10_000
    seconds: float = 15.0


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a question brought.

    Parameters
    ----------
    columns : tuple of str
        Headings, each once.
    rows : list of tuple
        Values as the database gives them.
    is_cut : bool
        Whether there would be more rows than the limit lets through.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    is_cut: bool


def is_secret(table: str, column: str) -> bool:
    """Tell whether a column opens a door for whoever reads it; new ones hide by their names."""
    if (table, column) in _OPEN:
        return False
    return bool(_SECRET_TABLE.search(table) or _SECRET_COLUMN.search(column))


def one_query(statement: str) -> str:
    """Give a statement without what ends it; refuse what is plainly no question.

    The connection refuses every write by itself: this only says so sooner and in better words.

    Raises
    ------
    DomainError
        ``sql.empty``, ``sql.too_long`` or ``sql.only_select``.
    """
    told = statement.strip().rstrip(";").rstrip()
    if len(told) > _LONGEST or "\x00" in told:
        raise DomainError("sql.too_long", longest=_LONGEST)
    lead = _LEAD.match(told)
    word = _WORD.match(told, lead.end() if lead else 0)
    if word is None and not told:
        raise DomainError("sql.empty")
    if word is None or word[0].lower() not in _BEGINNINGS:
        raise DomainError("sql.only_select", word=told[:20] if word is None else word[0])
    return told


def once_each(names: list[str]) -> tuple[str, ...]:
    """Tell headings that occur twice apart: ``n, n_2``."""
    seen: dict[str, int] = {}
    told: list[str] = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return tuple(told)
