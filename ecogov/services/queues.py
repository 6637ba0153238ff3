"""Queues of a project: add, change, put away, take back, list."""

import pandas as pd

from ecogov.domain.people import Right
from ecogov.domain.projects import QueueDraft
from ecogov.services import editing
from ecogov.services.people.rights import require
from ecogov.storage import vendors
from ecogov.storage.database import Database
from ecogov.storage.vendors import QUEUES


def add_queue(db: Database, draft: QueueDraft, *, actor: str) -> int:
    """Log a new queue of a project and give its id.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    DomainError
        ``record.archived`` when the project was put away, ``queue.taken`` when the project has
        a queue of that code, archived or not.
    """
    with db.write(actor) as session:
        editing.open_project(session, draft.project_id)
        return editing.add(session, QUEUES, {**draft.model_dump(), "version": 1})


def change_queue(
    db: Database, queue_id: int, draft: QueueDraft, *, version: int, actor: str
) -> None:
    """Replace what was entered about a queue; `version` is the one that the person saw.

    Raises
    ------
    NotFoundError
        ``queue.unknown``.
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    DomainError
        ``record.archived`` when it or its project was put away, ``record.other_project`` when
        the draft names another project, ``queue.taken`` when another queue has the new code.
    """
    with db.write(actor) as session:
        stored = editing.seen(session, QUEUES, queue_id, version)
        editing.check_same_project(stored, draft.project_id)
        editing.open_project(session, draft.project_id)
        editing.change(session, QUEUES, stored, draft.model_dump())


def archive_queue(db: Database, queue_id: int, *, actor: str) -> None:
    """Put a queue away; its figures stay, and `restore_queue` takes it back.

    Raises
    ------
    NotFoundError
        ``queue.unknown``.
    DomainError
        ``record.archived`` when it was put away already.
    """
    with db.write(actor) as session:
        editing.archive(session, QUEUES, queue_id)


def restore_queue(db: Database, queue_id: int, *, actor: str) -> None:
    """Take a queue back that was put away.

    Raises
    ------
    NotFoundError
        ``queue.unknown``.
    """
    with db.write(actor) as session:
        editing.restore(session, QUEUES, queue_id)


def list_queues(db: Database, project_id: int, *, archived: bool = False) -> pd.DataFrame:
    """List the queues of a project, or with `archived` those that were put away.

    Returns
    -------
    DataFrame, shape (n_queues, 6)
        Columns ``id, code, name_en, name_zh`` (empty where an import brought the queue),
        ``created_by_import`` (Int64) and ``version``, by code.
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        return vendors.queues_frame(session, project_id, archived=archived)
