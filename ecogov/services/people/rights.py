"""The check that every service makes before it does anything."""

from collections.abc import Iterable

import pandas as pd

from ecogov.domain.errors import NotFoundError
from ecogov.domain.people import NotAllowedError, Person, Right
from ecogov.storage.database import Database
from ecogov.storage.registers import Session


def require(db: Database, right: Right, project_id: int | None = None) -> None:
    """Let the person of a handle pass, or say what is missing.

    Parameters
    ----------
    project_id : int or None
        The project that is touched; None when the act is not inside a single project.

    Raises
    ------
    NotFoundError
        ``project.unknown`` for who may not even see the project: it is not there for them.
    NotAllowedError
        ``right.missing`` for who sees it and may not do that.
    """
    _pass(db.person, right, project_id, is_there=db.person.may(right, project_id))


def require_somewhere(db: Database, right: Right) -> None:
    """Let pass who has a right in any project: for what all projects share.

    Raises
    ------
    NotAllowedError
        ``right.missing``.
    """
    _pass(db.person, right, None, is_there=db.person.may_somewhere(right))


def admit(session: Session, right: Right, project_id: int | None) -> None:
    """Let the person of a transaction pass; what belongs to no project takes the right anywhere.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`.
    """
    person: Person = session.info["person"]
    is_there = person.may_somewhere(right) if project_id is None else person.may(right, project_id)
    _pass(person, right, project_id, is_there=is_there)


def visible(db: Database, right: Right = Right.READ) -> frozenset[int] | None:
    """Give the ids of the projects that the person of a handle may see; None means all."""
    return db.person.projects(right)


def reached(db: Database, project_id: int | None) -> frozenset[int] | None:
    """Give the projects that a list may tell of: the one asked for, else all that are visible.

    Raises
    ------
    NotFoundError
        ``project.unknown`` for who may not see the one that is asked for.
    """
    if project_id is None:
        return visible(db)
    require(db, Right.READ, project_id)
    return frozenset({project_id})


def only_visible(db: Database, rows: pd.DataFrame, column: str = "project_id") -> pd.DataFrame:
    """Leave out the rows of projects that the person of a handle may not see."""
    seen = visible(db)
    return rows if seen is None else rows[rows[column].isin(seen)].reset_index(drop=True)


def require_each(db: Database, projects: Iterable[int], right: Right = Right.READ) -> None:
    """Let pass who may see every one of some projects, or has another right in each.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`.
    """
    for project_id in projects:
        require(db, right, project_id)


def _pass(person: Person, right: Right, project_id: int | None, *, is_there: bool) -> None:
    if is_there:
        return
    if project_id is not None and not person.may(Right.READ, project_id):
        raise NotFoundError("project.unknown", code=project_id)
    raise NotAllowedError("right.missing", right=(f"right.{right}",))
