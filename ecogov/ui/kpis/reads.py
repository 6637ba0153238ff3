"""Cached reads of the KPI page: one revision of one database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Self

import pandas as pd
import streamlit as st

from ecogov.domain.kpi.cells import Cell
from ecogov.services.calendars import list_change_marks, project_calendar
from ecogov.services.kpi_rows import (
    BehindFigure,
    DaySpan,
    Timing,
    day_span,
    rows_behind,
    timing,
)
from ecogov.services.kpis import Question, Slice, kpi_cells
from ecogov.storage.database import Database
from ecogov.ui.page import Page

Key = tuple[str, int]

BY_TEXT: Final[dict[str | type[Any], Callable[[Any], str]]] = {Slice: repr, Question: repr}
"""How caches tell questions apart: their text names every field, and is hashed in one go."""


@st.cache_data(max_entries=512, ttl="1h", show_spinner=False, hash_funcs=BY_TEXT)
def _cells(key: Key, question: Question, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return kpi_cells(_db, question)


@st.cache_data(max_entries=512, ttl="1h", show_spinner=False, hash_funcs=BY_TEXT)
def _totals(
    key: Key,  # noqa: ARG001 - the key
    slice_: Slice,
    metrics: tuple[str, ...],
    _db: Database,
) -> dict[str, Cell]:
    found = kpi_cells(_db, Question(slice_, metrics)).to_dict("records")
    return {str(row["metric"]): Cell.of(row) for row in found}


@st.cache_data(max_entries=128, ttl="1h", show_spinner=False, hash_funcs=BY_TEXT)
def _span(key: Key, project_ids: tuple[int, ...], _db: Database) -> DaySpan | None:  # noqa: ARG001 - the key
    return day_span(_db, project_ids)


@st.cache_data(max_entries=128, ttl="1h", show_spinner=False, hash_funcs=BY_TEXT)
def _timing(key: Key, slice_: Slice, _db: Database) -> Timing:  # noqa: ARG001 - the key
    return timing(_db, slice_)


@st.cache_data(max_entries=8, ttl="10m", show_spinner=False, hash_funcs=BY_TEXT)
def _rows(key: Key, slice_: Slice, metric: str, _db: Database) -> BehindFigure:  # noqa: ARG001 - the key
    return rows_behind(_db, slice_, metric)


@st.cache_data(max_entries=128, ttl="1h", show_spinner=False, hash_funcs=BY_TEXT)
def _marks(key: Key, project_id: int, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return list_change_marks(_db, project_id)


@st.cache_data(max_entries=128, ttl="1h", show_spinner=False, hash_funcs=BY_TEXT)
def _days_off(
    key: Key,  # noqa: ARG001 - the key
    project_id: int,
    days: tuple[date, date],
    _db: Database,
) -> tuple[date, ...]:
    calendar = project_calendar(_db, project_id)
    found = (days[0] + timedelta(days=i) for i in range((days[1] - days[0]).days + 1))
    return tuple(day for day in found if not calendar.is_working(day))


@dataclass(frozen=True, slots=True)
class Reads:
    """Reads that all see the same revision; `key` is what anything derived is cached by."""

    key: Key
    db: Database

    @classmethod
    def of(cls, page: Page) -> Self:
        """Read what a run of a page sees."""
        return cls((page.db.key, page.revision), page.db)

    def cells(self, question: Question) -> pd.DataFrame:
        """Compute KPI cells, as `ecogov.services.kpis.kpi_cells` does."""
        return _cells(self.key, question, self.db)

    def totals(self, slice_: Slice, metrics: tuple[str, ...]) -> dict[str, Cell]:
        """Compute one cell for each KPI, by its code."""
        return _totals(self.key, slice_, metrics, self.db)

    def span(self, project_ids: tuple[int, ...]) -> DaySpan | None:
        """Tell from when until when there are figures."""
        return _span(self.key, project_ids, self.db)

    def timing(self, slice_: Slice) -> Timing:
        """Tell how handling times were measured."""
        return _timing(self.key, slice_, self.db)

    def rows(self, slice_: Slice, metric: str) -> BehindFigure:
        """Read the rows behind a figure."""
        return _rows(self.key, slice_, metric, self.db)

    def marks(self, project_id: int) -> pd.DataFrame:
        """List the marked changes of a project."""
        return _marks(self.key, project_id, self.db)

    def days_off(self, project_id: int, days: tuple[date, date]) -> tuple[date, ...]:
        """List the days between two days on which a project does not work."""
        return _days_off(self.key, project_id, days, self.db)
