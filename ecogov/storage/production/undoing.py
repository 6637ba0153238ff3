"""Taking an import back: what it stored goes, what it changed is put back as it was."""

from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ecogov.storage.production.events import BEFORE, EVENT
from ecogov.storage.production.facts import ImportOverlapRow, ImportRow
from ecogov.storage.production.names import drop_names

_IMPORT: Final[Any] = ImportRow.__table__  # type: ignore[attr-defined]
_OVERLAP: Final[Any] = ImportOverlapRow.__table__  # type: ignore[attr-defined]


def later_imports(session: Session, import_id: int) -> list[int]:
    """Name the standing imports that met rows of this one; they must be undone first."""
    query = (
        select(_OVERLAP.c.import_id)
        .join(_IMPORT, _IMPORT.c.id == _OVERLAP.c.import_id)
        .where(_OVERLAP.c.earlier_id == import_id, _IMPORT.c.undone_at.is_(None))
        .order_by(_OVERLAP.c.import_id)
    )
    return list(session.execute(query).scalars())


def take_back(session: Session, import_id: int) -> int:
    """Remove what an import stored and put back what it had changed.

    Returns
    -------
    int
        Rows removed or put back.
    """
    names = [column.name for column in EVENT.columns if column.name != "id"]
    restored = session.execute(
        update(EVENT)
        .where(EVENT.c.id == BEFORE.c.id, BEFORE.c.replaced_by == import_id)
        .values({name: BEFORE.c[name] for name in names})
    )
    removed = session.execute(delete(EVENT).where(EVENT.c.import_id == import_id))
    session.execute(delete(BEFORE).where(BEFORE.c.replaced_by == import_id))
    drop_names(session, import_id)
    return int(restored.rowcount + removed.rowcount)  # type: ignore[attr-defined]
