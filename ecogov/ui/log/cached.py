"""What the log reads again and again, kept per database and revision; nothing with language."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import pandas as pd
import streamlit as st

from ecogov.domain.log.asking import LogFilter, Order
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.risks.scales import Scale
from ecogov.services.log import reading, risks, views
from ecogov.services.log.my_day import my_day
from ecogov.services.vendors import list_vendors
from ecogov.storage.database import Database

ROWS_PER_PAGE: Final = 100

MOST_AT_ONCE: Final = 1000
"""How many records can be changed at once: one transaction of a few seconds."""


class Asked(NamedTuple):
    """A page of a list: what is wanted, how it is sorted, how many records stand before it."""

    kind: RecordKind
    wanted: LogFilter
    order: Order
    skipped: int = 0


def records(db: Database, asked: Asked) -> pd.DataFrame:
    """List one page, at most `ROWS_PER_PAGE` records."""
    return _records(db.key, db.revision(), asked, db)


def matching(db: Database, asked: Asked) -> pd.DataFrame:
    """List the first `MOST_AT_ONCE` records that are wanted: ``id, version, status``."""
    return _matching(db.key, db.revision(), asked, db)


def total(db: Database, kind: RecordKind, wanted: LogFilter) -> int:
    """Count the records that are wanted."""
    return _total(db.key, db.revision(), (kind, wanted), db)


def open_counts(db: Database, project_id: int | None) -> Mapping[RecordKind, int]:
    """Count the records of every kind that still need work."""
    return _open_counts(db.key, db.revision(), project_id, db)


def people(db: Database, project_id: int | None) -> list[str]:
    """Name those who own records, the busiest first."""
    return _people(db.key, db.revision(), project_id, db)


def vendors(db: Database) -> dict[int, str]:
    """Give the codes of the vendors at work by their ids."""
    return _vendors(db.key, db.revision(), db)


def found(db: Database, text: str) -> pd.DataFrame:
    """Find records of all projects and kinds by words or reference."""
    return _found(db.key, db.revision(), text, db)


def day_of(db: Database, owner: str, today: date, project_id: int | None) -> pd.DataFrame:
    """List what somebody has to look at."""
    return _day(db.key, db.revision(), (owner, today, project_id), db)


def scales(db: Database) -> Mapping[int, Scale]:
    """Give every scale of risks by its version."""
    return _scales(db.key, db.revision(), db)


def saved_views(db: Database) -> pd.DataFrame:
    """List the views saved on the page of the log."""
    return _views(db.key, db.revision(), db)


@st.cache_data(max_entries=128, ttl="1h", show_spinner=False)
def _records(database_key: str, revision: int, asked: Asked, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    window = (asked.skipped, ROWS_PER_PAGE)
    return reading.list_records(_db, asked.kind, asked.wanted, asked.order, window=window)


@st.cache_data(max_entries=8, ttl="1h", show_spinner=False)
def _matching(database_key: str, revision: int, asked: Asked, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    unseen = {spec.name for spec in KINDS[asked.kind].fields} - {"status"}
    window = (0, MOST_AT_ONCE)
    rows = reading.list_records(
        _db, asked.kind, asked.wanted, asked.order, window=window, left_out=unseen
    )
    return rows[["id", "version", "status"]]


@st.cache_data(max_entries=256, ttl="1h", show_spinner=False)
def _total(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    asked: tuple[RecordKind, LogFilter],
    _db: Database,
) -> int:
    return reading.count_records(_db, *asked)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _open_counts(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    project_id: int | None,
    _db: Database,
) -> dict[Any, int]:
    return dict(reading.open_counts(_db, project_id))


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _people(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    project_id: int | None,
    _db: Database,
) -> list[str]:
    return reading.list_people(_db, project_id)


@st.cache_data(max_entries=16, ttl="1h", show_spinner=False)
def _vendors(database_key: str, revision: int, _db: Database) -> dict[int, str]:  # noqa: ARG001 - the key
    rows = list_vendors(_db)
    return {int(record): str(code) for record, code in zip(rows["id"], rows["code"], strict=True)}


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _found(database_key: str, revision: int, text: str, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return reading.search_log(_db, text)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _day(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    asked: tuple[str, date, int | None],
    _db: Database,
) -> pd.DataFrame:
    owner, today, project_id = asked
    return my_day(_db, (owner,), today, project_id)


@st.cache_data(max_entries=16, ttl="1h", show_spinner=False)
def _scales(database_key: str, revision: int, _db: Database) -> dict[int, Scale]:  # noqa: ARG001 - the key
    return risks.risk_scales(_db)


@st.cache_data(max_entries=16, ttl="1h", show_spinner=False)
def _views(database_key: str, revision: int, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return views.list_views(_db, "log")
