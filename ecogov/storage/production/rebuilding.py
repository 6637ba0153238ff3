"""Everything that follows from the rows: after an import, after an undo, from scratch."""

from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ecogov.domain.production import SourceFormat
from ecogov.storage.production.derivation import derive
from ecogov.storage.production.desk import Desk
from ecogov.storage.production.items import judge_items
from ecogov.storage.production.rollups import Terms, roll_up
from ecogov.storage.production.values import VALUES, block_values, wrong_blocks
from ecogov.storage.production.verifying import mismatches
from ecogov.storage.records import ProjectRow

_PROJECT: Final[Any] = ProjectRow.__table__  # type: ignore[attr-defined]


def terms_of(session: Session, project_id: int, days: Select[Any] | None = None) -> Terms:
    """Read what of a project decides how its rows are counted."""
    row = session.execute(
        select(_PROJECT.c.acceptance_basis, _PROJECT.c.currency).where(_PROJECT.c.id == project_id)
    ).one()
    return Terms(project_id, row.acceptance_basis, row.currency, days)


def follow(desk: Desk, project_id: int, source: tuple[int, SourceFormat]) -> None:
    """Bring everything derived up to date with what the desk touched."""
    source_id, format_ = source
    derive(desk, project_id, source_id, format_)
    judge_items(desk, project_id)
    days = select(desk.days.c.day)
    roll_up(desk.session, terms_of(desk.session, project_id, days))
    block_values(desk.session, project_id, days)


def rebuild(session: Session, project_id: int) -> None:
    """Recompute all roll-ups of a project from its rows."""
    roll_up(session, terms_of(session, project_id))


def verify_rollups(session: Session, project_id: int) -> list[tuple[str, dict[str, object]]]:
    """Name the roll-up cells of a project that do not equal its rows."""
    found = mismatches(session, terms_of(session, project_id))
    return found + [(VALUES.name, cell) for cell in wrong_blocks(session, project_id)]
