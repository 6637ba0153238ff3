"""What an open record says, for who may read it and no more."""

import streamlit as st

from ecogov.domain.log.register import KINDS
from ecogov.i18n import formats
from ecogov.ui.forms.change_words import value_in_words
from ecogov.ui.literal import literal
from ecogov.ui.log.record.reads import Opened
from ecogov.ui.page import Page


def reading(page: Page, opened: Opened) -> None:
    """Draw every field of a record that holds something, as text."""
    kind = opened.kind.value
    told = {
        field.name: value_in_words(
            page, kind, field.name, opened.stored[field.name], beside=opened.stored
        )
        for field in KINDS[opened.kind].fields
        if field.name != "title"
    }
    lines = [
        f"**{page.t(f'{kind}.{name}')}**: {literal(said)}"
        for name, said in told.items()
        if said != formats.NOTHING
    ]
    st.markdown("  \n".join(lines))
