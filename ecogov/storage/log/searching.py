"""One search over all kinds of records, and what somebody has to do."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import Select, and_, case, func, literal, or_, select, union_all

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind, parsed_reference
from ecogov.domain.log.register import KINDS
from ecogov.storage.log.listing import conditions, is_searchable
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.projects import PROJECT
from ecogov.storage.registers import Session, frame

_KINDS: Final = {"id": "int64", "number": "int64"}
_ASKED: Final = {RecordKind.DECISION: "decider", RecordKind.ESCALATION: "raised_to"}
"""Who is to answer, where that may be somebody else than the owner."""


def found_frame(session: Session, wanted: LogFilter, *, limit: int) -> pd.DataFrame:
    """Find records by the words of a filter; see `ecogov.services.log.reading.search_log`."""
    words = [word for word in wanted.text.split() if is_searchable(word)]
    parts = [_matching(kind, wanted, words) for kind in KINDS] if words else []
    if not parts:
        parts = [_matching(RecordKind.RISK, wanted, words).where(literal(value=False))]
    both = union_all(*parts).subquery()
    query = select(both).order_by(both.c.rank, both.c.id.desc()).limit(limit)
    return frame(session, query, _KINDS).drop(columns="rank")


def due_frame(
    session: Session, owners: Iterable[str], until: date, wanted: LogFilter
) -> pd.DataFrame:
    """List the open records that somebody owns and that are due until a day, or have no day.

    What waits for somebody's answer is listed whatever its day.

    Returns
    -------
    DataFrame
        Columns ``kind, id, number, title, owner, status, due_on, project_code``, by day.
    """
    people = tuple(owners)
    both = union_all(*(_of_people(kind, people, until, wanted) for kind in KINDS)).subquery()
    query = select(both).order_by(both.c.due_on.asc().nulls_last(), both.c.kind, both.c.id)
    return frame(session, query, _KINDS)


def _told(kind: RecordKind) -> Select[Any]:
    table = REGISTERS[kind].table
    t = table.c
    return select(
        literal(kind.value).label("kind"), t.id, t.number, t.title, t.owner, t.status,
        t[KINDS[kind].due].label("due_on"), PROJECT.c.code.label("project_code"),
    ).select_from(table.join(PROJECT, PROJECT.c.id == t.project_id))  # fmt: skip


def _of_people(
    kind: RecordKind, people: tuple[str, ...], until: date, wanted: LogFilter
) -> Select[Any]:
    t = REGISTERS[kind].table.c
    due = t[KINDS[kind].due]
    theirs = and_(t.owner.in_(people), or_(due.is_(None), due <= until))
    if kind in _ASKED:
        theirs = or_(theirs, t[_ASKED[kind]].in_(people))
    return _told(kind).where(*conditions(kind, wanted), theirs)


def _matching(kind: RecordKind, wanted: LogFilter, words: list[str]) -> Select[Any]:
    t = REGISTERS[kind].table.c
    numbers = [
        found.number
        for word in words
        if (found := parsed_reference(word)) is not None and found.kind is kind
    ]
    in_title = [func.lower(t.title).contains(word.lower(), autoescape=True) for word in words]
    rank = case((t.number.in_(numbers), 0), (or_(*in_title), 1), else_=2) if words else literal(2)
    return _told(kind).add_columns(rank.label("rank")).where(*conditions(kind, wanted))
