"""Asking for a scan from the page, and waiting for it without standing still."""

from typing import Final

import streamlit as st

from ecogov.domain.people import Right
from ecogov.services.anomalies.asking import ask_for_scan, is_scan_wanted
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.log.place import project_id
from ecogov.ui.page import Page
from ecogov.ui.visitors import rechecked

_SLOT: Final = "standup.scan"


def scan_button(page: Page, *, is_first: bool = False) -> None:
    """Draw the button that looks for strange days in the background, or that this happens."""
    t = page.t
    refusal_at(t, _SLOT)
    if is_scan_wanted(page.db):
        st.fragment(rechecked(_waiting), run_every="2s")(page)
        return
    st.button(
        t("standup.scan"),
        key="standup.scan",
        icon=":material/search:",
        type="primary" if is_first else "secondary",
        disabled=not page.may(Right.TRIAGE, project_id(page)),
        help=t("standup.scan.tip"),
        on_click=_ask,
        args=(page,),
    )


def _ask(page: Page) -> None:
    attempted(_SLOT, lambda: ask_for_scan(page.db, project_id(page), actor=page.actor))


@st.fragment(run_every="2s")
@rechecked
def _waiting(page: Page) -> None:
    """Say that a scan runs, and draw the page anew when it has ended."""
    st.markdown(f":material/hourglass_top: {page.t('standup.scan.running')}")
    if not is_scan_wanted(page.db):
        st.rerun()
