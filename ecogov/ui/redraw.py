"""Drawing anew only the parts of a page that show what a callback changed.

A whole page is a hundred parts that the browser draws again, its header and its help included; a
record that was just logged is seen in half the time when they stay as they are.
"""

from types import MappingProxyType
from typing import Final, NoReturn

import streamlit as st

from ecogov.ui.page import Page

NOTE: Final = "shell.note"
DIALOG: Final = "shell.dialog"
LOG: Final = "log.desk"
PLAN: Final = "plan.desk"

_SHOWS_RECORDS: Final = MappingProxyType({"log": LOG, "milestones": PLAN})
"""Pages whose content is one fragment, by its key."""


def is_drawn_in_parts(page: Page) -> bool:
    """Tell whether a page can show its records anew without being drawn as a whole."""
    return page.key in _SHOWS_RECORDS


def redraw_records(page: Page) -> NoReturn:
    """Draw the list, the note and the dialog anew; on other pages everything. For callbacks."""
    part = _SHOWS_RECORDS.get(page.key)
    st.rerun("app" if part is None else (NOTE, DIALOG, part))
