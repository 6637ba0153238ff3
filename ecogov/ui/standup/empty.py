"""What the stand-up says when there is nothing to show: what to do next."""

import streamlit as st

from ecogov.ui.links import open_page
from ecogov.ui.navigation import is_listed
from ecogov.ui.page import Page
from ecogov.ui.standup import reads
from ecogov.ui.standup.place import METRIC, SHOW
from ecogov.ui.standup.scanning import scan_button


def nothing_found(page: Page) -> None:
    """Say that nothing is open: because all is well, or because nobody has looked yet."""
    t = page.t
    if page.projects.empty:
        st.info(t("standup.no_projects"), icon=":material/folder_off:")
        if st.button(t("kpi.to_overview"), key="standup.overview", type="primary"):
            open_page("overview")
        return
    scans = reads.scans(page.db)
    if page.scope.project:
        scans = scans[scans["project_code"] == page.scope.project]
    if scans.empty:
        st.info(t("standup.never_scanned"), icon=":material/search:")
        with st.container(horizontal=True, gap="small"):
            scan_button(page, is_first=True)
            if is_listed("imports") and st.button(t("overview.import_open"), key="standup.import"):
                open_page("imports")
        return
    st.success(t("standup.nothing_open"), icon=":material/check_circle:")
    st.caption(t("standup.nothing_open_next"))
    scan_button(page)


def nothing_left(page: Page) -> None:
    """Say that the filters leave nothing."""
    st.info(page.t("standup.nothing_filtered"), icon=":material/filter_alt:")
    st.button(page.t("kpi.clear_filters"), key="standup.clear", on_click=_clear)


def _clear() -> None:
    for name in (SHOW, METRIC):
        st.query_params.pop(name, None)
