"""Projects: the register itself, and what lists and rules need to know about them."""

from typing import Any, Final

import pandas as pd
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from ecogov.domain.errors import NotFoundError
from ecogov.domain.people import Right
from ecogov.storage.production.facts import ImportRow
from ecogov.storage.records import ProjectRow
from ecogov.storage.registers import Register, frame, is_hidden

PROJECT: Final[Any] = ProjectRow.__table__  # type: ignore[attr-defined]
_IMPORT: Final[Any] = ImportRow.__table__  # type: ignore[attr-defined]
PROJECTS: Final = Register("project", PROJECT, right=Right.SET_UP, right_to_keep=Right.ADMINISTER)

_LISTED: Final = (
    "id", "code", "name_en", "name_zh", "programme", "content_domain", "timezone", "country",
    "start_on", "due_on", "target_units", "unit_name", "currency", "pm", "acceptance_basis",
)  # fmt: skip
_KINDS: Final = {
    "id": "int64",
    "target_units": "Int64",
    "n_imports": "int64",
    "last_import_at": "datetime64[us, UTC]",
    "version": "int64",
}


def find(session: Session, code_or_id: str | int) -> dict[str, Any]:
    """Read a project by its code (in any case) or by its id.

    Raises
    ------
    NotFoundError
        ``project.unknown``, also for who may not see it.
    """
    if isinstance(code_or_id, int):
        condition = PROJECT.c.id == code_or_id
    else:
        condition = PROJECT.c.code == code_or_id.strip().upper()
    row = session.execute(select(PROJECT).where(condition)).mappings().first()
    if row is None or is_hidden(session, row["id"]):
        raise NotFoundError("project.unknown", code=str(code_or_id))
    return dict(row)


def find_by_code(session: Session, code: str) -> dict[str, Any] | None:
    """Read a project by its code, archived or not; None where there is none."""
    row = session.execute(select(PROJECT).where(PROJECT.c.code == code)).mappings().first()
    return None if row is None else dict(row)


def projects_frame(session: Session, *, archived: bool) -> pd.DataFrame:
    """List the projects at work, or those put away, by code.

    Returns
    -------
    DataFrame, shape (n_projects, 18)
        See `ecogov.services.projects.list_projects`.
    """
    taken = (
        select(
            _IMPORT.c.project_id,
            func.count().label("n_imports"),
            func.max(_IMPORT.c.at).label("last_import_at"),
        )
        .where(_IMPORT.c.undone_at.is_(None))
        .group_by(_IMPORT.c.project_id)
        .subquery()
    )
    query = (
        select(
            *(PROJECT.c[name] for name in _LISTED),
            func.coalesce(taken.c.n_imports, 0).label("n_imports"),
            taken.c.last_import_at,
            PROJECT.c.version,
        )
        .select_from(PROJECT.outerjoin(taken, taken.c.project_id == PROJECT.c.id))
        .where(PROJECT.c.archived_at.is_not(None) if archived else PROJECT.c.archived_at.is_(None))
        .order_by(PROJECT.c.code)
    )
    return frame(session, query, _KINDS)


def has_imports(session: Session, project_id: int) -> bool:
    """Tell whether any import of a project stands."""
    standing = exists().where(_IMPORT.c.project_id == project_id, _IMPORT.c.undone_at.is_(None))
    return bool(session.execute(select(standing)).scalar_one())


def has_programme(session: Session, programme: str) -> bool:
    """Tell whether any project is in a programme."""
    known = exists().where(PROJECT.c.programme == programme)
    return bool(session.execute(select(known)).scalar_one())
