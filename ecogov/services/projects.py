"""Projects: add, change, put away, take back, list."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.people import Right
from ecogov.domain.projects import AcceptanceBasis, ContentDomain, Project, ProjectDraft
from ecogov.services import editing
from ecogov.services.people.rights import only_visible, require
from ecogov.storage import projects
from ecogov.storage.database import Database
from ecogov.storage.production.rebuilding import rebuild
from ecogov.storage.projects import PROJECTS
from ecogov.storage.registers import now

_COUNTED_BY: Final = ("acceptance_basis", "currency")


def add_project(db: Database, draft: ProjectDraft, *, actor: str) -> int:
    """Log a new project and give its id.

    Raises
    ------
    DomainError
        ``project.taken`` when another project, archived or not, has its code.
    """
    values = {**_values(draft), "version": 1, "created_at": now(), "archived_at": None}
    with db.write(actor) as session:
        return editing.add(session, PROJECTS, values)


def change_project(
    db: Database, project_id: int, draft: ProjectDraft, *, version: int, actor: str
) -> None:
    """Replace what was entered about a project; `version` is the one that the person saw.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    DomainError
        ``record.archived`` when it was put away, ``project.taken`` when another project has the
        new code, ``project.timezone_locked`` when imports were dated in the old time zone.
    """
    values = _values(draft)
    with db.write(actor) as session:
        stored = editing.seen(session, PROJECTS, project_id, version)
        has_imports = projects.has_imports(session, project_id)
        if values["programme"] != stored["programme"]:
            require(db, Right.ADMINISTER)  # people get their roles by it
        if has_imports and values["timezone"] != stored["timezone"]:
            raise DomainError("project.timezone_locked", timezone=stored["timezone"])
        editing.change(session, PROJECTS, stored, values)
        if has_imports and any(values[name] != stored[name] for name in _COUNTED_BY):
            rebuild(session, project_id)


def archive_project(db: Database, project_id: int, *, actor: str) -> None:
    """Put a project away; all its records stay, and `restore_project` takes it back.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    DomainError
        ``record.archived`` when it was put away already.
    """
    with db.write(actor) as session:
        editing.archive(session, PROJECTS, project_id)


def restore_project(db: Database, project_id: int, *, actor: str) -> None:
    """Take a project back that was put away.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    with db.write(actor) as session:
        editing.restore(session, PROJECTS, project_id)


def list_projects(db: Database, *, archived: bool = False) -> pd.DataFrame:
    """List the projects at work, or with `archived` those that were put away.

    Returns
    -------
    DataFrame, shape (n_projects, 18)
        Columns ``id, code, name_en, name_zh, programme, content_domain, timezone, country,
        start_on, due_on`` (dates or None), ``target_units`` (Int64), ``unit_name, currency, pm,
        acceptance_basis, n_imports`` (those that stand), ``last_import_at`` (UTC, NaT without
        imports) and ``version``, by code. No projects give the same columns.
    """
    with db.read() as session:
        return only_visible(db, projects.projects_frame(session, archived=archived), "id")


def get_project(db: Database, code_or_id: str | int) -> Project:
    """Read one project, archived or not, by its code or its id.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    with db.read() as session:
        return _read(projects.find(session, code_or_id))


def _read(row: Mapping[str, Any]) -> Project:
    told = {
        "content_domain": ContentDomain(row["content_domain"]),
        "acceptance_basis": AcceptanceBasis(row["acceptance_basis"]),
        "locales": tuple(row["locales"]),
    }
    return Project(**{**row, **told})


def _values(draft: ProjectDraft) -> dict[str, Any]:
    return {
        **draft.model_dump(),
        "locales": list(draft.locales),
        "content_domain": draft.content_domain.value,
        "acceptance_basis": draft.acceptance_basis.value,
    }
