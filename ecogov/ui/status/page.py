"""The page as a whole: whose status, which section of it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import streamlit as st

from ecogov.reports.status.html import STYLE
from ecogov.ui.links import open_page
from ecogov.ui.page import Page
from ecogov.ui.status import place
from ecogov.ui.status.history import history_section
from ecogov.ui.status.lights import lights_section
from ecogov.ui.status.place import Whose
from ecogov.ui.status.publish import publish_section
from ecogov.ui.status.report import report_section
from ecogov.ui.visitors import rechecked

_SECTIONS: Final[Mapping[str, Callable[[Page, Whose], None]]] = MappingProxyType(
    {
        place.REPORT: report_section,
        place.PUBLISH: publish_section,
        place.HISTORY: history_section,
        place.LIGHTS: lights_section,
    }
)
_PRINTED: Final = """
@media print {
  .st-key-ecogov-header, .st-key-status-bar, .st-key-status-tools { display: none !important; }
}
"""


@st.fragment
@rechecked
def status_page(page: Page) -> None:
    """Draw the status of the chosen project, or of a programme where none is chosen.

    A fragment: what is done here does not draw the header again.
    """
    st.html(f"<style>{STYLE}{_PRINTED}</style>")
    with st.container(key="status-bar", horizontal=True, vertical_alignment="center", gap="small"):
        who = place.whose(page)
        if who is not None:
            chosen = place.section(page, who)
    if who is None:
        _nothing(page)
        return
    _SECTIONS[chosen](page, who)


def _nothing(page: Page) -> None:
    t = page.t
    st.info(t("status.none"), icon=":material/traffic:")
    if st.button(t("kpi.to_overview"), key="status.overview", type="primary"):
        open_page("overview")
