"""Whether what is stored can be trusted: the chain of the audit trail, roll-ups against rows."""

from dataclasses import dataclass

from ecogov.domain.people import Right
from ecogov.services.people.rights import require
from ecogov.services.projects import list_projects
from ecogov.services.status.publishing import tampered_reports
from ecogov.services.trail import trail_head, verify_trail
from ecogov.storage.database import Database
from ecogov.storage.production.rebuilding import verify_rollups


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A cell of a roll-up that does not equal the rows behind it."""

    project: str
    rollup: str
    cell: dict[str, object]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check found.

    `broken_entries` are ids of the audit trail, `tampered_reports` those of published reports whose
    text is not the one that was frozen. `head` marks the end of the trail: kept elsewhere, it
    proves at a later check that no entry was cut off.
    """

    n_projects: int
    broken_entries: tuple[int, ...]
    mismatches: tuple[Mismatch, ...]
    tampered_reports: tuple[int, ...] = ()
    head: str | None = None

    @property
    def is_clean(self) -> bool:
        """Whether everything holds."""
        return not (self.broken_entries or self.mismatches or self.tampered_reports)


def verify(db: Database) -> Verification:
    """Recompute the audit chain, every published report, and all roll-ups of every project."""
    require(db, Right.ADMINISTER)
    found: list[Mismatch] = []
    n_projects = 0
    for is_archived in (False, True):
        projects = list_projects(db, archived=is_archived)
        n_projects += len(projects)
        for project_id, code in zip(projects["id"], projects["code"], strict=True):
            with db.read() as session:
                cells = verify_rollups(session, int(project_id))
            found += [Mismatch(str(code), rollup, cell) for rollup, cell in cells]
    reports = tuple(tampered_reports(db))
    return Verification(n_projects, tuple(verify_trail(db)), tuple(found), reports, trail_head(db))
