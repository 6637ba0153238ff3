"""Stored imports and names as the page reads them, kept per revision of the database."""

from typing import Final

import pandas as pd
import streamlit as st

from ecogov.services.imports import list_imports
from ecogov.services.queues import list_queues
from ecogov.services.receipts import StoredImport, open_import
from ecogov.services.vendors import list_vendors
from ecogov.storage.database import Database
from ecogov.ui.imports.counts import FATES

_COUNTS: Final = ("rows_read", *FATES)


@st.cache_data(max_entries=32, ttl="1h", show_spinner=False)
def _imports(database_key: str, revision: int, project_id: int, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    listed = list_imports(_db, project_id)
    for name in _COUNTS:
        listed[name] = [receipt.get(name) for receipt in listed["receipt"]]
    return listed.drop(columns="receipt")


@st.cache_resource(max_entries=64, ttl="1h", show_spinner=False)
def _import(database_key: str, revision: int, import_id: int, _db: Database) -> StoredImport:  # noqa: ARG001 - the key
    return open_import(_db, import_id)


@st.cache_data(max_entries=32, ttl="1h", show_spinner=False)
def _codes(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    project_id: int,
    _db: Database,
) -> tuple[list[str], list[str]]:
    return list_vendors(_db)["code"].tolist(), list_queues(_db, project_id)["code"].tolist()


def imports_of(db: Database, project_id: int) -> pd.DataFrame:
    """List the imports of a project, newest first.

    Returns
    -------
    DataFrame, shape (n_imports, 15)
        Columns ``id, project, at, actor, format, file, sha256, undone_at, undone_by`` (stamps
        UTC) and the counts ``rows_read, accepted, updated, duplicate, skipped, rejected``.
    """
    return _imports(db.key, db.revision(), project_id, db)


def import_of(db: Database, import_id: int) -> StoredImport:
    """Open one import; not to be modified.

    Raises
    ------
    NotFoundError
        ``import.unknown``.
    """
    return _import(db.key, db.revision(), import_id, db)


def codes_of(db: Database, project_id: int) -> tuple[list[str], list[str]]:
    """List the codes of the vendors and of the project's queues."""
    return _codes(db.key, db.revision(), project_id, db)


def mark_of(imports: pd.DataFrame) -> tuple[int, ...]:
    """Tell two states of a project's imports apart: another one, or one taken back."""
    return (
        len(imports),
        int(imports["id"].max()) if len(imports) else 0,
        int(imports["undone_at"].notna().sum()),
    )
