"""What depends on what: float and critical path of the milestones that are on the screen."""

import pandas as pd
import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.i18n.refusals import refusal
from ecogov.storage.database import Database
from ecogov.ui.milestones import cached
from ecogov.ui.milestones.cached import MOST_PATHS, Asked, Chosen
from ecogov.ui.page import Page


def with_path(db: Database, rows: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Add ``total_float_days`` and ``is_critical`` to milestones; missing and False where unknown.

    Of many projects at once no path is looked for: see `MOST_PATHS`.
    """
    parts = [
        found
        for project_id in cached.projects_with_path(db, asked)
        if (found := _path(db, project_id, asked)) is not None
    ]
    told = rows.assign(total_float_days=pd.array([pd.NA] * len(rows), "Int64"), is_critical=False)
    if parts:
        path = pd.concat(parts).set_index("id")
        ids = rows["id"]
        told["total_float_days"] = ids.map(path["total_float_days"]).astype("Int64")
        told["is_critical"] = ids.isin(path.index[path["is_critical"]])
    return told


def say_unknown_paths(page: Page, chosen: Chosen) -> None:
    """Say why there is no critical path, where there is none."""
    asked = chosen.asked
    ids = cached.projects_with_path(page.db, asked)
    if not ids:
        st.caption(page.t("plan.no_path", most=MOST_PATHS))
    for project_id in ids:
        try:
            cached.path(page.db, project_id, asked.as_of)
        except DomainError as error:
            st.warning(refusal(page.t, error), icon=":material/route:")


def _path(db: Database, project_id: int, asked: Asked) -> pd.DataFrame | None:
    try:
        return cached.path(db, project_id, asked.as_of)
    except DomainError:
        return None
