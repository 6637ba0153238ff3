"""What the page reads, kept per database and revision; HTML also per language and theme."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd
import streamlit as st

from ecogov.domain.status.differences import Comparison
from ecogov.domain.status.report import StatusReport
from ecogov.i18n.translator import translator
from ecogov.reports.status.content import Publication
from ecogov.reports.status.html import fragment
from ecogov.reports.status.sections import status_content
from ecogov.services.status import links, overrides, publishing
from ecogov.services.status.programmes import list_programmes, programme_status
from ecogov.services.status.publishing import Published
from ecogov.services.status.reporting import project_status
from ecogov.storage.database import Database

Look = tuple[str, str, Literal["light", "dark"]]
"""Language, locale and theme."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A draft: whose, and of which day."""

    project_id: int | None
    programme: str
    as_of: date


def draft(db: Database, asked: Asked) -> StatusReport:
    """Compute the status as of a day."""
    return _draft(_who(db), db.revision(), asked, db)


def history(db: Database, subject: str) -> pd.DataFrame:
    """List the published reports of a subject, newest first."""
    return _history(db.key, db.revision(), subject, db)


def published(db: Database, report_id: int) -> Published:
    """Read a published report."""
    return _published(_who(db), db.revision(), report_id, db)


def comparison(db: Database, one: int, other: int) -> Comparison:
    """Lay two published reports side by side."""
    return publishing.compare_reports(db, one, other)


def programmes(db: Database) -> list[str]:
    """Name the programmes of the projects at work."""
    return _programmes(_who(db), db.revision(), db)


def links_of(db: Database, subject: str) -> pd.DataFrame:
    """List the links of a subject; their views move on without a revision, so it is not kept."""
    return links.list_links(db, subject)


def overrides_of(db: Database, project_id: int) -> pd.DataFrame:
    """List the lights of a project that were set by hand."""
    return overrides.list_overrides(db, project_id)


@st.cache_data(max_entries=128, ttl="1h", show_spinner=False)
def drawn(_report: StatusReport, _publication: Publication | None, look: Look, key: str) -> str:  # noqa: ARG001 - the key
    """Write a report as HTML; `key` tells reports apart."""
    language, locale, theme = look
    t = translator(language, locale)
    content = status_content(t, _report, _publication)
    return fragment(t, content, theme=theme)


def publication_of(one: Published) -> Publication:
    """Tell when and by whom a report was published."""
    return Publication(one.number, one.published_at, one.published_by, one.content_hash)


def _who(db: Database) -> tuple[str, str]:
    """Tell apart databases, and people: not everybody sees everything."""
    return db.key, db.person.name


# Frozen and never modified: it is handed to every reader as it is.
@st.cache_resource(max_entries=64, ttl="1h", show_spinner=False)
def _draft(who: tuple[str, str], revision: int, asked: Asked, _db: Database) -> StatusReport:  # noqa: ARG001 - the key
    if asked.project_id is None:
        return programme_status(_db, asked.programme, asked.as_of)
    return project_status(_db, asked.project_id, asked.as_of)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _history(database_key: str, revision: int, subject: str, _db: Database) -> pd.DataFrame:  # noqa: ARG001 - the key
    return publishing.published_reports(_db, subject)


@st.cache_resource(max_entries=64, ttl="1h", show_spinner=False)
def _published(who: tuple[str, str], revision: int, report_id: int, _db: Database) -> Published:  # noqa: ARG001 - the key
    return publishing.published_report(_db, report_id)


@st.cache_data(max_entries=16, ttl="1h", show_spinner=False)
def _programmes(who: tuple[str, str], revision: int, _db: Database) -> list[str]:  # noqa: ARG001 - the key
    return list_programmes(_db)
