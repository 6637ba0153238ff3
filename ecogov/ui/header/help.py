"""What a page is for, and what the words mean: one click from everywhere."""

import streamlit as st

from ecogov.i18n.translator import Translator
from ecogov.ui.visitors import rechecked


def help_popover(t: Translator, key: str) -> None:
    """Draw the help of a page with the way to the glossary."""
    with st.popover(
        t("shell.help"),
        key="shell.help",
        icon=":material/help:",
        type="tertiary",
        help=t("shell.help_tip"),
    ):
        st.markdown(t(f"page.{key}.help"))
        if st.button(t("glossary.open"), key="shell.glossary", icon=":material/menu_book:"):
            st.dialog(t("glossary.title"), width="medium")(rechecked(_glossary))(t)


def _glossary(t: Translator) -> None:
    for term, title in t.under("glossary.term.").items():
        st.markdown(f"**{title}**  \n{t(f'glossary.text.{term}')}")
