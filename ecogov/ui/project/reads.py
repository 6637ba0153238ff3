"""What the page of a project reads, kept per database and revision; nothing with language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pandas as pd
import streamlit as st

from ecogov.domain.burn_up import BurnUp
from ecogov.domain.escalations.clocks import EscalationState
from ecogov.domain.projects import Project
from ecogov.domain.risks.scales import Scale
from ecogov.services.flow.burn_up import burn_up
from ecogov.services.log.escalations import clocks_of
from ecogov.services.log.one_project import ProjectLog, log_of_project
from ecogov.services.log.reading import list_people
from ecogov.services.log.risks import risk_scales
from ecogov.services.projects import get_project
from ecogov.storage.database import Database


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Everything about one project that does not move on by itself.

    Parameters
    ----------
    project : Project
        Its facts.
    people : tuple of str
        Who owns records, the busiest first.
    burn : BurnUp
        Units accepted against the plan.
    log : ProjectLog
        What threatens it, what comes next, what waits.
    scales : Mapping[int, Scale]
        Scales by version, for the names of bands.
    """

    project: Project
    people: tuple[str, ...]
    burn: BurnUp
    log: ProjectLog
    scales: Mapping[int, Scale]


def sheet(db: Database, project_id: int, today: date) -> Sheet:
    """Read the sheet of a project as of a day."""
    return _sheet(db.key, db.revision(), (project_id, today), db)


def clocks(db: Database, project_id: int, rows: pd.DataFrame) -> dict[int, EscalationState]:
    """Read the clocks of escalations as they stand this minute."""
    told = tuple(zip(rows["id"], rows["severity"], strict=True))
    return _clocks(db.key, db.revision(), (project_id, told), db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _sheet(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    asked: tuple[int, date],
    _db: Database,
) -> Sheet:
    project_id, today = asked
    return Sheet(
        get_project(_db, project_id),
        tuple(list_people(_db, project_id)),
        burn_up(_db, project_id),
        log_of_project(_db, project_id, as_of=today),
        risk_scales(_db),
    )


# Clocks run on without a write.
@st.cache_data(max_entries=64, ttl="1m", show_spinner=False)
def _clocks(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    asked: tuple[int, tuple[tuple[int, str], ...]],
    _db: Database,
) -> dict[int, EscalationState]:
    project_id, told = asked
    rows = pd.DataFrame(told, columns=["id", "severity"])
    return clocks_of(_db, project_id, rows, at=datetime.now(UTC)) if told else {}
