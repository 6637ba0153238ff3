"""Reads that pages repeat, kept per database, revision and scope; never anything with language."""

import pandas as pd
import streamlit as st

from ecogov.domain.risks.scales import Scale
from ecogov.services import trail
from ecogov.services.log.risks import scale_in_force
from ecogov.services.projects import list_projects
from ecogov.storage.database import Database


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _projects(database_key: str, revision: int, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    found = list_projects(_db)
    told = found["name_zh"].fillna("")
    return found.assign(name_zh=told.where(told != "", found["name_en"]))


def projects(db: Database, revision: int) -> pd.DataFrame:
    """List the projects that are not archived, as `ecogov.services.projects.list_projects` does.

    A project without a Chinese name goes by its English one.
    """
    return _projects(db.key, revision, db)


@st.cache_data(max_entries=16, ttl="1h", show_spinner=False)
def _names(database_key: str, revision: int, _db: Database) -> dict[tuple[str, str], str]:  # noqa: ARG001 - the key
    return trail.record_names(_db)


def record_names(db: Database) -> dict[tuple[str, str], str]:
    """Give the codes of projects, vendors and queues, archived or not, by record type and id."""
    return _names(db.key, db.revision(), db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _scale(database_key: str, revision: int, project_id: int | None, _db: Database) -> Scale:  # noqa: ARG001 - the key
    return scale_in_force(_db, project_id)


def scale(db: Database, project_id: int | None) -> Scale:
    """Give the scale by which a project scores risks now; of no project, the one of all."""
    return _scale(db.key, db.revision(), project_id, db)
