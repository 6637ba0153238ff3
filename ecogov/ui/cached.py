"""Reads that pages repeat, kept per database, revision and scope; never anything with language."""

import pandas as pd
import streamlit as st

from ecogov.services.projects import list_projects
from ecogov.storage.database import Database


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _projects(database_key: str, revision: int, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return list_projects(_db)


def projects(db: Database) -> pd.DataFrame:
    """List the projects that are not archived, as `ecogov.services.projects.list_projects` does."""
    return _projects(db.key, db.revision(), db)
