"""The list of projects with the way into each."""

from typing import Any

import pandas as pd
import streamlit as st

from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.ui.links import address
from ecogov.ui.navigation import is_listed

_COLUMNS = ("code", "name", "programme", "pm", "start_on", "due_on", "target_units")


def project_table(projects: pd.DataFrame, t: Translator) -> None:
    """Draw the projects, the one with the earliest committed date first; codes open the KPIs.

    `projects` is ``page.projects``; it is not modified.
    """
    st.header(t("overview.projects", count=len(projects)), anchor=False)
    shown = projects.sort_values(["due_on", "code"], na_position="last", ignore_index=True)
    shown = shown[list(_COLUMNS)]
    if is_listed("kpis"):
        shown["code"] = [address("kpis", project=code) for code in shown["code"]]
    st.dataframe(
        shown,
        hide_index=True,
        placeholder=formats.NOTHING,
        column_config=_columns(t),
        alt=t("overview.projects", count=len(projects)),
        key="overview.projects",
    )


def _columns(t: Translator) -> dict[str, Any]:
    texts = {name: t(f"project.{name}") for name in ("name", "programme", "pm")}
    code = t("project.code")
    columns = st.column_config
    return {
        **texts,
        "code": columns.LinkColumn(code, display_text=r"project=([^&]+)")
        if is_listed("kpis")
        else code,
        "start_on": columns.DateColumn(t("project.start_on"), format="YYYY-MM-DD"),
        "due_on": columns.DateColumn(t("project.due_on"), format="YYYY-MM-DD"),
        "target_units": columns.NumberColumn(t("project.target_units"), format="localized"),
    }
