"""What the stand-up reads, kept per database, person and revision; nothing with language."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from ecogov.domain.anomalies.asking import AnomalyFilter
from ecogov.services.anomalies import learning
from ecogov.services.anomalies.budgets import AlarmBudget, budget_of
from ecogov.services.anomalies.naming import Names, names_for
from ecogov.services.anomalies.reading import Anomaly, get_anomaly, list_anomalies
from ecogov.services.anomalies.scanning import last_scans
from ecogov.services.anomalies.standups import Standups, standups_of
from ecogov.services.log.reading import list_people
from ecogov.services.production_rules.settling import open_alarms
from ecogov.storage.database import Database

Key = tuple[str, str, int]
"""Database, who asks, revision."""


def key_of(db: Database) -> Key:
    """Give the key under which what a person reads now is kept."""
    return db.key, repr(db.person), db.revision()


def cards(db: Database, wanted: AnomalyFilter, today: date) -> pd.DataFrame:
    """List cards, as `ecogov.services.anomalies.reading.list_anomalies` does."""
    return _cards(key_of(db), (repr(wanted), today), wanted, db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _cards(
    key: Key,  # noqa: ARG001 - the key
    asked: tuple[str, date],
    _wanted: AnomalyFilter,
    _db: Database,
) -> pd.DataFrame:
    return list_anomalies(_db, _wanted, today=asked[1])


def names(db: Database, wanted: AnomalyFilter, today: date) -> Names:
    """Give the names of the places of a list of cards."""
    return _names(key_of(db), (repr(wanted), today), wanted, db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _names(
    key: Key,  # noqa: ARG001 - the key
    asked: tuple[str, date],
    _wanted: AnomalyFilter,
    _db: Database,
) -> Names:
    return names_for(_db, cards(_db, _wanted, asked[1]))


def card(db: Database, card_id: int, today: date) -> tuple[Anomaly, Names]:
    """Read a card with all that belongs to it, and the names that it needs.

    Raises
    ------
    NotFoundError
        ``anomaly.unknown``.
    """
    return _card(key_of(db), (card_id, today), db)


@st.cache_data(max_entries=256, ttl="1h", show_spinner=False)
def _card(
    key: Key,  # noqa: ARG001 - the key
    asked: tuple[int, date],
    _db: Database,
) -> tuple[Anomaly, Names]:
    found = get_anomaly(_db, asked[0], today=asked[1])
    return found, names_for(_db, [found.card])


def standups(db: Database, project_id: int | None) -> Standups:
    """Read the stand-ups over a project or over all."""
    return _standups(key_of(db), project_id, db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _standups(key: Key, project_id: int | None, _db: Database) -> Standups:  # noqa: ARG001 - the key
    return standups_of(_db, project_id)


def precision(db: Database, by: Sequence[str], project_id: int | None) -> pd.DataFrame:
    """Count how often the detectors were right."""
    return _precision(key_of(db), (tuple(by), project_id), db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _precision(
    key: Key,  # noqa: ARG001 - the key
    asked: tuple[tuple[str, ...], int | None],
    _db: Database,
) -> pd.DataFrame:
    return learning.precision(_db, asked[0], project_id=asked[1])


def shifts(db: Database, project_id: int | None) -> pd.DataFrame:
    """List how verdicts shifted the budgets of detectors."""
    return _shifts(key_of(db), project_id, db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _shifts(key: Key, project_id: int | None, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return learning.shifts(_db, project_id=project_id)


def shift_names(db: Database, project_id: int | None) -> Names:
    """Give the names of the places of the series whose budget was shifted."""
    return _shift_names(key_of(db), project_id, db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _shift_names(key: Key, project_id: int | None, _db: Database) -> Names:  # noqa: ARG001 - the key
    told = shifts(_db, project_id)
    people = [int(series.rpartition("|")[2]) for series in told["series"]]
    return names_for(_db, told.assign(annotator_id=people, cause=None))


def scans(db: Database) -> pd.DataFrame:
    """List the last scan of every project."""
    return _scans(key_of(db), db)


@st.cache_data(max_entries=16, ttl="1h", show_spinner=False)
def _scans(key: Key, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return last_scans(_db)


def budget(db: Database, project_id: int | None) -> AlarmBudget:
    """Give the budget of false alarms that holds."""
    return _budget(key_of(db), project_id, db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _budget(key: Key, project_id: int | None, _db: Database) -> AlarmBudget:  # noqa: ARG001 - the key
    return budget_of(_db, project_id)


def people(db: Database, project_id: int | None) -> tuple[str, ...]:
    """Name who owns records, the busiest first."""
    return _people(key_of(db), project_id, db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _people(key: Key, project_id: int | None, _db: Database) -> tuple[str, ...]:  # noqa: ARG001 - the key
    return tuple(list_people(_db, project_id))


def rule_alarms(db: Database, project_id: int | None) -> tuple[pd.DataFrame, int]:
    """List the alarms of rules that nobody has seen to, and count them all."""
    return _rule_alarms(key_of(db), project_id, db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _rule_alarms(
    key: Key,  # noqa: ARG001 - the key
    project_id: int | None,
    _db: Database,
) -> tuple[pd.DataFrame, int]:
    return open_alarms(_db, project_id)
