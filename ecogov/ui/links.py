"""Links between pages that keep the project, the period and the language."""

from typing import NoReturn
from urllib.parse import urlencode

import streamlit as st

from ecogov.ui.header.scope import in_link
from ecogov.ui.navigation import entry_of, is_for
from ecogov.ui.visitors import seen


def address(key: str, **query: str) -> str:
    """Give the address of a page, for tables and texts; `query` wins over what is kept."""
    return f"/{entry_of(key).path}?{urlencode({**in_link(), **query})}"


def link_to(key: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """Draw a link to a page; its words alone where the page is not for whoever looks."""
    if not is_for(entry_of(key), seen()):
        st.markdown(f"{icon} {label}" if icon else label, width="content")
        return
    st.page_link(entry_of(key).file, label=label, icon=icon, query_params={**in_link(), **query})


def open_page(key: str, **query: str) -> NoReturn:
    """Go to a page now; not inside a callback."""
    st.switch_page(entry_of(key).file, query_params={**in_link(), **query})
