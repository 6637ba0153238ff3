"""Reading and keeping how projects stand, and when people looked."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ecogov.storage.overview.tables import LookRow, StandingRow
from ecogov.storage.records import AuditRow

_STANDING: Final[Any] = StandingRow.__table__  # type: ignore[attr-defined]
_LOOK: Final[Any] = LookRow.__table__  # type: ignore[attr-defined]
_AUDIT: Final[Any] = AuditRow.__table__  # type: ignore[attr-defined]

_COUNTS_FOR_ALL: Final = ("vendor", "risk_scale", "light_thresholds")
"""Kinds of records of no project that move the lights of every project."""


class Kept(NamedTuple):
    """A standing as it is stored."""

    project_id: int
    day: date
    mark: int
    computed_at: datetime


def marks(session: Session) -> tuple[dict[int, int], int]:
    """Give the newest entry of the trail by project, and the newest one that counts for all."""
    a = _AUDIT.c
    mine = select(a.project_id, func.max(a.id)).where(a.project_id.is_not(None))
    shared = select(func.max(a.id)).where(
        a.project_id.is_(None), a.record_type.in_(_COUNTS_FOR_ALL)
    )
    rows: Any = session.execute(mine.group_by(a.project_id))
    newest: int | None = session.execute(shared).scalar_one()
    return dict(iter(rows)), newest or 0


def kept(session: Session) -> dict[int, Kept]:
    """List what is stored, by project, without the contents."""
    s = _STANDING.c
    rows: Any = session.execute(select(s.project_id, s.day, s.mark, s.computed_at))
    return {row.project_id: Kept(*row) for row in rows}


def contents(session: Session) -> dict[int, str]:
    """Read the stored contents, by project."""
    s = _STANDING.c
    rows: Any = session.execute(select(s.project_id, s.content))
    return dict(iter(rows))


def keep(session: Session, row: Kept, content: str) -> None:
    """Store how a project stands, in place of how it stood."""
    _put(session, _STANDING, "project_id", {**row._asdict(), "content": content})


def look(session: Session, person: str) -> tuple[datetime, datetime | None] | None:
    """Tell when a person looked last and when the visit before ended; None at the first time."""
    found = session.execute(
        select(_LOOK.c.looked_at, _LOOK.c.before_at).where(_LOOK.c.person == person)
    ).first()
    return None if found is None else (found.looked_at, found.before_at)


def keep_look(session: Session, person: str, at: datetime, before: datetime | None) -> None:
    """Store that a person looks now."""
    values = {"person": person, "looked_at": at, "before_at": before}
    _put(session, _LOOK, "person", values)


def _put(session: Session, table: Any, key: str, values: Mapping[str, object]) -> None:  # noqa: ANN401
    is_file = session.get_bind().dialect.name == "sqlite"
    insert: Any = sqlite.insert(table) if is_file else postgresql.insert(table)
    rest = {name: value for name, value in values.items() if name != key}
    statement = insert.values(**values)
    session.execute(statement.on_conflict_do_update(index_elements=[key], set_=rest))
