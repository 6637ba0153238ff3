"""The burn-up of a project from its accepted units and its promise."""

from ecogov.domain import burn_up as rule
from ecogov.domain.burn_up import BurnUp, Promise
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.services.calendars import project_calendar
from ecogov.services.kpis import kpi_cells
from ecogov.services.projects import get_project
from ecogov.storage.database import Database


def burn_up(db: Database, project_id: int) -> BurnUp:
    """Add up what a project has accepted and hold it against its plan.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    project = get_project(db, project_id)
    question = Question(Slice((project_id,)), ("accepted_units",), ("day",))
    cells = kpi_cells(db, question)
    daily = cells.loc[cells["value"].notna(), ["day", "value"]]
    promise = Promise(
        project.start_on,
        project.due_on,
        project.target_units,
        project_calendar(db, project_id),
    )
    return rule.burn_up(daily, promise)
