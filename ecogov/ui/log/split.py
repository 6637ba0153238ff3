"""A list and, beside it, the record that the link opens; on a phone the record comes first."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from ecogov.ui.literal import literal
from ecogov.ui.log.done import refusals
from ecogov.ui.log.place import OPEN, asks_to_open, close_record, opened, opened_id
from ecogov.ui.log.record.panel import record_panel
from ecogov.ui.page import Page


@contextmanager
def beside_record(page: Page) -> Iterator[None]:
    """Draw the list of the block, what was refused above it, the open record beside it.

    The list keeps its place whether a record is open or not, so that it is never drawn anew.
    """
    with st.container(key="log-split", horizontal=True, gap="medium"):
        with st.container(key="log-list"):
            refusals(page)
            yield
        if asks_to_open():
            with st.container(key="log-panel"):
                _opened(page)


def _opened(page: Page) -> None:
    reference, record_id = opened(), opened_id(page)
    if reference is not None and record_id is not None:
        record_panel(page, reference.kind, record_id)
        return
    asked = literal(st.query_params[OPEN])
    st.warning(page.t("log.gone", ref=asked), icon=":material/link_off:")
    st.button(page.t("log.close"), key="log.close", icon=":material/close:", on_click=close_record)
