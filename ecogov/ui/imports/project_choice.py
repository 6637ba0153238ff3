"""Which project the files belong to, where the header has not said."""

import streamlit as st

from ecogov.domain.projects import Project
from ecogov.services.projects import get_project
from ecogov.ui.links import link_to, open_page
from ecogov.ui.page import Page


def project_to_fill(page: Page) -> Project | None:
    """Give the chosen project; without one ask for it, without any offer to create one."""
    if page.scope.project is not None:
        return get_project(page.db, page.scope.project)
    t = page.t
    if page.projects.empty:
        st.info(t("import.no_project"), icon=":material/folder_off:")
        link_to("overview", t("import.no_project_link"), icon=":material/arrow_forward:")
        return None
    names = dict(zip(page.projects["code"], page.projects["name"], strict=True))
    picked = st.selectbox(
        t("import.which_project"),
        list(names),
        index=None,
        format_func=lambda code: t("shell.project_option", code=code, name=names[code]),
        placeholder=t("import.which_project_placeholder"),
        key="imports.project",
        width=420,
    )
    if picked is not None:
        open_page("imports", project=picked)
    return None
