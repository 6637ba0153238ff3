"""What the root cause page says before there is anything to explain: what to do next."""

import streamlit as st

from ecogov.ui.kpis import empty as kpis_empty
from ecogov.ui.links import link_to
from ecogov.ui.page import Page


def no_project(page: Page) -> None:
    """Point at the first project, or let one be chosen."""
    if page.projects.empty:
        kpis_empty.no_projects(page)
        return
    t = page.t
    st.markdown(t("rootcause.choose_project"))
    for row in page.projects.to_dict("records"):
        name = t("shell.project_option", code=row["code"], name=row["name"])
        link_to("rootcause", name, icon=":material/folder_open:", project=str(row["code"]))


def no_production(page: Page) -> None:
    """Point at the import."""
    kpis_empty.no_production(page)


def nothing_to_compare(page: Page) -> None:
    """Say that a change needs two periods with figures."""
    st.info(page.t("rootcause.too_short"), icon=":material/hourglass_empty:")
