"""Where on the Settings page a person is; the link alone knows: ``?section=…&open=…``.

``open`` is the id of the record whose form is open, or one of the words below. A link that names
a section and nothing else asks for a new record.
"""

from typing import Final

import streamlit as st

from ecogov.domain.people import Right
from ecogov.ui.page import Page

SECTIONS: Final = (
    "projects", "vendors", "queues", "targets", "rules", "calendar", "log", "people", "interface",
    "jobs", "trail",
)  # fmt: skip
_ADMINISTRATIVE: Final = frozenset({"vendors", "people", "interface", "jobs"})
NEW: Final = "new"
CLOSED: Final = "none"

_SECTION: Final = "section"
_OPEN: Final = "open"
_PROJECT: Final = "project"
_WIDGET: Final = "settings.section"
_GENERATION: Final = "settings.generation"


def section() -> str:
    """Tell which section the link asks for; the first one where it asks for none that exists."""
    asked = st.query_params.get(_SECTION)
    return asked if asked in SECTIONS else SECTIONS[0]


def offered(page: Page) -> tuple[str, ...]:
    """Give the sections of which whoever looks may change something."""
    is_administrator = page.may(Right.ADMINISTER)
    return tuple(one for one in SECTIONS if is_administrator or one not in _ADMINISTRATIVE)


def opened() -> str:
    """Tell what is open: `NEW`, `CLOSED`, or the id of a record."""
    return st.query_params.get(_OPEN, NEW if _SECTION in st.query_params else CLOSED)


def go(to: str, record: str = CLOSED) -> None:
    """Go to a section, with a form open or none; forms start afresh."""
    st.session_state[_GENERATION] = generation() + 1
    st.query_params[_SECTION] = to
    st.query_params[_OPEN] = record


def choose_project(code: str | None) -> None:
    """Make the header choose a project at the next run; None lets go of the chosen one."""
    if code is not None:
        st.query_params[_PROJECT] = code
    else:
        st.query_params.pop(_PROJECT, None)


def generation() -> int:
    """Count the forms so far: it is part of their keys, so that a new form is empty."""
    count: int = st.session_state.get(_GENERATION, 0)
    return count


def section_picker(page: Page) -> str:
    """Draw the choice of the section and tell which one it is."""
    t, sections = page.t, offered(page)
    chosen = section() if section() in sections else sections[0]
    st.session_state[_WIDGET] = chosen
    st.segmented_control(
        t("settings.section"),
        sections,
        format_func=lambda name: t(f"settings.section.{name}"),
        key=_WIDGET,
        required=True,
        on_change=_picked,
        label_visibility="collapsed",
    )
    return chosen


def _picked() -> None:
    go(st.session_state[_WIDGET] or SECTIONS[0])
