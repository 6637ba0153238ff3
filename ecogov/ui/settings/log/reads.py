"""How a project runs its log, kept per database and revision; nothing with language."""

import pandas as pd
import streamlit as st

from ecogov.services.log.risks import risk_appetites, scale_versions
from ecogov.services.log.setups import LogSetup, log_setup
from ecogov.storage.database import Database


def setup(db: Database, project_id: int) -> LogSetup:
    """Read contingency, working hours and ladder."""
    return _setup(db.key, db.revision(), project_id, db)


def appetites(db: Database, project_id: int) -> pd.DataFrame:
    """List the appetite by category."""
    return _appetites(db.key, db.revision(), project_id, db)


def versions(db: Database, project_id: int) -> pd.DataFrame:
    """List the scales that a project has scored by."""
    return _versions(db.key, db.revision(), project_id, db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _setup(database_key: str, revision: int, project_id: int, _db: Database) -> LogSetup:  # noqa: ARG001 - the key
    return log_setup(_db, project_id)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _appetites(database_key: str, revision: int, project_id: int, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return risk_appetites(_db, project_id)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _versions(database_key: str, revision: int, project_id: int, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return scale_versions(_db, project_id)
