"""The settings of the log of a project, one part at a time; the link holds which one."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

import streamlit as st

from ecogov.ui.page import Page
from ecogov.ui.settings.confirmation import confirmation
from ecogov.ui.settings.log.appetite import appetite_form
from ecogov.ui.settings.log.ladder import ladder_form
from ecogov.ui.settings.log.scale import scale_form
from ecogov.ui.settings.log.setup import setup_form

_PART: Final = "part"
_WIDGET: Final = "settings.log.part"
_PARTS: Final = MappingProxyType[str, Callable[[Page, int], None]](
    {"money": setup_form, "appetite": appetite_form, "scale": scale_form, "ladder": ladder_form}
)


def log_section(page: Page, project_id: int) -> None:
    """Draw the part that the link asks for, the first one where it asks for none."""
    t = page.t
    confirmation(page)
    asked = st.query_params.get(_PART, "")
    part = asked if asked in _PARTS else next(iter(_PARTS))
    st.session_state[_WIDGET] = part
    st.segmented_control(
        t("settings.log.part"),
        list(_PARTS),
        format_func=lambda name: t(f"settings.log.part.{name}"),
        key=_WIDGET,
        required=True,
        on_change=_picked,
        label_visibility="collapsed",
    )
    st.header(t(f"settings.log.{part}_title"), anchor=False)
    st.caption(t(f"settings.log.{part}_text"))
    _PARTS[part](page, project_id)


def _picked() -> None:
    st.query_params[_PART] = st.session_state[_WIDGET]
