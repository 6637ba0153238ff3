"""Turning the pages of a list; the link holds which one is open."""

from typing import Final

import streamlit as st

from ecogov.ui.log.place import PAGE, ask

_WIDGET: Final = "log.pages"


def page_turner(n_pages: int, number: int) -> None:
    """Draw the pages of a list that has more than one, with the open one chosen."""
    if n_pages > 1:
        # The key holds the page, so that a page that the link asks for is the one shown.
        key = f"{_WIDGET}.{number}"
        st.pagination(n_pages, default=number, key=key, on_change=_turned, args=(key,))


def _turned(key: str) -> None:
    ask(PAGE, [str(st.session_state[key])])
