"""Cached reads of the root cause page: one revision of one database."""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from ecogov.domain.kpi.questions import Slice
from ecogov.domain.rootcause.questions import ChangeQuestion
from ecogov.domain.rootcause.suspects import Suspect
from ecogov.services.control_charts.charting import (
    ChartQuestion,
    ControlChart,
    control_chart,
)
from ecogov.services.kpi_rows import BehindFigure, DaySpan
from ecogov.services.rootcause.explaining import Explained, explain_change
from ecogov.services.rootcause.offers import dimension_ids, offered_dimensions
from ecogov.services.rootcause.starting import biggest_change
from ecogov.services.rootcause.suspects import suspects_of
from ecogov.storage.database import Database
from ecogov.ui.kpis.reads import Reads
from ecogov.ui.page import Page

_HASHED: Final[dict[str | type[Any], Callable[[Any], str]]] = {
    ChartQuestion: repr,
    ChangeQuestion: repr, Slice: repr,
}  # fmt: skip
Key = tuple[str, int]


def key_of(page: Page) -> Key:
    """Give what everything that a run reads is kept by."""
    return page.db.key, page.revision


def starting(page: Page, slice_: Slice) -> ChangeQuestion | None:
    """Find the change that the page begins with."""
    return _starting(key_of(page), slice_, page.db)


def explained(page: Page, question: ChangeQuestion) -> Explained:
    """Explain a change."""
    return _explained(key_of(page), question, page.db)


def charted(page: Page, question: ChartQuestion) -> ControlChart:
    """Chart a series."""
    return _charted(key_of(page), question, page.db)


def suspects(page: Page, question: ChangeQuestion) -> tuple[Suspect, ...]:
    """List what happened around a change."""
    return _suspects(key_of(page), question, page.db)


def offered(page: Page, question: ChangeQuestion) -> tuple[str, ...]:
    """Tell what a change can be cut along."""
    return _offered(key_of(page), question, page.db)


def span(page: Page, project_id: int) -> DaySpan | None:
    """Tell from when until when a project has figures."""
    return Reads.of(page).span((project_id,))


def rows(page: Page, slice_: Slice, metric: str) -> BehindFigure:
    """Read the rows behind a figure."""
    return Reads.of(page).rows(slice_, metric)


def ids(page: Page, project_id: int) -> dict[str, dict[str, int]]:
    """Give the numbers of vendors, queues and people by code."""
    return _ids(key_of(page), project_id, page.db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False, hash_funcs=_HASHED)
def _starting(key: Key, slice_: Slice, _db: Database) -> ChangeQuestion | None:  # noqa: ARG001 - the key
    return biggest_change(_db, slice_)


@st.cache_resource(max_entries=64, ttl="1h", show_spinner=False, hash_funcs=_HASHED)
def _explained(key: Key, question: ChangeQuestion, _db: Database) -> Explained:  # noqa: ARG001 - the key
    return explain_change(_db, question)


@st.cache_resource(max_entries=64, ttl="1h", show_spinner=False, hash_funcs=_HASHED)
def _charted(key: Key, question: ChartQuestion, _db: Database) -> ControlChart:  # noqa: ARG001 - the key
    return control_chart(_db, question)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False, hash_funcs=_HASHED)
def _suspects(key: Key, question: ChangeQuestion, _db: Database) -> tuple[Suspect, ...]:  # noqa: ARG001 - the key
    return suspects_of(_db, question)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False, hash_funcs=_HASHED)
def _offered(key: Key, question: ChangeQuestion, _db: Database) -> tuple[str, ...]:  # noqa: ARG001 - the key
    return offered_dimensions(_db, question)


@st.cache_data(max_entries=32, ttl="1h", show_spinner=False)
def _ids(key: Key, project_id: int, _db: Database) -> dict[str, dict[str, int]]:  # noqa: ARG001 - the key
    return dimension_ids(_db, project_id)
