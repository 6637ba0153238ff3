"""What a person meets before the first project: three ways to begin."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from ecogov.domain.people import Right
from ecogov.services.sample import load_sample
from ecogov.ui.feedback import reported
from ecogov.ui.links import open_page
from ecogov.ui.navigation import is_listed
from ecogov.ui.page import Page


def first_run(page: Page) -> None:
    """Draw the ways to begin side by side, each with the one button that does it."""
    t = page.t
    if not page.may(Right.ADMINISTER):
        st.info(t("overview.no_role"), icon=":material/lock_person:")
        return
    st.markdown(t("overview.start"))
    with st.grid("auto", min_column_width=280):
        with _way(t("overview.sample"), t("overview.sample_text")):
            _sample_button(page)
        if is_listed("settings"):
            with _way(t("overview.create"), t("overview.create_text")):
                if st.button(t("overview.create_open"), key="overview.create"):
                    open_page("settings", section="projects")
        if is_listed("imports"):
            with _way(t("overview.import"), t("overview.import_text")):
                if st.button(t("overview.import_open"), key="overview.import"):
                    open_page("imports")


@contextmanager
def _way(title: str, text: str) -> Iterator[None]:
    with st.container(border=True, height="stretch"):
        st.header(title, anchor=False)
        st.markdown(text)
        st.space("stretch")
        yield


def _sample_button(page: Page) -> None:
    t = page.t
    place = st.empty()
    if not place.button(t("overview.sample_load"), key="overview.sample", type="primary"):
        return
    bar = place.progress(0.0, t("overview.sample_step.registers"))

    def show(share: float, step: str) -> None:
        bar.progress(share, t(f"overview.sample_step.{step}"))

    with reported(t):
        load_sample(page.db, actor=page.actor, progress=show)
        st.rerun()
