"""Projects and their targets as the rules of hygiene look at them."""

from datetime import date, timedelta

import pandas as pd

from ecogov.domain.log.hygiene.projects import runs
from ecogov.domain.log.hygiene.targets import with_null_reasons
from ecogov.services.calendars import calendars_of
from ecogov.services.log.hygiene.reading import local_days
from ecogov.storage.database import Database
from ecogov.storage.log import hygiene
from ecogov.storage.production.measured import measured_frame


def project_frames(
    db: Database, projects: pd.DataFrame, milestones: pd.DataFrame, as_of: date
) -> dict[str, pd.DataFrame]:
    """Put projects and their targets together as `ecogov.domain.log.hygiene.rules.xray` wants them.

    Parameters
    ----------
    projects : DataFrame
        As `list_projects` gives it; not modified.
    milestones : DataFrame
        Columns ``project_id`` and ``is_open``; not modified.
    """
    with db.read() as session:
        only = frozenset(int(one) for one in projects["id"])
        activity = hygiene.activity_frame(session, only).set_index("project_id")
        targets = hygiene.targets_frame(session, only)
    targets = targets[targets["project_id"].isin(projects["id"])]
    opened = milestones.loc[milestones["is_open"], "project_id"].value_counts()
    first, last = (projects["id"].map(activity[name]) for name in ("first_at", "last_at"))
    zones = projects["timezone"]
    told = projects.assign(
        last_activity_on=local_days(last, zones),
        last_import_on=local_days(projects["last_import_at"], zones),
        n_open_milestones=_counted(projects, opened),
        n_targets=_counted(projects, targets["project_id"].value_counts()),
    )
    begun = told["start_on"].where(told["start_on"].notna(), local_days(first, zones).dt.date)
    told = told.assign(start_on=begun, idle_working_days=_idle(db, told, begun, as_of))
    return {"project": _named(told), "target": _targets(db, told, targets, as_of)}


def _counted(projects: pd.DataFrame, counts: pd.Series) -> pd.Series:
    return projects["id"].map(counts).fillna(0).astype("int64")


def _idle(db: Database, projects: pd.DataFrame, begun: pd.Series, as_of: date) -> list[int]:
    """Count the working days that are over since the last import, or else since the start."""
    countries = dict(zip(projects["id"], projects["country"], strict=True))
    calendars = calendars_of(db, countries)
    yesterday, day = as_of - timedelta(days=1), timedelta(days=1)
    columns = (projects["id"], projects["last_import_on"], begun)
    return [
        calendars[one].working_days(start if pd.isna(last) else last.date() + day, yesterday)
        if not (pd.isna(last) and pd.isna(start))
        else 0
        for one, last, start in zip(*columns, strict=True)
    ]


def _named(projects: pd.DataFrame) -> pd.DataFrame:
    return projects.assign(
        ref=projects["code"],
        project_id=projects["id"],
        project_code=projects["code"],
        title=projects["name_en"],
        owner=projects["pm"],
    )


def _targets(
    db: Database, projects: pd.DataFrame, targets: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """Tell which targets of running projects are held against nothing, and why."""
    running = projects[runs(projects, as_of)].set_index("id")
    in_force = targets["project_id"].isin(running.index) & (targets["effective_from"] <= as_of)
    mine = targets[in_force].reset_index(drop=True)
    codes = mine["project_id"].map(running["code"])
    told = mine.assign(
        ref=codes,
        project_code=codes,
        title=mine["metric"],
        owner=mine["project_id"].map(running["pm"]),
    )
    if told.empty:
        return told.assign(null_reason=pd.Series(dtype=object))
    with db.read() as session:
        measured = measured_frame(session, tuple(int(one) for one in mine["project_id"].unique()))
    return with_null_reasons(told, measured)
