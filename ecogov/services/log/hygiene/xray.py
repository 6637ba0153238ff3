"""The X-ray itself."""

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd

from ecogov.domain.log.hygiene import rules
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.hygiene.projects import project_frames
from ecogov.services.log.hygiene.reading import record_frames
from ecogov.services.people.rights import reached
from ecogov.services.projects import get_project, list_projects
from ecogov.storage.database import Database
from ecogov.storage.registers import now


def xray(db: Database, project_id: int | None, *, as_of: date) -> pd.DataFrame:
    """Find what is wrong with the log of a project, or of all projects at work, on a day.

    Records are taken as they stand now; `as_of` decides which days have passed. The clocks of
    escalations are read now, or at the end of a day that is past.

    Returns
    -------
    DataFrame, shape (n_findings, 13)
        See `ecogov.domain.log.hygiene.rules.xray`; ``kind`` is "project" or "target" beside the
        kinds of records, where ``ref`` is the project's code and the ``title`` of a target the
        code of its KPI.
    """
    reach = reached(db, project_id)
    projects = list_projects(db)
    if project_id is not None:
        projects = projects[projects["id"] == project_id].reset_index(drop=True)
    if projects.empty:
        return rules.xray({}, as_of)
    records = record_frames(db, projects, reach, as_of)
    whole = project_frames(db, projects, records[RecordKind.MILESTONE.value], as_of)
    return rules.xray({**records, **whole}, as_of)


def today_of(db: Database, project_id: int | None) -> date:
    """Tell which day it is where a project is; for all projects, by universal time."""
    zone = "UTC" if project_id is None else get_project(db, project_id).timezone
    return now().astimezone(ZoneInfo(zone)).date()
