"""The one handle on the database that all sessions of this process share."""

import streamlit as st

from ecogov.settings import load
from ecogov.storage.database import Database


@st.cache_resource(max_entries=4, show_spinner=False)
def _opened(url: str) -> Database:
    return Database.open(url)


def database() -> Database:
    """Give the database that the settings name; `app.py` has brought its schema up to date."""
    return _opened(load().database_url)
