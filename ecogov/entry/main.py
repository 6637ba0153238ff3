"""The script behind every page: page config, language, look, navigation."""

import streamlit as st

from ecogov.ui.language import announce, current, prefer
from ecogov.ui.navigation import PAGE_ICON, listed
from ecogov.ui.theme import apply_look
from ecogov.ui.visitors import visitor

person = visitor()
prefer(person)
t = current()
st.set_page_config(page_title=t("app.name"), page_icon=PAGE_ICON, layout="wide")
st.logo(str(PAGE_ICON), size="medium")
apply_look()
announce(t)
st.navigation(
    listed(t, person),
    position="hidden" if st.context.is_embedded else "sidebar",
    expanded=True,
).run()
