"""Starting a scan from the page, and waiting for it without standing still."""

import subprocess
from typing import Final

import streamlit as st

from ecogov.domain.people import Right
from ecogov.services.anomalies.starting import start_scan
from ecogov.ui.log.place import project_id
from ecogov.ui.page import Page

_RUNNING: Final = "standup.scan.running"


def scan_button(page: Page, *, is_first: bool = False) -> None:
    """Draw the button that looks for strange days in a process of its own."""
    t = page.t
    process: subprocess.Popen[bytes] | None = st.session_state.get(_RUNNING)
    if process is not None and process.poll() is None:
        _waiting(page)
        return
    if process is not None:
        del st.session_state[_RUNNING]
        if process.returncode:
            st.error(t("standup.scan.broke"), icon=":material/error:")
    st.button(
        t("standup.scan"),
        key="standup.scan",
        icon=":material/search:",
        type="primary" if is_first else "secondary",
        disabled=not page.may(Right.TRIAGE, project_id(page)),
        help=t("standup.scan.tip"),
        on_click=_start,
        args=(page,),
    )


def _start(page: Page) -> None:
    code = page.scope.project or ""
    st.session_state[_RUNNING] = start_scan(page.db, project_id(page), code)


@st.fragment(run_every="2s")
def _waiting(page: Page) -> None:
    """Say that a scan runs, and draw the page anew when it has ended."""
    st.markdown(f":material/hourglass_top: {page.t('standup.scan.running')}")
    process: subprocess.Popen[bytes] | None = st.session_state.get(_RUNNING)
    if process is None or process.poll() is not None:
        st.rerun()
