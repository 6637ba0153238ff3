"""What the KPI page says before there is anything to show: what to do next."""

import streamlit as st

from ecogov.ui.kpis.choices import Choices, clear_filters
from ecogov.ui.links import open_page
from ecogov.ui.navigation import is_listed
from ecogov.ui.page import Page


def no_projects(page: Page) -> None:
    """Point at the first project, or at the sample."""
    t = page.t
    st.markdown(t("kpi.no_projects"))
    with st.container(horizontal=True, gap="small"):
        if is_listed("settings") and st.button(t("overview.create_open"), key="kpi.create"):
            open_page("settings", section="projects")
        if st.button(t("kpi.to_overview"), key="kpi.overview", type="primary"):
            open_page("overview")


def no_production(page: Page) -> None:
    """Point at the import."""
    t = page.t
    st.markdown(t("kpi.no_production"))
    if is_listed("imports") and st.button(
        t("overview.import_open"), key="kpi.import", type="primary"
    ):
        open_page("imports")


def nothing_left(page: Page, choices: Choices) -> None:
    """Say that the chosen days or filters leave nothing."""
    t = page.t
    if not choices.has_filters:
        st.info(t("kpi.nothing"))
        return
    st.info(t("kpi.nothing_filtered"))
    st.button(t("kpi.clear_filters"), key="kpi.clear_all", on_click=clear_filters)
