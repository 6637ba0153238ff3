"""Milestones beyond their records: what waits for what, what was expected and promised when."""

import pandas as pd

from ecogov.domain.log.kinds import RecordKind
from ecogov.services import editing
from ecogov.storage.database import Database
from ecogov.storage.log import histories, setups
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.log.setups import MILESTONE_LINKS

_MILESTONES = REGISTERS[RecordKind.MILESTONE]


def milestone_links(db: Database, project_id: int | None) -> pd.DataFrame:
    """List which milestones wait for which, of one project or of all.

    Returns
    -------
    DataFrame, shape (n_links, 6)
        Columns ``id, project_id, predecessor_id, successor_id, type, lag_days``.
    """
    with db.read() as session:
        return setups.links_frame(session, project_id)


def unlink_milestones(db: Database, link_id: int, *, actor: str) -> None:
    """Let a milestone wait no more.

    Raises
    ------
    NotFoundError
        ``milestone_link.unknown``.
    """
    with db.write(actor) as session:
        editing.remove(session, MILESTONE_LINKS, link_id)


def forecast_history(db: Database, milestone_ids: tuple[int, ...]) -> pd.DataFrame:
    """List when milestones were expected, as of which day, oldest first.

    Returns
    -------
    DataFrame, shape (n_kept, 3)
        Columns ``milestone_id, reported_on, forecast_on`` (None where a forecast was withdrawn).
    """
    with db.read() as session:
        return histories.forecasts_frame(session, milestone_ids)


def baseline_history(db: Database, milestone_id: int) -> pd.DataFrame:
    """List what a milestone was promised for, in the order of promising.

    Returns
    -------
    DataFrame, shape (n_baselines, 6)
        Columns ``number, baseline_on, change_id, reason, set_at, set_by``.
    """
    with db.read() as session:
        return histories.baselines_frame(session, milestone_id)
