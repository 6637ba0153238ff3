"""Whether a process can do its work, and what there is to count about it."""

from ecogov.storage import migrate
from ecogov.storage.database import Database
from ecogov.storage.jobs import listing


def check_ready(db: Database) -> None:
    """Refuse while the database does not answer or stands at another version.

    Raises
    ------
    UnavailableError
        ``database.lost`` and its kin.
    DomainError
        ``database.behind``, ``database.newer``.
    """
    db.revision()
    migrate.check(db.url)


def jobs_by_status(db: Database) -> dict[str, int]:
    """Count the jobs in each state; of no project and of nobody, so that no right is needed."""
    with db.read() as session:
        return listing.count_by_status(session)
