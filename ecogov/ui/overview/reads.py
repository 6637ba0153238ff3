"""What the overview reads, kept per database and state; nothing with language."""

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from ecogov.domain.status.report import StatusReport
from ecogov.services.anomalies.reading import new_counts
from ecogov.services.overview.looks import News, news_since
from ecogov.services.overview.standings import Standing, list_standings, standing_reports
from ecogov.storage.database import Database

MOST_NEWS: Final = 8


def standings(db: Database) -> list[Standing]:
    """Tell how current the standing of every project is; two small queries at every run."""
    return list_standings(db, datetime.now(UTC))


def reports(db: Database, found: list[Standing]) -> dict[int, StatusReport]:
    """Read the standings by project; they change when one is worked out, or a project comes."""
    state = tuple((one.project_id, one.computed_at) for one in found)
    return _reports(db.key, state, db)


def new_anomalies(db: Database) -> dict[int, int]:
    """Count the new anomalies by project."""
    return _new_anomalies(db.key, db.revision(), db)


def news(db: Database, since: datetime) -> News:
    """Read what happened since an instant."""
    return _news(db.key, db.revision(), since, db)


@st.cache_data(max_entries=16, ttl="1h", show_spinner=False)
def _reports(
    database_key: str,  # noqa: ARG001 - the key
    state: tuple[object, ...],  # noqa: ARG001 - the key
    _db: Database,
) -> dict[int, StatusReport]:
    return standing_reports(_db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _new_anomalies(database_key: str, revision: int, _db: Database) -> dict[int, int]:  # noqa: ARG001 - the key
    return new_counts(_db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _news(database_key: str, revision: int, since: datetime, _db: Database) -> News:  # noqa: ARG001 - the key
    return news_since(_db, since, most=MOST_NEWS)
