"""The check that every service makes before it does anything."""

from ecogov.domain.errors import NotFoundError
from ecogov.domain.people import NotAllowedError, Right
from ecogov.storage.database import Database


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
    person = db.person
    if person.may(right, project_id):
        return
    if project_id is not None and not person.may(Right.READ, project_id):
        raise NotFoundError("project.unknown", code=project_id)
    raise NotAllowedError("right.missing", right=(f"right.{right}",))


def visible(db: Database, right: Right = Right.READ) -> frozenset[int] | None:
    """Give the ids of the projects that the person of a handle may see; None means all."""
    return db.person.projects(right)
