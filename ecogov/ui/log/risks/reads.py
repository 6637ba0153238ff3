"""What views of risks read, kept per database and revision; nothing with language."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.log.asking import LogFilter, Order
from ecogov.domain.risks.appetite import Appetite, with_appetite
from ecogov.domain.risks.words import Stage
from ecogov.services.log.risks import appetites_by_category, scored_risks
from ecogov.storage.database import Database

_KEPT: Final = ("id", "ref", "title", "project_id", "project_code", "nature", "status", "category")
_SCORED: Final = tuple(
    f"{stage}_{level}" for stage in Stage for level in ("probability", "impact", "score")
)
_VALUED: Final = (
    "probability", "impact", "cost_low", "cost_likely", "cost_high", "p", "is_chance_estimated",
    "cost", "expected_value", "null_reason",
)  # fmt: skip

Appetites = Mapping[int, Mapping[str, Appetite]]


def scored(db: Database, wanted: LogFilter) -> pd.DataFrame:
    """List the live risks that are wanted with scores and expected values, the worst first."""
    return _scored(db.key, db.revision(), wanted, db)


def appetites(db: Database, project_ids: tuple[int, ...]) -> Appetites:
    """Give the appetite of projects by category."""
    return _appetites(db.key, db.revision(), project_ids, db)


def with_standing(db: Database, rows: pd.DataFrame) -> pd.DataFrame:
    """Hold risks to the appetite of their projects.

    Parameters
    ----------
    db : Database
        Where the appetites stand.
    rows : DataFrame
        Columns ``project_id, nature, category`` and ``current_score``. Not modified.

    Returns
    -------
    DataFrame
        `rows` with ``appetite``, in the same order; see
        `ecogov.domain.risks.appetite.with_appetite`.
    """
    ids = tuple(sorted({int(one) for one in rows["project_id"]}))
    held = appetites(db, ids)
    parts = [with_appetite(part, held[int(str(one))]) for one, part in rows.groupby("project_id")]
    return pd.concat(parts).loc[rows.index] if parts else with_appetite(rows, {})


@st.cache_data(max_entries=16, ttl="1h", show_spinner=False)
def _scored(database_key: str, revision: int, wanted: LogFilter, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    rows = scored_risks(_db, wanted, Order("score"))
    return rows[list(dict.fromkeys((*_KEPT, *_SCORED, *_VALUED)))]


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _appetites(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    project_ids: tuple[int, ...],
    _db: Database,
) -> dict[int, dict[str, Any]]:
    return {one: appetites_by_category(_db, one) for one in project_ids}
